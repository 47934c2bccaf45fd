package ui_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"jirabridge/asana"
)

// trackerApp is an app server that knows only maps: a form with a field of
// every type, a lookup and a widget. What it answers can be changed.
type trackerApp struct {
	url string

	mu      sync.Mutex
	answers map[string]func(w http.ResponseWriter, data map[string]any)
	seen    []call
}

// call is a request the app got: its path and what it said.
type call struct {
	path string
	data map[string]any
}

func startTracker(t *testing.T) *trackerApp {
	t.Helper()
	a := &trackerApp{answers: map[string]func(http.ResponseWriter, map[string]any){}}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	a.answers["/form"] = a.say(http.StatusOK, a.form(nil))
	a.answers["/action"] = a.say(http.StatusOK, a.form(nil))
	a.answers["/change"] = a.say(http.StatusOK, a.form(nil))
	a.answers["/submit"] = a.say(http.StatusOK, a.resource("TR-7 Made by a form"))
	a.answers["/attach"] = a.say(http.StatusOK, a.resource("TR-1 Found"))
	a.answers["/typeahead"] = a.say(http.StatusOK, a.suggestions())
	a.answers["/people"] = a.say(http.StatusOK, a.suggestions())
	a.answers["/widget"] = a.say(http.StatusOK, a.widget())
	a.answers["/icon.png"] = picture("image/png", "\x89PNG picture")
	return a
}

func (a *trackerApp) components() asana.Components {
	return asana.Components{
		AuthenticationURL: a.url + "/connect", WidgetMetadataURL: a.url + "/widget", MatchURLPattern: "https://tracker\\.example/.*",
		FormMetadataURL: a.url + "/form", ResourceAttachURL: a.url + "/attach", ResourceTypeaheadURL: a.url + "/typeahead",
		RuleActions: []asana.RuleAction{{
			ActionType: "report", MetadataURL: a.url + "/action", RunActionURL: a.url + "/run", PreviewURL: a.url + "/preview",
			DisplayName: "Create new bug", Texts: map[string]string{"sv": "Skapa nytt fel"},
		}},
		Icon: a.url + "/icon.png", FeedbackURL: "https://tracker.example/feedback", SetupURL: a.url + "/prepare", Plans: []string{"Free"},
		ComponentTexts: asana.ComponentTexts{
			LookupPlaceholder: "Paste a link…", EntryPointText: "Add bug", LookupActionText: "Add existing bug", FormActionText: "Report new bug",
			Title: "Bugs beside tasks", Subtitle: "See bugs where you plan", Description: "All about bugs.", SetupText: "Somebody prepares the tracker first.", SetupActionText: "Prepare it",
			Features: []asana.Feature{{Caption: "Never lose a bug."}},
		},
		Texts: map[string]asana.ComponentTexts{"sv": {
			LookupPlaceholder: "Klistra in en länk …", EntryPointText: "Lägg till fel", LookupActionText: "Lägg till befintligt fel", FormActionText: "Rapportera nytt fel",
			Title: "Fel bredvid uppgifter", Subtitle: "Se felen där du planerar", Description: "Allt om fel.", SetupText: "Först förbereder någon detta.", SetupActionText: "Förbered",
			Features: []asana.Feature{{Caption: "Tappa aldrig ett fel."}},
		}},
	}
}

// ServeHTTP notes the call and answers it.
func (a *trackerApp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data := map[string]any{}
	for key := range r.URL.Query() {
		data[key] = r.URL.Query().Get(key)
	}
	if r.Method == http.MethodPost {
		var body struct{ Data string }
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		_ = json.Unmarshal([]byte(body.Data), &data)
	}
	a.mu.Lock()
	answer := a.answers[r.URL.Path]
	a.seen = append(a.seen, call{r.URL.Path, data})
	a.mu.Unlock()
	if answer == nil {
		http.NotFound(w, r)
		return
	}
	answer(w, data)
}

