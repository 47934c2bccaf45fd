package auth

import (
	"fmt"
	"log/slog"
	"time"
)

// String names the link without its secret, so that a log line never holds it.
func (o OAuth2) String() string { return fmt.Sprintf("link %s at %s", o.ClientID, o.BaseURL) }

// GoString is String: %#v must not show the secret either.
func (o OAuth2) GoString() string { return o.String() }

// LogValue is String, for slog.
func (o OAuth2) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String tells when the token ends and nothing else of it.
func (t Token) String() string { return "token until " + t.Expiry.UTC().Format(time.RFC3339) }

// GoString is String: %#v must not show the token either.
func (t Token) GoString() string { return t.String() }

// LogValue is String, for slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalJSON is String: who stores a token takes its members.
func (t Token) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", t.String()), nil }

// String names the link without its key.
func (o OAuth1) String() string { return fmt.Sprintf("link %s at %s", o.ConsumerKey, o.BaseURL) }

// GoString is String: %#v must not show the key either.
func (o OAuth1) GoString() string { return o.String() }

// LogValue is String, for slog.
func (o OAuth1) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String tells when the token ends and nothing else of it.
func (t SignedToken) String() string { return "token until " + t.Expiry.UTC().Format(time.RFC3339) }

// GoString is String: %#v must not show the token either.
func (t SignedToken) GoString() string { return t.String() }

// LogValue is String, for slog.
func (t SignedToken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalJSON is String: who stores a token takes its members.
func (t SignedToken) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", t.String()), nil }
