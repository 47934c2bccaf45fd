package client

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"
)

// Subtypes of attachments the bridge tells apart.
const (
	FileAttachment     = "asana"
	ExternalAttachment = "external"
)

// Attachment is a file on a task or a link to something elsewhere.
type Attachment struct {
	GID             string    `json:"gid"`
	Name            string    `json:"name"`
	ResourceSubtype string    `json:"resource_subtype"`
	Host            string    `json:"host"`
	Size            int64     `json:"size"`     // bytes; of files only
	ViewURL         string    `json:"view_url"` // of a link, its address
	DownloadURL     string    `json:"download_url"`
	ConnectedToApp  bool      `json:"connected_to_app"` // to the app asking
	CreatedAt       time.Time `json:"created_at"`
	Parent          struct {
		GID string `json:"gid"`
	} `json:"parent"`
}

const attachmentFields = "name,resource_subtype,host,size,view_url,download_url,connected_to_app,created_at,parent"

// Attachments returns the attachments of a task. Their download addresses live
// two minutes; Download fetches a fresh one.
func (c *Client) Attachments(ctx context.Context, task string) ([]Attachment, error) {
	return list[Attachment](ctx, c, "/attachments", url.Values{"parent": {task}, "opt_fields": {attachmentFields}})
}

// Attachment returns one attachment; NotFound is also how one learns that somebody has removed it.
func (c *Client) Attachment(ctx context.Context, gid string) (Attachment, error) {
	return get[Attachment](ctx, c, "/attachments/"+url.PathEscape(gid), attachmentFields)
}

// Download opens the content of a file attachment and returns its size in
// bytes: that of the answer or, when it does not say, of the attachment. The
// caller closes it, and bounds it by ctx. The token is not sent along: the
// address is signed and may lead to another host.
func (c *Client) Download(ctx context.Context, gid string) (io.ReadCloser, int64, error) {
	attachment, err := c.Attachment(ctx, gid)
	if err != nil {
		return nil, 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, attachment.DownloadURL, nil)
	if err != nil || attachment.DownloadURL == "" {
		return nil, 0, &Error{Kind: NotFound, Method: http.MethodGet, Path: "/attachments/" + gid, Err: err}
	}
	r.Header.Set("Accept-Encoding", "identity") // a packed answer has no size
	resp, err := c.files.Do(r)
	if err != nil {
		return nil, 0, unreachable(r, err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, 0, refused(r, resp, nil)
	}
	if resp.ContentLength < 0 {
		return resp.Body, attachment.Size, nil
	}
	return resp.Body, resp.ContentLength, nil
}

// AttachExternal attaches a link to a task and connects it to the app the token
// was given to, so that the host shows the app's widget for it. It is sent as a
// form, the one encoding Asana documents for attachments.
func (c *Client) AttachExternal(ctx context.Context, task, name, address string) (Attachment, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range [][2]string{
		{"parent", task}, {"resource_subtype", ExternalAttachment},
		{"name", name}, {"url", address}, {"connect_to_app", "true"},
	} {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return Attachment{}, err
		}
	}
	if err := form.Close(); err != nil {
		return Attachment{}, err
	}
	var made Attachment
	err := c.do(ctx, call{
		method: http.MethodPost, path: "/attachments", query: url.Values{"opt_fields": {attachmentFields}},
		contentType: form.FormDataContentType(), body: &body,
	}, &made)
	return made, err
}
