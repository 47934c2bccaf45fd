package setup_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// refuses fails unless the form is shown again: the error at its input,
// what was typed kept, the secret not, and nothing connected.
func (w *world) refuses(p *person, input string, typed url.Values) {
	w.t.Helper()
	if p.hook("setup-form") == nil || p.status != http.StatusOK || p.at.Path != "/setup" {
		w.t.Fatalf("%d at %s: %s", p.status, p.at, p.text())
	}
	w.showsForm(p, input, typed)
}

func (w *world) showsForm(p *person, input string, typed url.Values) {
	w.t.Helper()
	if input != "" && (p.hook("error-"+input) == nil || text(p.hook("error-"+input)) == "") {
		w.t.Errorf("no error at %s: %s", input, p.text())
	}
	for _, name := range []string{"jira_domain", "client_id"} {
		if got := attribute(p.find("name", name), "value"); got != typed.Get(name) {
			w.t.Errorf("%s is %q, typed was %q", name, got, typed.Get(name))
		}
	}
	if s := typed.Get("client_secret"); s != "" && (strings.Contains(render(w.t, p.doc), s) || strings.Contains(w.log.String(), s)) {
		w.t.Error("the secret came back or stands in the log")
	}
	if w.connected(typed.Get("workspace")) {
		w.t.Error("connected all the same")
	}
}

func with(form url.Values, name, value string) url.Values {
	form = maps.Clone(form)
	form[name] = []string{value}
	return form
}

func TestEmptyInputs(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := url.Values{"workspace": {"1"}, "jira_domain": {""}, "client_id": {"  "}, "client_secret": {""}}
	p.post("/setup", typed)
	typed.Set("client_id", "")
	for _, input := range []string{"jira_domain", "client_id", "client_secret"} {
		w.refuses(p, input, typed)
	}
	typed = url.Values{"workspace": {"1"}, "jira_domain": {"jira.example.com"}, "client_id": {"abc"}}
	p.post("/setup", typed)
	w.refuses(p, "client_secret", typed)
	if p.hook("error-jira_domain") != nil || p.hook("error-client_id") != nil {
		t.Error("inputs that were filled in have errors")
	}
}

func TestWrongDomains(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := url.Values{"workspace": {"1"}, "client_id": {"abc"}, "client_secret": {"hunter2"}}
	for _, domain := range []string{
		"https://x.atlassian.net", "X.Atlassian.NET/jira", "not an address", "ftp://jira.example.com", "javascript:alert(1)",
		"http://127.0.0.1:1", "http://nowhere.invalid", w.platform.URL, "http://169.254.169.254", `"><script>`,
	} {
		typed := with(typed, "jira_domain", domain)
		w.refuses(p.post("/setup", typed), "jira_domain", typed)
	}
}

// A password in the address comes back as little as the secret does.
func TestPasswordInTheAddress(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := url.Values{"workspace": {"1"}, "client_id": {"abc"}, "client_secret": {"hunter2"}}
	for domain, kept := range map[string]string{
		"https://astrid:geheim@nx.invalid/jira": "https://nx.invalid/jira", "astrid:geheim@nx.invalid/jira": "nx.invalid/jira",
		"https://astrid:geheim%zz@nx.invalid": "https://nx.invalid", "https://astrid:geheim/2@nx.invalid": "https://nx.invalid",
		"astrid:geheim 2@nx.invalid": "nx.invalid",
	} {
		p.post("/setup", with(typed, "jira_domain", domain))
		w.refuses(p, "jira_domain", with(typed, "jira_domain", kept))
		if strings.Contains(render(t, p.doc), "geheim") || strings.Contains(w.log.String(), "geheim") {
			t.Errorf("%q: the password came back or stands in the log", domain)
		}
	}
}

