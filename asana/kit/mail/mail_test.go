package mail_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/mail/mailtest"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

var (
	olga = netmail.Address{Name: "Tasks", Address: "tasks@corp.test"}
	nina = netmail.Address{Name: "Nina Ńew", Address: "nina@example.com"}
	noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
)

// authority is a certificate for 127.0.0.1 that nobody else knows.
func authority(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return &s.TLS.Certificates[0], pool
}

func send(t *testing.T, c mail.Config, m mail.Message) error {
	t.Helper()
	c.From = olga
	s, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), m)
}

func hello() mail.Message {
	return mail.Message{ID: "17", To: nina, Subject: "Välkommen, Nina", Text: "Cześć!\n.\nhttps://x.test/?token=" + strings.Repeat("a", 90) + "\n", Date: noon}
}

func TestAMailArrives(t *testing.T) {
	cert, roots := authority(t)
	for name, c := range map[string]struct {
		server mailtest.Config
		client mail.Config
		plain  bool
	}{
		"STARTTLS":                {mailtest.Config{Certificate: cert}, mail.Config{Roots: roots}, false},
		"STARTTLS and a password": {mailtest.Config{Certificate: cert, User: "u", Password: "p"}, mail.Config{Roots: roots, User: "u", Password: "p"}, false},
		"TLS and LOGIN":           {mailtest.Config{Certificate: cert, Implicit: true, User: "u", Password: "p", Ways: "XOAUTH2 LOGIN"}, mail.Config{TLS: mail.Implicit, Roots: roots, User: "u", Password: "p"}, false},
		"plain to this machine":   {mailtest.Config{User: "u", Password: "p"}, mail.Config{TLS: mail.None, User: "u", Password: "p"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, c.server)
			c.client.Address = server.Address
			if err := send(t, c.client, hello()); err != nil {
				t.Fatal(err)
			}
			got := server.Mails()
			if len(got) != 1 || got[0].Encrypted == c.plain || got[0].User != c.server.User {
				t.Fatalf("%+v", got)
			}
			looksRight(t, got[0])
		})
	}
}

