package widget_test

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge"
	"jirabridge/widget"
)

// endpoint is an address of the app; needs are the parts of a message that it
// cannot do without, besides who, where and when.
type endpoint struct {
	method, path string
	params       map[string]string
	needs        []string
}

// endpoints are all addresses of the app, with what a good message to each
// holds besides who, where and when.
var endpoints = []endpoint{
	{"GET", "/widget", map[string]string{"attachment": "901", "resource_url": "https://tracker.example.com/browse/IT-1"}, []string{"task", "attachment"}},
	{"GET", "/form", nil, []string{"task"}},
	{"POST", "/form/change", map[string]string{"changed_field": "issuetype"}, []string{"task"}},
	{"POST", "/form/submit", map[string]string{"attachment": "901"}, []string{"task", "attachment"}},
	{"GET", "/typeahead/project", map[string]string{"query": "IT"}, nil},
	{"GET", "/typeahead/user", map[string]string{"query": "ann"}, nil},
	{"GET", "/typeahead/user/10000", map[string]string{"query": "ann"}, nil},
	{"GET", "/typeahead/resource", map[string]string{"query": "IT-1"}, []string{"task"}},
	{"POST", "/attach", map[string]string{"attachment": "901", "query": "IT-1"}, []string{"task", "attachment"}},
	{"GET", "/rule", ofRule, []string{"project", "action_type"}},
	{"POST", "/rule/change", ofRule, []string{"project", "action_type"}},
	{"POST", "/rule/submit", ofRule, []string{"project", "action_type", "action"}},
	{"POST", "/rule/run", ofRule, []string{"project", "action_type", "action", "target_object", "idempotency_key"}},
	{"POST", "/rule/preview", ofRule, []string{"project", "action_type", "target_object"}},
}

// ofRule are the parameters of messages about a rule's action.
var ofRule = map[string]string{
	"project": "401", "action_type": "create_issue", "action": "801", "target_object": "501", "idempotency_key": "run/801",
}

// send sends a message of a member about a task, without some parameters.
func (w *world) send(t *testing.T, host wiretest.Host, method, path string, params map[string]string, without ...string) wiretest.Reply {
	t.Helper()
	all := of(params)
	for _, name := range without {
		delete(all, name)
	}
	if method == http.MethodGet {
		return host.Get(t, w.app(path), all)
	}
	data := map[string]any{}
	for name, value := range all {
		data[name] = value
	}
	return host.Post(t, w.app(path), data)
}

const malformed = `{"error":"Illegal or malformed request."}`

// Whatever is not a signed, complete message that is still valid gets 400 at
// every endpoint, and causes no request to anybody.
func TestOnlySignedMessages(t *testing.T) {
	w := ready(t, one(t))
	for _, e := range endpoints {
		for name, spoil := range map[string]func(h *wiretest.Host){
			"unsigned":       func(h *wiretest.Host) { h.Header = map[string]string{"X-Asana-Request-Signature": ""} },
			"garbage":        func(h *wiretest.Host) { h.Header = map[string]string{"X-Asana-Request-Signature": "yes"} },
			"another secret": func(h *wiretest.Host) { h.Secret = "another" },
			"another message": func(h *wiretest.Host) {
				h.Header = map[string]string{"X-Asana-Request-Signature": wiretest.Sign(secret, "x")}
			},
			"expired":          func(h *wiretest.Host) { h.Expires = time.Now().Add(-time.Second) },
			"expired long ago": func(h *wiretest.Host) { h.Expires = time.UnixMilli(1) },
		} {
			host := w.host
			spoil(&host)
			got := w.send(t, host, e.method, e.path, e.params)
			if got.Status != http.StatusBadRequest || got.Body != malformed {
				t.Errorf("%s, %s: %d %s", e.path, name, got.Status, got.Body)
			}
		}
		for _, part := range append([]string{"user", "workspace", "expires_at"}, e.needs...) {
			got := w.incomplete(t, e.method, e.path, e.params, part)
			if got.Status != http.StatusBadRequest || got.Body != malformed {
				t.Errorf("%s without %s: %d %s", e.path, part, got.Status, got.Body)
			}
		}
	}
	if n := w.work(); n != 0 {
		t.Errorf("%d requests were made for messages that were refused", n)
	}
}

func (w *world) incomplete(t *testing.T, method, path string, params map[string]string, part string) wiretest.Reply {
	t.Helper()
	if part != "expires_at" {
		return w.send(t, w.host, method, path, params, part)
	}
	if method == http.MethodGet {
		return w.host.GetRaw(t, w.app(path), "user=11&workspace=1&task=501&attachment=901&resource_url=x")
	}
	return w.host.PostRaw(t, w.app(path), `{"user":"11","workspace":"1","task":"501","attachment":"901"}`)
}

// Asana's own two examples, byte for byte as they would arrive: they are
// accepted, and what they ask is answered as of strangers.
func TestSignatureVectors(t *testing.T) {
	w := one(t)
	for name, v := range map[string]struct{ method, path, text, signature string }{
		"GET": {
			"GET", "/widget",
			"workspace=12345&task=23456&user=34567&attachment=45678&expires_at=2035-10-05T14%3A48%3A00.000Z&resource_url=https%3A%2F%2Fjira.example.com%2Fbrowse%2FCP-1",
			"967ed6e71bb9c16fa83f49922ada256a7636df3f1ef77dd379767fcb46eaec9e",
		},
		"POST": {
			"POST", "/attach",
			`{"task":"23456","query":"CP-1","workspace":"12345","user":"34567","attachment":"45678","expires_at":"2035-10-05T14:48:00.000Z"}`,
			"fd61f5f05093804d66f59fc43fb67858533b5a84165d5221e4080ace4c8ffdda",
		},
	} {
		host := w.host
		for signature, status := range map[string]int{
			v.signature: http.StatusNotFound, strings.Repeat("0", 64): http.StatusBadRequest,
		} {
			host.Header = map[string]string{"X-Asana-Request-Signature": signature}
			var got wiretest.Reply
			if v.method == "GET" {
				got = host.GetRaw(t, w.app(v.path), v.text)
			} else {
				got = host.PostRaw(t, w.app(v.path), v.text)
			}
			if got.Status != status {
				t.Errorf("%s signed %s: %d %s, want %d", name, signature, got.Status, got.Body, status)
			}
		}
	}
}

