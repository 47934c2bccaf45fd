package boottest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
	"jirabridge/jira/jiratest"
)

// TestVersions goes the main way on each Jira that differs from the one the
// other tests have: connect, form, create, link, and a webhook that comes back.
func TestVersions(t *testing.T) {
	for _, version := range jiratest.Versions() {
		if version == jiratest.DefaultVersion {
			continue
		}
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: "sqlite", Connect: "none", Version: version})
			w.connect(t)
			who := w.Role(t, "member", false)
			authorize(t, w, who, w.JiraPerson(t, who.JiraUser))
			key := w.createsFromTask(t, who)
			w.linksToTask(t, who)
			w.hearsOf(t, key)
		})
	}
}

// connect does the whole setup with the kind of application link that this
// Jira has.
func (w *World) connect(t *testing.T) {
	t.Helper()
	if !w.isBefore("8.22") {
		connect(t, w)
		return
	}
	w.connectOld(t)
}

// registerConsumer copies what the setup page shows into Jira's application link.
func (w *World) registerConsumer(t *testing.T, v *visitor.Visitor) {
	t.Helper()
	shown := func(id string) string { return visitor.Attribute(v.Find("id", id), "value") }
	w.sim(t, http.MethodPost, "/consumers", map[string]string{
		"key": shown("consumer-key"), "name": shown("consumer-name"), "public_key": shown("public-key"),
	})
}

// createsFromTask submits the form of a task as it comes, and finds the issue
// in Jira as the person's own.
func (w *World) createsFromTask(t *testing.T, who demo.Person) (key string) {
	t.Helper()
	c := &checklist{World: w}
	form, task := c.formFor(t, who, map[string]any{"name": "Of this version"})
	held := fields(t, form)
	if _, has := held["priority"]; !has || len(held["issuetype"]["options"].([]any)) < 2 {
		t.Fatalf("the form lacks what the project has: %v", form)
	}
	r := c.submit(t, who, form, task, nil)
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	key = keyOf(t, r)
	if got := w.jiraFields(t, key); dig(got, "summary") != "Of this version" || dig(got, "reporter.name") != who.JiraUser {
		t.Errorf("Jira has %v", got)
	}
	return key
}

// linksToTask links an issue that is there to a new task, and sees it.
func (w *World) linksToTask(t *testing.T, who demo.Person) (task string) {
	t.Helper()
	key, host := w.createInJira(t, "There before"), w.Host(who)
	attachment := attachmentGID()
	task = w.NewTask(t, who.Token, map[string]any{"name": "Has " + key})
	r := host.Post(t, w.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachment, "query": strings.ToLower(key)})
	if r.Status != http.StatusOK || keyOf(t, r) != key {
		t.Fatalf("attach %s: %d %s", key, r.Status, r.Body)
	}
	r = host.Widget(t, "en", map[string]string{"task": task, "attachment": attachment, "resource_url": w.JiraURL + "/browse/" + key})
	if r.Status != http.StatusOK || !strings.Contains(string(r.Body), "There before") {
		t.Errorf("the widget: %d %s", r.Status, r.Body)
	}
	return task
}

// hearsOf registers a webhook the way this Jira takes it, and changes an issue.
func (w *World) hearsOf(t *testing.T, key string) {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	settings := w.PlatformURL + "/setup/connection?workspace=" + w.WorkspaceGID
	must(t, v.Open(t.Context(), settings))
	must(t, v.Submit(t.Context(), "renew", "hook", nil))
	hook := map[string]any{"name": "Jirabridge", "url": visitor.Attribute(v.Find("id", "hook-url"), "value"), "events": []string{"jira:issue_updated"}}
	path, secret := "/rest/webhooks/1.0/webhook", v.Find("id", "hook-secret")
	if signs := !w.isBefore("10.0"); signs != (secret != nil) {
		t.Fatalf("this Jira can sign: %v; the page shows a secret: %v", signs, secret != nil)
	} else if signs {
		path = "/rest/jira-webhook/1.0/webhooks"
		hook["configuration"] = map[string]any{"SECRET": visitor.Attribute(secret, "value")}
	}
	if r := w.Jira(t, w.jiraAdmin(t), http.MethodPost, path, hook); r.Status != http.StatusCreated {
		t.Fatalf("register: %d %s", r.Status, r.Body)
	}
	w.transition(t, key, "In Progress")
	waitFor(t, "the webhook", func() bool {
		must(t, v.Open(t.Context(), settings))
		log := v.Find("data-test", "hook-log")
		return log != nil && strings.Contains(visitor.Text(log), key+" Noted")
	})
}

func TestVersionsAreOrdered(t *testing.T) {
	if w := (&World{Version: "8.13.1"}); !w.isBefore("8.22") || w.isBefore("8.13.1") || w.isBefore("7.13.5") || !w.isBefore("10.0") {
		t.Error("8.13.1 is not between 7.13.5 and 8.22")
	}
	if !slices.IsSortedFunc(jiratest.Versions(), compareVersions) {
		t.Error(jiratest.Versions())
	}
}
