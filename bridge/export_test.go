package bridge

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"jirabridge/bridge/store"
)

// Settle is one step of a link that is due.
func (b *Bridge) Settle(ctx context.Context, link string) (time.Duration, error) {
	row, err := store.New(b.db.Reader()).Link(ctx, link)
	if err != nil {
		return 0, err
	}
	return b.settle(ctx, row)
}

// SettleLate is such a step by a process that read the link before something
// else happened to it.
func (b *Bridge) SettleLate(ctx context.Context, link string, meanwhile func()) (time.Duration, error) {
	row, err := store.New(b.db.Reader()).Link(ctx, link)
	if err != nil {
		return 0, err
	}
	meanwhile()
	return b.settle(ctx, row)
}

// SettleDue takes one step with all links that are due.
func (b *Bridge) SettleDue(ctx context.Context) error { return b.settleDue(ctx) }

// LastTry is the last attempt of the job that copies a file.
func (b *Bridge) LastTry(ctx context.Context, link, attachment string) error {
	row := &rivertype.JobRow{Attempt: fileTries, MaxAttempts: fileTries, AttemptedBy: []string{"test"}}
	return (&sendFileWorker{bridge: b}).Work(ctx, &river.Job[sendFileArgs]{JobRow: row, Args: sendFileArgs{link, attachment}})
}

// Watch is a look of the job that watches over the sender of a file.
func (b *Bridge) Watch(ctx context.Context, link, attachment string) error {
	return (&watchFileWorker{bridge: b}).Work(ctx, &river.Job[watchFileArgs]{Args: watchFileArgs{link, attachment}})
}

// Send is an attempt of the job that copies a file.
func (b *Bridge) Send(ctx context.Context, link, attachment string) error {
	return b.sendFile(ctx, link, attachment)
}

// PollWatched looks once for changes of what open pages show.
func (b *Bridge) PollWatched(ctx context.Context) error { return b.pollWatched(ctx) }

// CountWatched tells how many links open pages show.
func (b *Bridge) CountWatched(ctx context.Context) (int, error) {
	links, err := b.watched(ctx)
	return len(links), err
}

// Gathered tells how many issues are waiting to be read with others.
func (b *Bridge) Gathered() (n int) {
	b.gather.mu.Lock()
	defer b.gather.mu.Unlock()
	for _, r := range b.gather.open {
		n += len(r.wishes)
	}
	return n
}

// SearchLinks reads all links of a person by one search, as is done for open
// pages.
func (b *Bridge) SearchLinks(ctx context.Context, person string) error {
	rows, err := b.db.Reader().QueryContext(ctx, "select id from bridge_links where person = $1 order by created_at", person)
	if err != nil {
		return err
	}
	defer rows.Close()
	var links []store.Link
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		link, err := store.New(b.db.Reader()).Link(ctx, id)
		if err != nil {
			return err
		}
		links = append(links, link)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	row, err := b.connectionRow(ctx, links[0].Connection)
	if err != nil {
		return err
	}
	return b.searchLinks(ctx, connectionOf(row), links)
}
