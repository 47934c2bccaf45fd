package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Times of a widget's read.
const (
	freshTime = 2 * time.Second  // how long fresh values are waited for, if there are older ones
	readTime  = 10 * time.Second // how long the read goes on
)

// maxReaders is how many people's credentials are tried after the linker's.
const maxReaders = 5

// viewFields are what a widget shows.
var viewFields = []string{"summary", "issuetype", "status", "priority", "assignee", "updated"}

// View is an issue as a widget shows it. Icons and avatars are addresses at
// Jira and may be empty.
type View struct {
	URL        string
	Key        string
	Summary    string
	Type       Named
	Status     Status
	Priority   Named // zero when the issue has none
	Assignee   Named // zero when nobody is assigned
	Updated    time.Time
	ReadAt     time.Time // when these values were read from Jira
	Stale      bool      // Jira did not answer in time: these are the values of ReadAt
	FilesDone  int       // files of the task that have arrived in Jira
	FilesTotal int       // files that were chosen
	FilesLost  int       // files that could not be copied
}

// Named is something with a name and a picture.
type Named struct{ Name, IconURL string }

// Status is an issue's status. Color is a pill colour of the platform.
type Status struct{ Name, Color string }

// colors are the platform's pill colours for Jira's status categories, near
// the colours Jira itself gives them.
var colors = map[string]string{
	jira.CategoryToDo: "cool-gray", jira.CategoryInProgress: "blue", jira.CategoryDone: "green",
}

// View reads the issue behind an attachment of a task. For a completed link
// that is done in the linker's name; an attachment that merely has the address
// of an issue is shown only to a viewer who may see the issue with his own
// Jira account, and is Forbidden to others: otherwise anybody could read any
// issue by pasting its address.
func (b *Bridge) View(ctx context.Context, c Caller, task, attachment, resourceURL string) (View, error) {
	conn, err := b.Connection(ctx, c.Workspace)
	if err != nil {
		return View{}, err
	}
	link, ok, err := b.completed(ctx, conn, task, attachment)
	if err != nil {
		return View{}, err
	}
	if !ok {
		return b.viewAddress(ctx, conn, c, resourceURL)
	}
	if link.State == known {
		b.work.start(ctx, readTime, func(ctx context.Context) { b.lookAtHost(ctx, link) })
	}
	return b.viewLink(ctx, conn, link)
}

// completed returns the link whose attachment this is.
func (b *Bridge) completed(ctx context.Context, conn Connection, task, attachment string) (store.Link, bool, error) {
	link, ok, err := b.openLink(ctx, task)
	if err != nil || !ok || link.Connection != conn.ID || (link.State != known && link.State != linked) {
		return link, false, err
	}
	if attachment == link.Attachment {
		return link, true, nil
	}
	followed, ok, err := b.submitted(ctx, task, attachment)
	return link, ok && followed.ID == link.ID, err
}

// lookAtHost notes that the host has attached the link, if it has. It is asked
// and not believed: only what the platform knows can later be found removed.
func (b *Bridge) lookAtHost(ctx context.Context, link store.Link) {
	gid, there, err := b.atHost(ctx, link.Person, link)
	if err == nil && there {
		err = b.see(ctx, link.ID, gid)
	}
	if err != nil {
		b.log.InfoContext(ctx, "attachment was not looked up", "link", link.ID, "error", err)
	}
}

// viewAddress shows an issue to somebody who may see it himself.
func (b *Bridge) viewAddress(ctx context.Context, conn Connection, c Caller, address string) (View, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var issue jira.Issue
	err := b.asJiraUser(ctx, conn, c.Person, func(j *jira.Client) (err error) {
		key, ok := j.ParseIssueReference(address)
		if !ok {
			return fail(NotFound, nil, "no_reference", "Jira", conn.BrowseBase)
		}
		issue, err = j.Issue(ctx, key, viewFields, nil)
		return err
	})
	switch KindOf(err) {
	case NeedsConsent, Forbidden, NotFound:
		return View{}, fail(Forbidden, err, "not_linked")
	}
	if err != nil {
		return View{}, err
	}
	v := viewOf(conn, issue)
	v.ReadAt = b.now()
	return v, nil
}

