package boottest

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
	"jirabridge/jira/jiratest"
)

// moveRows are about a Jira that is upgraded.
func (c *checklist) moveRows() []row {
	return []row{
		{"J-57", c.refusesNoVersion},
		{"J-82", c.movesToOAuth2},
		{"J-91", c.listsVersions},
	}
}

// movesToOAuth2 upgrades a Jira that knows OAuth 1.0a alone. What is linked
// stays, and is read as before; everybody consents once to the new application
// link, and is told why; the old one goes on until the admin, who sees who has
// followed, retires it. A rule goes on all the while, unchanged.
func (c *checklist) movesToOAuth2(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth1", Version: "8.13.1", Sim: []string{"--data", folder}, Args: []string{atOnce}})
	ines, tomasz := w.Role(t, "member", true), w.Role(t, "member", false)
	authorize(t, w, tomasz, w.JiraPerson(t, tomasz.JiraUser))
	hers, his := w.widgetOf(t, ines), w.widgetOf(t, tomasz)
	a := w.automate(t, ines)
	a.rule(t, added(), a.createIssue(t, nil))
	a.issue(t, a.task(t, "Made before the upgrade"))

	w.upgrade(t, folder, "9.12.2")
	hers.shows(t, "To Do", "")
	settings := w.PlatformURL + "/setup/connection?workspace=" + w.WorkspaceGID
	admin := w.connectAnew(t)
	admin.says(t, "People are moving from OAuth 1.0 to OAuth 2.0.")
	must(t, admin.Open(t.Context(), settings))
	admin.says(t, "1 person has authorized again.", "Not yet:", ines.Name, tomasz.Name)

	w.transition(t, hers.key, "In Progress")
	hers.shows(t, "In Progress", "Authorize your Jira account again")
	if r := w.Host(ines).Form(t, w.TaskGIDs[1]); r.Status != http.StatusUnauthorized {
		t.Fatalf("the form of one who has not moved: %d %s", r.Status, r.Body)
	}
	a.issue(t, a.task(t, "Made before its owner has moved"))
	authorizeAgain(t, w, ines)
	w.createsFromTask(t, ines)
	hers.shows(t, "In Progress", "")
	his.shows(t, "To Do", "Authorize your Jira account again")

	must(t, admin.Open(t.Context(), settings))
	admin.says(t, "2 people have authorized again.", "Not yet:", tomasz.Name)
	must(t, admin.Press(t.Context(), "retire", "oauth1"))
	admin.says(t, "The old authorizations have been deleted.")
	a.issue(t, a.task(t, "Made with the old authorizations gone"))
	his.shows(t, "To Do", "") // in the name of somebody who has moved
	authorizeAgain(t, w, tomasz)
	w.createsFromTask(t, tomasz)
}

// linkedTask is a task with an issue, as somebody sees it.
type linkedTask struct {
	host                  Host
	task, attachment, key string
}

// widgetOf links an issue to a task of somebody's.
func (w *World) widgetOf(t *testing.T, who demo.Person) linkedTask {
	t.Helper()
	l := linkedTask{w.Host(who), w.NewTask(t, who.Token, map[string]any{"name": "From before"}), attachmentGID(), w.createInJira(t, "From before")}
	r := l.host.Post(t, w.JiraApp.AttachURL, map[string]any{"task": l.task, "attachment": l.attachment, "query": l.key})
	if r.Status != http.StatusOK {
		t.Fatalf("attach %s: %d %s", l.key, r.Status, r.Body)
	}
	return l
}

// shows loads the widget, which has the issue's status and, when something is
// wanted of the reader, says so.
func (l linkedTask) shows(t *testing.T, status, wanted string) {
	t.Helper()
	r := l.host.Widget(t, "en", map[string]string{
		"task": l.task, "attachment": l.attachment, "resource_url": l.host.w.JiraURL + "/browse/" + l.key,
	})
	footer := dig(r.JSON(t), "metadata.footer.text")
	if r.Status != http.StatusOK || !strings.Contains(string(r.Body), status) || (footer == "") != (wanted == "") || !strings.Contains(footer, wanted) {
		t.Errorf("the widget is to show %q and say %q: %d %s", status, wanted, r.Status, r.Body)
	}
}

// upgrade starts the simulated Jira anew, with what it had, as a newer version.
func (w *World) upgrade(t *testing.T, folder, version string) {
	t.Helper()
	back := w.away(t, folder)
	w.Version = version
	back()
}

