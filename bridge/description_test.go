package bridge_test

import (
	"strings"
	"testing"

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