func TestJiraTooOldOrInTheCloud(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := url.Values{"workspace": {"1"}, "client_id": {"abc"}, "client_secret": {"hunter2"}, "jira_domain": {w.jira.URL}}
	for _, info := range [][3]string{{"8.21.1", "8,21,1", "Server"}, {"1001.0.0", "1001,0,0", "Cloud"}} {
		w.serverInfo(info[0], info[1], info[2])
		w.refuses(p.post("/setup", typed), "jira_domain", typed)
	}
	if p.open("/setup?kind=oauth1"); p.hook("error-jira_domain") != nil {
		t.Errorf("OAuth 1.0 is refused for what OAuth 2.0 needs: %s", p.text())
	}
	p.stopBefore(w.jira.URL)
	w.serverInfo("8.22.0", "8,22,0", "Server")
	if p.post("/setup", typed); !strings.HasPrefix(p.header.Get("Location"), w.jira.URL) {
		t.Errorf("8.22 was refused: %s", p.text())
	}
}

func TestForeignWorkspace(t *testing.T) {
	w := one(t)
	w.platform.Person = "11"
	p := w.visitor().open("/setup")
	typed := with(w.link(w.url+"/setup/callback/jira"), "workspace", "2")
	w.refuses(p.post("/setup", typed), "workspace", typed)
}

func TestWrongSecret(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup")
		typed := with(w.link(w.url+"/setup/callback/jira"), "client_secret", strings.Repeat("0", 64))
		p.post("/setup", typed).allow("admin")
		w.goesToSettings(p, "Something went wrong during the authorization process. Please check the correctness of fields \"Client ID\" and \"Client secret\".")
		w.showsForm(p, "client_secret", typed)
		if p.post("/setup", with(typed, "client_secret", "")); p.hook("error-client_secret") == nil {
			t.Error("a secret that Jira has refused is used again")
		}
		typed = w.link(w.url + "/setup/callback/jira") // and the way on is open
		if p.submit("jira_domain", typed).allow("admin"); p.at.Path != "/setup/done" {
			t.Errorf("at %s: %s", p.at, p.text())
		}
	})
}

// goesToSettings fails unless the page says why a consent has connected
// nothing, and follows its way back to the form.
func (w *world) goesToSettings(p *person, why string) {
	w.t.Helper()
	back := p.hook("to-settings")
	if p.at.Path != "/setup/failed" || back == nil || text(back) != "Go to settings" {
		w.t.Fatalf("at %s: %s", p.at, p.text())
	}
	p.says(why)
	p.open(attribute(back, "href"))
}

func TestDenyInJira(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := w.link(w.url + "/setup/callback/jira")
	p.post("/setup", typed)
	p.signInToJira("admin")
	p.submit("approve", url.Values{"approve": nil, "deny": {"Deny"}})
	w.goesToSettings(p, "You did not allow access")
	w.showsForm(p, "", typed)
	p.says("You did not allow access")
	if p.submit("jira_domain", url.Values{"workspace": {"1"}}); p.find("name", "approve") == nil { // the secret is still there
		t.Errorf("saving again leads to %s: %s", p.at, p.text())
	}
}

func TestConsentOfNoJiraAdmin(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := w.link(w.url + "/setup/callback/jira")
	p.post("/setup", typed).allow("ann")
	w.goesToSettings(p, "is not a Jira administrator")
	w.showsForm(p, "", typed)
}

func TestDenyAtAsana(t *testing.T) {
	w := one(t)
	w.platform.Deny = true
	p := w.visitor().open("/setup")
	if p.status != http.StatusForbidden || p.hook("stopped") == nil || p.find("href", "/setup") == nil {
		t.Errorf("%d: %s", p.status, p.text())
	}
}

func TestForgedReplayedAndForeignStates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup")
		p.stopBefore(w.url + "/setup/callback")
		p.post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
		callback := p.header.Get("Location")
		if !strings.HasPrefix(callback, w.url+"/setup/callback/jira?") {
			t.Fatalf("Jira returns to %q", callback)
		}
		other := w.visitor().open("/setup")
		w.rejects(other, callback) // somebody else's browser
		w.rejects(other, w.url+"/setup/callback/asana?"+strings.SplitN(callback, "?", 2)[1])
		p.open(callback)
		p.client.CheckRedirect = nil
		if p.open("/setup/done"); p.hook("connected") == nil {
			t.Fatalf("the rightful browser was refused: %s", p.text())
		}
		w.rejects(p, callback) // a replay
		for _, path := range []string{"/setup/callback/jira", "/setup/callback/asana"} {
			for _, query := range []string{"", "?state=forged&code=x", "?code=x", "?state=&code=&error=access_denied"} {
				w.rejects(p, w.url+path+query)
			}
		}
	})
}

