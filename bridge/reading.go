package bridge

import (
	"context"

	"jirabridge/bridge/store"
)

// Reading is what people who can see a task are shown of its issue. It is set
// per connection.
type Reading string

// The choices.
const (
	ReadAll   Reading = "all"   // everything, through the linker's account
	ReadBrief Reading = "brief" // key and status, through the linker's account
	ReadOwn   Reading = "own"   // everything, to those alone who can see the issue in Jira themselves
)

// SetReading narrows or widens what widgets of a workspace show. Only the
// person who connected and admins of the workspace may; others are Forbidden.
func (b *Bridge) SetReading(ctx context.Context, person, workspace string, reading Reading) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return err
	}
	switch reading {
	case ReadAll, ReadBrief, ReadOwn:
		return store.New(b.db.Writer()).SetReading(ctx, store.SetReadingParams{Reading: string(reading), ID: conn.ID})
	}
	return fail(Invalid, nil, "fill_in", "Field", "reading")
}
