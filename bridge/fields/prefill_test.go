package fields_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
)

var (
	longName = strings.TrimSpace(strings.Repeat("paper ", 60)) // 359 characters
	longText = "<body>" + strings.Repeat("The printer is <em>empty</em>.\n", 200) + "</body>"
)

func TestLongTextsAreShortenedAndSaySo(t *testing.T) {
	in := opened()
	in.Summary, in.Description = longName, longText
	form := fields.FromMeta(in)
	valid(t, form)
	name := find(t, form, "summary").Value.(string)
	if !strings.HasPrefix(longName, strings.TrimSuffix(name, "…")) || !strings.HasSuffix(name, "paper…") {
		t.Errorf("the summary is %q", name)
	}
	if form[2].ID != "description_note" || form[2].Name != "shortened" {
		t.Errorf("nothing says so: %s", ids(form))
	}
}

func TestALongWordIsCutWithin(t *testing.T) {
	in := opened()
	in.Summary = "A " + strings.Repeat("x", 300)
	if name := find(t, fields.FromMeta(in), "summary").Value.(string); name != "A "+strings.Repeat("x", 197)+"…" {
		t.Errorf("the summary is %q", name)
	}
}

func TestUnchangedMeansTheWhole(t *testing.T) {
	in := opened()
	in.Summary, in.Description = longName, longText
	form := fields.FromMeta(in)
	submitted := appcomponents.Values{
		"summary":     find(t, form, "summary").Value,
		"description": strings.ReplaceAll(find(t, form, "description").Value.(string), "em>", "i>"), // an editor's own way
	}
	whole := fields.Restore(submitted, longName, longText)
	summary, description := whole.String("summary"), whole.String("description")
	if len(utf16.Encode([]rune(summary))) > 255 || !strings.HasSuffix(summary, "paper…") || len(summary) < 240 {
		t.Errorf("the summary is %q", summary)
	}
	if want := "<body>" + longName + "\n\n" + strings.TrimPrefix(longText, "<body>"); description != want {
		t.Errorf("the description is %.500q", description)
	}
	if submitted.String("summary") == summary {
		t.Error("the submission was changed")
	}
	got, problems := fields.Encode(fields.Restore(filled(submitted), longName, longText), screen())
	if len(problems) > 0 || !strings.HasPrefix(got["description"].(string), longName+"\n\nThe printer is _empty_.\nThe") {
		t.Errorf("%v, %.500v", problems, got["description"])
	}
}

func TestRestoreKeepsWhatWasEdited(t *testing.T) {
	for _, test := range []struct{ name, summary, description, wantSummary, wantDescription string }{
		{"both edited", "Mine", "<body>Mine</body>", "Mine", "<body>Mine</body>"},
		{"both cleared", "", "", "", ""},
	} {
		got := fields.Restore(appcomponents.Values{"summary": test.summary, "description": test.description}, longName, longText)
		if got["summary"] != test.wantSummary || got["description"] != test.wantDescription {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
	short := fields.Restore(appcomponents.Values{"summary": "a", "description": "<body>b</body>"}, "a", "<body>b</body>")
	if short["summary"] != "a" || short["description"] != "<body>b</body>" {
		t.Errorf("what fits was changed: %v", short)
	}
}

func TestANameBetweenTheLimitsGoesWhole(t *testing.T) {
	name := strings.TrimSpace(strings.Repeat("paper ", 40)) // 239 characters: over the form's 200, below Jira's 255
	in := opened()
	in.Summary = name
	got := fields.Restore(appcomponents.Values{"summary": fields.FromMeta(in)[0].Value, "description": "x"}, name, "")
	if got["summary"] != name || got["description"] != "x" {
		t.Errorf("got %v", got)
	}
}

func TestTheNoteGoesWhenTheTextIsEdited(t *testing.T) {
	in := opened()
	in.Description = longText
	in.Values = appcomponents.Values{"description": "<body>Mine</body>"}
	if got := ids(fields.FromMeta(in)); strings.Contains(got, "note") {
		t.Errorf("got %s", got)
	}
	in.Values = appcomponents.Values{"summary": "a"}
	if got := ids(fields.FromMeta(in)); !strings.Contains(got, "description description_note") {
		t.Errorf("got %s", got)
	}
}
