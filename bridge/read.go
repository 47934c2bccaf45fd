package bridge

import (
	"context"
	"errors"
	"path"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira/pace"
)

// viewLink returns fresh values, or those read last when Jira takes its time.
// Who takes older values gets those that are kept current.
func (b *Bridge) viewLink(ctx context.Context, conn Connection, c Caller, link store.Link) (View, error) {
	if v, ok := b.kept(ctx, conn, link, c.MaxAge); ok {
		return b.finish(ctx, link, v)
	}
	stored, storedErr := storedView(conn, link)
	patience := answerTime
	if storedErr == nil {
		patience = freshTime
	}
	v, err := b.readWithin(ctx, conn, link, patience)
	if storedErr == nil && isOutage(err) {
		stored.Because = KindOf(err)
		v, err = stored, nil
	}
	if err != nil {
		return View{}, err
	}
	return b.finish(ctx, link, v)
}

// finish adds to an issue's values what is known of the link.
func (b *Bridge) finish(ctx context.Context, link store.Link, v View) (View, error) {
	if was := path.Base(link.URL); was != v.Key {
		v.MovedFrom = was
	}
	v.Since = v.ReadAt
	if link.Condition == v.condition(link) {
		v.Since = sqldb.Time(link.ConditionAt)
	}
	return v, b.countFiles(ctx, link.ID, &v)
}

// isOutage tells whether stored values may stand in: when Jira cannot answer
// now, or nobody's authorization is live; never when it has answered that the
// issue is not to be seen.
func isOutage(err error) bool {
	switch KindOf(err) {
	case Slow, Busy, Unreachable, NeedsConsent:
		return true
	}
	return false
}

// readKey is what they have in common who share a read of a link's issue: people
// do not wait for one that goes after them.
func readKey(link store.Link, background bool) string {
	if background {
		return place(link.ID, "background")
	}
	return link.ID
}

// readWithin waits for a read of the link's issue. All who want the same issue
// share one read, and it goes on, and is stored, when they have left.
func (b *Bridge) readWithin(ctx context.Context, conn Connection, link store.Link, patience time.Duration) (View, error) {
	done := b.reads.DoChan(readKey(link, pace.IsBackground(ctx)), func() (any, error) {
		own, end := b.work.context(ctx, gatherTime)
		defer end()
		return b.readLink(own, conn, link)
	})
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case r := <-done:
		v, _ := r.Val.(View)
		return v, r.Err
	case <-timer.C:
		return View{}, fail(Slow, nil, "jira_slow")
	case <-ctx.Done():
		return View{}, fail(Slow, ctx.Err(), "jira_slow")
	}
}

// readLink reads the issue in the linker's name.
func (b *Bridge) readLink(ctx context.Context, conn Connection, link store.Link) (View, error) {
	at := b.now()
	v, err := b.readAs(ctx, conn, link, link.Person)
	return b.conclude(ctx, conn, link, at, answer{v, err})
}

// readAs reads the issue in a person's name, together with what else is read in
// it at the moment.
func (b *Bridge) readAs(ctx context.Context, conn Connection, link store.Link, person string) (View, error) {
	return b.gather.ask(ctx, conn, person, wishFor(conn, link))
}

// conclude stores what was read in the linker's name. When his authorization has
// ended, the issue is read in that of anybody of the workspace who can see it.
// An issue that Jira hides from him now is hidden from those he has shown it to.
// The values are of the moment at which Jira was asked.
func (b *Bridge) conclude(ctx context.Context, conn Connection, link store.Link, at time.Time, a answer) (View, error) {
	v, err := a.view, a.err
	switch KindOf(err) {
	case NeedsConsent:
		v, err = b.readAsOthers(ctx, conn, link, err)
	case Forbidden, NotFound:
		err = b.withheld(ctx, conn, link, err)
	}
	if err != nil {
		return View{}, errors.Join(err, b.noteWithheld(ctx, link, err, at))
	}
	v.ReadAt = at
	return v, store.New(b.db.Writer()).SaveSnapshot(ctx, store.SaveSnapshotParams{
		Snapshot: snapshotOf(v), IssueKey: v.Key, ReadAt: sqldb.Micros(at), Condition: v.condition(link), ID: link.ID,
	})
}

// withheld says why Jira does not show the issue to its linker. What others can
// see there only decides the words; they stay while nothing changes.
func (b *Bridge) withheld(ctx context.Context, conn Connection, link store.Link, cause error) error {
	if errors.Is(cause, errUnseen) {
		if link.Condition == hidden {
			return fail(Forbidden, cause, "issue_hidden")
		}
		return fail(NotFound, cause, "issue_gone")
	}
	if _, err := b.readAsOthers(ctx, conn, link, cause); err == nil {
		return fail(Forbidden, cause, "issue_hidden")
	}
	return fail(NotFound, cause, "issue_gone")
}

// mayOthers tells whether somebody else may succeed where one person did not.
func mayOthers(err error) bool {
	switch KindOf(err) {
	case NeedsConsent, Forbidden, NotFound:
		return true
	}
	return false
}

func (b *Bridge) readAsOthers(ctx context.Context, conn Connection, link store.Link, first error) (View, error) {
	others, err := store.New(b.db.Reader()).Credentials(ctx, store.CredentialsParams{Realm: conn.ID, Most: maxReaders})
	if err != nil {
		return View{}, err
	}
	for _, other := range others {
		if other.Person == link.Person {
			continue
		}
		v, err := b.readAs(ctx, conn, link, other.Person)
		if !mayOthers(err) {
			return v, err
		}
		first = worse(first, err)
	}
	if KindOf(first) == NeedsConsent {
		return View{}, first
	}
	return View{}, fail(NotFound, first, "issue_gone")
}

// worse prefers an answer about the issue to one about a credential.
func worse(a, b error) error {
	if KindOf(a) == NeedsConsent {
		return b
	}
	return a
}
