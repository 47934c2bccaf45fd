package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// The kinds of Error that only what is signed can have.
const (
	// BadSignature: Jira computed another signature. The key is another one, or
	// Jira believes it is called at another address than we do.
	BadSignature Kind = "bad_signature"
	// ClockSkew: the clocks of both sides are more than five minutes apart.
	ClockSkew Kind = "clock_skew"
)

var (
	inHeader = regexp.MustCompile(`oauth_problem="?([a-z_]+)`)
	// tokens in a base string are escaped twice: token%3D…%26
	tokenInBase = regexp.MustCompile(`(oauth_(?:token|verifier|nonce|consumer_key))(%3D|=)[^%&]*`)
)

// Problem makes an Error of an answer that refuses what was signed, in REST as
// well: its problem stands in the body, a form called plain text, or in the
// header WWW-Authenticate (https://oauth.net/core/1.0a/, the problem reporting
// extension). Description is the text Jira signed, without what it is secret.
func Problem(status int, header http.Header, body []byte) *Error {
	values, _ := url.ParseQuery(strings.TrimSpace(string(body)))
	code := values.Get("oauth_problem")
	if code == "" {
		if found := inHeader.FindStringSubmatch(header.Get("WWW-Authenticate")); found != nil {
			code = found[1]
		}
	}
	base := tokenInBase.ReplaceAllString(values.Get("oauth_signature_base_string"), "$1$2…")
	return &Error{Kind: kindOfProblem(code, status), Status: status, Code: oneLine(code), Description: oneLine(base)}
}

func kindOfProblem(code string, status int) Kind {
	switch code {
	case "consumer_key_unknown", "consumer_key_rejected", "consumer_key_refused":
		return InvalidClient
	case "signature_invalid", "signature_method_rejected":
		return BadSignature
	case "timestamp_refused":
		return ClockSkew
	case "token_rejected", "token_expired", "token_revoked", "token_used", "permission_denied", "permission_unknown", "user_refused":
		return InvalidGrant
	case "":
		return kindOfStatus(status)
	}
	return Refused
}

func kindOfStatus(status int) Kind {
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		return Unavailable
	case status >= 300 && status < 400 || status == http.StatusNotFound || status == http.StatusOK:
		return NotJSON
	case status == http.StatusUnauthorized:
		return InvalidClient
	}
	return Refused
}

// servletFailure makes an Error of what the library returned. An answer that
// is no form with a token comes from something else than Jira.
func servletFailure(ctx context.Context, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return failure(ctx, err)
}
