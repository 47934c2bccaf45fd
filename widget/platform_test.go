package widget_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorilla/mux"
)

// task is a task as the platform keeps it.
type task struct{ name, html string }

// member is a membership of a person in a workspace.
type member struct {
	gid, name string
	guest     bool
}

// platform is an Asana with maps for records. Whoever comes to its consent page
// is asked nothing: the visitor's cookie says who it is, and Deny who refuses.
type platform struct {
	*httptest.Server
	requests atomic.Int64 // to the REST API
	members  map[string][]member
	tasks    map[string]task

	mu          sync.Mutex
	attachments map[string][]map[string]any // by task
	consents    int
	deny        bool
	revoked     bool
}

func newPlatform(t *testing.T) *platform {
	p := &platform{
		members: map[string][]member{
			"10": {{"1", "Northwind", false}, {"2", "Acme & Söner", false}},
			"11": {{"1", "Northwind", false}},
			"12": {{"1", "Northwind", true}},
			"13": {{"2", "Acme & Söner", false}},
		},
		tasks: map[string]task{}, attachments: map[string][]map[string]any{},
	}
	r := mux.NewRouter()
	r.HandleFunc("/-/oauth_authorize", p.authorize)
	r.HandleFunc("/-/oauth_token", p.token)
	api := r.PathPrefix("/api/1.0").Subrouter()
	api.Use(p.authenticate)
	api.HandleFunc("/users/me/workspace_memberships", p.memberships)
	api.HandleFunc("/tasks/{gid}", p.task)
	api.HandleFunc("/projects/{gid}", p.project)
	api.HandleFunc("/workspaces/{gid}/tasks/search", p.nothing)
	api.HandleFunc("/attachments", p.list).Methods("GET")
	api.HandleFunc("/attachments/{gid}", p.attachment)
	p.Server = httptest.NewServer(r)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) authorize(w http.ResponseWriter, r *http.Request) {
	who, err := r.Cookie("who")
	if err != nil {
		http.Error(w, "nobody is signed in", http.StatusUnauthorized)
		return
	}
	p.mu.Lock()
	p.consents++
	deny := p.deny
	p.mu.Unlock()
	back := url.Values{"state": {r.FormValue("state")}, "code": {who.Value}}
	if deny {
		back = url.Values{"state": {r.FormValue("state")}, "error": {"access_denied"}}
	}
	http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *platform) token(w http.ResponseWriter, r *http.Request) {
	who := r.FormValue("code")
	if r.FormValue("grant_type") != "authorization_code" || p.members[who] == nil {
		reply(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	reply(w, http.StatusOK, map[string]any{
		"access_token": "token-" + who, "refresh_token": "refresh-" + who, "token_type": "bearer", "expires_in": 3600,
		"data": map[string]any{"id": who, "gid": who, "name": "Person " + who, "email": who + "@example.com"},
	})
}

func (p *platform) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.requests.Add(1)
		p.mu.Lock()
		revoked := p.revoked
		p.mu.Unlock()
		if revoked || p.members[caller(r)] == nil {
			refuse(w, http.StatusUnauthorized, "Not Authorized")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func caller(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer token-")
}

func (p *platform) memberships(w http.ResponseWriter, r *http.Request) {
	list := []any{}
	for _, m := range p.members[caller(r)] {
		list = append(list, map[string]any{
			"gid": caller(r) + m.gid, "workspace": map[string]any{"gid": m.gid, "name": m.name},
			"is_active": true, "is_admin": caller(r) == "10", "is_guest": m.guest,
		})
	}
	reply(w, http.StatusOK, map[string]any{"data": list})
}

func (p *platform) task(w http.ResponseWriter, r *http.Request) {
	gid := mux.Vars(r)["gid"]
	t, ok := p.tasks[gid]
	if !ok {
		refuse(w, http.StatusNotFound, "task: Unknown object: "+gid)
		return
	}
	reply(w, http.StatusOK, map[string]any{"data": map[string]any{
		"gid": gid, "name": t.name, "html_notes": t.html, "notes": "", "permalink_url": p.URL + "/0/0/" + gid,
		"workspace": map[string]any{"gid": "1", "name": "Northwind"}, "custom_fields": []any{},
	}})
}

func (p *platform) project(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, map[string]any{"data": map[string]any{
		"gid": mux.Vars(r)["gid"], "name": "Office", "custom_field_settings": []any{},
	}})
}

func (p *platform) nothing(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{"data": []any{}})
}

func (p *platform) list(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := []any{}
	for _, a := range p.attachments[r.FormValue("parent")] {
		list = append(list, a)
	}
	reply(w, http.StatusOK, map[string]any{"data": list, "next_page": nil})
}

func (p *platform) attachment(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range p.attachments {
		for _, a := range list {
			if a["gid"] == mux.Vars(r)["gid"] {
				reply(w, http.StatusOK, map[string]any{"data": a})
				return
			}
		}
	}
	refuse(w, http.StatusNotFound, "attachment: Unknown object: "+mux.Vars(r)["gid"])
}

// attach does what the platform does with a resource an app has named.
func (p *platform) attach(task, gid, address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.attachments[task] = append(p.attachments[task], map[string]any{
		"gid": gid, "name": "issue", "resource_subtype": "external", "host": "external", "view_url": address,
		"connected_to_app": true, "parent": map[string]any{"gid": task}, "created_at": "2035-10-05T14:48:00.000Z",
	})
}

// set changes what the consent page and the API do.
func (p *platform) set(deny, revoked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deny, p.revoked = deny, revoked
}

func (p *platform) consented() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.consents
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]any{"errors": []any{map[string]any{"message": message}}})
}

func postJSON(t *testing.T, address string, body any) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	check(t, err)
	resp, err := http.Post(address, "application/json", bytes.NewReader(text))
	check(t, err)
	defer resp.Body.Close()
	var answer map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&answer)
	return answer
}
