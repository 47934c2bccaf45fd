package bridge

import (
	"context"
	"time"

	"jirabridge/asana/client"
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
var viewFields = []string{"summary", "issuetype", "status", "priority", "assignee", "updated", "project", "archiveddate", "fixVersions"}

// View is an issue as a widget shows it. Icons and avatars are addresses at
// Jira and may be empty.
type View struct {
	URL        string
	Key        string
	Summary    string
	Type       Named
	Status     Status
	Priority   Named   // zero when the issue has none
	Assignee   Named   // zero when nobody is assigned
	Sprint     string  // "" when the issue is in none
	Release    Release // zero when no version fixes the issue
	Comments   int
	Counted    bool // Comments was counted at the time of Updated
	Updated    time.Time
	ReadAt     time.Time // when these values were read from Jira
	Stale      bool      // these are the values of ReadAt: Jira was asked in vain
	Because    Kind      // of a stale view: why in vain
	Brief      bool      // only key and status are shown
	MovedFrom  string    // the key when it was linked, if it has another now
	Archived   bool      // in Jira, the issue or its project
	Since      time.Time // when the issue was found moved or archived
	AskAgain   bool      // the viewer's own authorization is of a link that will be retired
	FilesDone  int       // files of the task that have arrived in Jira
	FilesTotal int       // files that were chosen
	FilesLost  int       // files that could not be copied
	LostTo     string    // id of the message why the first of them could not
}

// Named is something with a name and a picture.
type Named struct{ Name, IconURL string }

// Release is the version an issue is fixed in.
type Release struct {
	Name     string
	Date     string // "2006-01-02", planned or past; "" when there is none
	Released bool
	More     int // later versions it is fixed in, too
}

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
	link, ok, err := b.completed(ctx, conn, task, attachment, resourceURL)
	if err != nil {
		return View{}, err
	}
	if !ok {
		return b.viewAddress(ctx, conn, c, resourceURL)
	}
	if link.State == known {
		b.work.start(ctx, readTime, func(ctx context.Context) { b.lookAtHost(ctx, link) })
	}
	v, err := b.viewAsSet(ctx, conn, c, link)
	if err == nil {
		v.AskAgain, err = b.isFormer(ctx, conn, c.Person)
	}
	return v, err
}

// viewAsSet shows a link as the connection's settings say.
func (b *Bridge) viewAsSet(ctx context.Context, conn Connection, c Caller, link store.Link) (View, error) {
	if conn.Reading == ReadOwn {
		return b.viewOwn(ctx, conn, c, link)
	}
	v, err := b.viewLink(ctx, conn, c, link)
	if conn.Reading == ReadBrief {
		v = v.brief()
	}
	return v, err
}

// completed returns the link whose attachment this is.
func (b *Bridge) completed(ctx context.Context, conn Connection, task, attachment, address string) (store.Link, bool, error) {
	link, ok, err := b.openLink(ctx, task)
	if err != nil || !ok || link.Connection != conn.ID || (link.State != known && link.State != linked) {
		return link, false, err
	}
	if attachment == link.Attachment {
		return link, true, nil
	}
	followed, ok, err := b.submitted(ctx, task, attachment)
	if err != nil || (ok && followed.ID == link.ID) {
		return link, err == nil, err
	}
	return link, address == link.URL && b.isOlder(ctx, link, attachment), nil
}

// isOlder tells whether the host has made an attachment that was on the task
// before the link ours, instead of attaching the issue a second time. Only its
// word counts that the attachment is connected to us: anybody can paste the
// address.
func (b *Bridge) isOlder(ctx context.Context, link store.Link, attachment string) bool {
	ctx, cancel := context.WithTimeout(ctx, freshTime)
	defer cancel()
	var a client.Attachment
	err := b.asPlatformUser(ctx, link.Person, func(c *client.Client) (err error) {
		a, err = c.Attachment(ctx, attachment)
		return err
	})
	if err != nil || a.Parent.GID != link.Task || !isOurs(a, link) {
		return false
	}
	_, err = b.followLink(ctx, attachment, link) // known from now on
	return err == nil
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
	var v View
	err := b.asJiraUser(ctx, conn, c.Person, func(j *jira.Client) (err error) {
		key, ok := j.ParseIssueReference(address)
		if !ok {
			return fail(NotFound, nil, "no_reference", "Jira", conn.BrowseBase)
		}
		v, err = b.looking(ctx, j, conn).at(ctx, key, View{})
		return err
	})
	switch KindOf(err) {
	case NeedsConsent, Forbidden, NotFound:
		return View{}, fail(Forbidden, err, "not_linked")
	}
	if err != nil {
		return View{}, err
	}
	v.ReadAt = b.now()
	return v, nil
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
			v.LostTo = orElse(v.LostTo, storedID(file.Error))
		}
	}
	return err
}

// viewOf picks from an issue what a widget shows. Colours follow the status's
// category: its name is translated and freely chosen.
func viewOf(conn Connection, issue jira.Issue) View {
	f := issue.Fields
	v := View{URL: conn.browse(issue.Key), Key: issue.Key, Summary: f.Summary, Updated: f.Updated.Time}
	v.Archived = !f.Archived.IsZero() || (f.Project != nil && f.Project.Archived)
	v.Release = releaseOf(f.FixVersions)
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
