package ui_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"jirabridge/asana"
)

func TestHomeListsMyTasksByDueDate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		day := func(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly) }
		for name, due := range map[string]string{"Late one": day(-3), "Now one": day(0), "Soon one": day(5), "Far one": day(90), "Open one": ""} {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: name, DueOn: due, Assignee: w.Member.GID})
		}
		home := w.as(t, w.Member).get("/").want(http.StatusOK)
		home.says("Overdue 1 ", "Today 1", "Next 7 days 1", "Later 1", "No due date 1", "Website", "Merger")
		home.silent("Write the text") // nobody's task
	})
}

func TestHomeOfSomebodyNew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.as(t, w.Outsider).get("/").want(http.StatusOK).says("You are not a member of any workspace").silent("/0/projects/new")
		if err := w.Platform.AddMember(t.Context(), w.Owner.Actor, w.Workspace.GID, w.Outsider.GID, asana.Member); err != nil {
			t.Fatal(err)
		}
		w.as(t, w.Outsider).get("/").want(http.StatusOK).says("Nothing to do").silent("You are not a member")
	})
}

func TestSignedOutPeopleAreLedToSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		got := w.anonymous(t).get(w.task()).want(http.StatusOK)
		if want := "/-/login?next=" + url.QueryEscape(w.task()); got.URL.RequestURI() != want {
			t.Errorf("ended at %s, want %s", got.URL.RequestURI(), want)
		}
		w.anonymous(t).askJSON(w.ask("/widgets"), nil).want(http.StatusUnauthorized)
	})
}

func TestLanguageChangesThePage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.get(w.task()).says("Assignee", "Choose language")
		back := v.post("/assets/lang", url.Values{"lang": {"sv"}, "next": {w.task()}}).want(http.StatusOK)
		back.says("Tilldelad person", "Välj språk")
		if back.URL.Path != w.task() {
			t.Errorf("the choice led to %s", back.URL.Path)
		}
		v.post("/assets/lang", url.Values{"lang": {"pl"}, "next": {"/"}}).says("Moje zadania", "Wybierz język")
	})
}
