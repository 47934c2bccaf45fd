package mail

import (
	"errors"
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

// login proves who we are by what the server offers, PLAIN (RFC 4616) before
// LOGIN. Both tell the password, so the connection must be encrypted, or stay
// in this machine.
type login struct {
	config Config
	host   string
	chosen smtp.Auth
}

// errNoLogin is a server that offers no way to log in that we have.
var errNoLogin = errors.New("the server offers neither PLAIN nor LOGIN")

// Start names the way, and with PLAIN tells the password at once.
func (l *login) Start(server *smtp.ServerInfo) (way string, first []byte, err error) {
	if !server.TLS && !IsThisMachine(l.host) {
		return "", nil, smtp.ErrUnencrypted
	}
	user, password := l.config.User, l.config.Password.Reveal()
	switch {
	case slices.Contains(server.Auth, "PLAIN"):
		l.chosen = smtp.PlainAuth("", user, password, l.host, true)
	case slices.Contains(server.Auth, "LOGIN"):
		l.chosen = smtp.LoginAuth(user, password, l.host, true)
	default:
		return "", nil, errNoLogin
	}
	return l.chosen.Start(server)
}

// Next answers what the server asks.
func (l *login) Next(question []byte, more bool) ([]byte, error) {
	return l.chosen.Next(question, more)
}
