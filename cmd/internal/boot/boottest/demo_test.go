package boottest

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestDemoGoesOn stops a demo and starts it again on the same folder: what was
// linked is still linked, in the simulated Jira too.
func TestDemoGoesOn(t *testing.T) {
	t.Parallel()
	bin, err := Build()
	must(t, err)
	w := &World{Data: t.TempDir()}
	start := func(listen, jira string) {
		t.Helper()
		w.Demo = StartProcess(t, "Ctrl-C", bin.Jirabridge, "demo", "--listen", listen, "--jira-listen", jira, "--data", w.Data)
		w.Document, err = demo.Read(w.Data)
		must(t, err)
	}
	start(freeAddress(t), freeAddress(t))
	who := w.Role(t, "member", true)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Outlives a restart"})
	form := w.Host(who).Form(t, task).JSON(t)
	r := w.Host(who).Post(t, submitURL(t, form), map[string]any{"task": task, "attachment": attachmentGID(), "values": values(t, form)})
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	key := keyOf(t, r)
	w.Demo.Stop(t)

	start("127.0.0.1:0", "127.0.0.1:0") // any port will do, so it takes the same ones
	// Nobody told the platform of the answer, so the bridge attaches it itself.
	waitFor(t, "the issue on the task", func() bool { return len(w.attachments(t, who.Token, task)) == 1 })
	attachment := dig(w.attachments(t, who.Token, task)[0], "gid")
	shown := w.Host(who).Widget(t, "en", map[string]string{"task": task, "attachment": attachment, "resource_url": w.JiraURL + "/browse/" + key})
	if shown.Status != http.StatusOK || !strings.Contains(string(shown.Body), key) {
		t.Errorf("the widget after a restart: %d %s", shown.Status, shown.Body)
	}
}

// TestDemoDocument holds demo.json to what scripts were promised.
func TestDemoDocument(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	path := filepath.Join(w.Data, "demo.json")
	text, err := os.ReadFile(path)
	must(t, err)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("demo.json holds passwords and has mode %v (%v)", info.Mode(), err)
	}
	var doc map[string]any
	must(t, json.Unmarshal(text, &doc))
	promised := map[string][]string{
		"":                     {"platform_url", "api_url", "jira_url", "workspace_gid", "team_gid", "project_gid", "task_gids", "text_custom_field_gid", "people", "service_account", "oauth_app", "jira_people", "jira_oauth2", "jira_app"},
		"people":               {"name", "email", "password", "gid", "role", "token", "api_access", "manages_users", "jira_user", "jira_connected"},
		"service_account":      {"gid", "name", "token"},
		"oauth_app":            {"client_id", "client_secret", "redirect_uris"},
		"jira_people":          {"name", "password", "token", "admin"},
		"jira_oauth2":          {"client_id", "client_secret", "redirect_uri"},
		"jira_app":             {"client_id", "client_secret", "authentication_url", "widget_metadata_url", "match_url_pattern", "form_metadata_url", "resource_attach_url", "resource_typeahead_url", "rule_action"},
		"jira_app.rule_action": {"action_type", "metadata_url", "run_action_url"},
	}
	for where, keys := range promised {
		if got := keysAt(doc, where); !slices.Equal(got, slices.Sorted(slices.Values(keys))) {
			t.Errorf("%q has the keys %v, want %v", where, got, keys)
		}
	}
}

// TestDemoSections looks at the demo's project: no section in it is nobody's.
func TestDemoSections(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	r := w.API(t, w.Role(t, "owner", false).Token, http.MethodGet, "/projects/"+w.ProjectGID+"/sections", nil)
	var names []string
	for _, s := range r.JSON(t)["data"].([]any) {
		names = append(names, s.(map[string]any)["name"].(string))
	}
	if want := []string{"To do", "Doing", "Done"}; !slices.Equal(names, want) {
		t.Errorf("sections %v, want %v", names, want)
	}
}

// keysAt are the keys of the object at a dotted path, of the first one in a list.
func keysAt(doc map[string]any, where string) []string {
	at := any(doc)
	for name := range strings.SplitSeq(where, ".") {
		if m, ok := at.(map[string]any); ok && name != "" {
			at = m[name]
		}
		if list, ok := at.([]any); ok {
			at = list[0]
		}
	}
	var keys []string
	for k := range at.(map[string]any) {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// TestDemoRefuses checks that flags which cannot be kept are refused in words.
func TestDemoRefuses(t *testing.T) {
	t.Parallel()
	bin, err := Build()
	must(t, err)
	for words, args := range map[string][]string{
		"--connect none":         {"--jira", "http://127.0.0.1:9/jira"},
		"has no OAuth 2.0":       {"--jira-version", "7.13.5", "--connect", "oauth2"},
		"no simulated Jira":      {"--jira-version", "6.0"},
		"not known":              {"--connect", "carrier-pigeon"},
		"a number above 0":       {"--requests-per-minute", "0"},
		"is a demo running":      {"--listen", taken(t)},
		"takes another address)": {"--jira-listen", taken(t)},
	} {
		args = append([]string{"demo", "--listen", "127.0.0.1:0", "--jira-listen", "127.0.0.1:0", "--data", t.TempDir()}, args...)
		out, err := exec.Command(bin.Jirabridge, args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), words) {
			t.Errorf("%v: %v, want words on %q: %s", args, err, words, out)
		}
	}
}

// taken is an address at which somebody else listens.
func taken(t *testing.T) string {
	t.Helper()
	s := StartProcess(t, "listening on", mustBuild(t).Jirasim, "--listen", "127.0.0.1:0")
	words := strings.Fields(s.Ready())
	return strings.TrimSuffix(strings.TrimPrefix(words[len(words)-1], "http://"), "/jira")
}

func mustBuild(t testing.TB) Binaries {
	t.Helper()
	bin, err := Build()
	must(t, err)
	return bin
}
