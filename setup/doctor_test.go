package setup_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/jira/jiratest"
)

// steps are the results of a look at a Jira, by step.
func (p *person) steps() map[string]string {
	p.t.Helper()
	found := map[string]string{}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "data-step") != "" {
			found[attribute(n, "data-step")] = attribute(n, "data-result")
		}
	}
	if p.status != http.StatusOK || len(found) != 14 {
		p.t.Fatalf("%d at %s, steps %v: %s", p.status, p.at, found, p.text())
	}
	return found
}

// off are the steps that are not as they should be over plain http.
func off(steps map[string]string) (list []string) {
	for name, result := range steps {
		if want := map[string]string{"tls": "hint"}[name]; result != "ok" && result != want {
			list = append(list, name+" "+result)
		}
	}
	slices.Sort(list)
	return list
}

func TestDoctorOfAConnection(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin")
		p.open("/setup").open(attribute(p.hook("doctor"), "href"))
		p.says("Check step by step", w.jira.URL, "Nothing is written")
		if p.submit("look", nil); len(off(p.steps())) > 0 {
			t.Errorf("%v: %s", off(p.steps()), p.text())
		}
		p.says("Nothing keeps you from working", "Jira 9.12.2 (Server)", "CREATE_ISSUES ✓ BIG, IT, KIND, OPS, WEB")
		check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /attachment/meta", Status: 200, Times: -1, Body: `{"enabled": false}`}))
		if p.submit("look", nil); !slices.Equal(off(p.steps()), []string{"attachments hint"}) {
			t.Errorf("%v", off(p.steps()))
		}
		p.says("Attachments are switched off in Jira")
	})
}

// The doctor is asked before a connection is made, too, with what was typed; it
// stays in the form.
func TestDoctorOfAForm(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	form := with(w.link(w.url+"/setup/callback/jira"), "browser_url", "https://jira.browsers.example")
	notConnected := []string{"attachments not_reached", "create not_reached", "rate not_reached"}
	if p.post("/setup/doctor", form); !slices.Equal(off(p.steps()), notConnected) {
		t.Errorf("%v: %s", off(p.steps()), p.text())
	}
	p.says("your Jira account is not connected")
	if strings.Contains(render(t, p.doc), form.Get("client_secret")) {
		t.Error("the secret is on the page")
	}
	if p.submit("look", nil); !slices.Equal(off(p.steps()), notConnected) {
		t.Errorf("again: %v", off(p.steps()))
	}
	p.open(attribute(p.hook("back"), "href"))
	for _, name := range []string{"jira_domain", "browser_url", "client_id"} {
		if got := attribute(p.find("name", name), "value"); got != form.Get(name) {
			t.Errorf("%s is %q: what was typed is gone", name, got)
		}
	}
	if w.connected("1") {
		t.Error("it is connected now")
	}
	p.post("/setup/doctor", with(form, "jira_domain", strings.TrimSuffix(w.jira.URL, "/jira")))
	p.says("Jira is not here but at " + w.jira.URL)
	for domain, words := range map[string]string{"": "Enter the address of your Jira", "https://x.atlassian.net": "This is Jira Cloud"} {
		if p.post("/setup/doctor", with(form, "jira_domain", domain)); p.at.Path != "/setup" {
			t.Errorf("%q: at %s", domain, p.at)
		}
		p.says(words)
	}
}

// The certificate of a CA that nobody here knows is one click away from a file.
func TestDoctorHandsOverTheCA(t *testing.T) {
	w := one(t)
	jira := httptest.NewTLSServer(http.NotFoundHandler())
	defer jira.Close()
	p := w.visitor().open("/setup")
	p.post("/setup/doctor", with(w.link(w.url+"/setup/callback/jira"), "jira_domain", jira.URL))
	link := p.hook("download-ca")
	if p.steps()["tls"] != "fail" || link == nil || attribute(link, "download") != "ca.pem" {
		t.Fatalf("%v: %s", off(p.steps()), p.text())
	}
	coded, ok := strings.CutPrefix(attribute(link, "href"), "data:application/x-pem-file;base64,")
	certificate, err := base64.StdEncoding.DecodeString(coded)
	if block, _ := pem.Decode(certificate); !ok || err != nil || block == nil || !bytes.Equal(block.Bytes, jira.Certificate().Raw) {
		t.Errorf("%q: %v", attribute(link, "href"), err)
	}
}

