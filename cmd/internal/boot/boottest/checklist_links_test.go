package boottest

import (
	"database/sql"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// links counts the rows of links.
func (w *World) links(t *testing.T) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.Data, "jirabridge.db")+"?mode=ro&_pragma=busy_timeout(30000)")
	must(t, err)
	defer func() { _ = db.Close() }()
	must(t, db.QueryRow("select count(*) from bridge_links").Scan(&n))
	return n
}

// connectingAgainKeepsLinks: the page lists the Jira, and the issues are back.
func (c *checklist) connectingAgainKeepsLinks(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who := w.Role(t, "owner", false)
	task, attachment, key := w.create(t, who)
	before := w.links(t)
	removeConnection(t, w)
	v := connect(t, w)
	says(t, v, w.JiraURL)
	if after := w.links(t); after != before {
		t.Errorf("%d links, before there were %d", after, before)
	}
	w.widgetShows(t, who, task, attachment, key)
}

// deauthorizeForm is where the page of a person's apps sends what takes back an
// authorization.
var deauthorizeForm = regexp.MustCompile(`action="(/0/my-settings/apps/[0-9]+/deauthorize)"`)

// deauthorize takes back, under My Settings, what a person has allowed the app.
func (w *World) deauthorize(t testing.TB, who demo.Person) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	client := &http.Client{Jar: jar, Timeout: patience}
	read := func(resp *http.Response, err error) string {
		must(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		must(t, err)
		return string(text)
	}
	read(client.PostForm(w.PlatformURL+"/-/login", url.Values{"email": {who.Email}, "password": {who.Password}}))
	form := deauthorizeForm.FindStringSubmatch(read(client.Get(w.PlatformURL + "/0/my-settings/apps")))
	if form == nil {
		t.Fatal("My Settings show no app to deauthorize")
	}
	read(client.PostForm(w.PlatformURL+form[1], nil))
}

// deauthorizedOnThePlatform: nobody tells the app, which notices by itself.
func (c *checklist) deauthorizedOnThePlatform(t *testing.T) {
	w := c.fresh(t)
	connect(t, w)
	defer removeConnection(t, w)
	who, other := w.People[3], w.Role(t, "owner", false)
	account, existing := w.JiraPerson(t, who.JiraUser), w.createInJira(t, "Somebody else's")
	authorize(t, w, who, account)
	task, attachment, key := w.create(t, who)
	theirs, theirAttachment, theirKey := w.create(t, other)
	w.deauthorize(t, who)
	if got := w.attachStatus(t, who, existing); got != http.StatusUnauthorized {
		t.Errorf("attach after deauthorizing: %d", got)
	}
	if got := w.formStatus(t, who); got != http.StatusUnauthorized {
		t.Errorf("the form after deauthorizing: %d", got)
	}
	w.widgetShows(t, other, task, attachment, key)
	w.widgetShows(t, other, theirs, theirAttachment, theirKey)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.JiraApp.AuthenticationURL+"?domainId="+w.WorkspaceGID))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	if !v.Shows("decision") {
		t.Errorf("the platform does not ask for consent again: %s", v.Text())
	}
	must(t, v.Submit(t.Context(), "decision", "allow", nil))
	says(t, v, "Your authorization in Asana ended because Asana no longer accepts it")
	if got := w.attachStatus(t, who, existing); got != http.StatusOK {
		t.Errorf("attach after a new consent: %d", got)
	}
}

// oneIssueManyTasks: the limit is one issue per task, not one task per issue.
func (c *checklist) oneIssueManyTasks(t *testing.T) {
	key := c.createInJira(t, "On two tasks")
	tab, first := c.memberOnTask(t, map[string]any{"name": "Task A"})
	second := c.NewTask(t, c.Role(t, "member", true).Token, map[string]any{"name": "Task B"})
	for _, task := range []string{first, second} {
		tab.Go(c.TaskURL(task))
		tab.linkIssue(key)
		tab.seeWidget(key)
	}
	tab.Go(c.TaskURL(first))
	tab.seeWidget(key)
	tab.unlink()
	tab.Go(c.TaskURL(second))
	tab.seeWidget(key)
}

// movedByTheOperator: the operator, who alone has the command, points a
// workspace at its Jira's new address; another Jira is refused.
func movedByTheOperator(t *testing.T) {
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(t, "member", true)
	task, attachment, key := w.create(t, who)
	w.widgetShows(t, who, task, attachment, key)
	rebind := func(to string, more ...string) (string, error) {
		args := append([]string{"rebind", "--workspace", w.WorkspaceGID, "--jira", to, "--data", w.Data,
			"--base-url", w.PlatformURL, "--jira-networks", "127.0.0.1"}, more...)
		out, err := command(mustBuild(t).Jirabridge, args...).CombinedOutput()
		return string(out), err
	}
	for _, more := range [][]string{{"--dry-run"}, nil} {
		if out, err := rebind(w.elsewhere(), more...); err != nil || !strings.Contains(out, "1 of 1 linked issues") {
			t.Errorf("rebind %v: %v %s", more, err, out)
		}
	}
	w.widgetShows(t, who, task, attachment, key)
	other := StartProcess(t, "listening on", mustBuild(t).Jirasim, "--listen", "127.0.0.1:0")
	if out, err := rebind("http://" + addressIn(other.Ready()) + "/jira"); err == nil {
		t.Errorf("another Jira was taken: %s", out)
	}
}
