package bridge

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Times of a file's way to Jira.
const (
	aliveTime = 45 * time.Second // after its sender's last sign of life, others may send a file
	signEvery = 15 * time.Second // how often a sender gives one
	doubtTime = 30 * time.Second // how long a file that went out whole may take to show on the issue
	askAgain  = 10 * time.Second
)

// transfer is one file on its way to Jira. What Jira may have got already is
// looked for before it is sent again, and nobody else sends it meanwhile.
type transfer struct {
	*Bridge
	conn Connection
	link store.Link
	file store.File
}

// run returns the id of the file's attachment in Jira. A file that is not to be
// sent yet asks the queue to come again.
func (t *transfer) run(ctx context.Context) (made string, err error) {
	wait := sqldb.Time(t.file.HeldUntil).Sub(t.now())
	if t.file.HeldUntil == 0 {
		return t.carry(ctx)
	}
	if t.file.Sending && wait > 0 {
		return "", river.JobSnooze(wait)
	}
	made, err = t.look(ctx)
	switch {
	case err != nil || made != "":
		return made, err
	case wait > 0:
		return "", river.JobSnooze(min(wait, askAgain))
	}
	return t.carry(ctx)
}

// look returns the id of the file if the issue has it already, by name, size
// and author. An attachment that is another file of the link does not count.
func (t *transfer) look(ctx context.Context) (made string, err error) {
	taken, err := t.taken(ctx)
	if err != nil {
		return "", err
	}
	who, err := store.New(t.db.Reader()).Credential(ctx, store.CredentialParams{Realm: t.conn.ID, Person: t.link.Person})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	err = t.asJiraUser(ctx, t.conn, t.link.Person, func(j *jira.Client) error {
		issue, err := j.Issue(ctx, t.link.IssueID, []string{"attachment"}, nil)
		for _, a := range issue.Fields.Attachments {
			mine := a.Author == nil || a.Author.Name == who.AccountName
			if mine && !taken[a.ID] && a.Filename == jira.FileName(t.file.Name) && int64(a.Size) == t.file.Size {
				made = a.ID
			}
		}
		return err
	})
	return made, err
}

// taken are the attachments in Jira that are other files of the link. A file
// like this one that is just being sent is waited for: which of them Jira has
// could not be told.
func (t *transfer) taken(ctx context.Context) (map[string]bool, error) {
	files, err := store.New(t.db.Reader()).Files(ctx, t.link.ID)
	taken := map[string]bool{}
	for _, f := range files {
		if f.Attachment == t.file.Attachment {
			continue
		}
		taken[f.JiraID] = f.JiraID != ""
		if f.Sending && f.Size == t.file.Size && jira.FileName(f.Name) == jira.FileName(t.file.Name) {
			return nil, river.JobSnooze(askAgain)
		}
	}
	return taken, err
}

// carry passes the file from the platform to Jira without keeping it, if Jira's
// rules allow it.
func (t *transfer) carry(ctx context.Context) (made string, err error) {
	if err := t.asJiraUser(ctx, t.conn, t.link.Person, func(j *jira.Client) error { return t.allowed(ctx, j) }); err != nil {
		return "", err
	}
	if err := t.reserve(ctx); err != nil {
		return "", err
	}
	own, way := setOut(ctx)
	defer way.end()
	go t.keepHold(own, way)
	err = t.asJiraUser(own, t.conn, t.link.Person, func(j *jira.Client) (err error) {
		made, err = t.stream(own, way, j)
		return err
	})
	way.end()
	if err != nil && !isFinal(err) {
		t.let(ctx, way.inDoubt(err))
	}
	return made, err
}

// allowed asks for Jira's rules, so that a large file is not sent for nothing.
// What Jira does not tell then, it tells when it gets the file.
func (t *transfer) allowed(ctx context.Context, j *jira.Client) error {
	settings, err := j.AttachmentSettings(ctx)
	switch {
	case jiraRefusedToken(err):
		return err
	case err != nil:
	case !settings.Enabled:
		return fail(Forbidden, nil, "files_off")
	case settings.Limit > 0 && t.file.Size > settings.Limit:
		return fail(Invalid, nil, "file_too_large", "Limit", megabytes(settings.Limit))
	}
	may, err := j.IssuePermissions(ctx, t.link.IssueID)
	if have, told := may[jira.CreateAttachments]; err == nil && told && !have {
		return fail(Forbidden, nil, "files_forbidden")
	}
	return nil
}

func (t *transfer) stream(ctx context.Context, way *way, j *jira.Client) (made string, err error) {
	err = t.asPlatformUser(ctx, t.link.Person, func(c *client.Client) error {
		content, size, err := c.Download(ctx, t.file.Attachment)
		if err != nil {
			return err
		}
		defer content.Close()
		a, err := j.AttachFile(ctx, t.link.IssueID, t.file.Name, size, way.of(content, size))
		made = a.ID
		return err
	})
	return made, err
}

// tooLarge names the limit that a file exceeds. A file that Jira itself would
// take is refused by something in front of it.
func tooLarge(e *jira.Error) error {
	switch {
	case e.Limit == 0:
		return fail(Invalid, e, "jira_too_large")
	case e.Size > e.Limit:
		return fail(Invalid, e, "file_too_large", "Limit", megabytes(e.Limit))
	}
	return fail(Invalid, e, "file_too_large_before", "Size", megabytes(e.Size), "Limit", megabytes(e.Limit))
}

// megabytes is a size as people say it, without needless decimals.
func megabytes(bytes int64) string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64), ".0")
}
