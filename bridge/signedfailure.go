package bridge

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"jirabridge/jira/auth"
)

// signedTexts are our words for those of OAuth 1.0a's problem reporting
// extension that have a cause of their own. Those without go by "jira_problem".
var signedTexts = map[string]string{
	"consumer_key_unknown":      "bridge.consumer_unknown",
	"consumer_key_rejected":     "bridge.consumer_refused",
	"consumer_key_refused":      "bridge.consumer_refused",
	"signature_method_rejected": "bridge.signature_method",
	"version_rejected":          "bridge.jira_altered",
	"parameter_absent":          "bridge.jira_altered",
	"parameter_rejected":        "bridge.jira_altered",
	auth.Repeated:               "bridge.jira_repeated",
}

// grantTexts are those for words that are about a consent, and not about the
// link.
var grantTexts = map[string]string{
	"":                   "bridge.jira_denied",
	"permission_denied":  "bridge.jira_denied",
	"user_refused":       "bridge.jira_denied",
	"permission_unknown": "bridge.consent_unanswered",
	"token_rejected":     "bridge.consent_stale",
	"token_used":         "bridge.consent_stale",
	"token_expired":      "bridge.consent_stale",
	"token_revoked":      "bridge.consent_stale",
}

// signedFailure says why Jira did not take what was signed, and what helps; nil
// when it said nothing of that, or what is about a consent.
func signedFailure(e *auth.Error) *Error {
	switch {
	case e.Kind == auth.ClockSkew:
		return clockFailure(e)
	case e.Code == "signature_invalid":
		return signatureFailure(e, e.Refusal.Computed)
	case signedTexts[e.Code] != "":
		return &Error{Kind: Unreachable, Text: Text{signedTexts[e.Code], map[string]any{"Field": "consumer_key", "Problem": e.Code}}, Err: e}
	}
	return nil
}

// signatureFailure is a signature that Jira computes otherwise. When it tells
// for which address, that shows the cause.
func signatureFailure(e *auth.Error, computed string) *Error {
	switch called := e.Refusal.Called; computed {
	case "":
		return fail(Unreachable, e, "jira_signature", "Field", "consumer_key")
	case called:
		return fail(Unreachable, e, "signature_key", "Field", "consumer_key")
	default:
		return fail(Unreachable, e, "signature_address", "Field", "domain", "Called", called, "Computed", computed)
	}
}

// clockFailure names both clocks, as far as Jira told its own.
func clockFailure(e *auth.Error) *Error {
	here, there := e.Refusal.Here, e.Refusal.There
	if there.IsZero() {
		return fail(Unreachable, e, "jira_clock_untold")
	}
	return fail(Unreachable, e, "jira_clock", "Apart", apart(here, there), "Here", clock(here), "There", clock(there))
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

// apart is the distance of two clocks, in the largest unit that still tells.
func apart(a, b time.Time) string {
	d := a.Sub(b).Abs()
	switch {
	case d >= 48*time.Hour:
		return strconv.Itoa(int(d.Hours()/24)) + " d"
	case d >= 2*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Minutes())) + " min"
}

// askFailure explains why Jira gave no token that somebody could consent to, or
// none for his consent, which happens over OAuth 1.0a alone. base is where it
// was called, browse what it calls itself; both may be "".
func askFailure(err error, base, browse string) error {
	var e *auth.Error
	if !errors.As(err, &e) {
		return jiraFailure(err)
	}
	switch {
	case e.Code == "signature_invalid" && e.Refusal.Computed == "" && browse != "" && browse != base:
		return signatureFailure(e, browse)
	case e.Code != "" && e.Kind == auth.InvalidGrant, e.Code != "" && signedFailure(e) == nil:
		return fail(Unreachable, e, "jira_problem", "Field", "consumer_key", "Problem", e.Code)
	case e.Code == "" && (e.Kind == auth.InvalidClient || e.Kind == auth.Refused):
		return fail(Unreachable, e, "link_half", "Field", "consumer_key")
	case e.Kind == auth.NotJSON && e.Status == http.StatusNotFound:
		return fail(Unreachable, e, "no_oauth1", "Field", "domain")
	case e.Kind == auth.NotJSON:
		return fail(Unreachable, e, "sign_in_before", "Field", "domain")
	}
	return jiraFailure(err)
}

// grantFailure explains a consent over OAuth 1.0a that did not come about.
func grantFailure(code string, err error) error {
	if id := grantTexts[code]; id != "" {
		return &Error{Kind: Forbidden, Text: Text{ID: id}, Err: err}
	}
	return fail(Unreachable, err, "jira_problem", "Field", "consumer_key", "Problem", code)
}

// isRepeated tells whether Jira refused a request as one that came twice: the
// first of them may have done its work.
func isRepeated(err error) bool {
	var e *auth.Error
	return errors.As(err, &e) && e.Code == auth.Repeated
}
