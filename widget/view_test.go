package widget

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// object is a message as the host reads it.
type object = map[string]any

func issue() bridge.View {
	return bridge.View{
		Key: "MSB-3", Summary: "As a user, I see a flexible widget", URL: "https://jira.example.com/browse/MSB-3",
		Type: bridge.Named{Name: "Story", IconURL: "https://jira.example.com/story.png"}, Status: bridge.Status{Name: "In Progress", Color: "blue"},
		Priority: bridge.Named{Name: "Highest", IconURL: "https://jira.example.com/highest.png"},
		Assignee: bridge.Named{Name: "Ann Li", IconURL: "https://jira.example.com/ann.png"},
		Comments: 12,
		Updated:  time.Date(2035, 10, 5, 14, 48, 0, 0, time.UTC), ReadAt: readAt(),
	}
}

// readAt is when the values of issue were read.
func readAt() time.Time { return time.Date(2035, 10, 5, 15, 0, 0, 0, time.UTC) }

// shown is the widget as it goes over the wire, checked against the protocol.
func shown(t *testing.T, lang string, v bridge.View) object {
	t.Helper()
	frame, err := page.New(Pages(), bridge.Pages())
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/app/v1/widget", nil)
	r.Header.Set("Accept-Language", lang)
	text, err := json.Marshal((&Widget{frame: frame, now: readAt}).layOut(r, v))
	if err != nil {
		t.Fatal(err)
	}
	var widget appcomponents.Widget
	if err := appcomponents.Decode(text, &widget); err != nil {
		t.Errorf("the host refuses %s: %v", text, err)
	}
	var all object
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	wiretest.LoadSpec(t).CheckWidget(t, all)
	return all
}

// J-87: the whole of a widget, by hand.
func TestGoldenWidget(t *testing.T) {
	want := object{"template": "summary_with_details_v0", "metadata": object{
		"title":    "MSB-3 As a user, I see a flexible widget",
		"subtitle": "Story", "subicon_url": "https://jira.example.com/story.png",
		"fields": []any{
			object{"type": "pill", "name": "Status", "text": "In Progress", "color": "blue"},
			object{"type": "text_with_icon", "name": "Priority", "text": "Highest", "icon_url": "https://jira.example.com/highest.png"},
			object{"type": "text_with_icon", "name": "Assignee", "text": "Ann Li", "icon_url": "https://jira.example.com/ann.png"},
		},
		"footer":       object{"footer_type": "updated", "last_updated_at": "2035-10-05T14:48:00.000Z"},
		"num_comments": 12.0,
	}}
	if diff := cmp.Diff(want, shown(t, "en", issue())); diff != "" {
		t.Error(diff)
	}
}

