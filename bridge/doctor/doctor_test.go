package doctor_test

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
	"jirabridge/jira/auth"
	"jirabridge/jira/jiratest"
)

func discard() *log.Logger { return log.New(io.Discard, "", 0) }

func decode(text []byte, into any) error { return json.Unmarshal(text, into) }

var order = []string{"dns", "tcp", "tls", "proxy", "path", "server", "base", "clock", "link", "redirect", "permission", "create", "attachments", "rate"}

// fault is something that is wrong with a world, and the one step that it is
// found in. Steps that are not reached for it may lie behind, or before: what a
// proxy keeps from us.
type fault struct {
	name    string
	config  jiratest.Config
	before  func(w *world) // the server starts
	scope   string         // of the link in Jira
	after   func(w *world)
	step    string
	result  doctor.Result
	code    string
	stops   bool     // nothing behind it is reached
	not     []string // besides, these are not reached
	advises string   // stands in the arguments of the cause
}

// Every fault changes exactly the step that it is about.
func TestEveryFaultIsFoundInItsStep(t *testing.T) {
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.try(t)
		})
	}
}

func (f fault) try(t *testing.T) {
	w := newWorld(t, f.config)
	if f.before != nil {
		f.before(w)
	}
	if f.scope == "" {
		f.scope = "WRITE"
	}
	w.start(f.scope)
	if f.after != nil {
		f.after(w)
	}
	r := w.examine()
	at := slices.Index(order, f.step)
	for i, s := range r.Steps {
		want, code := doctor.OK, ""
		switch {
		case i == at:
			want, code = f.result, "doctor."+f.code
		case f.stops && i > at, slices.Contains(f.not, s.Name):
			want = doctor.NotReached
		}
		if s.Result != want || i == at && !ends(s.Cause.ID, f.code) || s.Name != order[i] {
			t.Errorf("%s is %s with %q %v (%q), want %s with %q", s.Name, s.Result, s.Cause.ID, s.Cause.Args, s.Evidence, want, code)
		}
	}
	if r.Failed() != (f.result == doctor.Fail) {
		t.Errorf("failed: %v", r.Failed())
	}
	if text := r.Text(say); !strings.Contains(text, f.advises) {
		t.Errorf("%q is not in %s", f.advises, text)
	}
	readable(t, r)
}

// readable fails the test when a report says something without words.
func readable(t *testing.T, r doctor.Report) {
	t.Helper()
	words, err := page.NewWords(bridge.Pages(), doctor.Pages())
	check(t, err)
	for _, lang := range page.Languages() {
		text := r.Text(func(id string, args map[string]any) string { return words.Say(lang, id, args) })
		for _, wrong := range []string{"doctor.", "bridge.", "<no value>"} {
			if strings.Contains(text, wrong) {
				t.Errorf("in %s: %s", lang, text)
			}
		}
	}
}

// What is looked at with somebody else's eyes tells nothing of what is not
// meant for them.
func TestDiscretion(t *testing.T) {
	w := newWorld(t, jiratest.Config{})
	w.front = func(http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Server", "payroll/1.0")
			rw.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(rw, "<title>Payroll of Northwind</title>")
		})
	}
	w.start("WRITE")
	if text := w.examine().Text(say); !strings.Contains(text, "Payroll of Northwind") || !strings.Contains(text, "payroll/1.0") {
		t.Errorf("nothing told: %s", text)
	}
	w.Discreet = true
	if text := strings.ToLower(w.examine().Text(say)); strings.Contains(text, "payroll") {
		t.Errorf("told: %s", text)
	}
	w.out.AllowLoopback = false
	if text := w.examine().Text(say); strings.Contains(text, "127.0.0.1") {
		t.Errorf("a private address is told: %s", text)
	}
}

