package ui_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
)

// fail has a rule's owner told that it does not work.
func (w *world) fail(t *testing.T, rule asana.Rule, text string) {
	t.Helper()
	err := w.DB.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return w.Platform.RuleFailed(ctx, tx, rule.GID, text, text)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a person is told of rules stands on the home page, and of failures on the page of the rules; until he hides it.
func TestNotices(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, owner := w.as(t, w.Member), w.as(t, w.Owner)
		v.post(w.rules(), comments("Greet <all>", "Hello")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Greet <all>")
		if v.get("/").want(http.StatusOK).find("notices") != nil {
			t.Error("there is something to tell already")
		}
		w.fail(t, rule, "Team is required.")
		w.pause(t, rule, asana.Pause{Reason: asana.PausedStorm, Since: time.Now()})
		v.post(w.task()+"/run", url.Values{"rule": {rule.GID}}).want(http.StatusOK)
		v.get("/").want(http.StatusOK).says("Rules that need you", "Greet <all>", "The rule met more than 500 tasks within an hour.",
			"asks again after 500 more tasks", "1 task waits with it.", "The reason: Team is required.").holds(`href="/0/rules/` + rule.GID + `/history"`)
		owner.get("/").want(http.StatusOK).says("The rule met more than 500 tasks").silent("Team is required.")
		w.as(t, w.Colleague).get("/").want(http.StatusOK).silent("Rules that need you")
		for lang, words := range map[string]string{"sv": "Regler som behöver dig", "pl": "Reguły, które Cię potrzebują"} {
			w.as(t, w.Member).speaking(lang).get("/").want(http.StatusOK).says(words).silent("ui.rule", "ui.notice", "asana.notice")
			w.as(t, w.Member).speaking(lang).get("/0/rules/"+rule.GID).want(http.StatusOK).silent("ui.rule", "ui.notice", "asana.notice")
		}
		list := v.get(w.rules()).want(http.StatusOK).says("Team is required.", "asks again after 500 more tasks")
		if n := strings.Count(list.Body, `data-test="notice"`); n != 1 {
			t.Errorf("%d notices on the page of rules, where the rule itself says that it waits", n)
		}
		for _, n := range must(w.Platform.Notices(t.Context(), w.Member.Actor))(t) {
			owner.post("/0/notices/"+n.GID+"/dismiss", nil).want(http.StatusNotFound)
			v.post("/0/notices/"+n.GID+"/dismiss", url.Values{"back": {w.Project.GID}}).want(http.StatusOK).says("Ready-made rules")
		}
		v.get("/").want(http.StatusOK).silent("Rules that need you")
		owner.get("/").want(http.StatusOK).says("Rules that need you")
	})
}

// The owner of a rule whose app asks for it signs in on the rule's page.
func TestOwnerConnectsAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		v := w.as(t, w.Member)
		v.post(w.rules(), w.reports("Report")).want(http.StatusOK)
		rule := w.ruleNamed(t, "Report")
		w.pause(t, rule, asana.Pause{Reason: asana.PausedUnauthorized, Since: time.Now()})
		address := "/0/rules/" + rule.GID
		if at := v.get(address).want(http.StatusOK).says("Log in to Bug Tracker").has("rule-connect")["data-rule-connect"]; !strings.HasPrefix(at, w.app.url) || !strings.Contains(at, "domainId="+w.Workspace.GID) {
			t.Errorf("the window opens %q", at)
		}
		if w.as(t, w.Owner).get(address).want(http.StatusOK).find("rule-connect") != nil {
			t.Error("somebody else is to sign in")
		}
		if err := w.Platform.UninstallApp(t.Context(), w.Owner.Actor, w.Project.GID, w.gid); err != nil {
			t.Fatal(err)
		}
		v.post(address+"/resume", nil).want(http.StatusConflict).says("The rule needs an app that is not in this project.")
	})
}
