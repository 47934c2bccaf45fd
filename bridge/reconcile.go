package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
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

// How far past the search index keys are tried: so many in a row that name
// nothing, and so many in all.
const (
	missesInARow = 5
	keysInAll    = 40
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
	if err != nil || found.hit.ID == "" {
		return 0, nil
	}
	_, err = b.know(ctx, found.conn, link.ID, found.hit.ID, found.hit.Key, found.hit.Fields.Summary)
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
	if found.alike, err = b.unlinkedOf(ctx, link, found.alike); err != nil {
		return found, err
	}
	if row.Marker == markerLost && len(found.alike) == 1 && b.since(link) > checkAgain {
		found.hit = found.alike[0] // this Jira keeps no markers, and the person made only one such issue
	}
	return found, nil
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

// inquiry is one search for a claim's issue.
type inquiry struct {
	jira  *jira.Client
	link  store.Link
	hit   jira.Issue
	alike []jira.Issue
}

// candidateFields are read of an issue that may be a claim's.
var candidateFields = []string{"summary", "created"}

// searched looks among what the person has created in the project since the
// claim.
func (i *inquiry) searched(ctx context.Context, age time.Duration) error {
	jql := fmt.Sprintf("project = %s and creator = currentUser() and created >= -%dm order by created desc",
		jira.QuoteJQL(i.link.Project), int(age.Minutes())+2)
	result, err := i.jira.Search(ctx, jql, candidateFields, 50)
	if err != nil {
		return err
	}
	for _, candidate := range result.Issues {
		marked, err := i.look(ctx, candidate.ID)
		if err != nil || i.hit.ID != "" {
			return err
		}
		if !marked && candidate.Fields.Summary == i.link.Name && i.isLater(candidate) {
			i.alike = append(i.alike, candidate)
		}
	}
	return nil
}

// isLater tells whether an issue was made after the claim was; Jira's clock may
// be behind by a minute.
func (i *inquiry) isLater(issue jira.Issue) bool {
	return issue.Fields.Created.After(sqldb.Time(i.link.CreatedAt).Add(-time.Minute))
}

// pastTheIndex tries the keys that follow the last one the search knows.
func (i *inquiry) pastTheIndex(ctx context.Context) error {
	if i.hit.ID != "" {
		return nil
	}
	last, err := i.jira.Search(ctx, "project = "+jira.QuoteJQL(i.link.Project)+" order by key desc", candidateFields, 1)
	if err != nil || len(last.Issues) == 0 {
		return err
	}
	project, number, _ := cutLast(last.Issues[0].Key)
	for misses, n := 0, 1; misses < missesInARow && n <= keysInAll && i.hit.ID == ""; n++ {
		_, err := i.look(ctx, project+"-"+strconv.Itoa(number+n))
		switch {
		case isMissing(err):
			misses++
		case err != nil:
			return err
		default:
			misses = 0
		}
	}
	return nil
}

func isMissing(err error) bool {
	kind := jiraKind(err)
	return kind == jira.NotFound || kind == jira.Forbidden
}

// cutLast divides a key into its project and its number.
func cutLast(key string) (project string, number int, ok bool) {
	at := strings.LastIndexByte(key, '-')
	if at < 0 {
		return "", 0, false
	}
	number, err := strconv.Atoi(key[at+1:])
	return key[:at], number, err == nil
}

// look reads an issue's marker. It is a hit if the claim's name stands there.
func (i *inquiry) look(ctx context.Context, idOrKey string) (marked bool, err error) {
	issue, err := i.jira.Issue(ctx, idOrKey, candidateFields, []string{marker})
	if err != nil {
		return false, err
	}
	claim, marked := claimOf(issue)
	if marked && claim == i.link.ID {
		i.hit = issue
	}
	return marked, nil
}

// claimOf reads an issue's marker.
func claimOf(issue jira.Issue) (claim string, marked bool) {
	var value struct {
		Claim string `json:"claim"`
	}
	raw, marked := issue.Properties[marker]
	if !marked || json.Unmarshal(raw, &value) != nil {
		return "", false
	}
	return value.Claim, true
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
