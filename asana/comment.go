package asana

import "time"

// Comment is something a person said about a task.
type Comment struct {
	GID       string
	Task      Ref
	Text      string
	HTMLText  string
	CreatedBy Ref
	CreatedAt time.Time
}

// NewComment is what a comment is made from: Text or HTMLText, not both.
type NewComment struct {
	Text     string
	HTMLText string
}
