package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The kinds of Error that only what is signed can have.
const (
	// BadSignature: Jira computed another signature. The key is another one, or
	// Jira believes it is called at another address than we do.
	BadSignature Kind = "bad_signature"
	// ClockSkew: the clocks of both sides are more than five minutes apart.
	ClockSkew Kind = "clock_skew"
)

// Refusal is what Jira told, besides its word for the problem, of a signed
// request that it did not take.
type Refusal struct {
	// Called is Jira's base address as we called it, Computed the one that Jira
	// computed the signature for, in the spelling of RFC 5849, section 3.4.1.2.
	// They are "" when Jira did not tell.
	Called, Computed string
	// Here and There are the clocks when Jira refused the time; There is zero
	// when it cannot be told.
	Here, There time.Time
}

// Repeated is Jira's word for a request that came twice, so that its first
// sending may have done what was asked.
const Repeated = "nonce_used"

var (
	word     = regexp.MustCompile(`^[a-z_]{1,60}$`)
	inHeader = regexp.MustCompile(`(oauth_[a-z_]+)="?([^",]*)`)
	// tokens in a base string are escaped twice: token%3D…%26
	tokenInBase = regexp.MustCompile(`(oauth_(?:token|verifier|nonce|consumer_key))(%3D|=)[^%&]*`)
)

// problem makes an Error of an answer that refuses what was signed, in REST as
// well: its problem stands in the body, a form called plain text, or in the
// header WWW-Authenticate (https://oauth.net/core/1.0a/, the problem reporting
// extension). Description is the text Jira signed, without its secrets.
func problem(r *http.Request, res *http.Response, body []byte, now time.Time) *Error {
	told := toldIn(res.Header, body)
	code, base := Word(told.Get("oauth_problem")), told.Get("oauth_signature_base_string")
	e := &Error{
		Kind: kindOfProblem(code, res.StatusCode), Status: res.StatusCode, Code: code,
		Description: oneLine(tokenInBase.ReplaceAllString(base, "$1$2…")),
	}
	switch e.Kind {
	case BadSignature:
		e.Refusal.Called, e.Refusal.Computed = jiraAt(r.URL), computedFor(base)
	case ClockSkew:
		e.Refusal.Here, e.Refusal.There = now, clockOf(told.Get("oauth_acceptable_timestamps"), res.Header)
	}
	return e
}

// Word is a word for a problem, as Jira or a browser brings it; "" when it is
// none.
func Word(text string) string { return word.FindString(text) }

// toldIn are the parameters of a refusal.
func toldIn(header http.Header, body []byte) url.Values {
	values, _ := url.ParseQuery(strings.TrimSpace(string(body)))
	if values.Has("oauth_problem") {
		return values
	}
	values = url.Values{}
	for _, found := range inHeader.FindAllStringSubmatch(header.Get("WWW-Authenticate"), -1) {
		if text, err := url.PathUnescape(found[2]); err == nil {
			values.Set(found[1], text)
		}
	}
	return values
}

// computedFor is the address in a base string (RFC 5849, section 3.4.1.1), up to
// Jira's base; "" when there is none.
func computedFor(base string) string {
	parts := strings.Split(base, "&")
	if len(parts) != 3 {
		return ""
	}
	address, err := url.PathUnescape(parts[1])
	if err != nil {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return jiraAt(u)
}

// jiraAt is the base of an address of Jira, in one spelling.
func jiraAt(u *url.URL) string {
	path := u.EscapedPath()
	for _, below := range []string{"/plugins/servlet/", "/rest/"} {
		if i := strings.LastIndex(path, below); i >= 0 {
			path = path[:i]
		}
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return scheme + "://" + strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[scheme]) + path
}

// clockOf is Jira's clock: the middle of the times it would have taken, else
// what it put on the answer, which a proxy may have put there in its place.
func clockOf(acceptable string, header http.Header) time.Time {
	from, to, _ := strings.Cut(acceptable, "-")
	first, err1 := strconv.ParseInt(from, 10, 64)
	last, err2 := strconv.ParseInt(to, 10, 64)
	if err1 == nil && err2 == nil {
		return time.Unix(first+(last-first)/2, 0)
	}
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at
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