// What a stranger calls himself gives a terminal no orders.
func TestTextIsPlain(t *testing.T) {
	r := doctor.Report{Steps: []doctor.Step{{
		Name: "server", Evidence: []string{"\x1b[2J\x1b]0;owned\a\u009b31mNorthwind"}, Cause: doctor.Text{ID: "a\x1bb"}, Next: doctor.Text{ID: "c\rd"},
	}}}
	text := r.Text(func(id string, _ map[string]any) string { return id })
	if strings.ContainsAny(text, "\x1b\a\r\u009b") || !strings.Contains(text, "Northwind") {
		t.Errorf("%q", text)
	}
}

func ends(id, code string) bool { return code == "" || strings.HasSuffix(id, "."+code) }

// say puts messages into what a test can look for.
func say(id string, args map[string]any) string {
	text, _ := json.Marshal(args)
	return id + string(text)
}

func TestNothingWrong(t *testing.T) {
	fault{step: "dns", result: doctor.OK}.try(t)
	for _, version := range []string{"8.22.6", "10.3.19", "11.0.0"} {
		fault{config: jiratest.Config{Version: version}, step: "dns", result: doctor.OK}.try(t)
	}
}

// Every request says that it is ours: Jira refuses what looks like a browser.
func TestRequestsSayWhoAsks(t *testing.T) {
	w := newWorld(t, jiratest.Config{})
	w.start("WRITE")
	before := len(w.jira.Requests())
	w.examine()
	asked := w.jira.Requests()[before:]
	for _, r := range asked {
		if r.Agent != "jirabridge/dev" {
			t.Errorf("%s %s is from %q", r.Method, r.Path, r.Agent)
		}
	}
	if len(asked) < 5 {
		t.Errorf("%d requests", len(asked))
	}
}

func faults() []fault {
	return slices.Concat(networkFaults(), certificateFaults(), proxyFaults(), pathFaults(), serverFaults(), linkFaults(), rightsFaults())
}

func networkFaults() []fault {
	return []fault{
		{name: "unknown name", step: "dns", result: doctor.Fail, code: "dns_unknown", stops: true, advises: "jira.northwind.example", after: func(w *world) {
			w.BaseURL, w.via = "https://jira.northwind.example/jira", w.asked(nameServer(w.t, 3))
		}},
		{name: "broken name server", step: "dns", result: doctor.Fail, code: "dns_failed", stops: true, after: func(w *world) {
			w.BaseURL, w.via = "https://jira.northwind.example/jira", w.asked(nameServer(w.t, 5))
		}},
		{name: "closed port", step: "tcp", result: doctor.Fail, code: "tcp_refused", stops: true, after: func(w *world) {
			w.BaseURL = "https://" + closedPort(w.t) + "/jira"
		}},
		{name: "private network", step: "tcp", result: doctor.Fail, code: "tcp_private", stops: true, after: func(w *world) {
			w.out.AllowLoopback = false
		}},
		{name: "a network that serve does not call", step: "tcp", result: doctor.Hint, code: "tcp_not_served", advises: "127.0.0.1", after: func(w *world) {
			w.Refuses = func(a netip.Addr) bool { return a.IsLoopback() }
		}},
		{name: "silence", step: "proxy", result: doctor.Fail, code: "no_answer", stops: true, before: func(w *world) {
			w.front = func(http.Handler) http.Handler {
				return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
			}
		}},
	}
}

