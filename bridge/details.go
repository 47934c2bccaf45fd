package bridge

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// LinkState is what a person is told of a link. It is finer than the states the
// package comment draws.
type LinkState string

// What a person is told of a link.
const (
	LinkCreating LinkState = "creating" // the issue is being created
	LinkChecking LinkState = "checking" // Jira is being asked whether it was
	LinkUnclear  LinkState = "unclear"  // Jira was asked, and a person may have to tell
	LinkComing   LinkState = "coming"   // the issue is there and will be on the task
	LinkStuck    LinkState = "stuck"    // the issue is there and could not be put on the task
	LinkDone     LinkState = "linked"
	LinkFailed   LinkState = "failed" // nothing was created
	LinkEnded    LinkState = "unlinked"
)

// Details is what the page of a link says to somebody who sees its task.
type Details struct {
	ID        string
	State     LinkState
	Why       Text   // of a failed one; zero when that is not known
	Workspace string // gid
	Task      string
	TaskName  string
	TaskURL   string
	Issue     string // key and summary, "" while it is not known
	IssueURL  string
	AskAgain  bool   // the reader's own authorization is of an application link that will be retired
	Linker    string // name of the person in whose name it is
	Mine      bool   // the reader is that person
	Rule      string // name of the rule that brought it about, as when it was saved, for who sees its project; "" when a person did
	Creates   bool   // it is to create its issue; another one links an issue that was there
	Since     time.Time
	ReadAt    time.Time // when the issue's values were read; zero never
	Files     []Step
	LeftOut   int // attachments of the task that are no files
	Backlink  Step
}

// Step is one part of what a link is to bring about. State is waiting, done or
// failed, and "" of a backlink that nobody wants.
type Step struct {
	Name  string // of a file
	Size  int64  // of a file, in bytes
	State string
	Why   Text // of a failed one
}

// Done is how many of the files are in Jira.
func (d Details) Done() (n int) {
	for _, f := range d.Files {
		if f.State == fileDone {
			n++
		}
	}
	return n
}

// IsIncomplete tells whether something failed that can be tried again.
func (d Details) IsIncomplete() bool {
	if d.State == LinkStuck {
		return true
	}
	open := d.State == LinkDone || d.State == LinkComing
	failed := d.Backlink.State == backlinkFailed
	for _, f := range d.Files {
		failed = failed || f.State == fileFailed
	}
	return open && failed
}

// Details returns what the page of a link says. A person sees a link if the
// platform lets him see its task; any other link is NotFound.
func (b *Bridge) Details(ctx context.Context, person, id string) (Details, error) {
	link, ok, err := found(store.New(b.db.Reader()).Link(ctx, id))
	if err != nil {
		return Details{}, err
	}
	if !ok {
		return Details{}, fail(NotFound, nil, "no_link")
	}
	var task client.Task
	var attachments []client.Attachment
	err = b.asPlatformUser(ctx, person, func(c *client.Client) (err error) {
		if task, err = c.Task(ctx, link.Task); err != nil {
			return err
		}
		attachments, err = c.Attachments(ctx, link.Task)
		return err
	})
	if KindOf(err) == NotFound {
		return Details{}, fail(NotFound, err, "no_link")
	}
	if err != nil {
		return Details{}, err
	}
	d, err := b.detailsOf(ctx, link)
	if err != nil {
		return Details{}, err
	}
	d.TaskName, d.TaskURL, d.Mine = task.Name, task.PermalinkURL, person == link.Person
	d.LeftOut = leftOut(link, attachments)
	row, err := store.New(b.db.Reader()).Connection(ctx, link.Connection)
	if err != nil {
		return Details{}, err
	}
	conn := connectionOf(row)
	if !d.Mine && conn.Reading != ReadAll {
		d.narrow(link)
	}
	if d.Rule, err = b.ruleOfLink(ctx, person, link); err != nil {
		return Details{}, err
	}
	d.AskAgain, err = b.isFormer(ctx, conn, person)
	return d, err
}

// ruleOfLink is the name of the rule that has made a link, "" for people who do
// not see the project that the rule is of.
func (b *Bridge) ruleOfLink(ctx context.Context, person string, link store.Link) (name string, err error) {
	if link.RuleAction == "" {
		return "", nil
	}
	saved, ok, err := found(store.New(b.db.Reader()).Rule(ctx, link.RuleAction))
	if err != nil || !ok {
		return "", err
	}
	err = b.asPlatformUser(ctx, person, func(c *client.Client) error {
		_, err := c.Project(ctx, saved.Project)
		return err
	})
	if KindOf(err) == NotFound {
		return "", nil
	}
	return saved.Name, err
}

// narrow leaves the issue's summary, and what Jira said, to the linker where
// widgets do not show everything to everybody.
func (d *Details) narrow(link store.Link) {
	if d.Issue != "" {
		d.Issue = link.IssueKey
	}
	d.Why, d.Backlink.Why = withoutReason(d.Why), withoutReason(d.Backlink.Why)
	for i := range d.Files {
		d.Files[i].Why = withoutReason(d.Files[i].Why)
	}
}