// A signed link is looked at as it is.
func TestDoctorOfASignedForm(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	if p.post("/setup/doctor", w.signed()); p.steps()["link"] != "ok" {
		t.Errorf("%v: %s", off(p.steps()), p.text())
	}
	w.jira.SetConnector("https://jira.northwind.example")
	if p.post("/setup/doctor", url.Values{"workspace": {"1"}, "kind": {"oauth1"}, "jira_domain": {w.jira.URL}}); p.steps()["link"] != "fail" {
		t.Errorf("%v: %s", off(p.steps()), p.text())
	}
	p.says("https://jira.northwind.example")
}

func TestDoctorIsForThoseWhoMayChange(t *testing.T) {
	w := one(t)
	w.settings()
	w.platform.Person = "11"
	p := w.visitor().open("/setup/doctor?workspace=1")
	if p.at.Path != "/setup" || p.hook("doctor") != nil {
		t.Errorf("a member comes to %s: %s", p.at, p.text())
	}
	for _, path := range []string{"/setup/doctor", "/setup/doctor/bundle"} {
		if p.post(path, url.Values{"workspace": {"1"}}); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, p.status)
		}
		if p.post(path, url.Values{"workspace": {"1"}, "jira_domain": {w.jira.URL}}); p.status == http.StatusOK && p.find("data-step", "dns") != nil {
			t.Errorf("%s: looks at it as if it were new: %s", path, p.text())
		}
	}
}

// The bundle has what helps, and nothing that is secret or names anybody.
func TestSupportBundle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		link := w.link(w.url + "/setup/callback/jira")
		p := w.visitor().open("/setup").post("/setup", link).allow("admin")
		p.post("/setup/connection/hooks", url.Values{"workspace": {"1"}})
		_, hook, _ := strings.Cut(address(p), "/app/hooks/jira/")
		check(t, w.jira.SetFault(jiratest.Fault{Match: "GET /attachment/meta", Status: 503, Times: -1}))
		parts := p.download("/setup/doctor/bundle", url.Values{"workspace": {"1"}})
		for name, words := range map[string]string{
			"report.txt": "Jira 9.12.2 (Server)", "report.json": `"step": "rate"`, "connection.json": `"kind": "unavailable"`, "versions.txt": "of a test", "log.jsonl": `"msg":"Jira does not work"`,
		} {
			if !strings.Contains(parts[name], words) {
				t.Errorf("%s lacks %q: %s", name, words, parts[name])
			}
		}
		secrets := []string{link.Get("client_secret"), link.Get("client_id"), "token-10", "refresh-10", "eyJ", hook, w.jira.Token("admin"), "Jira Administrator", "Person 10", "Northwind", "@example.com", "sesame", "4711", "0/abc"}
		for name, text := range parts {
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s has %q: %s", name, secret, text)
				}
			}
		}
	})
}

// The log is of all workspaces, so it is for super admins.
func TestSupportBundleHasNoLogForOthers(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	for workspace, there := range map[string]bool{"1": true, "2": false} {
		parts := p.download("/setup/doctor/bundle", with(w.signed(), "workspace", workspace))
		if _, ok := parts["log.jsonl"]; ok != there || parts["versions.txt"] == "" {
			t.Errorf("workspace %s: %v", workspace, parts)
		}
	}
}

// download posts a form and unpacks the zip that is answered.
func (p *person) download(path string, form url.Values) map[string]string {
	p.t.Helper()
	res := must(p.client.PostForm(p.at.Scheme+"://"+p.at.Host+path, form))(p.t)
	defer func() { _ = res.Body.Close() }()
	body := must(io.ReadAll(res.Body))(p.t)
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		p.t.Fatalf("%d: %s", res.StatusCode, body)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		part := must(f.Open())(p.t)
		parts[f.Name] = string(must(io.ReadAll(part))(p.t))
	}
	return parts
}