func certificateFaults() []fault {
	return []fault{
		{name: "unknown CA", step: "tls", result: doctor.Fail, code: "tls_unknown_ca", stops: true, advises: "BEGIN CERTIFICATE", before: func(w *world) {
			w.out.Roots = newAuthority(w.t, "Another CA").pool()
		}},
		{name: "unknown CA that is not shown", step: "tls", result: doctor.Fail, code: "tls_incomplete", stops: true, advises: "Northwind CA", before: func(w *world) {
			w.out.Roots, w.cert.Certificate = newAuthority(w.t, "Another CA").pool(), w.cert.Certificate[:1]
		}},
		{name: "expired", step: "tls", result: doctor.Fail, code: "tls_expired", stops: true, before: func(w *world) {
			w.cert = w.ca.sign(w.t, "localhost", time.Now().Add(-time.Hour))
		}},
		{name: "ends soon", step: "tls", result: doctor.Hint, code: "tls_soon", before: func(w *world) {
			w.cert = w.ca.sign(w.t, "localhost", time.Now().Add(24*time.Hour))
		}},
		{name: "wrong name", step: "tls", result: doctor.Fail, code: "tls_name", stops: true, advises: "jira.northwind.example", before: func(w *world) {
			w.cert = w.ca.sign(w.t, "jira.northwind.example", time.Now().Add(90*24*time.Hour))
		}},
		{name: "no TLS at all", step: "tls", result: doctor.Fail, code: "tls_not_tls", stops: true, after: func(w *world) {
			w.BaseURL = "https://" + deaf(w.t, func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH\r\n") }) + "/jira"
		}},
	}
}

func proxyFaults() []fault {
	answering := func(status int, headers map[string]string) func(*world) {
		return func(w *world) {
			w.front = func(http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
					rw.Header().Set("Content-Type", "text/html")
					for name, value := range headers {
						rw.Header().Set(name, value)
					}
					rw.WriteHeader(status)
				})
			}
		}
	}
	return []fault{
		{name: "the outbound proxy wants a password", step: "proxy", result: doctor.Fail, code: "proxy_login", stops: true, not: []string{"tls"}, after: func(w *world) {
			w.out.Proxy = refusingProxy(w.t, http.StatusProxyAuthRequired)
		}},
		{name: "the outbound proxy does not connect", step: "proxy", result: doctor.Fail, code: "proxy_refused", stops: true, not: []string{"tls"}, after: func(w *world) {
			w.out.Proxy = refusingProxy(w.t, http.StatusForbidden)
		}},
		{name: "no outbound proxy there", step: "tcp", result: doctor.Fail, code: "tcp_proxy", stops: true, after: func(w *world) {
			w.out.Proxy = refusingProxy(w.t, http.StatusForbidden)
			w.out.Proxy.Host = closedPort(w.t)
		}},
		{name: "502", step: "proxy", result: doctor.Fail, code: "proxy_down", stops: true, before: answering(502, nil)},
		{name: "407 in front", step: "proxy", result: doctor.Fail, code: "proxy_login", stops: true, before: answering(407, nil)},
		{name: "a firewall", step: "proxy", result: doctor.Fail, code: "proxy_blocks", stops: true, before: answering(403, map[string]string{"Server": "waf"}), advises: "Server: waf"},
	}
}

func pathFaults() []fault {
	return []fault{
		{name: "no context path", step: "path", result: doctor.Fail, code: "path_other", stops: true, advises: "/jira", after: func(w *world) {
			w.BaseURL = strings.TrimSuffix(w.BaseURL, "/jira")
		}},
		{name: "wrong context path", step: "path", result: doctor.Fail, code: "path_other", stops: true, after: func(w *world) {
			w.BaseURL = strings.TrimSuffix(w.BaseURL, "/jira") + "/secure-jira"
		}},
		{name: "a context path that redirects lead to", config: jiratest.Config{ContextPath: "/issues-of-us"}, step: "path", result: doctor.Fail, code: "path_other", stops: true, advises: "/issues-of-us",
			before: func(w *world) {
				w.front = func(jira http.Handler) http.Handler {
					all := http.NewServeMux()
					all.Handle("/issues-of-us/", jira)
					all.Handle("/", http.RedirectHandler("/issues-of-us/secure/Dashboard.jspa", http.StatusFound))
					return all
				}
			}},
		{name: "a context path that a page tells", config: jiratest.Config{ContextPath: "/told"}, step: "path", result: doctor.Fail, code: "path_other", stops: true, advises: "/told",
			before: func(w *world) {
				w.front = func(jira http.Handler) http.Handler {
					all := http.NewServeMux()
					all.Handle("/told/", jira)
					all.HandleFunc("/", func(rw http.ResponseWriter, _ *http.Request) {
						rw.Header().Set("Content-Type", "text/html")
						rw.WriteHeader(http.StatusNotFound)
						_, _ = io.WriteString(rw, `<html><head><meta name="ajs-context-path" content="/told"></head></html>`)
					})
					return all
				}
			}},
		{name: "moved", step: "path", result: doctor.Fail, code: "path_other", stops: true, advises: "https://new.example.com/jira", before: func(w *world) {
			w.front = func(http.Handler) http.Handler {
				return http.RedirectHandler("https://new.example.com/jira/rest/api/2/serverInfo?secret=1", http.StatusMovedPermanently)
			}
		}},
		{name: "no Jira", step: "path", result: doctor.Fail, code: "path_nothing", stops: true, before: func(w *world) {
			w.front = func(http.Handler) http.Handler { return http.NotFoundHandler() }
		}},
	}
}

