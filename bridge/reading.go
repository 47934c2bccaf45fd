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

// brief leaves of a view what the connection shows of its issues.
func (v View) brief() View {
	return View{
		URL: v.URL, Key: v.Key, Status: v.Status, Brief: true,
		ReadAt: v.ReadAt, Stale: v.Stale, Because: v.Because,
		MovedFrom: v.MovedFrom, Archived: v.Archived, Since: v.Since,
		FilesDone: v.FilesDone, FilesTotal: v.FilesTotal, FilesLost: v.FilesLost, LostTo: v.LostTo,
	}
}

// viewOwn shows a linked issue to somebody who can see it in Jira himself.
// Nothing stored is shown: what he can see there only Jira knows.
func (b *Bridge) viewOwn(ctx context.Context, conn Connection, c Caller, link store.Link) (View, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	at := b.now()
	v, err := b.gather.ask(ctx, conn, c.Person, wish{issue: link.IssueID})
	switch KindOf(err) {
	case Forbidden, NotFound:
		return View{}, fail(Forbidden, err, "issue_not_yours")
	}
	if err != nil {
		return View{}, err
	}
	v.ReadAt = at
	return b.finish(ctx, link, v)
}

// nameOf is what the attachment of an issue is called. The platform shows it to
// everybody with the task, so a narrowed connection leaves out the issue's text.
func (c Connection) nameOf(key, summary string) string {
	if c.Reading == ReadAll {
		return resourceName(key, summary)
	}
	return key
}
