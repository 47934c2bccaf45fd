package boottest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// Page is a signed-in person's page as its script uses it: it asks for JSON
// with the session's cookie. It is safe for concurrent use.
type Page struct {
	w      *World
	client *http.Client
	app    string // gid of the built-in app
}

// SignedIn is the page of a person who has just signed in.
func (w *World) SignedIn(t testing.TB, who demo.Person) *Page {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	p := &Page{w: w, client: &http.Client{Jar: jar, Timeout: patience}}
	resp, err := p.client.PostForm(w.PlatformURL+"/-/login", url.Values{"email": {who.Email}, "password": {who.Password}})
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("sign in: %s", resp.Status)
	}
	p.app = w.appOn(t, p, w.TaskGIDs[0])
	return p
}

// appOn is the gid of the app whose field a task has.
func (w *World) appOn(t testing.TB, p *Page, task string) string {
	t.Helper()
	resp, err := p.client.Get(w.TaskURL(task))
	must(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(t, err)
	_, rest, found := bytes.Cut(text, []byte(`data-app="`))
	gid, _, closed := bytes.Cut(rest, []byte(`"`))
	if !found || !closed {
		t.Fatalf("the task's page has no app's field: %s", text)
	}
	return string(gid)
}

// ask asks for what belongs to the app on a task; body nil is a GET. An error
// is a connection that was cut.
func (p *Page) ask(task, path string, body any) (status int, answer map[string]any, err error) {
	method, text := http.MethodGet, []byte(nil)
	if body != nil {
		method = http.MethodPost
		if text, err = json.Marshal(body); err != nil {
			return 0, nil, err
		}
	}
	req, err := http.NewRequest(method, p.w.PlatformURL+"/0/apps/"+p.app+"/tasks/"+task+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, answer, json.NewDecoder(resp.Body).Decode(&answer)
}

// must asks and expects 200.
func (p *Page) must(t testing.TB, task, path string, body any) map[string]any {
	t.Helper()
	status, answer, err := p.ask(task, path, body)
	if err != nil || status != http.StatusOK {
		t.Fatalf("%s of task %s: %d %v %v", path, task, status, answer, err)
	}
	return answer
}

// widgets are the keys of the issues a task's page shows, as its app tells
// them now.
func (p *Page) widgets(t testing.TB, task string) (titles []string) {
	t.Helper()
	list, _ := p.must(t, task, "/widgets", nil)["widgets"].([]any)
	for _, attached := range list {
		shown := p.must(t, task, "/attachments/"+dig(attached, "attachment")+"/widget", nil)
		titles = append(titles, dig(shown, "widget.metadata.title"))
	}
	return titles
}

// submission is a filled form that can be sent, also twice.
type submission struct {
	task string
	body map[string]any
}

// form opens the app's form on a task and fills it in as it stands.
func (p *Page) form(t testing.TB, task string) submission {
	t.Helper()
	opened := p.must(t, task, "/form", nil)
	form, _ := opened["form"].(map[string]any)
	return submission{task, map[string]any{
		"callback": dig(form, "metadata.on_submit_callback"), "attachment": opened["attachment"], "values": values(t, form),
	}}
}

func (p *Page) send(s submission) (status int, err error) {
	status, _, err = p.ask(s.task, "/form/submit", s.body)
	return status, err
}
