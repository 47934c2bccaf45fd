package asana

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Mailer sends mails, as *mail.Sender does; what goes wrong is a *mail.Error.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Mails tells whether links are also mailed to the people they are for.
func (p *Platform) Mails() bool { return p.mailer != nil }

// A link's mail is tried again after two seconds, then twice as long every time, up to an hour, as long as the
// link is good: that are fewer tries than these, even of the longest.
const (
	firstMailRetry   = 2 * time.Second
	longestMailRetry = time.Hour
	mailTries        = 200
)

// mailOff is the problem of a mail that waits in an installation which has no mail server any more. The other
// problems are kinds of package mail.
const mailOff = "off"

// linkMailArgs asks for a link to be mailed. The job is enqueued with the making of the link, whose row holds
// the token, sealed until the mail is sent. A link that was used, withdrawn or replaced, or that has expired
// in the meantime, is not sent.
type linkMailArgs struct {
	Link string `json:"link"`
}

// Kind names the job in the queue.
func (linkMailArgs) Kind() string { return "asana_mail_link" }

// sealForMail is a new link's token as its row keeps it for the job; nil where no mail is sent.
func (p *Platform) sealForMail(purpose, link string, token seal.Secret) ([]byte, error) {
	if !p.Mails() || !isMailed(purpose) {
		return nil, nil
	}
	return p.keys.Seal([]byte(token.Reveal()), linkMailRow(link))
}

func linkMailRow(link string) string { return "one_time_links/" + link + "/mail_token" }

// mailLink enqueues the mail of a link whose token was sealed for it.
func (p *Platform) mailLink(ctx context.Context, c *change, link string, sealed []byte) error {
	if sealed == nil {
		return nil
	}
	return p.queue.InsertTx(ctx, c.tx, linkMailArgs{link}, &river.InsertOpts{MaxAttempts: mailTries})
}

type linkMailer struct {
	river.WorkerDefaults[linkMailArgs]
	p *Platform
}

// NextRetry is when to try again.
func (w *linkMailer) NextRetry(job *river.Job[linkMailArgs]) time.Time {
	return nextMailTry(job.Attempt)
}

// nextMailTry is when a mail is tried again, by the queue's clock, which is the machine's.
func nextMailTry(attempt int) time.Time {
	doublings := min(attempt-1, 12)
	return time.Now().Add(min(firstMailRetry<<doublings, longestMailRetry))
}

// Work sends the mail and notes what came of it.
func (w *linkMailer) Work(ctx context.Context, job *river.Job[linkMailArgs]) error {
	q := store.New(w.p.db.Writer())
	link, err := q.LinkToMail(ctx, store.LinkToMailParams{Gid: job.Args.Link, Now: sqldb.Micros(w.p.now())})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mail link: %w", err)
	}
	if !w.p.Mails() {
		return q.LinkNeverMailed(ctx, store.LinkNeverMailedParams{Gid: link.Gid, Problem: mailOff})
	}
	err = w.p.sendLink(ctx, link)
	if IsKind(err, NotFound) { // nobody has an account of that address
		return q.LinkNeverMailed(ctx, store.LinkNeverMailedParams{Gid: link.Gid})
	}
	if err == nil {
		return q.LinkMailed(ctx, store.LinkMailedParams{Gid: link.Gid, Now: sqldb.Micros(w.p.now())})
	}
	if ctx.Err() != nil { // it is we who stop
		return err
	}
	return errors.Join(err, noteNotMailed(ctx, q, link.Gid, err))
}

func (p *Platform) sendLink(ctx context.Context, link store.OneTimeLink) error {
	token, err := p.keys.Open(link.MailToken, linkMailRow(link.Gid))
	if err != nil {
		return err
	}
	m, err := p.linkMessage(ctx, link, p.linkAddress(link.Purpose, seal.Secret(token)))
	if err != nil {
		return err
	}
	return p.mailer.Send(ctx, m)
}

// noteNotMailed keeps why for the people who manage the workspace, and ends the job where trying again cannot help.
func noteNotMailed(ctx context.Context, q *store.Queries, link string, cause error) error {
	var refused *mail.Error
	if !errors.As(cause, &refused) {
		return nil
	}
	problem := string(cmp.Or(refused.Kind, mail.Unreachable))
	if refused.Final() {
		err := q.LinkNeverMailed(ctx, store.LinkNeverMailedParams{Gid: link, Problem: problem})
		return errors.Join(err, river.JobCancel(refused))
	}
	return q.LinkNotMailed(ctx, store.LinkNotMailedParams{Gid: link, Problem: problem})
}
