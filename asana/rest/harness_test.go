package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/rest"
)

// api is a client of maps only, so that it shares no type, and no mistake, with what it tests.
type api struct {
	t     *testing.T
	world *asanatest.World
	base  string
	token string
}

// each runs f on both databases with a client that is Member.
func each(t *testing.T, f func(t *testing.T, w *asanatest.World, a api), changes ...func(*asana.Config)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := asanatest.Start(t, db, changes...)
		f(t, w, api{t, w, w.URL, w.Member.Token.Reveal()})
	})
}

// onSQLite is each on one database, for what no database takes part in.
func onSQLite(t *testing.T, f func(t *testing.T, w *asanatest.World, a api)) {
	t.Helper()
	w := asanatest.Start(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
	f(t, w, api{t, w, w.URL, w.Member.Token.Reveal()})
}

func (a api) as(p asanatest.Person) api {
	a.token = p.Token.Reveal()
	return a
}

// asNobody sends no token.
func (a api) asNobody() api {
	a.token = ""
	return a
}

// fixed is an authenticator that takes every request for the same actor's.
type fixed asana.Actor

func (f fixed) Authenticate(*http.Request) (asana.Actor, error) { return asana.Actor(f), nil }

func (f fixed) SpendSearch(context.Context, asana.Actor) error { return nil }

func (f fixed) SpendTrigger(context.Context, string, string) error { return nil }

func (f fixed) SpendMore(context.Context, asana.Actor, int) error { return nil }

// through is Member acting through an app with these scopes.
func (a api) through(app string, scopes ...string) api {
	a.t.Helper()
	actor := fixed{Person: a.world.Member.GID, App: app, Scopes: scopes}
	h, err := rest.New(rest.Config{Platform: a.world.Platform, Auth: actor, Hooks: a.world.Hooks, Host: a.world.Host, Rules: a.world.Rules, BaseURL: a.world.URL})
	if err != nil {
		a.t.Fatal(err)
	}
	server := httptest.NewServer(h)
	a.t.Cleanup(server.Close)
	a.base = server.URL
	return a
}

// answer is what came back.
type answer struct {
	t      *testing.T
	Status int
	Header http.Header
	Body   map[string]any
	Raw    string
}

func (a api) send(method, path, contentType string, body io.Reader) answer {
	a.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = a.base + "/api/1.0" + path
	}
	r, err := http.NewRequestWithContext(a.t.Context(), method, path, body)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	got := answer{a.t, resp.StatusCode, resp.Header, nil, string(raw)}
	if len(raw) > 0 && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &got.Body); err != nil {
			a.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	return got
}

func (a api) get(path string) answer { a.t.Helper(); return a.send("GET", path, "", nil) }

func (a api) delete(path string) answer { a.t.Helper(); return a.send("DELETE", path, "", nil) }

// post and put send data in its envelope.
func (a api) post(path string, data any) answer {
	a.t.Helper()
	return a.sendJSON("POST", path, map[string]any{"data": data})
}

func (a api) put(path string, data any) answer {
	a.t.Helper()
	return a.sendJSON("PUT", path, map[string]any{"data": data})
}

func (a api) sendJSON(method, path string, body any) answer {
	a.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.send(method, path, "application/json", bytes.NewReader(text))
}

// part is one part of an upload; a file when it has a file name.
type part struct{ Name, File, Type, Content string }

func (a api) upload(parts ...part) answer {
	a.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range parts {
		header := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p.Name + `"`}}
		if p.File != "" {
			header = textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p.Name + `"; filename="` + p.File + `"`}}
			header.Set("Content-Type", p.Type)
		}
		w, err := form.CreatePart(header)
		if err != nil {
			a.t.Fatal(err)
		}
		_, _ = w.Write([]byte(p.Content))
	}
	_ = form.Close()
	return a.send("POST", "/attachments", form.FormDataContentType(), &body)
}

// ok demands a status and returns the data, a record.
func (got answer) ok(status int) map[string]any {
	got.t.Helper()
	got.status(status)
	data, ok := got.Body["data"].(map[string]any)
	if !ok {
		got.t.Fatalf("data is no object: %s", got.Raw)
	}
	return data
}

// list demands 200 and returns the data, a list of records.
func (got answer) list() []map[string]any {
	got.t.Helper()
	got.status(200)
	items, ok := got.Body["data"].([]any)
	if !ok {
		got.t.Fatalf("data is no list: %s", got.Raw)
	}
	records := make([]map[string]any, len(items))
	for i := range items {
		records[i] = items[i].(map[string]any)
	}
	return records
}

func (got answer) status(want int) {
	got.t.Helper()
	if got.Status != want {
		got.t.Fatalf("status %d, want %d: %s", got.Status, want, got.Raw)
	}
}

// fails demands an error of a status that says text.
func (got answer) fails(status int, text string) {
	got.t.Helper()
	got.status(status)
	list, _ := got.Body["errors"].([]any)
	if len(list) != 1 {
		got.t.Fatalf("want one error: %s", got.Raw)
	}
	first := list[0].(map[string]any)
	if first["message"] != text {
		got.t.Errorf("message %q, want %q", first["message"], text)
	}
	if help, _ := first["help"].(string); !strings.HasPrefix(help, "For more information on API status codes") {
		got.t.Errorf("help = %q", help)
	}
}

// gids are the ids of records, in their order.
func gids(records []map[string]any) []string {
	list := make([]string, len(records))
	for i, r := range records {
		list[i] = r["gid"].(string)
	}
	return list
}

// keys are the names of a record's fields.
func keys(record map[string]any) map[string]bool {
	names := map[string]bool{}
	for name := range record {
		names[name] = true
	}
	return names
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
