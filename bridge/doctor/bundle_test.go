package doctor_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"jirabridge/bridge/doctor"
	"jirabridge/jira/jiratest"
)

// planted are secrets and names that lie in wait wherever something is read.
var planted = []string{
	"proxyuser", "proxypassword", "clientsecret0123456789abcdef", "s3cretInQuery", "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjAxMjM0NSJ9.c2lnbmF0dXJlMTIzNDU2Nzg5MA",
	"Zofia Żółkiewska", "zofia@example.com", "hunter2pass", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4", "titleTOKEN0123456789abcdefgh",
}

// A bundle has nothing of what is secret, and nobody's name, wherever a Jira or
// a proxy puts it.
func TestBundleHasNoSecrets(t *testing.T) {
	jwt, long := planted[4], planted[8]
	for name, f := range map[string]jiratest.Fault{
		"in a redirect":   {Match: "GET .*", Status: 302, Headers: map[string]string{"Location": "https://u:hunter2pass@sso.example.com/login?SAMLRequest=s3cretInQuery&t=" + jwt}},
		"in a title":      {Match: "GET .*", Status: 200, HTML: true, Body: "<title>Hello zofia@example.com titleTOKEN0123456789abcdefgh</title>"},
		"in headers":      {Match: "GET .*", Status: 502, Headers: map[string]string{"Via": "1.1 Bearer hunter2pass", "Server": "x password=hunter2pass " + long, "Set-Cookie": "session=" + long}},
		"in the version":  {Match: "GET /serverInfo", Status: 200, Body: `{"baseUrl": "https://u:hunter2pass@jira.example.com/?k=s3cretInQuery", "version": "9 ` + long + `", "versionNumbers": [9,12], "serverTitle": "Jira of Zofia Żółkiewska"}`},
		"in a refusal":    {Match: "GET /myself", Status: 403, Body: `{"errorMessages": ["Zofia Żółkiewska may not, token ` + jwt + `"], "errors": {}}`},
		"in a login page": {Match: "GET /authorize", Status: 302, Headers: map[string]string{"Location": "https://sso.example.com/a/" + long + "/b?x=s3cretInQuery"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, jiratest.Config{})
			w.start("WRITE")
			w.Link.OAuth2.ClientSecret = planted[2]
			if name == "in a refusal" { // comes to that only with a good link
				w.Link.OAuth2.ClientSecret = w.secret
			}
			f.Times = -1
			check(t, w.jira.SetFault(f))
			r := w.examine()
			w.clean(r, doctor.File{Name: "settings.toml", Text: `outbound-proxy = "http://proxyuser:proxypassword@proxy"`})
		})
	}
}

// clean fails the test when a bundle has anything planted.
func (w *world) clean(r doctor.Report, files ...doctor.File) {
	w.t.Helper()
	parts := unzip(w.t, r, files...)
	if len(parts) != 2+len(files) || !strings.Contains(parts["report.json"], `"step": "dns"`) {
		w.t.Errorf("in the bundle: %v", parts)
	}
	for name, text := range parts {
		for _, secret := range append([]string{w.jira.Token("ann"), w.Link.OAuth2.ClientSecret}, planted...) {
			if strings.Contains(text, secret) {
				w.t.Errorf("%s has %q: %s", name, secret, text)
			}
		}
	}
}

func unzip(t *testing.T, r doctor.Report, files ...doctor.File) map[string]string {
	t.Helper()
	var b bytes.Buffer
	check(t, doctor.Bundle(&b, r, say, files...))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	check(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		part, err := f.Open()
		check(t, err)
		text, err := io.ReadAll(part)
		check(t, err)
		parts[f.Name] = string(text)
	}
	return parts
}

// What is no secret is still there to be read.
func TestBundleCanBeRead(t *testing.T) {
	w := newWorld(t, jiratest.Config{})
	w.start("WRITE")
	r := w.examine()
	r.URL = "https://jira1.northwind.example/context/rest/api/2/serverInfo/and/on"
	parts := unzip(t, r, doctor.File{Name: "versions.txt", Text: "v0.0.0-20261122064700-da4a88d12345", Trusted: true}, doctor.File{Name: "settings.toml", Text: `smtp-password-file = "/etc/jirabridge/smtp-password-2026"`})
	for name, want := range map[string]string{
		"report.txt": r.URL + "\n", "report.json": `"evidence": [`, "versions.txt": "v0.0.0-20261122064700-da4a88d12345", "settings.toml": "/etc/jirabridge/smtp-password-2026",
	} {
		if !strings.Contains(parts[name], want) {
			t.Errorf("%s lacks %q: %s", name, want, parts[name])
		}
	}
	for _, step := range order {
		if !strings.Contains(parts["report.txt"], "step_"+step) {
			t.Errorf("%s is not in the report", step)
		}
	}
	if strings.Contains(parts["report.txt"], "***") {
		t.Errorf("too much is blotted out: %s", parts["report.txt"])
	}
}
