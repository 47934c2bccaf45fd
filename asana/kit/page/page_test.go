package page_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// source makes a Source from files; messages are the same in all languages
// unless given.
func source(name string, files map[string]string) page.Source {
	tree := fstest.MapFS{}
	for path, text := range files {
		tree[path] = &fstest.MapFile{Data: []byte(text)}
	}
	if all, ok := tree["messages/all.toml"]; ok {
		delete(tree, "messages/all.toml")
		for _, lang := range []string{"en", "sv", "pl"} {
			tree["messages/"+lang+".toml"] = all
		}
	}
	s := page.Source{Name: name, Templates: tree, Assets: tree}
	if _, err := fs.Stat(tree, "messages"); err == nil {
		s.Messages = tree
	}
	if _, err := fs.Stat(tree, "assets"); err != nil {
		s.Assets = nil
	}
	return s
}

func frame(t *testing.T, sources ...page.Source) *page.Frame {
	t.Helper()
	f, err := page.New(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// render is a page as somebody with these headers gets it.
func render(t *testing.T, f *page.Frame, name string, v page.View, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	if err := f.Render(w, request("GET", "/here?a=1", headers...), http.StatusOK, name, v); err != nil {
		t.Fatal(err)
	}
	return w
}

func request(method, target string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

// Whatever would fail in front of a reader fails at the start.
func TestNewRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown id":            {map[string]string{"templates/a.html": `{{t "x.none"}}`}, `no message "x.none"`},
		"unknown id in a part":  {map[string]string{"templates/a.html": `{{if .A}}{{with .B}}{{range .C}}{{template "x/a" (dict "T" (t "x.none"))}}{{end}}{{end}}{{end}}`}, `no message "x.none"`},
		"unknown id in an else": {map[string]string{"templates/a.html": `{{if .A}}{{else}}{{t "x.none"}}{{end}}`}, `no message "x.none"`},
		"unknown icon":          {map[string]string{"templates/a.html": `{{icon "none"}}`}, `no icon "none"`},
		"unknown asset":         {map[string]string{"templates/a.html": `{{asset "x/none.js"}}`}, `no asset "x/none.js"`},
		"broken template":       {map[string]string{"templates/a.html": `{{if}}`}, "x/a"},
		"foreign id":            {map[string]string{"messages/all.toml": `"y.a" = "A"`}, `"y.a" does not begin with "x."`},
		"id twice":              {map[string]string{"messages/all.toml": "\"x.a\" = \"A\"\n\"x.a\" = \"B\""}, "x"},
		"id twice in two forms": {map[string]string{"messages/all.toml": "\"x.a\" = \"A\"\n[x]\na = \"B\""}, `"x.a" stands there twice`},
		"id in one language":    {map[string]string{"messages/en.toml": `"x.a" = "A"`, "messages/sv.toml": `"x.a" = "A"`, "messages/pl.toml": `"x.b" = "B"`}, "x.a, x.b"},
		"language missing":      {map[string]string{"messages/en.toml": `"x.a" = "A"`}, "sv.toml"},
		"broken messages":       {map[string]string{"messages/all.toml": `"x.a" = `}, "messages/en.toml"},
	} {
		_, err := page.New(source("x", c.files))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
}

func TestSourcesHaveNamesOfTheirOwn(t *testing.T) {
	for _, names := range [][]string{{"a", "a"}, {"page"}, {""}} {
		var sources []page.Source
		for _, n := range names {
			sources = append(sources, page.Source{Name: n})
		}
		if _, err := page.New(sources...); err == nil {
			t.Errorf("%q is accepted", names)
		}
	}
}

func TestEveryLayout(t *testing.T) {
	f := frame(t, source("x", map[string]string{"templates/a.html": `<p>Hello {{.}}</p>`}))
	for _, layout := range []string{"", "plain", "popup", "screen", "app"} {
		nav := &page.Nav{Person: "Ada <b>", Place: "Acme", SignOut: "/out", Actions: []page.NavLink{{Text: "Apps", URL: "/apps"}},
			Groups: []page.NavGroup{{Title: "Here", Links: []page.NavLink{{Text: "One", URL: "/one", Icon: "home", Current: true}}}}}
		w := render(t, f, "x/a", page.View{Title: "Title <i>", Layout: layout, Nav: nav, Data: "<you>"})
		body := w.Body.String()
		for _, want := range []string{"<p>Hello &lt;you&gt;</p>", "<title>Title &lt;i&gt;", `<html lang="en">`, "Choose language", `name="next" value="/here?a=1"`} {
			if !strings.Contains(body, want) {
				t.Errorf("layout %q lacks %s", layout, want)
			}
		}
		for _, never := range []string{"<script>", "<style", "style=\"", "<b>", "<i>"} {
			if strings.Contains(body, never) {
				t.Errorf("layout %q has %s", layout, never)
			}
		}
	}
	w := httptest.NewRecorder()
	if err := f.Render(w, request("GET", "/"), 200, "x/a", page.View{Layout: "none"}); err == nil || w.Body.Len() > 0 {
		t.Errorf("an unknown layout: %v, %q", err, w.Body)
	}
	if err := f.Render(w, request("GET", "/"), 200, "x/none", page.View{}); err == nil || w.Body.Len() > 0 {
		t.Errorf("an unknown page: %v, %q", err, w.Body)
	}
}

func TestLanguage(t *testing.T) {
	f := frame(t, source("x", map[string]string{
		"templates/a.html":  `{{t "x.hello" "Name" .}} {{t "x.tasks" "Count" 1}} {{t "x.tasks" "Count" 3}} {{date "2026-03-07"}}`,
		"messages/en.toml":  "\"x.hello\" = \"Hello {{.Name}}.\"\n\"x.title\" = \"Page\"\n[\"x.tasks\"]\none = \"{{.Count}} task\"\nother = \"{{.Count}} tasks\"",
		"messages/sv.toml":  "\"x.hello\" = \"Hej {{.Name}}.\"\n\"x.title\" = \"Sida\"\n[\"x.tasks\"]\none = \"{{.Count}} uppgift\"\nother = \"{{.Count}} uppgifter\"",
		"messages/pl.toml":  "\"x.hello\" = \"Cześć {{.Name}}.\"\n\"x.title\" = \"Strona\"\n[\"x.tasks\"]\none = \"{{.Count}} zadanie\"\nfew = \"{{.Count}} zadania\"\nmany = \"{{.Count}} zadań\"\nother = \"{{.Count}} zadania\"",
		"assets/unused.txt": "x",
	}))
	for _, c := range []struct{ cookie, accept, lang, want string }{
		{"", "", "en", "Hello &lt;A&gt;. 1 task 3 tasks 7 Mar 2026"},
		{"", "sv-SE,sv;q=0.9,en;q=0.5", "sv", "Hej &lt;A&gt;. 1 uppgift 3 uppgifter 7 mars 2026"},
		{"", "de, pl;q=0.8", "pl", "Cześć &lt;A&gt;. 1 zadanie 3 zadania 7 mar 2026"},
		{"pl", "sv", "pl", "Cześć"},
		{"xx", "sv", "sv", "Hej"},
		{"", "not a language;;", "en", "Hello"},
	} {
		headers := []string{"Accept-Language", c.accept}
		if c.cookie != "" {
			headers = append(headers, "Cookie", "lang="+c.cookie)
		}
		w := render(t, f, "x/a", page.View{Title: "x.title", Data: "<A>"}, headers...)
		if !strings.Contains(w.Body.String(), c.want) || w.Header().Get("Content-Language") != c.lang {
			t.Errorf("cookie %q, accepting %q: language %s\n%s", c.cookie, c.accept, w.Header().Get("Content-Language"), w.Body)
		}
	}
	if got := f.T(request("GET", "/", "Accept-Language", "sv"), "x.hello", map[string]any{"Name": "<B>"}); got != "Hej <B>." {
		t.Errorf("T says %q", got)
	}
	if got := f.T(request("GET", "/"), "x.none", nil); got != "x.none" {
		t.Errorf("an unknown id is %q", got)
	}
}

func TestChooseLanguage(t *testing.T) {
	f := frame(t)
	for next, want := range map[string]string{
		"/setup?a=1": "/setup?a=1", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "": "/", "/a\r\nb": "/",
	} {
		r := httptest.NewRequest("POST", "/assets/lang", strings.NewReader(url.Values{"lang": {"sv"}, "next": {next}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		f.Assets().ServeHTTP(w, r)
		cookie, err := http.ParseSetCookie(w.Header().Get("Set-Cookie"))
		if err != nil || cookie.Name != "lang" || cookie.Value != "sv" || cookie.Path != "/" || cookie.MaxAge < 300*24*3600 || !cookie.HttpOnly {
			t.Errorf("cookie %v, %v", cookie, err)
		}
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("next %q leads to %d %q", next, w.Code, w.Header().Get("Location"))
		}
	}
	for _, r := range []*http.Request{
		httptest.NewRequest("GET", "/assets/lang?lang=sv", nil), httptest.NewRequest("POST", "/assets/lang?lang=xx", nil), longChoice(t),
	} {
		w := httptest.NewRecorder()
		f.Assets().ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s answered %d", r.Method, w.Code)
		}
	}
}

// longChoice is a choice of language with a megabyte beside it.
func longChoice(t *testing.T) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"lang": "sv", "x": strings.Repeat("x", 1<<20)} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	r := httptest.NewRequest("POST", "/assets/lang", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// The answer to a form leads back to the page with the form.
func TestWhereTheLanguageChoiceLeads(t *testing.T) {
	f := frame(t, source("x", map[string]string{"templates/a.html": "x"}))
	for referer, want := range map[string]string{
		"http://example.com/form?x=1": "/form?x=1", "http://evil.example/form": "/sent", "": "/sent",
	} {
		w := httptest.NewRecorder()
		if err := f.Render(w, request("POST", "/sent?code=1", "Referer", referer), 400, "x/a", page.View{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(w.Body.String(), `name="next" value="`+want+`"`) {
			t.Errorf("from %q it does not lead to %s", referer, want)
		}
	}
}

func TestAssetsAreCompressed(t *testing.T) {
	script := strings.Repeat("let a = 1;\n", 200)
	f := frame(t, source("x", map[string]string{"templates/a.html": `[{{asset "x/a.js"}}]`, "assets/a.js": script, "assets/b.png": script}))
	get := func(path, accepts string) *http.Response {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", accepts)
		w := httptest.NewRecorder()
		f.Assets().ServeHTTP(w, r)
		return w.Result()
	}
	_, rest, _ := strings.Cut(render(t, f, "x/a", page.View{}).Body.String(), "[")
	address, _, _ := strings.Cut(rest, "]")
	for accepts, packed := range map[string]bool{"": false, "br": false, "gzip;q=0, *": false, "gzip": true, "deflate, gzip;q=0.5": true, "*": true} {
		r := get(address, accepts)
		if got := r.Header.Get("Content-Encoding") == "gzip"; got != packed || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: %v", accepts, r.Header)
		}
		if body := unpacked(t, r, packed); body != script {
			t.Errorf("Accept-Encoding %q: %q", accepts, body)
		}
	}
	if r := get(strings.Replace(address, "a.js", "b.png", 1), "gzip"); r.Header.Get("Content-Encoding") != "" || r.Header.Get("Vary") != "" {
		t.Errorf("a picture is packed again: %v", r.Header)
	}
	if a, b := get(address, "gzip").Header.Get("Etag"), get(address, "").Header.Get("Etag"); a == b {
		t.Errorf("one tag, %s, for two bodies", a)
	}
}

// What a POST answers may be a secret shown once; see packsPage.
func TestPagesAreCompressed(t *testing.T) {
	f := frame(t, source("x", map[string]string{"templates/a.html": strings.Repeat("many words ", 100)}))
	for method, packed := range map[string]bool{"GET": true, "POST": false} {
		r := httptest.NewRequest(method, "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		if err := f.Render(w, r, http.StatusTeapot, "x/a", page.View{}); err != nil {
			t.Fatal(err)
		}
		answer := w.Result()
		if got := answer.Header.Get("Content-Encoding") == "gzip"; got != packed || answer.StatusCode != http.StatusTeapot {
			t.Errorf("%s: %d %v", method, answer.StatusCode, answer.Header)
		}
		if body := unpacked(t, answer, packed); !strings.Contains(body, "many words many words") {
			t.Errorf("%s: %q", method, body)
		}
	}
}

func unpacked(t *testing.T, r *http.Response, packed bool) string {
	t.Helper()
	var body io.Reader = r.Body
	if packed {
		z, err := gzip.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAssets(t *testing.T) {
	f := frame(t, source("x", map[string]string{"templates/a.html": `[{{asset "x/sub/a.js"}}]`, "assets/sub/a.js": "let a;", "assets/b.svg": "<svg/>"}))
	body := render(t, f, "x/a", page.View{}).Body.String()
	_, rest, _ := strings.Cut(body, "[")
	address, _, _ := strings.Cut(rest, "]")
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		f.Assets().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	w := get(address)
	if w.Body.String() != "let a;" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %q %v", address, w.Body, w.Header())
	}
	older := get("/assets/000000000000/x/sub/a.js")
	if older.Code != http.StatusOK || older.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an older page gets %d %v", older.Code, older.Header())
	}
	for _, path := range []string{"/assets/", "/assets/x", "/assets/a/x/none.js", "/assets/a/x/../../page.go", "/assets/a/x/sub/"} {
		if w := get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", path, w.Code)
		}
	}
	if other := frame(t, source("x", map[string]string{"templates/a.html": `[{{asset "x/sub/a.js"}}]`, "assets/sub/a.js": "let b;"})); strings.Contains(render(t, other, "x/a", page.View{}).Body.String(), address) {
		t.Error("another content has the same address")
	}
}

func TestParts(t *testing.T) {
	at := time.Date(2026, 3, 7, 10, 30, 0, 0, time.FixedZone("", 3600))
	f := frame(t, source("x", map[string]string{"templates/a.html": `{{avatar .Name}}|{{ago .At}}|{{ahead .At}}|{{date .At}}|{{date "soon"}}|{{size 999}}|{{size 1500}}|{{size 2500000}}|{{icon "home"}}|{{template "page/banner" dict "Kind" "error" "Text" .Name}}|{{text .Name}}`}))
	body := render(t, f, "x/a", page.View{Data: map[string]any{"Name": "Åsa <x> Öberg", "At": at}}).Body.String()
	for _, want := range []string{
		`aria-hidden="true">ÅÖ</span>`, `<time datetime="2026-03-07T09:30:00Z" data-ago>7 Mar 2026 09:30 UTC</time>`, ` data-ago data-ahead>7 Mar`, `|7 Mar 2026||999 B|2 kB|2.5 MB|<svg class="icon"`,
		`banner-error" role="alert">`, `Åsa &lt;x&gt; Öberg`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in\n%s", want, body)
		}
	}
	for lang, want := range map[string]string{"sv": "2,5 MB", "pl": "2,5 MB"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", lang)
		w := httptest.NewRecorder()
		if err := f.Render(w, r, http.StatusOK, "x/a", page.View{Data: map[string]any{"Name": "x", "At": at}}); err != nil || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s does not write %s (%v)", lang, want, err)
		}
	}
	if !page.HasIcon("home") || page.HasIcon("none") {
		t.Error("HasIcon is wrong")
	}
}

func TestErrorPages(t *testing.T) {
	f := frame(t, source("x", map[string]string{"messages/all.toml": `"x.full" = "The shelf is full."`}))
	for _, c := range []struct {
		err    error
		status int
		says   string
		shows  bool // the id
	}{
		{httpkit.Fail(http.StatusNotFound, "", nil), 404, "The page does not exist, or you do not have access to it.", false},
		{httpkit.Fail(http.StatusForbidden, "Only for <owners>.", nil), 403, "Only for &lt;owners&gt;.", false},
		{httpkit.Fail(http.StatusConflict, "x.full", nil), 409, "The shelf is full.", false},
		{errors.New("secret inside"), 500, "Something went wrong on our side.", true},
		{httpkit.Fail(http.StatusServiceUnavailable, "Later.", errors.New("secret inside")), 503, "Later.", true},
	} {
		w := httptest.NewRecorder()
		f.RenderError(w, request("GET", "/x"), c.err, "id-4711")
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "id-4711") != c.shows || strings.Contains(body, "secret") {
			t.Errorf("%v: %d\n%s", c.err, w.Code, body)
		}
	}
}