// connectAnew does the setup once more, over OAuth 2.0.
func (w *World) connectAnew(t *testing.T) reader {
	t.Helper()
	v := setupVisitor(t, w, w.Role(t, "owner", true))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?edit=1&kind=oauth2&workspace="+w.WorkspaceGID))
	save(t.Context(), v, w, w.JiraURL, w.applicationLink(t, w.PlatformURL+"/setup/callback/jira"))
	allow(t, v, w.jiraAdmin(t))
	if v.At.Path != "/setup/done" {
		t.Fatalf("setup ended at %s: %s", v.At.Path, v.Text())
	}
	return reader{v}
}

// authorizeAgain is what the connect popup leads somebody through, who is told
// why first.
func authorizeAgain(t *testing.T, w *World, who demo.Person) {
	t.Helper()
	v := authorize(t, w, who, w.JiraPerson(t, who.JiraUser))
	if text := v.Text(); !strings.Contains(text, "Your Jira account is connected.") {
		t.Errorf("it ends with %s", text)
	}
}

// reader reads pages.
type reader struct{ *visitor.Visitor }

// says fails unless the page says all of it, in this order.
func (r reader) says(t *testing.T, words ...string) {
	t.Helper()
	rest := r.Text()
	for _, word := range words {
		_, after, ok := strings.Cut(rest, word)
		if !ok {
			t.Errorf("%s does not say %q in its place: %s", r.At.Path, word, r.Text())
			return
		}
		rest = after
	}
}

// refusesNoVersion connects Jiras of versions that are tried, and ones that are
// not: with a hint and a line in the log, and no more.
func (c *checklist) refusesNoVersion(t *testing.T) {
	w := c.fresh(t)
	for version, hint := range map[string]string{"9.12.0": "", "10.0.0": "", "12.1.0": "Jira 12.1.0 has not been tried with this app. Versions 7.13 to 11 have.", "NEXT": "Jira NEXT has not been tried"} {
		w.Fault(t, map[string]any{"match": "GET /rest/api/2/serverInfo", "times": -1, "status": 200, "headers": map[string]string{"Content-Type": "application/json"},
			"body": `{"baseUrl":"` + w.JiraURL + `","version":"` + version + `","deploymentType":"Server"}`})
		v := connect(t, w)
		if text := v.Text(); !strings.Contains(text, "Jira "+version+", connected on") || !strings.Contains(text, hint) || (v.Find("data-test", "untried") == nil) != (hint == "") {
			t.Errorf("Jira %s: %s", version, text)
		}
		if logged := `"version":"` + version + `"`; hint != "" {
			w.Demo.Says(t, logged)
		} else if strings.Contains(w.Demo.Output(), logged) {
			t.Errorf("Jira %s is in the log", version)
		}
		removeConnection(t, w)
		w.sim(t, http.MethodDelete, "/faults", nil)
	}
	w.Fault(t, map[string]any{"match": "GET /rest/api/2/serverInfo", "times": -1, "status": 200, "headers": map[string]string{"Content-Type": "application/json"},
		"body": `{"baseUrl":"` + w.JiraURL + `","version":"8.0.0","versionNumbers":[8,0,0],"deploymentType":"Server"}`})
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1&workspace="+w.WorkspaceGID))
	w.registerConsumer(t, v)
	must(t, v.Submit(t.Context(), "jira_domain", w.JiraURL, url.Values{"workspace": {w.WorkspaceGID}}))
	if !strings.HasPrefix(v.At.String(), w.JiraURL) {
		t.Errorf("with 8.0.0 saving led to %s, want Jira's consent: %s", v.At.Path, v.Text())
	}
}

// listsVersions has the versions that the other tests run beside the setup form,
// and the way to what else is required.
func (c *checklist) listsVersions(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	readme, err := os.ReadFile("../../../../README.md")
	must(t, err)
	list := v.Find("data-test", "releases")
	for _, version := range jiratest.Versions() {
		if list == nil || !strings.Contains(visitor.Text(list), version) {
			t.Errorf("Jira %s is not listed: %s", version, v.Text())
		}
		if !strings.Contains(string(readme), "| "+version+" |") {
			t.Errorf("Jira %s is not in the README", version)
		}
	}
	link := v.Find("data-test", "requirements")
	if link == nil {
		t.Fatal("nothing leads to the requirements")
	}
	must(t, v.Open(t.Context(), w.PlatformURL+visitor.Attribute(link, "href")))
	says(t, v, "/rest/api/2/serverInfo")
}
