package boottest

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"
)

// passed sends n requests and counts what is answered 200. What is refused is
// told when to come again.
func (w *World) passed(t *testing.T, token string, n int) (ok int) {
	t.Helper()
	for range n {
		r := w.API(t, token, http.MethodGet, "/users/me", nil)
		after, err := strconv.Atoi(r.Header.Get("Retry-After"))
		switch {
		case r.Status == http.StatusOK:
			ok++
		case r.Status != http.StatusTooManyRequests || err != nil || after < 1 || after > 60:
			t.Fatalf("%d, Retry-After %q: %s", r.Status, r.Header.Get("Retry-After"), r.Body)
		}
	}
	return ok
}

// limitsRequests of a person, by whatever token; other people have their own,
// and the Jira app is not starved.
func (c *checklist) limitsRequests(t *testing.T) {
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{"--requests-per-minute", "30"}})
	who := w.Role(t, "member", true)
	second, _ := makeToken(t, w.signIn(t, who), console, "A second one")
	began := time.Now()
	if got := w.passed(t, who.Token, 20) + w.passed(t, second, 20); got < 30 || got > 30 && time.Since(began) < time.Minute {
		t.Errorf("%d of 40 requests passed", got)
	}
	if got := w.passed(t, w.Role(t, "owner", true).Token, 5); got != 5 {
		t.Errorf("somebody else: %d of 5", got)
	}
	form := w.Host(who).Form(t, w.TaskGIDs[0])
	if form.Status != http.StatusOK {
		t.Fatalf("the app's form: %d %s", form.Status, form.Body)
	}
	held := values(t, form.JSON(t))
	r := w.Host(who).Post(t, submitURL(t, form.JSON(t)), map[string]any{"task": w.TaskGIDs[0], "attachment": attachmentGID(), "values": held})
	if r.Status != http.StatusOK {
		t.Errorf("the app creates an issue: %d %s", r.Status, r.Body)
	}
}

// raisesTheLimit: a member asks, the owner sees it and grants it; members
// cannot set it.
func (c *checklist) raisesTheLimit(t *testing.T) {
	w := Start(t, Options{Database: "sqlite", Connect: "none", Args: []string{"--requests-per-minute", "30"}})
	who := w.Role(t, "member", false)
	v, account := w.signIn(t, who), w.PlatformURL+"/0/account?workspace="+w.WorkspaceGID
	if got := status(t, v, account); got != http.StatusForbidden {
		t.Errorf("a member's account page: %d", got)
	}
	_ = v.Post(t.Context(), "/0/account/limit", url.Values{"workspace": {w.WorkspaceGID}, "requests_per_minute": {"500"}})
	began := time.Now()
	if got := w.passed(t, who.Token, 31); v.Status != http.StatusForbidden || got < 30 || got > 30 && time.Since(began) < time.Minute {
		t.Errorf("a member sets it: %d, then %d requests pass", v.Status, got)
	}
	must(t, v.Open(t.Context(), w.PlatformURL+profile))
	says(t, v, "Requests per minute: 30")
	must(t, v.Submit(t.Context(), "wanted", "120", url.Values{"reason": {"Nightly report"}}))
	says(t, v, "You have asked for 120.")
	owner := w.signIn(t, w.Role(t, "owner", false))
	must(t, owner.Open(t.Context(), account))
	says(t, owner, who.Name+" asks for 120 requests per minute")
	must(t, owner.Submit(t.Context(), "decision", "grant", url.Values{"answer": {"At night only, please."}}))
	must(t, v.Open(t.Context(), w.PlatformURL+profile))
	says(t, v, "At night only, please.")
	if got := w.passed(t, who.Token, 90); got != 90 {
		t.Errorf("%d of the 90 requests that are left of 120 pass", got)
	}
}
