package asana

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// noticeMailArgs asks for a notice to be mailed. The job is enqueued with the notice. One whose cause is over, or that
// its person has dismissed, is not sent.
type noticeMailArgs struct {
	Notice string `json:"notice"`
}

// Kind names the job in the queue.
func (noticeMailArgs) Kind() string { return "asana_mail_notice" }

type noticeMailer struct {
	river.WorkerDefaults[noticeMailArgs]
	p *Platform
}

// NextRetry is when to try again.
func (w *noticeMailer) NextRetry(job *river.Job[noticeMailArgs]) time.Time {
	return nextMailTry(job.Attempt)
}

// Work sends the mail.
func (w *noticeMailer) Work(ctx context.Context, job *river.Job[noticeMailArgs]) error {
	m, err := w.p.noticeMessage(ctx, job.Args.Notice)
	if errors.Is(err, errNotToMail) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mail notice: %w", err)
	}
	err = w.p.mailer.Send(ctx, m)
	var refused *mail.Error
	if errors.As(err, &refused) && refused.Final() {
		return river.JobCancel(refused)
	}
	if err != nil {
		return err
	}
	return store.New(w.p.db.Writer()).NoticeMailed(ctx, store.NoticeMailedParams{Gid: job.Args.Notice, Now: sqldb.Micros(w.p.now())})
}

// errNotToMail says that a notice is over, or known, or not for its person's eyes.
var errNotToMail = errors.New("the notice is not to be mailed")

func (p *Platform) noticeMessage(ctx context.Context, gid string) (mail.Message, error) {
	q := store.New(p.db.Reader())
	found, err := q.NoticeToMail(ctx, gid)
	row := found.NoticeRow
	if errors.Is(err, sql.ErrNoRows) || err == nil && (row.DismissedAt != 0 || row.MailedAt != 0 || !row.Enabled || !p.Mails()) {
		return mail.Message{}, errNotToMail
	}
	if err != nil {
		return mail.Message{}, err
	}
	if _, err := p.gate(Actor{Person: row.Person}).project(ctx, row.Project); IsKind(err, NotFound) {
		return mail.Message{}, errNotToMail
	} else if err != nil {
		return mail.Message{}, err
	}
	to, err := p.Person(ctx, row.Person)
	if err != nil {
		return mail.Message{}, err
	}
	return p.writeNotice(noticeOf(row, found.Failed), to), nil
}

// writeNotice is a notice as a mail, in its person's language.
func (p *Platform) writeNotice(n Notice, to Person) mail.Message {
	args := map[string]any{
		"Name": to.Name, "Rule": n.Rule.Name, "Project": n.Project.Name, "Owner": n.Owner.Name, "Ceiling": n.Ceiling, "Count": n.Tasks,
		"Since": n.Since.In(Location(to.TimeZone)).Format("2006-01-02 15:04"), "Host": p.host(),
	}
	say := func(id string) string { return p.words.Say(to.Language, id, args) }
	kind := "waiting"
	if n.Cause == NoticeFailed {
		kind = "failed"
	}
	parts := []string{say("asana.mail_notice_hello"), say("asana.mail_notice_text_"+kind) + " " + say(n.Cause.Words())}
	if n.Text != "" {
		args["Text"] = p.words.Say(to.Language, n.Text, nil)
		parts = append(parts, say("asana.notice_reason"))
	}
	if n.Tasks > 0 {
		parts = append(parts, say("asana.notice_tasks_"+kind))
	}
	parts = append(parts, say(n.Cause.Advice(n.Owner.GID == to.GID)), p.baseURL+"/0/rules/"+n.Rule.GID, say("asana.mail_notice_end"), "")
	return mail.Message{
		ID: n.GID, To: netmail.Address{Name: to.Name, Address: to.Email}, Date: n.Since,
		Subject: say("asana.mail_notice_subject_" + kind), Text: strings.Join(parts, "\n\n"),
	}
}

// Words is the id of the message that says what happened; its arguments are Owner and Ceiling.
func (c NoticeCause) Words() string { return "asana.notice_" + string(c) }

// Advice is the id of the message that says what to do, to the rule's owner or to others; its arguments are the same.
func (c NoticeCause) Advice(owner bool) string {
	id := "asana.notice_todo_" + string(c)
	if owner && c == NoticeCause(PausedUnauthorized) {
		id += "_own"
	}
	return id
}