// set changes the answer of an address.
func (a *trackerApp) set(path string, answer func(http.ResponseWriter, map[string]any)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[path] = answer
}

// calls are the requests of an address so far.
func (a *trackerApp) calls(path string) []call {
	a.mu.Lock()
	defer a.mu.Unlock()
	var found []call
	for _, c := range a.seen {
		if c.path == path {
			found = append(found, c)
		}
	}
	return found
}

func (a *trackerApp) say(status int, body any) func(http.ResponseWriter, map[string]any) {
	return func(w http.ResponseWriter, _ map[string]any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

func picture(kind, data string) func(http.ResponseWriter, map[string]any) {
	return func(w http.ResponseWriter, _ map[string]any) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, data)
	}
}

func (a *trackerApp) resource(name string) map[string]any {
	key, _, _ := strings.Cut(name, " ")
	return map[string]any{"resource_name": name, "resource_url": "https://tracker.example/" + key}
}

func (a *trackerApp) suggestions() map[string]any {
	return map[string]any{"header": "Best first", "items": []any{
		map[string]any{"title": "TR-1 First bug", "value": "TR-1", "subtitle": "Open", "icon_url": a.url + "/icon.png"},
		map[string]any{"title": "TR-2 <b>Second</b> bug", "value": "TR-2"},
	}}
}

// form has a field of every type; errors stand at the fields they name.
func (a *trackerApp) form(errors map[string]string) map[string]any {
	options := []any{map[string]any{"id": "low", "label": "Low"}, map[string]any{"id": "high", "label": "High", "icon_url": a.url + "/icon.png"}}
	fields := []map[string]any{
		{"id": "head", "type": "static_text", "name": "What happened", "style": "header"},
		{"id": "title", "type": "single_line_text", "name": "Title", "is_required": true, "value": "Crash"},
		{"id": "steps", "type": "multi_line_text", "name": "Steps", "placeholder": "One per line"},
		{"id": "body", "type": "rich_text", "name": "Description", "value": "<body>It <strong>crashes</strong>\nalways</body>"},
		{"id": "level", "type": "dropdown", "name": "Level", "options": options, "is_watched": true, "value": "low", "width": "half"},
		{"id": "where", "type": "radio_button", "name": "Where", "options": options, "width": "half"},
		{"id": "flags", "type": "checkbox", "name": "Flags", "options": options, "value": []any{"high"}},
		{"id": "day", "type": "date", "name": "Seen on", "value": "2026-03-07"},
		{"id": "moment", "type": "datetime", "name": "Exactly", "value": "2026-03-07T10:30:00.000Z"},
		{"id": "person", "type": "typeahead", "name": "Reporter", "typeahead_url": a.url + "/people",
			"value": map[string]any{"title": "Ada", "value": "ada", "icon_url": a.url + "/icon.png"}},
	}
	for _, f := range fields {
		if text := errors[f["id"].(string)]; text != "" {
			f["error"] = text
		}
	}
	return map[string]any{"template": "form_metadata_v0", "metadata": map[string]any{
		"title": "Report a bug", "fields": fields, "submit_button_text": "Report",
		"on_submit_callback": a.url + "/submit", "on_change_callback": a.url + "/change",
	}}
}

func (a *trackerApp) widget() map[string]any {
	return map[string]any{"template": "summary_with_details_v0", "metadata": map[string]any{
		"title": "TR-1 <i>First</i> bug", "subtitle": "Bug", "subicon_url": a.url + "/icon.png", "num_comments": 12,
		"fields": []any{
			map[string]any{"type": "pill", "name": "Status", "text": "In Progress", "color": "blue"},
			map[string]any{"type": "text_with_icon", "name": "Priority", "text": "Highest", "icon_url": a.url + "/icon.png"},
			map[string]any{"type": "datetime_with_icon", "name": "Due", "datetime": "2026-03-07T10:30:00.000Z"},
		},
		"footer": map[string]any{"footer_type": "updated", "last_updated_at": "2026-03-07T10:30:00.000Z"},
	}}
}
