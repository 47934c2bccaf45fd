package bridge_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// refuseAll has Jira misbehave, whatever it is asked for.
func refuseAll(t *testing.T, w *bridgetest.World, f jiratest.Fault) {
	t.Helper()
	w.Jira.ClearFaults()
	w.Jira.ClearRequests()
	f.Match, f.Times = "* /rest/", -1
	check(t, w.Jira.SetFault(f))
}

// said is what a person reads of a failure.
func said(t *testing.T, w *bridgetest.World, lang string, err error) string {
	t.Helper()
	var e *bridge.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	return w.Bridge.Say(lang, e.Text)
}

func lookup(t *testing.T, w *bridgetest.World, p bridgetest.Person) error {
	t.Helper()
	_, err := w.Bridge.Lookup(t.Context(), w.Caller(p), w.Tasks[0].GID, "printer")
	return err
}

// TestAStormIsOneRequest: Jira refuses everybody for an hour, and everybody
// goes on asking, with what runs in the background. It sees one request, and one
// more when the hour is over.
func TestAStormIsOneRequest(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		view(t, w, w.Guest, task, gid, r.URL)
		values := opened(t, w, w.Task("In a storm", ""))
		refuseAll(t, w, jiratest.Fault{Status: 429, HTML: true, Headers: map[string]string{"Retry-After": "3600"}})
		_ = lookup(t, w, w.Member)
		storm := func() {
			var group sync.WaitGroup
			for i := range 5 {
				for _, ask := range []func(ctx context.Context) error{
					func(context.Context) error { return lookup(t, w, []bridgetest.Person{w.Owner, w.Member}[i%2]) },
					func(ctx context.Context) error {
						_, err := w.Bridge.View(ctx, w.Caller(w.Guest), task, gid, r.URL)
						return err
					},
					func(ctx context.Context) error { _, err := w.Bridge.Form(ctx, w.Caller(w.Owner), task); return err },
					func(ctx context.Context) error {
						_, err := w.Bridge.Create(ctx, w.Caller(w.Member), bridge.Submission{Task: w.Tasks[1].GID, Attachment: w.Reserve(), Values: values})
						return err
					},
					w.Bridge.PollWatched, w.Bridge.SettleDue,
				} {
					group.Go(func() { _ = ask(t.Context()) })
				}
			}
			group.Wait()
		}
		storm()
		if n := len(w.Jira.Requests()); n != 1 {
			t.Errorf("%d requests within the hour", n)
		}
		for lang, text := range map[string]string{
			"en": "takes the next one in 60 minutes. Nothing is lost", "sv": "tar emot nästa om 60 minuter. Inget har gått förlorat", "pl": "przyjmie następne za 60 minut. Nic nie przepadło",
		} {
			if got := said(t, w, lang, lookup(t, w, w.Owner)); !strings.Contains(got, text) {
				t.Errorf("%s reads %q", lang, got)
			}
		}
		if v := view(t, w, w.Guest, task, gid, r.URL); !v.Stale || v.Because != bridge.Busy || v.Key != "IT-1" {
			t.Errorf("the widget shows %+v", v)
		}
		w.Clock.Advance(time.Hour + time.Second)
		storm()
		if n := len(w.JiraCalls("/rest/api/")) + len(w.JiraCalls("/rest/oauth2/")); n != 2 {
			t.Errorf("%d requests when the hour was over: %v", n, w.JiraCalls("/rest/"))
		}
		w.Jira.ClearFaults()
		w.Clock.Advance(time.Hour + time.Second)
		check(t, lookup(t, w, w.Member))
	})
}

// silence makes Jira one that has not answered for three minutes.
func silence(t *testing.T, w *bridgetest.World) {
	t.Helper()
	refuseAll(t, w, jiratest.Fault{Drop: "before"})
	for range 5 {
		if err := lookup(t, w, w.Owner); bridge.KindOf(err) != bridge.Unreachable {
			t.Fatalf("got %v", err)
		}
		w.Clock.Advance(40 * time.Second)
	}
	_ = lookup(t, w, w.Owner) // finds out that it still does not
	w.Jira.ClearRequests()
}

// TestJiraIsSilent: people read at once since when, nothing but
// questions is sent and nothing is lost, and all goes on by itself when Jira is back.
func TestJiraIsSilent(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		c := carry(t, w, "paper")
		values := opened(t, w, w.Tasks[1].GID)
		silence(t, w)
		submission := bridge.Submission{Task: w.Tasks[1].GID, Attachment: w.Reserve(), Values: values}
		_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), submission)
		var refusal *bridge.FormError
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Form.Metadata.Fields[0].Error, "Jira has not answered for 4 minutes. Nothing is lost") {
			t.Errorf("the form says %v, %+v", err, refusal)
		}
		for lang, text := range map[string]string{
			"en": "Jira has not answered for 4 minutes.", "sv": "Jira har inte svarat på 4 minuter.", "pl": "Jira nie odpowiada od 4 minut.",
		} {
			if got := said(t, w, lang, lookup(t, w, w.Member)); !strings.Contains(got, text) {
				t.Errorf("%s reads %q", lang, got)
			}
		}
		if err := w.Bridge.LastTry(t.Context(), c.link, c.files[0]); !isLater(err) {
			t.Errorf("the file's last try has come to %v", err)
		}
		if n := len(slices.DeleteFunc(w.Jira.Requests(), func(q jiratest.Request) bool { return q.Method == http.MethodGet })); n != 0 {
			t.Errorf("%d requests that change something", n)
		}
		w.Jira.ClearFaults()
		w.Clock.Advance(5 * time.Second)
		_, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), submission)
		check(t, err)
		check(t, c.send(0))
		if n := created(t, w); n != 2 || len(c.inJira()) != 1 {
			t.Errorf("%d issues were created, files %v", n, c.inJira())
		}
	})
}
