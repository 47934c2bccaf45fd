package boottest

import (
	"crypto/tls"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/asana/kit/mail/mailtest"
	"jirabridge/cmd/internal/visitor"
)

// office is an installation that mails, its mail server, and its owner's
// browser.
type office struct {
	base, at string
	company  *Company
	server   tls.Certificate
	owner    *visitor.Visitor
}

const smtpPassword = "the password of the mail server"

// newOffice starts `serve` with settings of a mail server that does not run
// yet: STARTTLS with a certificate of the company's, and a password.
func newOffice(t *testing.T, args ...string) *office {
	t.Helper()
	o := &office{at: freeAddress(t), company: NewCompany(t)}
	o.server = o.company.certificate(t, "127.0.0.1")
	listen := freeAddress(t)
	o.base = "http://" + listen
	args = append([]string{"serve", "--listen", listen, "--base-url", o.base, "--data", t.TempDir(), "--ca-file", o.company.CAFile,
		"--log-level", "info", "--smtp-address", o.at, "--smtp-from", "Tasks <tasks@corp.test>", "--smtp-user", "tasks", "--smtp-password-file", secretFile(t, smtpPassword)}, args...)
	serve := StartProcess(t, "create the owner", mustBuild(t).Jirabridge, args...)
	t.Cleanup(func() {
		said := strings.ReplaceAll(serve.Output(), serve.Ready(), "") // which is a link
		if strings.Contains(said, smtpPassword) || strings.Contains(said, "token=") || strings.Contains(said, "nina") {
			t.Errorf("the log tells too much: %s", said)
		}
	})
	o.owner = newVisitor(t)
	must(t, o.owner.Open(t.Context(), lastWord(serve.Ready())))
	must(t, o.owner.Submit(t.Context(), "name", "Olga Owner", url.Values{
		"email": {"olga@corp.test"}, "password": {"a long password"}, "workspace": {"Corporation"}, "project": {"First"}}))
	return o
}

// open starts the mail server.
func (o *office) open(t *testing.T) *mailtest.Server {
	t.Helper()
	return mailtest.Start(t, mailtest.Config{Address: o.at, Certificate: &o.server, User: "tasks", Password: smtpPassword})
}

// arrived waits for the mail with a number, from 1 on.
func arrived(t *testing.T, server *mailtest.Server, n int) mailtest.Mail {
	t.Helper()
	waitFor(t, "the mail", func() bool { return len(server.Mails()) >= n })
	m := server.Mails()[n-1]
	if !m.Encrypted || m.User != "tasks" || m.From != "tasks@corp.test" || m.Header(t, "Auto-Submitted") != "auto-generated" {
		t.Errorf("the mail came as %+v", m)
	}
	return m
}

// TestMail is the day of somebody new where there is a mail server: invited by
// a mail that had to wait for it, and later without the password.
func TestMail(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		mailDay(t, newOffice(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		keys := filepath.Join(t.TempDir(), "keys.json")
		if out, err := command(mustBuild(t).Jirabridge, "keys", "new", keys).CombinedOutput(); err != nil {
			t.Fatalf("keys new: %v %s", err, out)
		}
		mailDay(t, newOffice(t, "--database", freshPostgres(t), "--key-file", keys))
	})
}

func mailDay(t *testing.T, o *office) {
	ctx := t.Context()
	must(t, o.owner.Open(ctx, o.base+"/0/members"))
	must(t, o.owner.Submit(ctx, "role", "member", url.Values{"email": {"nina@corp.test"}}))
	waitFor(t, "the failure on the page", func() bool {
		must(t, o.owner.Open(ctx, o.base+"/0/members"))
		return o.owner.Find("data-test", "not-mailed") != nil
	})
	says(t, o.owner, "Could not be emailed: the mail server does not answer.")

	server := o.open(t)
	invitation := arrived(t, server, 1)
	if to := invitation.Header(t, "To"); to != "<nina@corp.test>" || invitation.Header(t, "Subject") != "Olga Owner invites you to Corporation" {
		t.Errorf("%s", invitation.Raw)
	}
	nina := newVisitor(t)
	must(t, nina.Open(ctx, invitation.Link(t, o.base+"/-/join?token=")))
	must(t, nina.Submit(ctx, "name", "Nina New", url.Values{"password": {"her first password"}}))
	must(t, nina.Open(ctx, o.base+"/0/my-settings"))
	says(t, nina, "Nina New")

	elsewhere := newVisitor(t)
	must(t, elsewhere.Open(ctx, o.base+"/-/forgot"))
	must(t, elsewhere.Submit(ctx, "email", "nobody@corp.test", nil))
	says(t, elsewhere, "If nobody@corp.test has an account here, an email")
	must(t, elsewhere.Open(ctx, o.base+"/-/forgot"))
	must(t, elsewhere.Submit(ctx, "email", "Nina@corp.test", nil))
	says(t, elsewhere, "If Nina@corp.test has an account here, an email")
	forgotten := arrived(t, server, 2)
	must(t, elsewhere.Open(ctx, forgotten.Link(t, o.base+"/-/reset?token=")))
	must(t, elsewhere.Submit(ctx, "password", "her second password", nil))
	must(t, nina.Open(ctx, o.base+"/0/my-settings"))
	if !nina.Shows("password") || nina.At.Path != "/-/login" {
		t.Errorf("the session from before still opens %s", nina.At)
	}
	must(t, nina.Submit(ctx, "email", "nina@corp.test", url.Values{"password": {"her second password"}}))
	says(t, nina, "Nina New")
	if n := len(server.Mails()); n != 2 {
		t.Errorf("%d mails", n)
	}
}

// secretFile is a file that holds a secret, as a service manager gives it.
func secretFile(t *testing.T, secret string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(file, []byte(secret+"\n"), 0o600))
	return file
}