func TestWidgetWhileJiraIsAway(t *testing.T) {
	for because, text := range map[bridge.Kind]string{
		bridge.Unreachable:  "Jira cannot be reached. These are the last values read.",
		bridge.Slow:         "Jira is slow. These are the last values read.",
		bridge.NeedsConsent: "Nobody with access has a connected Jira account. These are the last values read.",
	} {
		v := issue()
		v.Stale, v.Because = true, because
		want := object{"footer_type": "custom_text", "text": text}
		if diff := cmp.Diff(want, shown(t, "en", v)["metadata"].(object)["footer"]); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWidgetFields(t *testing.T) {
	long := strings.Repeat("Ö", 300)
	for name, try := range map[string]struct {
		change func(v *bridge.View)
		lang   string
		want   string // "Name: text" of all fields
	}{
		"whole":           {func(*bridge.View) {}, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li"},
		"Swedish":         {func(*bridge.View) {}, "sv-SE,sv;q=0.9", "Status: In Progress, Prioritet: Highest, Tilldelad person: Ann Li"},
		"nobody, nothing": {func(v *bridge.View) { v.Assignee, v.Priority = bridge.Named{}, bridge.Named{} }, "en", "Status: In Progress, Assignee: Unassigned"},
		"no status":       {func(v *bridge.View) { v.Status = bridge.Status{} }, "en", "Priority: Highest, Assignee: Ann Li"},
		"files coming":    {func(v *bridge.View) { v.FilesDone, v.FilesTotal = 2, 3 }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Files: copying… 2 of 3"},
		"files there":     {func(v *bridge.View) { v.FilesDone, v.FilesTotal = 3, 3 }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li"},
		"files lost":      {func(v *bridge.View) { v.FilesDone, v.FilesTotal, v.FilesLost = 2, 3, 1 }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Files: 1 of 3 could not be copied"},
		"files forbidden": {func(v *bridge.View) { v.FilesTotal, v.FilesLost, v.LostTo = 99, 99, "bridge.jira_forbidden" }, "pl", "Status: In Progress, Priorytet: Highest, Osoba przypisana: Ann Li, Pliki: nie skopiowano 99 z 99: brak uprawnień"},
		"files too large": {func(v *bridge.View) { v.FilesTotal, v.FilesLost, v.LostTo = 99, 99, "bridge.file_too_large" }, "sv", "Status: In Progress, Prioritet: Highest, Tilldelad person: Ann Li, Filer: 99 av 99 ej kopierade: för stora"},
		"moved":           {func(v *bridge.View) { v.MovedFrom = "OLD-7" }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Moved: was OLD-7"},
		"a minute old":    {func(v *bridge.View) { v.ReadAt = v.ReadAt.Add(-time.Minute) }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, As of: 2035-10-05T14:59:00.000Z"},
		"archived":        {func(v *bridge.View) { v.Archived, v.Since = true, v.Updated }, "sv", "Status: In Progress, Prioritet: Highest, Tilldelad person: Ann Li, Arkiverat: 2035-10-05T14:48:00.000Z"},
		"brief": {
			func(v *bridge.View) {
				*v = bridge.View{Key: v.Key, URL: v.URL, Status: v.Status, ReadAt: v.ReadAt, Brief: true, MovedFrom: "OLD-7"}
			}, "en",
			"Status: In Progress, Moved: was OLD-7",
		},
		"sprint": {func(v *bridge.View) { v.Sprint = "Q4, mobile [v=2]" }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Sprint: Q4, mobile [v=2]"},
		"released": {func(v *bridge.View) {
			v.Sprint, v.Release = "Sprint 7", bridge.Release{Name: "2.1", Date: "2026-12-01", Released: true}
		}, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Sprint: Sprint 7, Fix version: 2.1, released 1 Dec 2026"},
		"released, in Swedish": {func(v *bridge.View) {
			v.Release = bridge.Release{Name: "2.1", Date: "2026-12-01", Released: true}
		}, "sv", "Status: In Progress, Prioritet: Highest, Tilldelad person: Ann Li, Rättad i version: 2.1, utgiven 1 dec. 2026"},
		"planned, in Polish": {func(v *bridge.View) {
			v.Release = bridge.Release{Name: strings.Repeat("długa ", 9), Date: "2026-10-01", More: 12}
		}, "pl", "Status: In Progress, Priorytet: Highest, Osoba przypisana: Ann Li, Wersja z poprawką: długa dług…, planowana na 1 paź 2026 +12"},
		"version without date": {func(v *bridge.View) { v.Release.Name = "Later" }, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Fix version: Later"},
		"version with an odd date": {func(v *bridge.View) {
			v.Release = bridge.Release{Name: "Later", Date: "soon", More: 1}
		}, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Fix version: Later +1"},
		"five at most": {func(v *bridge.View) {
			v.Sprint, v.Release.Name, v.FilesTotal, v.MovedFrom = "Sprint 7", "2.1", 3, "OLD-7"
		}, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Files: copying… 0 of 3, Sprint: Sprint 7"},
		"moved and planned": {func(v *bridge.View) {
			v.Sprint, v.Release.Name, v.MovedFrom = "Sprint 7", "2.1", "OLD-7"
		}, "en", "Status: In Progress, Priority: Highest, Assignee: Ann Li, Sprint: Sprint 7, Fix version: 2.1"},
		"all there is": {
			func(v *bridge.View) { v.FilesTotal, v.Stale, v.MovedFrom = 3, true, "OLD-7" }, "pl",
			"Status: In Progress, Priorytet: Highest, Osoba przypisana: Ann Li, Pliki: kopiowanie… 0 z 3, Stan z: 2035-10-05T15:00:00.000Z",
		},
		"long": {
			func(v *bridge.View) {
				v.Summary, v.Status.Name, v.Priority.Name, v.Assignee.Name = long, long, long, long
			}, "en", "Status: " + long[:78] + "…, Priority: " + long[:78] + "…, Assignee: " + long[:78] + "…",
		},
	} {
		v := issue()
		try.change(&v)
		var texts []string
		metadata := shown(t, try.lang, v)["metadata"].(object)
		for _, field := range metadata["fields"].([]any) {
			f := field.(object)
			text, ok := f["text"].(string)
			if !ok {
				text = f["datetime"].(string)
			}
			texts = append(texts, f["name"].(string)+": "+text)
		}
		if got := strings.Join(texts, ", "); got != try.want {
			t.Errorf("%s: %s, want %s", name, got, try.want)
		}
		if title := []rune(metadata["title"].(string)); len(title) > 200 {
			t.Errorf("%s: the title has %d characters", name, len(title))
		}
	}
}

// J-82: who has to authorize again is told so beside what he sees all the same.
func TestWidgetAsksAgain(t *testing.T) {
	v := issue()
	v.AskAgain = true
	m := shown(t, "en", v)["metadata"].(object)
	want := object{"footer_type": "custom_text", "text": "Authorize your Jira account again: see Details."}
	if diff := cmp.Diff(want, m["footer"]); diff != "" || len(m["fields"].([]any)) != 3 {
		t.Error(diff, m)
	}
}