// viewLink returns fresh values, or those read last when Jira takes its time.
func (b *Bridge) viewLink(ctx context.Context, conn Connection, link store.Link) (View, error) {
	stored, storedErr := storedView(conn, link)
	patience := answerTime
	if storedErr == nil {
		patience = freshTime
	}
	v, err := b.readWithin(ctx, conn, link, patience)
	if storedErr == nil && isOutage(err) {
		v, err = stored, nil
	}
	if err != nil {
		return View{}, err
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

// readWithin waits for a read of the link's issue. All who want the same issue
// share one read, and it goes on, and is stored, when they have left.
func (b *Bridge) readWithin(ctx context.Context, conn Connection, link store.Link, patience time.Duration) (View, error) {
	done := b.reads.DoChan(link.ID, func() (any, error) {
		own, end := b.work.context(ctx, readTime)
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

// readLink reads the issue in the linker's name, or, where that no longer
// works, in that of anybody of the workspace who can see it.
func (b *Bridge) readLink(ctx context.Context, conn Connection, link store.Link) (View, error) {
	issue, err := b.readAs(ctx, conn, link, link.Person)
	if mayOthers(err) {
		issue, err = b.readAsOthers(ctx, conn, link, err)
	}
	if err != nil {
		return View{}, err
	}
	v := viewOf(conn, issue)
	v.ReadAt = b.now()
	return v, store.New(b.db.Writer()).SaveSnapshot(ctx, store.SaveSnapshotParams{
		Snapshot: snapshotOf(issue), IssueKey: issue.Key, ReadAt: sqldb.Micros(v.ReadAt), ID: link.ID,
	})
}

func (b *Bridge) readAs(ctx context.Context, conn Connection, link store.Link, person string) (issue jira.Issue, err error) {
	err = b.asJiraUser(ctx, conn, person, func(c *jira.Client) (err error) {
		issue, err = c.Issue(ctx, link.IssueID, viewFields, nil)
		return err
	})
	return issue, err
}

// mayOthers tells whether somebody else may succeed where one person did not.
func mayOthers(err error) bool {
	switch KindOf(err) {
	case NeedsConsent, Forbidden, NotFound:
		return true
	}
	return false
}

func (b *Bridge) readAsOthers(ctx context.Context, conn Connection, link store.Link, first error) (jira.Issue, error) {
	others, err := store.New(b.db.Reader()).Credentials(ctx, store.CredentialsParams{Realm: conn.ID, Most: maxReaders})
	if err != nil {
		return jira.Issue{}, err
	}
	for _, other := range others {
		if other.Person == link.Person {
			continue
		}
		issue, err := b.readAs(ctx, conn, link, other.Person)
		if !mayOthers(err) {
			return issue, err
		}
		first = worse(first, err)
	}
	if KindOf(first) == NeedsConsent {
		return jira.Issue{}, first
	}
	return jira.Issue{}, fail(NotFound, first, "issue_gone")
}

// worse prefers an answer about the issue to one about a credential.
func worse(a, b error) error {
	if KindOf(a) == NeedsConsent {
		return b
	}
	return a
}

func (b *Bridge) countFiles(ctx context.Context, link string, v *View) error {
	files, err := store.New(b.db.Reader()).Files(ctx, link)
	for _, file := range files {
		v.FilesTotal++
		switch file.State {
		case fileDone:
			v.FilesDone++
		case fileFailed:
			v.FilesLost++
		}
	}
	return err
}

// viewOf picks from an issue what a widget shows. Colours follow the status's
// category: its name is translated and freely chosen.
func viewOf(conn Connection, issue jira.Issue) View {
	f := issue.Fields
	v := View{URL: conn.browse(issue.Key), Key: issue.Key, Summary: f.Summary, Updated: f.Updated.Time}
	if f.Type != nil {
		v.Type = Named{f.Type.Name, f.Type.IconURL}
	}
	if f.Status != nil {
		v.Status = Status{f.Status.Name, orElse(colors[f.Status.StatusCategory.Key], "none")}
	}
	if f.Priority != nil {
		v.Priority = Named{f.Priority.Name, f.Priority.IconURL}
	}
	if f.Assignee != nil {
		v.Assignee = Named{orElse(f.Assignee.DisplayName, f.Assignee.Name), avatar(*f.Assignee)}
	}
	return v
}

// snapshotOf is an issue as it is stored for the time Jira does not answer.
func snapshotOf(issue jira.Issue) string {
	v := viewOf(Connection{}, issue)
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

var errNoSnapshot = errors.New("the issue was never read")

func storedView(conn Connection, link store.Link) (View, error) {
	var v View
	if link.Snapshot == "" {
		return v, errNoSnapshot
	}
	err := json.Unmarshal([]byte(link.Snapshot), &v)
	v.URL, v.ReadAt, v.Stale = conn.browse(v.Key), sqldb.Time(link.ReadAt), true
	return v, err
}