// Other methods and other addresses do not exist; nothing can be written to the
// widget (J-45).
func TestOtherMethods(t *testing.T) {
	w := ready(t, one(t))
	body := fmt.Sprintf(`{"data":%q}`, `{"user":"11","workspace":"1","task":"501"}`)
	for _, e := range append(endpoints, endpoint{path: "/nothing"}) {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} {
			if method == e.method {
				continue
			}
			r, err := http.NewRequestWithContext(t.Context(), method, w.app(e.path), bytes.NewReader([]byte(body)))
			check(t, err)
			r.Header.Set("X-Asana-Request-Signature", wiretest.Sign(secret, `{"user":"11","workspace":"1","task":"501"}`))
			resp, err := http.DefaultClient.Do(r)
			check(t, err)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s: %d", method, e.path, resp.StatusCode)
			}
		}
	}
	if n := w.work(); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// Browsers may call us from the platform's pages and from no others.
func TestCrossOrigin(t *testing.T) {
	w := one(t)
	for _, origin := range []string{w.platform.URL, "https://evil.example.com", ""} {
		allowed := origin == w.platform.URL
		for _, e := range endpoints {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, w.app(e.path), nil)
			check(t, err)
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", e.method)
			r.Header.Set("Access-Control-Request-Headers", "content-type,x-asana-request-signature")
			resp, err := http.DefaultClient.Do(r)
			check(t, err)
			_ = resp.Body.Close()
			checkCrossOrigin(t, "preflight of "+e.path, resp.Header, w.platform.URL, allowed)
			if resp.StatusCode != http.StatusNoContent {
				t.Errorf("preflight of %s: %d", e.path, resp.StatusCode)
			}
			host := w.host
			host.Origin = origin
			got := w.send(t, host, e.method, e.path, e.params)
			checkCrossOrigin(t, e.path, got.Header, w.platform.URL, allowed)
		}
	}
}

func checkCrossOrigin(t *testing.T, name string, h http.Header, platform string, allowed bool) {
	t.Helper()
	want := map[string]string{}
	if allowed {
		want = map[string]string{
			"Access-Control-Allow-Origin": platform, "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
			"Access-Control-Allow-Headers": "content-type, x-asana-request-signature",
		}
	}
	for _, header := range []string{"Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Allow-Credentials"} {
		if got := h.Get(header); got != want[header] {
			t.Errorf("%s: %s is %q, want %q", name, header, got, want[header])
		}
	}
	if h.Get("Cache-Control") != "no-store" {
		t.Errorf("%s may be kept: %q", name, h.Get("Cache-Control"))
	}
	if !strings.Contains(h.Get("Vary"), "Origin") {
		t.Errorf("%s: Vary is %q", name, h.Get("Vary"))
	}
}

// Without an account in Jira the form and the lookup answer 401 (J-40), in the
// reader's language; a workspace without a Jira has nothing at all.
func TestWhoIsNotConnected(t *testing.T) {
	w := ready(t, one(t))
	for _, e := range endpoints {
		if e.path == "/widget" || slices.Contains(e.needs, "target_object") { // of rules that are not there
			continue
		}
		for lang, text := range map[string]string{"en": "Connect your Jira account", "sv": "Jira-konto"} {
			host := w.host
			host.Header = map[string]string{"Accept-Language": lang}
			got := w.send(t, host, e.method, e.path, merge(e.params, "user", "13"))
			said, _ := got.JSON["error"].(string)
			if got.Status != http.StatusUnauthorized || !strings.Contains(said, text) {
				t.Errorf("%s, %s: %d %s", e.path, lang, got.Status, got.Body)
			}
			w.spec.Check(t, "UnauthorizedResponse", any(got.JSON))
		}
		got := w.send(t, w.host, e.method, e.path, merge(e.params, "workspace", "2"))
		if got.Status != http.StatusNotFound || !strings.Contains(got.Body, "has not been added to Jira Server") {
			t.Errorf("%s without a Jira: %d %s", e.path, got.Status, got.Body)
		}
	}
}

// A failure of our own says nothing of itself but an id, which the log has too.
func TestFailureOfOurOwn(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	w := ready(t, newWorld(t, db))
	_, err := db.Writer().ExecContext(t.Context(), "drop table bridge_connections")
	check(t, err)
	got := w.host.Get(t, w.app("/form"), of(nil))
	said, _ := got.JSON["error"].(string)
	if got.Status != http.StatusInternalServerError || !regexp.MustCompile(`^[^()]+ \([A-Za-z0-9-]{8,}\)$`).MatchString(said) || strings.Contains(got.Body, "bridge_connections") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// Without a secret every signature would be a good one.
func TestConfigIsChecked(t *testing.T) {
	if _, err := widget.New(widget.Config{
		Bridge: &bridge.Bridge{}, Frame: &page.Frame{}, Sessions: &scs.SessionManager{}, BaseURL: "https://x.y", PlatformURL: "https://x.y",
	}); err == nil {
		t.Error("an app without a secret is made")
	}
}

func merge(params map[string]string, name, value string) map[string]string {
	all := map[string]string{name: value}
	for name, value := range params {
		all[name] = value
	}
	return all
}
