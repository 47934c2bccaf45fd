package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"
)

// Kind is why a mail could not be sent, as far as somebody can do something about it.
type Kind string

// The kinds.
const (
	Unreachable Kind = "unreachable" // no connection, or it broke
	Certificate Kind = "certificate" // not trusted, or of another host
	Login       Kind = "login"       // user or password refused, or needed
	Settings    Kind = "settings"    // the server does not offer the TLS or login that is set
	Busy        Kind = "busy"        // the server asks to come again
	Recipient   Kind = "recipient"   // the server will never take mail for the address
	Refused     Kind = "refused"     // the server takes no such mail from us
)

// Error is a mail that was not sent. Its text names neither the recipient nor
// what the server said, which may: only the kind and the reply code.
type Error struct {
	Kind  Kind
	Code  int // the server's reply code, 0 when it gave none
	cause error
}

// Error is for logs.
func (e *Error) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("mail not sent: %s (%d)", e.Kind, e.Code)
	}
	return fmt.Sprintf("mail not sent: %s: %v", e.Kind, e.cause)
}

// Unwrap is the cause, unless the server gave it.
func (e *Error) Unwrap() error {
	if e.Code != 0 {
		return nil
	}
	return e.cause
}

// Final tells whether sending again cannot help.
func (e *Error) Final() bool { return e.Kind == Recipient }

// failure makes an *Error of what the library says.
func failure(err error) error {
	var reply *textproto.Error
	var sending *gomail.SendError
	switch {
	case errors.As(err, &sending):
		return whileSending(sending)
	case errors.As(err, &reply):
		return &Error{Kind: kindOf(reply.Code), Code: reply.Code}
	default:
		return &Error{Kind: whileDialling(err), cause: err}
	}
}

func whileSending(err *gomail.SendError) error {
	code := err.ErrorCode()
	switch {
	case code == 0:
		return &Error{Kind: Unreachable, cause: errors.New(err.Reason.String())}
	case err.Reason == gomail.ErrSMTPRcptTo && kindOf(code) == Refused:
		return &Error{Kind: Recipient, Code: code}
	default:
		return &Error{Kind: kindOf(code), Code: code}
	}
}

// kindOf reads a reply code (RFC 5321, section 4.2.1; RFC 4954, section 6).
func kindOf(code int) Kind {
	switch {
	case code == 530 || code == 534 || code == 535 || code == 538:
		return Login
	case code >= 500:
		return Refused
	default:
		return Busy
	}
}

func whileDialling(err error) Kind {
	var untrusted *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &untrusted):
		return Certificate
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, context.Canceled):
		return Unreachable
	default:
		return Settings
	}
}
