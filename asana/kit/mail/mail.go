// Package mail sends single mails through one SMTP server (RFC 5321), over
// STARTTLS, TLS from the first byte, or in plain where the settings say so. A
// password goes to this machine itself or over TLS, nowhere else.
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
)

// TLS says how the connection is encrypted.
type TLS string

// The ways to encrypt.
const (
	StartTLS TLS = "starttls" // from plain to TLS at once, or not at all (RFC 3207)
	Implicit TLS = "tls"      // from the first byte, usually on port 465 (RFC 8314)
	None     TLS = "none"
)

// ErrInTx is what Send answers inside a transaction.
var ErrInTx = errors.New("a mail was sent inside a database transaction")

// Config says through which server mails go. Address and From are required.
type Config struct {
	Address  string          // host:port
	From     netmail.Address // whom mails are from
	TLS      TLS             // "" is StartTLS
	User     string          // "" does not log in
	Password seal.Secret
	Roots    *x509.CertPool // certificates to trust; nil is the system's
	Timeout  time.Duration  // for one mail, from dialling on; 0 is 20 s
}

// Sender sends mails. It is safe for concurrent use.
type Sender struct {
	config Config
	host   string
}

// Message is a mail in plain text to one person.
type Message struct {
	ID      string // unique; the same mail sent again has the same one
	To      netmail.Address
	Subject string
	Text    string
	Date    time.Time
}

// New returns a Sender. It does not dial yet.
func New(c Config) (*Sender, error) {
	host, port, err := net.SplitHostPort(c.Address)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("mail: %q is not host:port", c.Address)
	}
	if !isAddress(c.From.Address) {
		return nil, fmt.Errorf("mail: %q is not an address to send from", c.From.Address)
	}
	c.TLS = cmp.Or(c.TLS, StartTLS)
	if c.TLS != StartTLS && c.TLS != Implicit && c.TLS != None {
		return nil, fmt.Errorf("mail: %q is no way to encrypt", c.TLS)
	}
	if c.TLS == None && c.User != "" && !IsThisMachine(host) {
		return nil, errors.New("mail: a password is not sent without TLS")
	}
	c.Timeout = cmp.Or(c.Timeout, 20*time.Second)
	return &Sender{config: c, host: host}, nil
}

// IsThisMachine tells whether host is this machine itself, where nobody listens in between.
func IsThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && addr.Unmap().IsLoopback())
}

// isAddress tells whether text is an e-mail address and nothing else: no name, no second line.
func isAddress(text string) bool {
	parsed, err := netmail.ParseAddress(text)
	return err == nil && parsed.Address == text && !strings.ContainsAny(text, "\r\n")
}

// Send hands a mail to the server. Its errors are of type *[Error]; after one
// of them the mail may be sent again.
func (s *Sender) Send(ctx context.Context, m Message) error {
	if sqldb.InTx(ctx) {
		return ErrInTx
	}
	if !isAddress(m.To.Address) {
		return &Error{Kind: Recipient, cause: errors.New("not an address")}
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return failure(err)
	}
	connected, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return failure(err)
	}
	defer func() { _ = client.CloseWithSMTPClient(connected) }()
	written := s.message(m)
	if err := client.SendWithSMTPClient(connected, written); err != nil && !written.IsDelivered() {
		return failure(err)
	}
	return nil
}

// client is for one mail, because its connection ends with ctx.
func (s *Sender) client(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return s.dial(ctx) }),
		gomail.WithTLSConfig(s.tlsConfig()), gomail.WithTLSPolicy(gomail.NoTLS),
		gomail.WithTimeout(s.config.Timeout), gomail.WithHELO(s.domain()),
	}
	if s.config.TLS == StartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.config.User != "" {
		options = append(options, gomail.WithSMTPAuthCustom(&login{config: s.config, host: s.host}))
	}
	return gomail.NewClient(s.host, options...)
}

func (s *Sender) tlsConfig() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.config.Roots, ServerName: s.host}
}

// dial connects; the connection ends with ctx, also in the middle of an answer.
func (s *Sender) dial(ctx context.Context) (conn net.Conn, err error) {
	if s.config.TLS == Implicit {
		conn, err = (&tls.Dialer{Config: s.tlsConfig()}).DialContext(ctx, "tcp", s.config.Address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", s.config.Address)
	}
	if err == nil {
		context.AfterFunc(ctx, func() { _ = conn.Close() })
	}
	return conn, err
}

// domain is that of the sender's address.
func (s *Sender) domain() string {
	_, domain, _ := strings.Cut(s.config.From.Address, "@")
	return domain
}

// message writes m down. Names and subject are encoded where they hold more
// than printable ASCII (RFC 2047), so that no line of theirs becomes a header.
func (s *Sender) message(m Message) *gomail.Msg {
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&s.config.From)
	out.ToMailAddress(&m.To)
	out.Subject(m.Subject)
	out.SetMessageIDWithValue(m.ID + "@" + s.domain())
	out.SetDateWithValue(m.Date)
	out.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office replies
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	return out
}
