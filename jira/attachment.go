package jira

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path/filepath"
	"strings"
	"unicode"
)

// AttachmentSettings are the rules for files on this Jira.
type AttachmentSettings struct {
	Enabled bool `json:"enabled"`
	// Limit is the largest file in bytes.
	Limit int64 `json:"uploadLimit"`
}

// AttachmentSettings reads the rules for files.
func (c *Client) AttachmentSettings(ctx context.Context) (AttachmentSettings, error) {
	var settings AttachmentSettings
	err := c.get(ctx, path("attachment", "meta"), nil, &settings)
	return settings, err
}

// AttachFile adds a file of size bytes to an issue (id or key), reading it from
// content while it is sent. It is sent once and takes as long as ctx allows.
// Its name there is FileName(name).
func (c *Client) AttachFile(ctx context.Context, issue, name string, size int64, content io.Reader) (Attachment, error) {
	address := path("issue", issue, "attachments")
	if address == "" {
		return Attachment{}, &Error{Kind: NotFound, Method: http.MethodPost, Err: errNoName}
	}
	req, err := c.fileRequest(ctx, address, name, size, content)
	if err != nil {
		return Attachment{}, &Error{Kind: BadRequest, Method: http.MethodPost, Err: err}
	}
	var made []Attachment
	if err := c.send(req, &made); err != nil {
		return Attachment{}, c.explainSize(ctx, err, size)
	}
	if len(made) != 1 {
		return Attachment{}, incomplete(req.Method, address, fmt.Sprintf("one file was sent and %d were answered", len(made)))
	}
	return made[0], nil
}

// fileRequest is a form with one file and a known length: proxies in front of
// Jira refuse chunked bodies.
func (c *Client) fileRequest(ctx context.Context, address, name string, size int64, content io.Reader) (*http.Request, error) {
	if size < 0 {
		return nil, errors.New("the size of the file is not known")
	}
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	if _, err := form.CreatePart(fileHeader(FileName(name))); err != nil {
		return nil, err
	}
	head := frame.Len()
	if err := form.Close(); err != nil {
		return nil, err
	}
	before, after := frame.Bytes()[:head], frame.Bytes()[head:]
	body := io.MultiReader(bytes.NewReader(before), &exactly{content, size}, bytes.NewReader(after))
	req, err := c.requests.NewRawRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = int64(frame.Len()) + size
	req.Header.Set("Content-Type", form.FormDataContentType())
	return req, nil
}

// exactly reads a number of bytes and fails when there are fewer or more: the
// end of the form is then never sent, and Jira keeps no part of a file.
type exactly struct {
	content io.Reader
	left    int64
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.left == 0 {
		return e.end()
	}
	n, err := e.content.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	if err == io.EOF && e.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (e *exactly) end() (int, error) {
	var more [1]byte
	n, err := io.ReadFull(e.content, more[:])
	if n > 0 {
		return 0, errors.New("the file is longer than said")
	}
	return 0, err
}

// fileHeader writes the name as raw UTF-8, as browsers do. The standard's
// filename*= is an error 500 on Jira Server (pycontribs/jira#223).
func fileHeader(name string) textproto.MIMEHeader {
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`},
		"Content-Type":        {kind},
	}
}

// FileName is the name a file gets in Jira: without what would end the header,
// leave the folder or be refused, and at most 255 bytes with its extension.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"/\`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimSpace(name)
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	extension := filepath.Ext(name)
	if len(extension) > 20 {
		extension = ""
	}
	stem := strings.TrimSuffix(name, extension)
	if most := 255 - len(extension); len(stem) > most {
		stem = strings.ToValidUTF8(stem[:most], "")
	}
	return stem + extension
}

// explainSize finds out what a 404 means, which Jira gives for an issue that is
// not there and for a file that is too large, and which limit a file exceeds.
func (c *Client) explainSize(ctx context.Context, err error, size int64) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind != NotFound && e.Kind != TooLarge {
		return err
	}
	settings, settingsErr := c.AttachmentSettings(ctx)
	if settingsErr != nil {
		settings = AttachmentSettings{} // the kind says enough
	}
	if settings.Limit > 0 && size > settings.Limit {
		e.Kind = TooLarge
	}
	if e.Kind == TooLarge {
		e.Size, e.Limit = size, settings.Limit
	}
	return e
}