// withoutReason is a text, or none of one that quotes Jira.
func withoutReason(t Text) Text {
	if _, quotes := t.Args["Reason"]; quotes {
		return Text{}
	}
	return t
}

// leftOut counts what was on the task when the issue was created and is no file.
func leftOut(link store.Link, attachments []client.Attachment) (n int) {
	for _, a := range attachments {
		before := !a.CreatedAt.After(sqldb.Time(link.CreatedAt))
		if link.SentAt != 0 && before && a.ResourceSubtype != client.FileAttachment && !isOurs(a, link) {
			n++
		}
	}
	return n
}

// detailsOf is what we know of a link without asking anybody.
func (b *Bridge) detailsOf(ctx context.Context, link store.Link) (Details, error) {
	d := Details{
		ID: link.ID, State: b.stateOf(link), Why: textOf(link.Error), Workspace: link.Workspace, Task: link.Task, TaskName: link.Name,
		Since: sqldb.Time(link.CreatedAt), ReadAt: sqldb.Time(link.ReadAt),
		Creates:  link.Project != "",
		Backlink: Step{State: link.Backlink, Why: textOf(link.BacklinkError)},
	}
	if link.IssueID != "" {
		d.Issue, d.IssueURL = link.Name, link.URL
	}
	q := store.New(b.db.Reader())
	linker, _, err := found(q.Credential(ctx, store.CredentialParams{Realm: platformRealm, Person: link.Person}))
	if err != nil {
		return d, err
	}
	d.Linker = orElse(linker.DisplayName, link.Person)
	files, err := q.Files(ctx, link.ID)
	for _, f := range files {
		d.Files = append(d.Files, Step{f.Name, f.Size, f.State, textOf(f.Error)})
	}
	return d, err
}

func (b *Bridge) stateOf(link store.Link) LinkState {
	switch link.State {
	case claimed:
		return LinkCreating
	case checking:
		if b.progress(link) == unclear {
			return LinkUnclear
		}
		return LinkChecking
	case known:
		if link.DueAt == 0 {
			return LinkStuck
		}
		return LinkComing
	}
	return LinkState(link.State)
}

// textOf is a message kept by storedText, the zero Text of none.
func textOf(stored string) (t Text) {
	if json.Unmarshal([]byte(stored), &t) != nil {
		return Text{}
	}
	return t
}

// LinkOf names the link of a task, or its latest attempt at one, to a person who
// sees the task. Others are not told whether there is one: it is NotFound.
func (b *Bridge) LinkOf(ctx context.Context, person, task string) (id string, err error) {
	if task == "" || strings.Trim(task, "0123456789") != "" { // no gid
		return "", fail(NotFound, nil, "no_link")
	}
	err = b.asPlatformUser(ctx, person, func(c *client.Client) error {
		_, err := c.Task(ctx, task)
		return err
	})
	if KindOf(err) == NotFound {
		return "", fail(NotFound, err, "no_link")
	}
	if err != nil {
		return "", err
	}
	link, ok, err := found(store.New(b.db.Reader()).LatestLink(ctx, task))
	if err == nil && !ok {
		err = fail(NotFound, nil, "no_link")
	}
	return link.ID, err
}

// How many links that lack something a person is shown, and how long attempts
// that came to nothing count.
const (
	maxTroubled  = 50
	troubledTime = 3 * 24 * time.Hour
)

// Troubled are the person's links that are under way or lack something, the
// latest first.
func (b *Bridge) Troubled(ctx context.Context, person string) (all []Details, err error) {
	links, err := store.New(b.db.Reader()).TroubledLinks(ctx, store.TroubledLinksParams{
		Person: person, Since: sqldb.Micros(b.now().Add(-troubledTime)), Most: maxTroubled,
	})
	for _, link := range links {
		d, err := b.detailsOf(ctx, link)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, err
}

// Retry tries again what a link lacks, and nothing else: files, the backlink,
// the attachment on the task. It is done in the linker's name, so only he may;
// others are Forbidden.
func (b *Bridge) Retry(ctx context.Context, person, id string) error {
	d, err := b.Details(ctx, person, id)
	if err != nil {
		return err
	}
	if !d.Mine {
		return fail(Forbidden, nil, "not_your_link", "Name", d.Linker)
	}
	if !d.IsIncomplete() { // nothing failed, or the link has ended
		return nil
	}
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error { return b.retry(ctx, tx, id) })
}

func (b *Bridge) retry(ctx context.Context, tx *sql.Tx, id string) error {
	q, now := store.New(tx), sqldb.Micros(b.now())
	if err := q.WakeLink(ctx, store.WakeLinkParams{Now: now, ID: id}); err != nil {
		return err
	}
	files, err := q.RetryFiles(ctx, store.RetryFilesParams{Now: now, Link: id})
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := b.enqueueFile(ctx, tx, file); err != nil {
			return err
		}
	}
	n, err := q.RetryBacklink(ctx, id)
	if err != nil || n == 0 {
		return err
	}
	return b.enqueueBacklink(ctx, tx, id)
}
