package jiratest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

// told is what a webhook's receiver got.
type told struct {
	path, signature string
	body            []byte
	event           struct {
		Event string `json:"webhookEvent"`
		Kind  string `json:"issue_event_type_name"`
		Issue struct {
			ID, Key string
			Fields  struct{ Summary string }
		}
	}
}

func receiver(t *testing.T) (url string, next func() told) {
	t.Helper()
	all := make(chan told, 20)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got := told{path: r.URL.Path, signature: r.Header.Get("X-Hub-Signature")}
		got.body, _ = io.ReadAll(r.Body)
		_ = json.Unmarshal(got.body, &got.event)
		all <- got
	}))
	t.Cleanup(s.Close)
	return s.URL, func() told {
		t.Helper()
		select {
		case got := <-all:
			return got
		case <-time.After(time.Minute):
			t.Fatal("the webhook was not told")
			return told{}
		}
	}
}

func TestWebhooksBefore10(t *testing.T) {
	w := start(t)
	url, next := receiver(t)
	hook := object{"name": "n", "url": url + "/s3cret/${issue.key}", "events": []string{"jira:issue_created", "jira:issue_updated", "jira:issue_deleted"}}
	w.as("ann").do("POST", "/rest/webhooks/1.0/webhook", hook).want(403)
	w.as("admin").do("POST", "/rest/jira-webhook/1.0/webhooks", hook).want(404)
	w.as("admin").do("POST", "/rest/webhooks/1.0/webhook", hook).want(201)

	w.as("ann").put("issue/IT-1", object{"fields": object{"summary": "Told"}}).want(204)
	got := next()
	if got.path != "/s3cret/IT-1" || got.event.Event != "jira:issue_updated" || got.event.Issue.Fields.Summary != "Told" || got.signature != "" {
		t.Errorf("edited: %+v", got.event)
	}
	key, err := w.MoveIssue("IT-1", "OPS")
	if err != nil {
		t.Fatal(err)
	}
	if got = next(); got.event.Kind != "issue_moved" || got.event.Issue.Key != key {
		t.Errorf("moved to %s: %+v", key, got.event)
	}
	w.as("admin").do("DELETE", "/rest/api/2/issue/"+key, nil).want(204)
	if got = next(); got.event.Event != "jira:issue_deleted" || got.event.Issue.Key != key {
		t.Errorf("deleted: %+v", got.event)
	}
}

// hooks registers a webhook per name, in the form of the version, and tells
// which of them hear of a comment on IT-2.
func (w *world) hears(path string, hooks map[string]object) map[string]int {
	w.t.Helper()
	url, next := receiver(w.t)
	for name, hook := range hooks {
		hook["name"], hook["url"], hook["events"] = name, url+"/"+name+"/${issue.key}", []string{"comment_created"}
		w.let("admin").do("POST", path, hook).want(201)
	}
	w.let("admin").do("POST", path, object{"name": "last", "url": url + "/last", "events": []string{"jira:issue_deleted"}}).want(201)
	key := w.let("ann").newTask("Talked about")
	w.let("ann").post("issue/"+key+"/comment", object{"body": "Hello"}).want(201)
	w.let("admin").do("DELETE", "issue/"+key, nil).want(204)
	heard := map[string]int{}
	for got := next(); ; got = next() {
		if got.path == "/last" {
			return heard
		}
		heard[strings.ReplaceAll(got.path, key, "KEY")] = len(got.body)
		if len(got.body) > 0 && (got.event.Issue.Key != "" || !strings.Contains(string(got.body), `"body":"Hello"`)) {
			w.t.Errorf("a comment's event has no issue: %s", got.body)
		}
	}
}

func TestFiltersOfWebhooks(t *testing.T) {
	filter := func(jql string) object {
		return object{"filters": object{"issue-related-events-section": jql}}
	}
	w := start(t)
	heard := w.hears("/rest/webhooks/1.0/webhook", map[string]object{
		"mine": filter("project = IT"), "other": filter("project = WEB"), "broken": filter("project ="), "short": {"excludeBody": true},
	})
	if size := heard["/mine/KEY"]; len(heard) != 2 || size == 0 || heard["/short/KEY"] != 0 {
		t.Errorf("before 10: %v", heard)
	}
}

func TestFiltersAreNothingTo10(t *testing.T) {
	w := startWith(t, jiratest.Config{Version: "10.3.19"})
	url, next := receiver(t)
	w.as("admin").do("POST", "/rest/jira-webhook/1.0/webhooks", object{"name": "n", "url": url + "/{issue.key}",
		"events": []string{"jira:issue_updated"}, "filters": object{"issue-related-events-section": "project = WEB"}}).want(201)
	w.as("ann").put("issue/IT-1", object{"fields": object{"summary": "Told"}}).want(204)
	if got := next(); got.path != "/IT-1" || got.event.Kind != "issue_updated" {
		t.Errorf("got %s %+v", got.path, got.event)
	}
}

func TestWebhooksFrom10AreSigned(t *testing.T) {
	w := startWith(t, jiratest.Config{Version: "10.3.19"})
	url, next := receiver(t)
	w.as("admin").do("POST", "/rest/webhooks/1.0/webhook", object{"name": "n", "url": url}).want(404)
	w.as("admin").do("POST", "/rest/jira-webhook/1.0/webhooks", object{"name": "n", "url": url,
		"events": []string{"jira:issue_updated"}, "configuration": object{"SECRET": "shh"}}).want(201)
	w.as("ann").post("issue/IT-2/comment", object{"body": "Hello"}).want(201)
	got := next()
	sign := hmac.New(sha256.New, []byte("shh"))
	sign.Write(got.body)
	if got.signature != "sha256="+hex.EncodeToString(sign.Sum(nil)) || got.event.Kind != "issue_commented" {
		t.Errorf("signature %q of %+v", got.signature, got.event)
	}
}

func TestIndexLagsAndArchivedIssuesAreNotFound(t *testing.T) {
	w := startWith(t, jiratest.Config{IndexLag: 3 * time.Second})
	w.clock.pass(time.Minute)
	ann := w.as("ann")
	key := ann.post("issue", object{"fields": object{"project": object{"key": "IT"}, "issuetype": object{"name": "Task"}, "summary": "Fresh fish"}}).want(201).str("key")
	fish := func() string { return ann.search(`summary ~ "fish"`).keys() }
	if got := fish(); got != "" {
		t.Errorf("found at once: %s", got)
	}
	ann.get("issue/" + key).want(200)
	w.clock.pass(3 * time.Second)
	if got := fish(); got != key {
		t.Errorf("after the lag: %q", got)
	}
	ann.put("issue/"+key+"/archive", nil).want(403)
	w.as("admin").put("issue/"+key+"/archive", nil).want(204)
	if got := fish(); got != "" || ann.get("issue/"+key).str("fields.archiveddate") == "" {
		t.Errorf("archived: %q", got)
	}
	w.as("admin").put("issue/"+key+"/restore", nil).want(204)
	if got := fish(); got != key {
		t.Errorf("restored: %q", got)
	}
}
