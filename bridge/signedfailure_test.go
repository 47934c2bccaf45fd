package bridge_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// servlet is a fault of one of Jira's OAuth pages, until it is cleared.
func servlet(name string, status int, body string) jiratest.Fault {
	return jiratest.Fault{
		Match: "POST /plugins/servlet/oauth/" + name + "$", Times: -1, Status: status, Body: body,
		Headers: map[string]string{"Content-Type": "text/plain;charset=UTF-8"},
	}
}

// problems are all words of OAuth 1.0a's problem reporting extension, and what
// people are told of each: by an admin who connects as by a member, before
// anybody was asked; and, where it is another thing then, for a consent.
var problems = []struct{ word, asked, granted string }{
	{"consumer_key_unknown", "consumer_unknown", ""},
	{"consumer_key_rejected", "consumer_refused", ""},
	{"consumer_key_refused", "consumer_refused", ""},
	{"signature_invalid", "jira_signature", ""},
	{"signature_method_rejected", "signature_method", ""},
	{"timestamp_refused", "jira_clock", ""},
	{"nonce_used", "jira_repeated", ""},
	{"version_rejected", "jira_altered", ""},
	{"parameter_absent", "jira_altered", ""},
	{"parameter_rejected", "jira_altered", ""},
	{"token_rejected", "jira_problem", "consent_stale"},
	{"token_used", "jira_problem", "consent_stale"},
	{"token_expired", "jira_problem", "consent_stale"},
	{"token_revoked", "jira_problem", "consent_stale"},
	{"permission_denied", "jira_problem", "jira_denied"},
	{"permission_unknown", "jira_problem", "consent_unanswered"},
	{"user_refused", "jira_problem", "jira_denied"},
	{"additional_authorization_required", "jira_problem", ""},
	{"", "link_half", ""},
}

// explained fails unless err is told with a message that puts in all it names.
func explained(t *testing.T, w *bridgetest.World, err error, id string) {
	t.Helper()
	var e *bridge.Error
	if !errors.As(err, &e) || e.Text.ID != "bridge."+id {
		t.Fatalf("got %v, want bridge.%s", err, id)
	}
	for _, lang := range []string{"en", "sv", "pl"} {
		if said := w.Bridge.Say(lang, e.Text); said == e.Text.ID || strings.Contains(said, "no value") || strings.Contains(said, "{{") {
			t.Errorf("%s: %q", lang, said)
		}
	}
}

// TestEveryProblemIsExplained: whatever Jira calls it, who connects and who
// consents is told what it is and what to do.
func TestEveryProblemIsExplained(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	admin, member := w.SignIn(w.Owner), w.SignIn(w.Member)
	connect := func() (string, error) { return w.Bridge.Connect(t.Context(), signs(t, w, w.Owner, admin)) }
	consent := func() (string, error) {
		return w.Bridge.StartAuthorization(t.Context(), w.Member.GID, member.Session, w.Workspace.GID, "/connect/done")
	}
	for _, p := range problems {
		t.Run(p.word, func(t *testing.T) {
			defer w.Jira.ClearFaults()
			body := url.Values{"oauth_problem": {p.word}}.Encode()
			check(t, w.Jira.SetFault(servlet("request-token", http.StatusUnauthorized, body)))
			for _, ask := range []func() (string, error){connect, consent} {
				_, err := ask()
				explained(t, w, err, p.asked)
			}
			w.Jira.ClearFaults()
			granted := p.granted
			if granted == "" {
				granted = p.asked
			}
			toAdmin, err := connect()
			check(t, err)
			toMember, err := consent()
			check(t, err)
			check(t, w.Jira.SetFault(servlet("access-token", http.StatusUnauthorized, body)))
			_, err = w.Bridge.Authorize(t.Context(), returned(admin, admin.JiraConsent(toAdmin, "admin", true)))
			explained(t, w, err, granted)
			_, err = w.Bridge.Authorize(t.Context(), returned(member, member.JiraConsent(toMember, "ann", true)))
			explained(t, w, err, granted)
			live, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID)
			if err != nil || live {
				t.Errorf("the member is connected: %v, %v", live, err)
			}
		})
	}
}

// TestProblemOnTheWayBack: a Jira that sends the browser back with a problem
// instead of a verifier is understood as well.
func TestProblemOnTheWayBack(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	b := w.SignIn(w.Member)
	for word, id := range map[string]string{
		"user_refused": "jira_denied", "permission_denied": "jira_denied", "token_expired": "consent_stale",
		"something_else": "jira_problem", "<b>Call 0900</b>": "jira_denied",
	} {
		to, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
		check(t, err)
		back := returned(b, b.JiraConsent(to, "ann", false))
		back.Code, back.Error = "", word
		_, err = w.Bridge.Authorize(t.Context(), back)
		explained(t, w, err, id)
	}
}

