package boottest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/cmd/internal/visitor"
)

// TestDoctor asks the command and the page what is wrong with a Jira, and
// whether the bundles they make can be passed on.
func TestDoctor(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	t.Run("command", func(t *testing.T) { doctorCommand(t, w) })
	t.Run("page", func(t *testing.T) { doctorPage(t, w) })
}

// doctor runs the command and returns the result of each step by its name, and
// everything that was printed.
func doctor(t *testing.T, good bool, args ...string) (steps map[string]string, said string) {
	t.Helper()
	cmd := command(mustBuild(t).Jirabridge, append([]string{"doctor", "--json"}, args...)...)
	out, err := cmd.Output()
	var ended *exec.ExitError
	if (err == nil) != good || err != nil && !errors.As(err, &ended) {
		t.Errorf("doctor %v: %v: %s", args, err, out)
	}
	var report struct {
		Failed bool
		Steps  []struct{ Step, Result string }
	}
	if err := json.Unmarshal(out, &report); err != nil || report.Failed == good {
		t.Fatalf("doctor %v: %v: %s", args, err, out)
	}
	steps = map[string]string{}
	for _, s := range report.Steps {
		steps[s.Step] = s.Result
	}
	return steps, string(out)
}

func doctorCommand(t *testing.T, w *World) {
	token := filepath.Join(t.TempDir(), "token")
	ann := w.JiraPerson(t, "ann")
	must(t, os.WriteFile(token, []byte(ann.Token+"\n"), 0o600))
	bundle := filepath.Join(t.TempDir(), "support.zip")
	known := []string{w.JiraURL, "--jira-networks", "127.0.0.1", "--token-file", token}
	steps, said := doctor(t, true, append(known, "--bundle", bundle, "--smtp-user", "ann.smith", "--database", "postgres://me:hush-hush@db/x")...)
	for step, result := range steps {
		if want := map[string]string{"tls": "hint", "redirect": "not_reached"}[step]; result != want && (want != "" || result != "ok") {
			t.Errorf("%s is %s: %s", step, result, said)
		}
	}
	raw, err := os.ReadFile(bundle)
	must(t, err)
	clean(t, raw, ann.Token, "ann.smith", "hush-hush")

	steps, said = doctor(t, false, strings.TrimSuffix(w.JiraURL, "/jira"), "--lang", "sv")
	if steps["tcp"] != "hint" || steps["path"] != "fail" || steps["server"] != "not_reached" || !strings.Contains(said, "Ange "+w.JiraURL+" som adress") {
		t.Errorf("without its path: %s", said)
	}
	w.Fault(t, map[string]any{"match": "GET /attachment/meta", "times": 1, "status": 200, "body": `{"enabled": false}`})
	if steps, said = doctor(t, true, known...); steps["attachments"] != "hint" || steps["create"] != "ok" || steps["rate"] != "ok" {
		t.Errorf("attachments off: %s", said)
	}
}

func doctorPage(t *testing.T, w *World) {
	v := setupVisitor(t, w, w.Role(t, "owner", true))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?workspace="+w.WorkspaceGID))
	link := v.Find("data-test", "doctor")
	if link == nil {
		t.Fatalf("no way to the doctor: %s", v.Text())
	}
	must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(link, "href")))
	must(t, v.Submit(t.Context(), "look", "now", nil))
	if got := failing(v); got != "" {
		t.Errorf("%s: %s", got, v.Text())
	}
	w.Fault(t, map[string]any{"match": "GET /serverInfo", "times": 1, "status": 200, "html": true})
	must(t, v.Submit(t.Context(), "look", "now", nil))
	if got := failing(v); got != "server" {
		t.Errorf("a login page shows in %q: %s", got, v.Text())
	}
	says(t, v, "A web page answers where Jira’s REST interface should")
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup/doctor?workspace="+w.WorkspaceGID))
	bundle, err := v.Download(t.Context(), "/setup/doctor/bundle", url.Values{"workspace": {w.WorkspaceGID}})
	must(t, err)
	clean(t, bundle, w.secrets()...)
}

// secrets are the secrets and names that the demo has.
func (w *World) secrets() []string {
	all := []string{w.ServiceAccount.Token, w.JiraOAuth2.ClientSecret, w.JiraApp.ClientSecret, w.OAuthApp.ClientSecret}
	for _, p := range w.People {
		all = append(all, p.Name, p.Email, p.Password, p.Token)
	}
	for _, p := range w.JiraPeople {
		all = append(all, p.Token)
	}
	return all
}

// failing are the steps that failed on the page of the doctor.
func failing(v *visitor.Visitor) string {
	var names []string
	for n := range v.Page.Descendants() {
		if n.Type == html.ElementNode && visitor.Attribute(n, "data-result") == "fail" {
			names = append(names, visitor.Attribute(n, "data-step"))
		}
	}
	return strings.Join(names, " ")
}

// clean looks for secrets in a bundle.
func clean(t *testing.T, bundle []byte, secrets ...string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	must(t, err)
	names := map[string]bool{}
	for _, f := range z.File {
		part, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(part)
		must(t, err)
		names[f.Name] = len(text) > 0
		for _, secret := range secrets {
			if secret != "" && bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s has %q: %s", f.Name, secret, text)
			}
		}
	}
	if !names["report.txt"] || !names["report.json"] || !names["versions.txt"] {
		t.Errorf("in the bundle: %v", names)
	}
}
