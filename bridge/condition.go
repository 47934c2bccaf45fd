package bridge

import (
	"context"
	"path"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// What becomes of a linked issue in Jira. A link stays linked meanwhile: each
// read of the issue finds out anew, so all of it passes by itself.
const (
	asLinked = ""
	moved    = "moved"    // it has another key now; its id is what is followed
	archived = "archived" // it, or its project: it can be read, and is found by no search
	deleted  = "deleted"  // or nobody of the workspace can see it: Jira answers both alike
	hidden   = "hidden"   // from its linker, while others can see it
)

// condition is what a view tells of its link's issue. Archived says more than
// moved, which the key tells anyway.
func (v View) condition(link store.Link) string {
	switch {
	case v.Archived:
		return archived
	case path.Base(link.URL) != v.Key:
		return moved
	}
	return asLinked
}

// isWithheld tells whether Jira, asked last, did not show the issue.
func isWithheld(link store.Link) bool {
	return link.Condition == deleted || link.Condition == hidden
}

// noteWithheld notes that Jira does not show the issue, if that is what the
// error says.
func (b *Bridge) noteWithheld(ctx context.Context, link store.Link, err error, at time.Time) error {
	var now string
	switch KindOf(err) {
	case NotFound:
		now = deleted
	case Forbidden:
		now = hidden
	default:
		return nil
	}
	return store.New(b.db.Writer()).NoteCondition(ctx, store.NoteConditionParams{
		Condition: now, Now: sqldb.Micros(at), ID: link.ID,
	})
}