func looksRight(t *testing.T, m mailtest.Mail) {
	t.Helper()
	if m.From != "tasks@corp.test" || len(m.To) != 1 || m.To[0] != "nina@example.com" {
		t.Errorf("envelope %+v", m)
	}
	for name, want := range map[string]string{
		"From": `"Tasks" <tasks@corp.test>`, "To": "Nina Ńew <nina@example.com>", "Subject": "Välkommen, Nina",
		"Message-Id": "<17@corp.test>", "Date": "Wed, 04 Mar 2026 12:00:00 +0000", "Auto-Submitted": "auto-generated",
		"User-Agent": "", "X-Mailer": "",
	} {
		if got := m.Header(t, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := strings.ReplaceAll(m.Text(t), "\r\n", "\n"); strings.TrimSpace(got) != strings.TrimSpace(hello().Text) {
		t.Errorf("text %q", got)
	}
}

// TestNothingBecomesAHeader is about names and addresses that bring lines.
func TestNothingBecomesAHeader(t *testing.T) {
	server := mailtest.Start(t, mailtest.Config{})
	plain := mail.Config{Address: server.Address, TLS: mail.None}
	evil := "x\r\nBcc: mallory@example.com\r\n\r\nBuy!"
	m := hello()
	m.To.Name, m.Subject = evil+`">, <mallory@example.com>`, evil
	if err := send(t, plain, m); err != nil {
		t.Fatal(err)
	}
	got := server.Mails()[0]
	if got.Header(t, "Bcc") != "" || got.Header(t, "Subject") != evil || strings.Contains(got.Text(t), "Buy!") || len(got.To) != 1 {
		t.Errorf("%s", got.Raw)
	}
	for _, address := range []string{"nina@example.com\r\nBcc: m@example.com", "a@b.test, c@d.test", "Nina <nina@example.com>", "nina@example.com>\r\nRCPT TO:<m@example.com", ""} {
		m.To.Address = address
		isKind(t, send(t, plain, m), mail.Recipient)
	}
	if n := len(server.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
	for _, c := range []mail.Config{
		{Address: "mail.test", From: olga}, {Address: "mail.test:25", From: netmail.Address{Address: "a@b\r\nBcc: c@d"}},
		{Address: "mail.test:25", From: olga, TLS: "ssl"}, {Address: "mail.test:25", From: olga, TLS: mail.None, User: "u"},
	} {
		if _, err := mail.New(c); err == nil {
			t.Errorf("taken: %+v", c)
		}
	}
}

// TestWhatGoesWrong names the kind of every failure, and neither the recipient
// nor the password.
func TestWhatGoesWrong(t *testing.T) {
	cert, roots := authority(t)
	says := func(command, answer string) func(string) string {
		return func(line string) string {
			if strings.HasPrefix(line, command) {
				return answer
			}
			return ""
		}
	}
	logsIn := mail.Config{Roots: roots, User: "u", Password: "hush"}
	for name, c := range map[string]struct {
		server mailtest.Config
		client mail.Config
		want   mail.Kind
	}{
		"a CA that is not trusted": {mailtest.Config{Certificate: cert}, mail.Config{}, mail.Certificate},
		"no STARTTLS":              {mailtest.Config{}, mail.Config{Roots: roots}, mail.Settings},
		"a wrong password":         {mailtest.Config{Certificate: cert, User: "u", Password: "p"}, logsIn, mail.Login},
		"no password":              {mailtest.Config{Certificate: cert, User: "u", Password: "p"}, mail.Config{Roots: roots}, mail.Login},
		"nothing to log in with":   {mailtest.Config{Certificate: cert, User: "u", Ways: "GSSAPI"}, logsIn, mail.Settings},
		"nobody of that name":      {mailtest.Config{Certificate: cert, Reply: says("RCPT", "550 5.1.1 no nina@example.com")}, mail.Config{Roots: roots}, mail.Recipient},
		"a full box":               {mailtest.Config{Certificate: cert, Reply: says("RCPT", "452 later, nina@example.com")}, mail.Config{Roots: roots}, mail.Busy},
		"another sender":           {mailtest.Config{Certificate: cert, Reply: says("MAIL", "553 not you")}, mail.Config{Roots: roots}, mail.Refused},
		"no connections":           {mailtest.Config{Reply: says("", "421 too many")}, mail.Config{Roots: roots}, mail.Busy},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, c.server)
			c.client.Address = server.Address
			err := send(t, c.client, hello())
			isKind(t, err, c.want)
			if strings.Contains(err.Error(), "nina") || strings.Contains(err.Error(), "hush") {
				t.Errorf("too much is told: %v", err)
			}
			if n := len(server.Mails()); n != 0 {
				t.Errorf("%d mails", n)
			}
		})
	}
}

func isKind(t *testing.T, err error, want mail.Kind) {
	t.Helper()
	var got *mail.Error
	if !errors.As(err, &got) || got.Kind != want || got.Final() != (want == mail.Recipient) {
		t.Errorf("%v, want %s", err, want)
	}
}

// A server that is taken at its word only after the mail is the one that counts.
func TestAMailTakenIsSent(t *testing.T) {
	server := mailtest.Start(t, mailtest.Config{Reply: func(line string) string {
		if line == "RSET" || line == "QUIT" {
			return "421 going down"
		}
		return ""
	}})
	if err := send(t, mail.Config{Address: server.Address, TLS: mail.None}, hello()); err != nil {
		t.Error(err)
	}
}

// Servers that are away, or take the connection and say nothing.
func TestNobodyAnswers(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := silent.Addr().String()
	for _, way := range []mail.TLS{mail.StartTLS, mail.Implicit} {
		isKind(t, send(t, mail.Config{Address: at, TLS: way, Timeout: 100 * time.Millisecond}, hello()), mail.Unreachable)
	}
	silent.Close()
	isKind(t, send(t, mail.Config{Address: "127.0.0.1:1"}, hello()), mail.Unreachable)
}

func TestNoMailInsideATransaction(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	s, err := mail.New(mail.Config{Address: "127.0.0.1:1", From: olga})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Tx(t.Context(), func(ctx context.Context, _ *sql.Tx) error { return s.Send(ctx, hello()) })
	if !errors.Is(err, mail.ErrInTx) {
		t.Error(err)
	}
}