// answered has Jira answer to what matches with something else.
func answered(f jiratest.Fault) func(w *world) {
	return func(w *world) {
		f.Times = -1
		check(w.t, w.jira.SetFault(f))
	}
}

func serverFaults() []fault {
	info := func(version, numbers, deployment string) func(w *world) {
		return answered(jiratest.Fault{Match: "GET /serverInfo", Status: 200,
			Body: `{"version": "` + version + `", "versionNumbers": [` + numbers + `], "deploymentType": "` + deployment + `"}`})
	}
	return []fault{
		{name: "a login page", step: "server", result: doctor.Fail, code: "server_page", stops: true, advises: "Sign in", after: answered(jiratest.Fault{Match: "GET .*", Status: 200, HTML: true})},
		{name: "single sign-on", step: "server", result: doctor.Fail, code: "server_page", stops: true, advises: "https://login.example.com/saml", after: answered(jiratest.Fault{
			Match: "GET .*", Status: 302, Headers: map[string]string{"Location": "https://login.example.com/saml?token=secret"}})},
		{name: "Jira Cloud", step: "server", result: doctor.Fail, code: "server_cloud", stops: true, after: info("1001.0.0", "1001,0,0", "Cloud")},
		{name: "a Jira without OAuth 2.0", config: jiratest.Config{Version: "8.13.1"}, step: "server", result: doctor.Fail, code: "server_no_oauth2", stops: true},
		{name: "a newer Jira", step: "server", result: doctor.Hint, code: "server_untried", not: []string{"base"}, after: info("12.0.1", "12,0,1", "Server")},
		{name: "being started", step: "server", result: doctor.Fail, code: "server_down", stops: true, after: answered(jiratest.Fault{Match: "GET /serverInfo", Status: 503})},
		{name: "too many requests", step: "server", result: doctor.Fail, code: "server_busy", stops: true, after: answered(jiratest.Fault{Match: "GET /serverInfo", Status: 429})},
		{name: "silent to strangers", step: "server", result: doctor.Hint, code: "server_silent", not: []string{"base"}, after: answered(jiratest.Fault{Match: "GET /serverInfo", Status: 401})},
		{name: "another base URL", step: "base", result: doctor.Hint, code: "base_other", advises: "https://jira.northwind.example", after: func(w *world) {
			answered(jiratest.Fault{Match: "GET /serverInfo", Status: 200,
				Body: `{"baseUrl": "https://jira.northwind.example", "version": "9.12.2", "versionNumbers": [9,12,2], "deploymentType": "Server"}`})(w)
		}},
		{name: "a clock ninety minutes off", step: "clock", result: doctor.Fail, code: "clock_off", advises: `"1h`, after: func(w *world) {
			w.Now = func() time.Time { return time.Now().Add(-90 * time.Minute) }
		}},
	}
}