// TestAddressesApart: a proxy that does not pass on what is called is told from
// a wrong key, by what Jira computed or, when it does not say, by its base URL.
func TestAddressesApart(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	b := w.SignIn(w.Member)
	ask := func() error {
		_, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
		return err
	}
	names := func(err error, computed string) {
		t.Helper()
		explained(t, w, err, "signature_address")
		if args := err.(*bridge.Error).Text.Args; args["Called"] != w.Jira.URL || args["Computed"] != computed {
			t.Errorf("called and computed for: %v", args)
		}
	}
	w.Jira.SetConnector("https://jira.example.com:8443")
	names(ask(), "https://jira.example.com:8443/jira")
	_, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Owner), w.Tasks[0].GID, "printer")
	names(err, "https://jira.example.com:8443/jira")
	w.Jira.SetConnector("")

	key, err := w.Bridge.SigningKey(t.Context(), w.Workspace.GID)
	check(t, err)
	other, err := w.Bridge.SigningKey(t.Context(), "4711")
	check(t, err)
	check(t, w.Jira.RegisterConsumer(key.ConsumerKey, "Northwind", other.PublicKey))
	explained(t, w, ask(), "signature_key")
	check(t, w.Jira.RegisterConsumer(key.ConsumerKey, "Northwind", key.PublicKey))

	w.Jira.SetBaseURL("https://jira.example.com/jira")
	check(t, w.Jira.SetFault(servlet("request-token", http.StatusUnauthorized, "oauth_problem=signature_invalid")))
	_, err = w.Bridge.Connect(t.Context(), signs(t, w, w.Owner, w.SignIn(w.Owner)))
	names(err, "https://jira.example.com/jira")
}

// TestClocksApart: both clocks are told, and how far they are apart.
func TestClocksApart(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	b := w.SignIn(w.Member)
	for ahead, said := range map[time.Duration]string{
		7 * time.Minute: "7 min", -7 * time.Minute: "7 min", time.Hour: "60 min", -5 * time.Hour: "5 h", 72 * time.Hour: "3 d",
	} {
		fault := servlet("request-token", http.StatusUnauthorized, "oauth_problem=timestamp_refused")
		there := w.Clock.Now().Add(ahead).UTC().Truncate(time.Second)
		fault.Headers["Date"] = there.Format(http.TimeFormat)
		check(t, w.Jira.SetFault(fault))
		_, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
		w.Jira.ClearFaults()
		explained(t, w, err, "jira_clock")
		args := err.(*bridge.Error).Text.Args
		here := w.Clock.Now().UTC().Format("2006-01-02 15:04:05")
		if args["There"] != there.Format("2006-01-02 15:04:05") || args["Here"] != here {
			t.Errorf("%v: %v", ahead, args)
		}
		if got := args["Apart"]; got != said && got != shorter(said) { // the date has no fractions
			t.Errorf("%v is %v apart", ahead, got)
		}
	}
}

// shorter is what is told when a fraction of a second is missing.
func shorter(apart string) string {
	return map[string]string{"7 min": "6 min", "60 min": "59 min", "5 h": "4 h", "3 d": "2 d"}[apart]
}

// TestOtherPagesThanJira's where its tokens are asked for.
func TestOtherPagesThanJiras(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	b := w.SignIn(w.Member)
	signIn := servlet("request-token", http.StatusFound, "")
	signIn.Headers["Location"] = "https://sso.example.com/saml?SAMLRequest=x"
	for id, fault := range map[string]jiratest.Fault{
		"sign_in_before":   signIn,
		"no_oauth1":        servlet("request-token", http.StatusNotFound, "<html>"),
		"jira_unavailable": servlet("request-token", http.StatusServiceUnavailable, "<html>"),
		"link_half":        servlet("request-token", http.StatusBadRequest, ""),
	} {
		check(t, w.Jira.SetFault(fault))
		_, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
		explained(t, w, err, id)
		w.Jira.ClearFaults()
	}
}

// TestCreationArrivedTwice: a proxy sent a creation twice, and what came back is
// that Jira refused the second. The first may have made the issue, so nobody is
// told that it failed.
func TestCreationArrivedTwice(t *testing.T) {
	w := one(t)
	connectSigned(t, w)
	for problem, state := range map[string]string{"nonce_used": "checking", "timestamp_refused": "failed"} {
		task := w.Task("Twice", "")
		form, err := w.Bridge.Form(t.Context(), w.Caller(w.Owner), task)
		check(t, err)
		s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: filled(form)}
		check(t, w.Jira.SetFault(jiratest.Fault{
			Match: "POST /rest/api/2/issue$", Status: http.StatusUnauthorized, Headers: map[string]string{"WWW-Authenticate": `OAuth oauth_problem="` + problem + `"`},
		}))
		if _, err = w.Bridge.Create(t.Context(), w.Caller(w.Owner), s); err == nil {
			t.Error("no error")
		}
		if got := linkState(t, w, s.Attachment); got != state {
			t.Errorf("after %s the claim is %s, want %s", problem, got, state)
		}
	}
}
