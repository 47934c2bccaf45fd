package ui_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/auth"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/ui"
)

// world is a running platform with its pages, and an app that can be added.
type world struct {
	*asanatest.World
	app *trackerApp
	gid string // of the app
	try *dryRuns
}

// each runs f in a world on either database.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, newWorld(t, db)) })
}

func newWorld(t *testing.T, db *sqldb.DB, changes ...func(*asana.Config)) *world {
	t.Helper()
	w := &world{World: asanatest.Start(t, db, changes...), app: startTracker(t), try: &dryRuns{}}
	frame := must(page.New(page.Source{Name: "asana", Messages: asana.Messages()}, auth.Pages(), ui.Pages()))(t)
	host := must(apphost.New(apphost.Config{Platform: w.Platform, Transport: http.DefaultTransport, BaseURL: w.URL}))(t)
	pages := must(ui.New(ui.Config{
		Platform: w.Platform, Auth: w.Auth, Host: host, Frame: frame, Keys: w.Keys, Outbound: http.DefaultTransport,
		Rules: w.try, BaseURL: w.URL, Logger: slog.New(slog.DiscardHandler),
	}))(t)
	w.Router.PathPrefix("/assets/").Handler(frame.Assets())
	pages.Routes(w.Router)
	registered := must(w.Platform.RegisterApp(t.Context(), asana.NewApp{
		Name: "Bug Tracker", RedirectURIs: []string{w.app.url + "/callback"}, Scopes: []string{"default"}, Components: w.app.components(),
	}))(t)
	w.gid = registered.GID
	return w
}

// install adds the app to the world's project.
func (w *world) install(t *testing.T) {
	t.Helper()
	if err := w.Platform.InstallApp(t.Context(), w.Owner.Actor, w.Project.GID, w.gid); err != nil {
		t.Fatal(err)
	}
}

// task is the address of the first task's page.
func (w *world) task() string { return "/0/" + w.Project.GID + "/" + w.Tasks[0].GID }

// ask is the address of what the first task's page asks about the app.
func (w *world) ask(path string) string {
	return "/0/apps/" + w.gid + "/tasks/" + w.Tasks[0].GID + path
}

// visitor is a browser without script.
type visitor struct {
	t      *testing.T
	url    string
	client *http.Client
	lang   string // Accept-Language; "" is none
}

// answer is a page or a JSON document.
type answer struct {
	t      *testing.T
	Status int
	Header http.Header
	Body   string
	URL    *url.URL // where redirects ended
}

func (w *world) anonymous(t *testing.T) *visitor {
	t.Helper()
	return &visitor{t: t, url: w.URL, client: &http.Client{Jar: must(cookiejar.New(nil))(t)}}
}

// as signs somebody in.
func (w *world) as(t *testing.T, p asanatest.Person) *visitor {
	t.Helper()
	v := w.anonymous(t)
	v.post("/-/login", url.Values{"email": {p.Email}, "password": {asanatest.Password}}).want(http.StatusOK)
	return v
}

// speaking sets the language the browser asks for.
func (v *visitor) speaking(lang string) *visitor {
	v.lang = lang
	return v
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(must(http.NewRequest(http.MethodGet, v.url+path, nil))(v.t))
}

func (v *visitor) post(path string, values url.Values) answer {
	v.t.Helper()
	r := must(http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(values.Encode())))(v.t)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.url)
	return v.do(r)
}

// askJSON is what a script of the page does: a GET, or a POST of body.
func (v *visitor) askJSON(path string, body any) answer {
	v.t.Helper()
	r := must(http.NewRequest(http.MethodGet, v.url+path, nil))(v.t)
	if body != nil {
		text := must(json.Marshal(body))(v.t)
		r = must(http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(string(text))))(v.t)
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Sec-Fetch-Mode", "cors")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	if v.lang != "" {
		r.Header.Set("Accept-Language", v.lang)
	}
	res := must(v.client.Do(r))(v.t)
	defer func() { _ = res.Body.Close() }()
	body := must(io.ReadAll(res.Body))(v.t)
	return answer{t: v.t, Status: res.StatusCode, Header: res.Header, Body: string(body), URL: res.Request.URL}
}

// want fails unless the status is this one.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s answered %d, want %d:\n%s", a.URL.Path, a.Status, status, a.text())
	}
	return a
}

// says fails unless all texts stand in what a person reads.
func (a answer) says(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text(), text) {
			a.t.Errorf("%s does not say %q:\n%s", a.URL.Path, text, a.text())
		}
	}
	return a
}

// holds fails unless the text stands somewhere in the answer.
func (a answer) holds(text string) answer {
	a.t.Helper()
	if !strings.Contains(a.Body, text) {
		a.t.Errorf("%s does not have %q", a.URL.Path, text)
	}
	return a
}

// silent fails if one of the texts stands anywhere in the answer.
func (a answer) silent(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.Body, text) {
			a.t.Errorf("%s says %q", a.URL.Path, text)
		}
	}
	return a
}

// has fails unless an element with this data-test is there; it returns the
// element's attributes.
func (a answer) has(hook string) map[string]string {
	a.t.Helper()
	found := a.find(hook)
	if len(found) == 0 {
		a.t.Fatalf("%s has no element %q:\n%s", a.URL.Path, hook, a.text())
	}
	return found[0]
}

// find returns the attributes of every element with this data-test, also of
// those in templates.
func (a answer) find(hook string) []map[string]string {
	var found []map[string]string
	a.each(func(n *html.Node) {
		attributes := map[string]string{}
		for _, at := range n.Attr {
			attributes[at.Key] = at.Val
		}
		if attributes["data-test"] == hook {
			found = append(found, attributes)
		}
	})
	return found
}

// text is what a person reads, words one space apart.
func (a answer) text() string {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return a.Body
	}
	var words []string
	a.each(func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode && n.Data != "script" && n.Data != "style" {
				words = append(words, strings.Fields(c.Data)...)
			}
		}
	})
	return strings.Join(words, " ")
}

func (a answer) each(f func(n *html.Node)) {
	root, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		a.t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// decode reads a JSON answer.
func (a answer) decode() map[string]any {
	a.t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		a.t.Fatalf("%s answered no JSON: %s", a.URL.Path, a.Body)
	}
	return v
}

// must returns a function that fails the test when there was an error.
func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
