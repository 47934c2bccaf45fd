package bridge

import (
	"context"
	"time"

	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Times of checking.
const (
	checkAgain = 5 * time.Second    // and longer the longer it goes on
	searchFor  = time.Minute        // Jira may still be at it; after that there is no issue
	lateLook   = 10 * time.Minute   // and one more look after that, for a Jira that was even slower
	checkLife  = 3 * 24 * time.Hour // after that a claim ends, whatever could be found out
)

// Whether a Jira keeps the marker of created issues.
const (
	markerKept = "kept"
	markerLost = "lost"
)

// check looks for the issue a claim may have created. When it is found the
// link goes on as if Jira had answered; when Jira has been searched for long
// enough and has nothing like it, the task is free again. It is free in the end
// also when Jira, or the person's authorization, does not come back, or when
// nobody has chosen between issues that look alike.
func (b *Bridge) check(ctx context.Context, link store.Link) (again time.Duration, err error) {
	found, err := b.lookFor(ctx, link)
	switch {
	case err == nil && found.hit.ID != "":
		_, err := b.know(ctx, found.conn, link.ID, found.hit.ID, found.hit.Key, found.hit.Fields.Summary)
		return settleAfter, err
	case err != nil:
		b.log.InfoContext(ctx, "claim cannot be checked yet", "claim", link.ID, "error", err)
	}
	since := b.since(link)
	if since < searchFor || (err != nil || len(found.alike) > 0) && since < checkLife {
		return min(max(checkAgain, since/4), settleLeast), nil
	}
	_ = b.giveUp(ctx, link.ID, err)
	_, err = b.putOff(ctx, link.ID, 0, b.due(lateLook))
	return 0, err
}

// lookOnce looks for the issue of a claim that was given up, a last time: the
// task gets it, unless it has another one by now.
func (b *Bridge) lookOnce(ctx context.Context, link store.Link) (again time.Duration, err error) {
	found, err := b.lookFor(ctx, link)
	if isOutage(err) && b.since(link) < checkLife {
		return lateLook, nil //nolint:nilerr // Jira was not asked, or has not answered
	}
	if err != nil || found.hit.ID == "" {
		return 0, nil //nolint:nilerr // this was the last look, also when it saw nothing
	}
	_, err = b.know(ctx, found.conn, link.ID, found.hit.ID, found.hit.Key, found.hit.Fields.Summary)
	if KindOf(err) == Busy {
		return 0, nil // the task has another one
	}
	return settleAfter, err
}

// finding is what Jira has of a claim: the issue, or unmarked ones that may be
// it.
type finding struct {
	conn  Connection
	hit   jira.Issue
	alike []jira.Issue
}

// lookFor asks Jira, in the claimer's name, for the issue of a claim: first
// what the search finds, then, since its index lags, the keys after it.
func (b *Bridge) lookFor(ctx context.Context, link store.Link) (found finding, err error) {
	row, err := b.connectionRow(ctx, link.Connection)
	if err != nil {
		return found, err
	}
	found.conn = connectionOf(row)
	err = b.asJiraUser(ctx, found.conn, link.Person, func(c *jira.Client) error {
		i := inquiry{jira: c, link: link}
		if err := i.searched(ctx, b.age(link)); err != nil {
			return err
		}
		if err := i.pastTheIndex(ctx); err != nil {
			return err
		}
		found.hit, found.alike = i.hit, i.alike
		return nil
	})
	if err != nil || found.hit.ID != "" {
		return found, err
	}
	if row.Marker == markerKept { // what has no marker is somebody else's
		found.alike = nil
		return found, nil
	}
	if found.alike, err = b.unlinkedOf(ctx, link, found.alike); err != nil {
		return found, err
	}
	if row.Marker != markerLost || len(found.alike) != 1 || b.since(link) <= checkAgain {
		return found, nil
	}
	rivals, err := store.New(b.db.Reader()).Rivals(ctx, store.RivalsParams{
		Connection: link.Connection, Person: link.Person, Project: link.Project, Name: link.Name, Besides: link.ID,
	})
	if err == nil && rivals == 0 {
		found.hit = found.alike[0] // this Jira keeps no markers, and the person made only one such issue
	}
	return found, err
}

// unlinkedOf leaves out the issues that are known to belong to another link.
func (b *Bridge) unlinkedOf(ctx context.Context, link store.Link, issues []jira.Issue) (free []jira.Issue, err error) {
	for _, issue := range issues {
		n, err := store.New(b.db.Reader()).LinkedIssue(ctx, store.LinkedIssueParams{
			Connection: link.Connection, IssueID: issue.ID, Besides: link.ID,
		})
		if err != nil {
			return nil, err
		}
		if n == 0 {
			free = append(free, issue)
		}
	}
	return free, nil
}

// learnMarker notes, once for a connection, whether its Jira keeps the marker
// of an issue we have created.
func (b *Bridge) learnMarker(ctx context.Context, link store.Link) {
	row, err := b.connectionRow(ctx, link.Connection)
	if err != nil || row.Marker != "" || link.SentAt == 0 {
		return
	}
	keeps := markerLost
	err = b.asJiraUser(ctx, connectionOf(row), link.Person, func(c *jira.Client) error {
		i := inquiry{jira: c, link: link}
		marked, err := i.look(ctx, link.IssueID)
		if marked {
			keeps = markerKept
		}
		return err
	})
	if err == nil {
		err = store.New(b.db.Writer()).NoteMarker(ctx, store.NoteMarkerParams{Marker: keeps, ID: row.ID})
	}
	if err != nil {
		b.log.InfoContext(ctx, "it is not known yet whether Jira keeps the marker", "connection", row.ID, "error", err)
	}
}
