package rest

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"unicode/utf8"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// Bounds of the fields beside a file: their number, and the size of each in bytes.
const (
	maxParts     = 50
	maxPartField = 64 << 10
)

// file is an uploaded file, stored but on no task yet: the parts of an upload come in any order, so that the
// task may be named after the file was read.
type file struct {
	name        string
	contentType string
	staged      asana.Staged
}

// readParts reads a multipart body as it comes: fields into the data, the file into the store. Other bodies
// have been read already.
func (c *call) readParts() (*file, error) {
	kind, params := c.contentType()
	if kind != "multipart/form-data" {
		return nil, nil
	}
	if params["boundary"] == "" {
		return nil, badRequest("Could not parse request data: the multipart body has no boundary")
	}
	var f *file
	parts := multipart.NewReader(c.r.Body, params["boundary"])
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			err = malformed(err)
		} else {
			f, err = c.takePart(part, f)
		}
		if err != nil {
			return nil, errors.Join(err, c.drop(f))
		}
	}
	return nil, errors.Join(badRequest("Could not parse request data: too many parts"), c.drop(f))
}

// malformed is what to say when the body could not be read to its end.
func malformed(err error) error {
	return httpkit.Fail(http.StatusBadRequest, "Could not parse request data: the multipart body is cut off or malformed", err)
}

func (c *call) takePart(part *multipart.Part, f *file) (*file, error) {
	if part.FormName() == "file" {
		if f != nil {
			return f, badRequest("file: Only one file may be uploaded at a time")
		}
		return c.takeFile(part)
	}
	value, err := io.ReadAll(io.LimitReader(part, maxPartField+1))
	if err != nil {
		return f, malformed(err)
	}
	if len(value) > maxPartField {
		return f, badRequest(part.FormName() + ": Too long")
	}
	c.data[part.FormName()] = string(value)
	return f, nil
}

// takeFile stores the file, unless the task is known already and not open to the caller.
func (c *call) takeFile(part *multipart.Part) (*file, error) {
	if parent, ok := c.data["parent"].(string); ok {
		if _, err := asGID("parent", parent); err != nil {
			return nil, err
		}
		if _, err := c.platform.Task(c.ctx(), c.actor, parent); err != nil {
			return nil, about("parent", err)
		}
	}
	content := &source{r: part}
	staged, err := c.platform.StageFile(c.ctx(), content)
	if content.err != nil {
		return nil, malformed(content.err)
	}
	if err != nil {
		return nil, err
	}
	return &file{fileName(part.FileName()), part.Header.Get("Content-Type"), staged}, nil
}

// source remembers that reading failed, to tell the sender's failure from the store's.
type source struct {
	r   io.Reader
	err error
}

// Read reads on.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// drop deletes a file that will be on no task.
func (c *call) drop(f *file) error {
	if f == nil {
		return nil
	}
	return c.platform.DropStaged(c.ctx(), f.staged)
}

// fileName undoes the percent-encoding in which clients send names beyond ASCII, as Asana's description of
// createAttachmentForObject asks them to. A name that merely contains a percent sign stays as it is.
func fileName(name string) string {
	plain, err := url.PathUnescape(name)
	if err != nil || !utf8.ValidString(plain) || len(plain) == utf8.RuneCountInString(plain) {
		return name
	}
	return plain
}
