package boottest

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestLinksAreKept links an issue, and sees it on the task from a restored
// backup and from PostgreSQL.
func TestLinksAreKept(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(t, "member", true)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Outlives its machine"})
	form := w.Host(who).Form(t, task).JSON(t)
	r := w.Host(who).Post(t, submitURL(t, form), map[string]any{"task": task, "attachment": attachmentGID(), "values": values(t, form)})
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	key := keyOf(t, r)

	dir := t.TempDir()
	file, restored := filepath.Join(dir, "night.backup"), filepath.Join(dir, "restored")
	jirabridge(t, "backup", file, "--data", w.Data) // while it runs
	w.Demo.Stop(t)
	jirabridge(t, "restore", file, "--data", restored)
	document, err := os.ReadFile(filepath.Join(w.Data, "demo.json")) // the demo's own, no part of an installation
	must(t, err)
	must(t, os.WriteFile(filepath.Join(restored, "demo.json"), document, 0o600))
	w.shows(t, who, task, key, restored)

	database := freshPostgres(t)
	jirabridge(t, "migrate", "--data", w.Data, "--to", database)
	w.shows(t, who, task, key, w.Data, "--database", database)
}

// jirabridge runs a command to its end.
func jirabridge(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command(mustBuild(t).Jirabridge, args...)
	cmd.Env = append(os.Environ(), "JIRABRIDGE_PASSPHRASE=twelve grey herons")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("jirabridge %v: %v\n%s", args, err, out)
	}
}

// shows starts the demo on a folder, waits until the issue is on the task, asks
// for its widget, and stops the demo.
func (w *World) shows(t *testing.T, who demo.Person, task, key, dir string, args ...string) {
	t.Helper()
	args = append([]string{"demo", "--listen", strings.TrimPrefix(w.PlatformURL, "http://"), "--jira", w.JiraURL, "--data", dir,
		"--requests-per-minute", "1000000"}, args...) // waiting asks often
	p := StartProcess(t, "Ctrl-C", mustBuild(t).Jirabridge, args...)
	defer p.Stop(t)
	// Nobody told the platform of the answer, so the bridge attaches it itself.
	waitFor(t, "the issue on the task", func() bool { return len(w.attachments(t, who.Token, task)) == 1 })
	attachment := dig(w.attachments(t, who.Token, task)[0], "gid")
	shown := w.Host(who).Widget(t, "en", map[string]string{"task": task, "attachment": attachment, "resource_url": w.JiraURL + "/browse/" + key})
	if shown.Status != http.StatusOK || !strings.Contains(string(shown.Body), key) {
		t.Errorf("the widget on %v: %d %s", args, shown.Status, shown.Body)
	}
}