func linkFaults() []fault {
	return []fault{
		{name: "a link that is gone or disabled", step: "link", result: doctor.Fail, code: "link_client", stops: true, after: func(w *world) { w.Link.OAuth2.ClientID = "0123456789abcdef" }},
		{name: "a wrong Client secret", step: "link", result: doctor.Fail, code: "link_secret", stops: true, after: func(w *world) { w.Link.OAuth2.ClientSecret = "wrong" }},
		{name: "OAuth kept from us", step: "link", result: doctor.Fail, code: "link_none", stops: true, after: answered(jiratest.Fault{Match: "* /rest/oauth2/", Status: 404, HTML: true})},
		{name: "a base URL without https", step: "link", result: doctor.Fail, code: "link_https", stops: true, after: answered(jiratest.Fault{Match: "GET /authorize", Status: 400, HTML: true,
			Body: "Please ensure that your server is using HTTPS and that your application base URL is configured appropriately."})},
		{name: "a wrong redirect URL", step: "redirect", result: doctor.Fail, code: "redirect_other", stops: true, before: func(w *world) { w.redirect = "https://other.example.com/" }, advises: "https://other.example.com/"},
		{name: "permission to read alone", scope: "READ", step: "permission", result: doctor.Fail, code: "permission_low", stops: true},
		{name: "an authorization that was taken back", step: "permission", result: doctor.Fail, code: "consent_jira", stops: true, after: answered(jiratest.Fault{Match: "GET /myself", Status: 401})},
		{name: "an account that is refused", step: "permission", result: doctor.Fail, code: "jira_forbidden", stops: true, advises: "doctor.broken_next", after: answered(jiratest.Fault{Match: "GET /myself", Status: 403})},
		{name: "nobody to ask as", step: "create", result: doctor.NotReached, code: "needs_account", stops: true, before: func(w *world) { w.person = "" }},
	}
}

func rightsFaults() []fault {
	limits := func(limit, fill string) func(w *world) {
		return func(w *world) {
			front := w.front
			w.front = func(jira http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					front(jira).ServeHTTP(limited{rw, map[string]string{"X-RateLimit-Limit": limit, "X-RateLimit-FillRate": fill, "X-RateLimit-Interval-Seconds": "1"}}, r)
				})
			}
		}
	}
	reader := jiratest.Config{People: []jiratest.Person{{Name: "nina", Groups: []string{"nobodies"}}}}
	return []fault{
		{name: "no project to create in", config: reader, step: "create", result: doctor.Fail, code: "create_none", before: func(w *world) { w.person = "nina" },
			after: answered(jiratest.Fault{Match: "GET /mypermissions", Status: 200, Body: `{"permissions": {"CREATE_ATTACHMENTS": {"havePermission": true}}}`})},
		{name: "attachments off", step: "attachments", result: doctor.Hint, code: "attachments_off", after: answered(jiratest.Fault{Match: "GET /attachment/meta", Status: 200, Body: `{"enabled": false}`})},
		{name: "no attachments of this account", step: "attachments", result: doctor.Hint, code: "attachments_forbidden", after: answered(jiratest.Fault{Match: "GET /mypermissions", Status: 200,
			Body: `{"permissions": {"CREATE_ISSUES": {"havePermission": true}}}`})},
		{name: "one request a second", step: "rate", result: doctor.Hint, code: "rate_tight", before: limits("1", "1")},
		{name: "no request at all", step: "rate", result: doctor.Fail, code: "rate_blocked", before: limits("0", "0")},
	}
}

// What Jira did not tell of somebody's permissions is not said either.
func TestPermissionsThatCannotBeRead(t *testing.T) {
	w := newWorld(t, jiratest.Config{})
	w.start("WRITE")
	answered(jiratest.Fault{Match: "GET /mypermissions", Status: 500})(w)
	if s := w.examine().Steps[slices.Index(order, "create")]; s.Result != doctor.Fail || len(s.Evidence) != 0 {
		t.Errorf("%+v", s)
	}
}

// limited puts headers on the answers of a server.
type limited struct {
	http.ResponseWriter
	headers map[string]string
}

