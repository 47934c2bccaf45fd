package asana

import "time"

// Attachment is a file on a task, or a link to something elsewhere.
type Attachment struct {
	GID         string
	Name        string
	External    bool   // a link; otherwise a file the platform keeps
	URL         string // of a link; "" for a file
	ContentType string // of a file
	Size        int64  // of a file, bytes
	Task        Ref
	App         string // gid of the app the link is connected to, or ""
	CreatedBy   Ref
	CreatedAt   time.Time
}

// ResourceSubtype returns "external" for a link and "asana" for a file.
func (a Attachment) ResourceSubtype() string {
	if a.External {
		return "external"
	}
	return "asana"
}

// NewExternal is what an attached link is made from. GID is one from ReserveGID, or "". App is the gid of the
// app it is connected to, or "".
type NewExternal struct {
	GID  string
	Name string
	URL  string
	App  string
}
