package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/asanatest"
)

// tracker is an app with an action for rules, written in maps alone. Its form asks for a project and, once it is told of
// the project, for a type, which it prefills, and a summary.
type tracker struct {
	t   *testing.T
	url string
	asana.App

	mu      sync.Mutex
	asked   []string // paths, in their order
	kept    map[string]object
	answers map[string]http.HandlerFunc // instead of its own, by path
}

func startTracker(t *testing.T, w *asanatest.World) *tracker {
	t.Helper()
	k := &tracker{t: t, kept: map[string]object{}, answers: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	k.url = server.URL
	var err error
	k.App, err = w.Platform.RegisterApp(t.Context(), asana.NewApp{Name: "Tracker", Scopes: []string{"default"}, Components: asana.Components{
		AuthenticationURL: k.url + "/auth",
		RuleActions: []asana.RuleAction{{ActionType: "create_issue", DisplayName: "Create an issue",
			MetadataURL: k.url + "/meta", RunActionURL: k.url + "/run"}},
	}})
	check(t, err)
	k.install(w, w.Project.GID)
	return k
}

func (k *tracker) install(w *asanatest.World, project string) {
	k.t.Helper()
	check(k.t, w.Platform.InstallApp(k.t.Context(), w.Owner.Actor, project, k.GID))
}

// ServeHTTP answers what is properly signed.
func (k *tracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, data := r.URL.RawQuery, object{"action": r.URL.Query().Get("action"), "query": r.URL.Query().Get("query")}
	if r.Method == http.MethodPost {
		var body struct{ Data string }
		if json.NewDecoder(r.Body).Decode(&body) != nil || json.Unmarshal([]byte(body.Data), &data) != nil {
			k.t.Errorf("%s cannot be read", r.URL.Path)
		}
		text = body.Data
	}
	if r.Header.Get("X-Asana-Request-Signature") != wiretest.Sign(k.ClientSecret.Reveal(), text) {
		k.t.Errorf("%s is not signed", r.URL.Path)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked = append(k.asked, r.URL.Path)
	if answer := k.answers[r.URL.Path]; answer != nil {
		answer(w, r)
		return
	}
	k.serve(w, r.URL.Path, data)
}

func (k *tracker) serve(w http.ResponseWriter, path string, data object) {
	action, _ := data["action"].(string)
	values, _ := data["values"].(object)
	switch path {
	case "/meta":
		_ = json.NewEncoder(w).Encode(k.form(k.kept[action], ""))
	case "/change":
		_ = json.NewEncoder(w).Encode(k.form(values, ""))
	case "/people":
		items := []object{}
		for _, name := range []string{"Ann", "Anna", "Bo"} {
			if strings.HasPrefix(name, data["query"].(string)) {
				items = append(items, object{"title": name, "value": "id of " + name})
			}
		}
		_ = json.NewEncoder(w).Encode(object{"items": items})
	case "/submit":
		if summary, _ := values["summary"].(string); summary == "" {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(k.form(values, "A summary is needed"))
			return
		}
		k.kept[action] = values
		_, _ = w.Write([]byte(`"Succeed"`))
	}
}

// form is what the app asks for, with the values so far.
func (k *tracker) form(values object, wrong string) object {
	project := object{"id": "project", "type": "dropdown", "name": "Project", "is_required": true, "is_watched": true,
		"options": []object{{"id": "p1", "label": "Web shop"}, {"id": "p2", "label": "Back office"}}}
	fields := []object{{"id": "note", "type": "static_text", "name": "Made by a rule"}, project}
	if values["project"] != nil && values["project"] != "" {
		project["value"] = values["project"]
		kind := object{"id": "type", "type": "dropdown", "name": "Type", "options": []object{{"id": "1", "label": "Bug"}, {"id": "2", "label": "Task"}}, "value": "2"}
		if values["type"] != nil {
			kind["value"] = values["type"]
		}
		summary := object{"id": "summary", "type": "single_line_text", "name": "Summary"}
		if text, ok := values["summary"].(string); ok {
			summary["value"] = text
		}
		if wrong != "" {
			summary["error"] = wrong
		}
		who := object{"id": "who", "type": "typeahead", "name": "Assignee", "typeahead_url": k.url + "/people"}
		if item, ok := values["who"].(object); ok {
			who["value"] = item
		}
		fields = append(fields, kind, summary, who)
	}
	return object{"template": "form_metadata_v0", "metadata": object{"title": "Create an issue", "fields": fields,
		"on_submit_callback": k.url + "/submit", "on_change_callback": k.url + "/change"}}
}

// instead answers a path with a status and a body.
func (k *tracker) instead(path string, status int, body string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.answers[path] = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// restore lets a path answer as it did.
func (k *tracker) restore(path string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.answers, path)
}

// seen are the paths asked for since it was last called.
func (k *tracker) seen() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := k.asked
	k.asked = nil
	return list
}

func (k *tracker) keeps(action string) object {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept[action]
}

// creates is an action of the app.
func (k *tracker) creates(values object) object {
	return object{"kind": "app", "app": k.GID, "action_type": "create_issue", "values": values}
}
