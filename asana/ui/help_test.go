package ui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// The questions about rules are answered in every language; the pages of rules lead there.
func TestHelpWithRules(t *testing.T) {
	w := newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
	v := w.as(t, w.Member)
	for language, texts := range map[string][]string{
		"en": {"In whose name does a rule act?", "What happens when the owner leaves?", "Why does a rule wait for two minutes?",
			"Can a rule create two issues for one task?", "What if a rule gets too many tasks at once?"},
		"sv": {"I vems namn handlar en regel?", "Varför väntar en regel i två minuter?"},
		"pl": {"W czyim imieniu działa reguła?", "Dlaczego reguła czeka dwie minuty?"},
	} {
		v.speaking(language).get("/help/rules").want(http.StatusOK).says(texts...)
	}
	for _, page := range []string{"", "/new"} {
		if got := v.get("/0/" + w.Project.GID + "/rules" + page).has("learn-more")["href"]; got != "/help/rules" {
			t.Errorf("rules%s leads to %q", page, got)
		}
	}
}

// command is what an example of the documentation sends.
var command = regexp.MustCompile(`(?s)-d '(.*)' (?:\\\s+)?"?([^\s"]+)"?$`)

// What the documentation says to type makes a rule and starts it.
func TestExamplesOfRulesWork(t *testing.T) {
	w := newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
	page := w.as(t, w.Member).get("/docs").want(http.StatusOK)
	made := w.run(t, page.example("docs-rule"), "$PROJECT", w.Project.GID)
	secret := regexp.MustCompile(`"secret_url":"([^"]+)"`).FindStringSubmatch(made)
	if secret == nil {
		t.Fatalf("answered %s", made)
	}
	ran := w.run(t, page.example("docs-request"), "'$TASK'", w.Tasks[0].GID, "$SECRET_URL", secret[1])
	if !strings.Contains(ran, "ran the rule") {
		t.Errorf("answered %s", ran)
	}
	runs, _, err := w.Platform.TaskRuns(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.Page{})
	if err != nil || len(runs) != 1 {
		t.Errorf("runs %v, %v", runs, err)
	}
}

// run sends what a command would, with the values of its variables.
func (w *world) run(t *testing.T, text string, values ...string) string {
	t.Helper()
	parts := command.FindStringSubmatch(strings.NewReplacer(values...).Replace(text))
	if parts == nil {
		t.Fatalf("no command: %s", text)
	}
	r := must(http.NewRequest(http.MethodPost, parts[2], strings.NewReader(parts[1])))(t)
	r.Header.Set("Content-Type", "application/json")
	if strings.Contains(text, "Bearer $TOKEN") {
		r.Header.Set("Authorization", "Bearer "+w.Member.Token.Reveal())
	}
	return (&visitor{t: t, client: http.DefaultClient}).do(r).Body
}

// example is the text of the element with this data-test.
func (a answer) example(hook string) (text string) {
	a.t.Helper()
	a.each(func(n *html.Node) {
		for _, at := range n.Attr {
			if at.Key == "data-test" && at.Val == hook {
				text = n.FirstChild.Data
			}
		}
	})
	return text
}
