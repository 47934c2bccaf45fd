package bridge_test

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// TestLongTextsGoWhole: what the form can only show shortened goes whole when
// it comes back unchanged, and as edited when it was edited.
func TestLongTextsGoWhole(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		name := strings.TrimSpace(strings.Repeat("Long name ", 40))
		notes := "<body>" + strings.Repeat("A paragraph of <em>text</em>.\n", 300) + "The end.</body>"
		task := w.Task(name, notes)
		form, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
		check(t, err)
		check(t, withCallbacks(form).Validate())
		if form.Field("description_note") == nil {
			t.Error("the form does not say that it is shortened")
		}
		s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: filled(form)}
		r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
		check(t, err)
		made := issue(t, w, "IT-4")["fields"].(map[string]any)
		summary, description := made["summary"].(string), made["description"].(string)
		if len(summary) > 255 || !strings.HasPrefix(name, strings.TrimRight(summary, "…")) || r.Name != "IT-4 "+summary {
			t.Errorf("%q, %q", summary, r.Name)
		}
		if !strings.HasPrefix(description, name) || !strings.Contains(description, "_text_") || !strings.HasSuffix(description, "The end.") {
			t.Errorf("%q … %q", description[:80], description[len(description)-80:])
		}

		second := w.Task(name, notes)
		values := opened(t, w, second)
		values["summary"], values["description"] = "Short", "<body>Edited.</body>"
		_, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: second, Attachment: w.Reserve(), Values: values})
		check(t, err)
		made = issue(t, w, "IT-5")["fields"].(map[string]any)
		if made["summary"] != "Short" || made["description"] != "Edited." {
			t.Errorf("%v", made)
		}
	})
}

// TestClearedTextsStayCleared: what a person deletes from the form does not go
// to Jira.
func TestClearedTextsStayCleared(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Clear", "<body>secret thoughts</body>")
	values := opened(t, w, task)
	delete(values, "description")
	_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
	check(t, err)
	if d := issue(t, w, "IT-4")["fields"].(map[string]any)["description"]; d != nil {
		t.Errorf("%v", d)
	}
}

// TestDescriptionsFitJira: what this Jira has no room for is left out, and the
// issue is created all the same, once.
func TestDescriptionsFitJira(t *testing.T) {
	notes := "<body>" + strings.Repeat("A <em>paragraph</em> of text. 😀\n", 2000) + "</body>"
	for _, test := range []struct {
		name, texts string
		length      int
		emoji       bool
	}{
		{"Jira's own limit", `{}`, 32_767, true},
		{"another limit", `{"limit": 5000}`, 5_000, true},
		{"a larger limit", `{"limit": 65534}`, 65_534, true},
		{"a database without emoji", `{"limit": 5000, "no_emoji": true}`, 5_000, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			task := w.Task("Long 😀", notes)
			values := opened(t, w, task)
			limitTexts(t, w, test.texts)
			_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
			check(t, err)
			made := issue(t, w, "IT-4")["fields"].(map[string]any)
			description := made["description"].(string)
			if n := len(utf16.Encode([]rune(description))); n > test.length || n < min(test.length-1000, 50_000) {
				t.Errorf("%d characters of %d", n, test.length)
			}
			if strings.Contains(description, "😀") != test.emoji || strings.Contains(made["summary"].(string), "😀") != test.emoji {
				t.Errorf("%v, %.80q", made["summary"], description)
			}
			if short := test.length < 60_000; short != strings.HasSuffix(description, "/"+task+"]") {
				t.Errorf("ends with %q", description[len(description)-80:])
			}
		})
	}
}

func limitTexts(t *testing.T, w *bridgetest.World, texts string) {
	t.Helper()
	r, err := http.Post(w.Jira.URL+"/rest/sim/1.0/texts", "application/json", strings.NewReader(texts))
	check(t, err)
	check(t, r.Body.Close())
	if r.StatusCode != http.StatusNoContent {
		t.Fatal(r.Status)
	}
}