// WriteHeader puts them on.
func (l limited) WriteHeader(status int) {
	for name, value := range l.headers {
		if l.Header()[name] != nil { // as Jira writes it
			l.Header()[name] = []string{value}
		}
	}
	l.ResponseWriter.WriteHeader(status)
}

// A Jira that calls itself otherwise sends browsers to that address; the way to
// its consent page is followed from here all the same. Once somebody has said
// where browsers find it, the other name is nothing to speak of.
func TestAnotherBaseURL(t *testing.T) {
	w := newWorld(t, jiratest.Config{})
	w.start("WRITE")
	w.jira.SetBaseURL("https://jira.northwind.example")
	w.redirect = "https://other.example.com/"
	w.Link.OAuth2.RedirectURL = w.redirect
	steps := w.examine().Steps
	if base, redirect := steps[slices.Index(order, "base")], steps[slices.Index(order, "redirect")]; base.Result != doctor.Hint || redirect.Result != doctor.Fail {
		t.Errorf("%+v, %+v", base, redirect)
	}
	w.Link.OAuth2.RedirectURL, w.BrowserURL = returnTo, "https://jira.northwind.example"
	steps = w.examine().Steps
	for _, s := range steps {
		if s.Result != doctor.OK {
			t.Errorf("%+v", s)
		}
	}
	if seen := steps[slices.Index(order, "link")].Evidence; !strings.Contains(strings.Join(seen, "\n"), "/jira/plugins/servlet/oauth2/consent: 302") {
		t.Errorf("the consent page was not looked at: %q", seen)
	}
}

// What is signed is asked for as before a consent; the bridge has words for
// each way in which that fails.
func TestSignedLink(t *testing.T) {
	for name, try := range map[string]struct {
		spoil  func(o *auth.OAuth1, w *world)
		result doctor.Result
		code   string
	}{
		"good":          {func(*auth.OAuth1, *world) {}, doctor.OK, ""},
		"unknown":       {func(o *auth.OAuth1, _ *world) { o.ConsumerKey = "nobody" }, doctor.Fail, "bridge.consumer_unknown"},
		"another key":   {func(o *auth.OAuth1, w *world) { o.Key = newRSA(w.t) }, doctor.Fail, "bridge.signature_key"},
		"not our place": {func(_ *auth.OAuth1, w *world) { w.jira.SetConnector("https://jira.northwind.example") }, doctor.Fail, "bridge.signature_address"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, jiratest.Config{})
			w.start("WRITE")
			o := w.sign()
			try.spoil(o, w)
			r := w.examine()
			link, rest := r.Steps[slices.Index(order, "link")], r.Steps[slices.Index(order, "redirect"):]
			if link.Result != try.result || link.Cause.ID != try.code {
				t.Errorf("%+v", link)
			}
			for _, s := range rest {
				if (s.Result == doctor.OK) != (try.result == doctor.OK) {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

// Without a link is seen whether Jira would answer to one, and without somebody
// to ask as nothing behind that.
func TestWithoutLink(t *testing.T) {
	for _, version := range jiratest.Versions() {
		w := newWorld(t, jiratest.Config{Version: version})
		w.start("WRITE")
		w.Link, w.person = doctor.Link{}, ""
		for _, s := range w.examine().Steps {
			want, note := doctor.OK, s.Name == "link"
			if slices.Index(order, s.Name) > slices.Index(order, "link") {
				want, note = doctor.NotReached, true
			}
			if s.Result != want || note != (s.Cause.ID != "") || s.Name == "link" && s.Cause.ID != "doctor.link_takes" {
				t.Errorf("Jira %s: %+v", version, s)
			}
		}
		check(t, w.jira.SetFault(jiratest.Fault{Match: "* /(oauth2|oauth)/", Times: -1, Status: 404, HTML: true}))
		if s := w.examine().Steps[slices.Index(order, "link")]; s.Result != doctor.Fail || s.Cause.ID != "doctor.link_none" {
			t.Errorf("Jira %s without OAuth: %+v", version, s)
		}
	}
}