func (w *world) rejects(p *person, callback string) {
	w.t.Helper()
	if p.open(callback); p.status != http.StatusUnprocessableEntity || p.hook("stopped") == nil {
		w.t.Errorf("%s: %d %s", callback, p.status, p.text())
	}
}

func TestStateExpires(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.stopBefore(w.url + "/setup/callback")
	p.post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
	w.wait(11 * time.Minute)
	w.rejects(p, p.header.Get("Location"))
}

func TestRevokedAtAsana(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	w.platform.Revoked = true
	if p.open("/setup"); p.status != http.StatusUnauthorized || p.hook("stopped") == nil || len(p.text()) < 20 {
		t.Fatalf("%d: %s", p.status, p.text())
	}
	w.platform.Revoked = false
	if p.open("/setup"); p.status != http.StatusOK || p.find("name", "workspace") == nil {
		t.Errorf("%d: %s", p.status, p.text())
	}
}

func TestAsanaIsAway(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	w.platform.Close()
	if p.open("/setup"); p.status < 400 || strings.Contains(p.text(), "connection refused") {
		t.Errorf("%d: %s", p.status, p.text())
	}
}

func TestGuestHasNothingToConnect(t *testing.T) {
	w := one(t)
	w.platform.Person = "12"
	p := w.visitor().open("/setup")
	if p.status != http.StatusForbidden || p.find("name", "jira_domain") != nil {
		t.Errorf("%d: %s", p.status, p.text())
	}
	p.says("No workspace", "Go to your projects") // not back to this page
}

func TestForgedForm(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	for _, path := range []string{"/setup", "/setup/remove", "/setup/logout"} {
		r := must(http.NewRequest(http.MethodPost, w.url+path, strings.NewReader("workspace=1")))(t)
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if p.load(r); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, p.status)
		}
	}
	if p.open("/setup"); p.find("name", "jira_domain") == nil {
		t.Error("the person was logged out by another site")
	}
}

func TestFormWithoutSession(t *testing.T) {
	w := one(t)
	for _, path := range []string{"/setup", "/setup/remove"} {
		p := w.visitor().post(path, url.Values{"workspace": {"1"}})
		if p.status != http.StatusOK || p.at.Path != "/setup" {
			t.Errorf("%s: %d at %s", path, p.status, p.at)
		}
	}
}

func TestEnormousForm(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	for _, path := range []string{"/setup", "/setup/doctor"} {
		if p.post(path, url.Values{"client_id": {strings.Repeat("x", 1<<20)}}); p.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", path, p.status)
		}
	}
}

func TestTooLong(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := url.Values{"workspace": {"1"}, "jira_domain": {"https://" + strings.Repeat("j", 500)}, "client_id": {strings.Repeat("ö", 501)}, "client_secret": {strings.Repeat("s", 501)}}
	p.post("/setup", typed)
	for _, input := range []string{"jira_domain", "client_id", "client_secret"} {
		w.refuses(p, input, typed)
	}
}

// The secret is kept for the person who entered it, for an hour.
func TestSecretIsKept(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	typed := w.link(w.url + "/setup/callback/jira")
	p.post("/setup", with(typed, "jira_domain", "http://127.0.0.1:1"))
	w.refuses(p, "jira_domain", with(typed, "jira_domain", "http://127.0.0.1:1"))
	p.says("Leave this empty to use it")
	if has(p.find("name", "client_secret"), "required") {
		t.Error("the browser demands a secret that is kept")
	}
	p.stopBefore(w.jira.URL)
	if p.post("/setup", with(typed, "client_secret", "")); !strings.HasPrefix(p.header.Get("Location"), w.jira.URL) {
		t.Fatalf("the kept secret is not used: %s", p.text())
	}
	w.wait(61 * time.Minute)
	if p.post("/setup", with(typed, "client_secret", "")); p.hook("error-client_secret") == nil {
		t.Errorf("the secret is kept for longer than an hour: %s", p.text())
	}
}
