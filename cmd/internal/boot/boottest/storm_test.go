package boottest

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestJiraSaysWait has a Jira that answers nobody, comes back, and then takes
// no more requests. People read in the dialog, in their own language, since when
// it does not answer, or how long it takes no requests; it gets no more than one
// for each time it has said to wait, and it goes on by itself.
func TestJiraSaysWait(t *testing.T) {
	t.Parallel()
	w, browser := Start(t, Options{Database: "sqlite", Connect: "oauth2"}), NewBrowser(t)
	who := w.Role(t, "member", true)
	host := w.Host(who)
	tab := browser.Person(t)
	tab.signIn(w, who)
	task := w.NewTask(t, who.Token, map[string]any{"name": "In a storm"})
	open := func(lang string) {
		t.Helper()
		tab.Go(w.TaskURL(task))
		tab.speaks(lang, "In a storm")
		tab.Click(hook("entry-point"))
		tab.Click(hook("form-action"))
	}
	languages := []struct{ code, silent, busy string }{
		{"en", "Nothing is lost: try again as soon as it is back.", "Jira is receiving too many requests and takes the next one in "},
		{"sv", "Inget har gått förlorat: försök igen när Jira är tillbaka.", "Jira får för många anrop och tar emot nästa om "},
		{"pl", "Nic nie przepadło: spróbuj ponownie, gdy Jira znów będzie działać.", "Jira otrzymuje zbyt wiele żądań i przyjmie następne za "},
	}

	t.Run("silent", func(t *testing.T) {
		w.Fault(t, map[string]any{"match": "* /rest/", "drop": "before", "times": -1})
		waitFor(t, "it to be noticed", func() bool { return strings.Contains(manyForms(t, host, task), languages[0].silent) })
		for _, l := range languages {
			open(l.code)
			tab.problem(l.silent)
		}
	})
	t.Run("back", func(t *testing.T) {
		w.healthy(t)
		waitFor(t, "the form to open again", func() bool { return host.Form(t, task).Status == http.StatusOK })
	})
	t.Run("a storm", func(t *testing.T) {
		before := len(w.Seen(t))
		w.Fault(t, map[string]any{"match": "* /rest/", "status": 429, "html": true, "headers": map[string]string{"Retry-After": "3000"}, "times": -1})
		for _, l := range languages {
			open(l.code)
			tab.problem(l.busy)
			for range 10 {
				host.Form(t, task)
			}
		}
		if n := len(w.Seen(t)) - before; n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

// manyForms opens as many forms at once as requests have to fail, and returns
// what the last one says.
func manyForms(t *testing.T, host Host, task string) string {
	t.Helper()
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() { host.Form(t, task) })
	}
	group.Wait()
	return string(host.Form(t, task).Body)
}

// healthy has Jira behave again.
func (w *World) healthy(t testing.TB) {
	t.Helper()
	Do(t, request(t, http.MethodDelete, w.JiraURL+"/rest/sim/1.0/faults", nil))
}
