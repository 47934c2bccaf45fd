package bridge

import (
	"context"
	"slices"
	"time"

	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Candidate is an issue that may be the one a claim has created.
type Candidate struct {
	ID, Key, Summary, URL string
	Created               time.Time
}

// Alike are the issues in Jira that may be the one the link's claim has
// created, when nobody but its person can tell. It is NotFound while there is
// nothing to tell, and Forbidden to others.
func (b *Bridge) Alike(ctx context.Context, person, id string) ([]Candidate, error) {
	link, err := b.doubted(ctx, person, id)
	if err != nil {
		return nil, err
	}
	found, err := b.lookFor(ctx, link)
	if err != nil {
		return nil, err
	}
	var all []Candidate
	for _, issue := range found.candidates() {
		all = append(all, Candidate{issue.ID, issue.Key, issue.Fields.Summary, found.conn.browse(issue.Key), issue.Fields.Created.Time})
	}
	return all, nil
}

// candidates are the issue that was found, or those it may be.
func (f finding) candidates() []jira.Issue {
	if f.hit.ID != "" {
		return []jira.Issue{f.hit}
	}
	return f.alike
}

// Choose ends a claim's doubt: its issue is the one with the id, which has to
// be one of Alike, or with "" none of them, and the task is free again.
func (b *Bridge) Choose(ctx context.Context, person, id, issue string) error {
	link, err := b.doubted(ctx, person, id)
	if err != nil {
		return err
	}
	if issue == "" {
		return b.chooseNone(ctx, link)
	}
	found, err := b.lookFor(ctx, link)
	if err != nil {
		return err
	}
	all := found.candidates()
	i := slices.IndexFunc(all, func(c jira.Issue) bool { return c.ID == issue })
	if i < 0 {
		return fail(NotFound, nil, "not_alike")
	}
	_, err = b.know(ctx, found.conn, link.ID, issue, all[i].Key, all[i].Fields.Summary)
	return err
}

// chooseNone frees the task. Where issues carry marks, one that Jira creates
// even later is still recognised.
func (b *Bridge) chooseNone(ctx context.Context, link store.Link) error {
	row, err := b.connectionRow(ctx, link.Connection)
	if err != nil {
		return err
	}
	_ = b.giveUp(ctx, link.ID, fail(Invalid, nil, "none_of_these"))
	if row.Marker == markerLost {
		return nil
	}
	_, err = b.putOff(ctx, link.ID, 0, b.due(lateLook))
	return err
}

// doubted returns a link about whose claim only the person can tell.
func (b *Bridge) doubted(ctx context.Context, person, id string) (store.Link, error) {
	d, err := b.Details(ctx, person, id)
	switch {
	case err != nil:
		return store.Link{}, err
	case !d.Mine:
		return store.Link{}, fail(Forbidden, nil, "not_your_claim", "Name", d.Linker)
	case d.State != LinkUnclear:
		return store.Link{}, fail(NotFound, nil, "nothing_to_choose")
	}
	return store.New(b.db.Reader()).Link(ctx, id)
}
