package boottest

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestFirstDay is an installation's first day: `serve` behind a proxy that
// ends TLS, on another host name, with a private CA, beside a Jira of the same
// network. The printed link leads to an owner, and the owner to a linked issue.
// Two copies share one PostgreSQL and nothing else.
func TestFirstDay(t *testing.T) {
	t.Run("one copy on SQLite", func(t *testing.T) {
		t.Parallel()
		firstDay(t, 1, "--data", t.TempDir())
	})
	t.Run("two copies on PostgreSQL", func(t *testing.T) {
		t.Parallel()
		keys := filepath.Join(t.TempDir(), "keys.json")
		if out, err := command(mustBuild(t).Jirabridge, "keys", "new", keys).CombinedOutput(); err != nil {
			t.Fatalf("keys new: %v %s", err, out)
		}
		firstDay(t, 2, "--data", t.TempDir(), "--database", freshPostgres(t), "--key-file", keys)
	})
}

func firstDay(t *testing.T, copies int, args ...string) {
	company := NewCompany(t)
	w := &World{Document: demo.Document{JiraPeople: []demo.JiraPerson{{Name: "admin", Password: "admin", Admin: true}}}}
	jira, front := company.NewProxy(t, "127.0.0.1"), company.NewProxy(t, "tasks.corp.test")
	w.JiraURL, w.PlatformURL = jira.URL+"/jira", front.URL
	bin := mustBuild(t)
	w.Sim = StartProcess(t, "listening on", bin.Jirasim, "--listen", "127.0.0.1:0", "--base-url", w.JiraURL)
	jira.To(addressIn(w.Sim.Ready()))

	args = append(args, "--jira-networks", "127.0.0.1", "--ca-file", company.CAFile)
	serves := serveCopies(t, copies, "create the owner", front, args...)
	link := lastWord(serves[copies-1].Ready()) // the latest is good

	owner := company.Browser(t).Person(t)
	owner.Go(link)
	owner.becomeOwner()
	owner.connectJira(w)
	owner.startWork(w)
	key := owner.createIssue("Our first issue")
	owner.seeWidget(key)
	owner.Until("the pictures of Jira", `[...document.querySelectorAll('[data-test="widget"] img')].some(i => !i.hidden && i.naturalWidth > 0)`)
	owner.Shot("first-day")
	owner.unlink()
	owner.linkIssue(key)
	owner.seeWidget(key)
}

// serveCopies starts n copies of `jirabridge serve` behind a proxy, each ready
// when it has printed a line that contains ready.
func serveCopies(t *testing.T, n int, ready string, front *Proxy, args ...string) (copies []*Process) {
	t.Helper()
	args = append([]string{"serve", "--base-url", front.URL, "--trusted-proxy", "127.0.0.1/32"}, args...)
	var addresses []string
	for range n {
		at := freeAddress(t)
		copies = append(copies, StartProcess(t, ready, mustBuild(t).Jirabridge, append(args, "--listen", at)...))
		addresses = append(addresses, at)
	}
	front.To(addresses...)
	return copies
}

// addressIn is the host and port of the URL at the end of a line.
func addressIn(line string) string {
	u, err := url.Parse(lastWord(line))
	if err != nil {
		return ""
	}
	return u.Host
}

// lastWord is where a program's line names an address.
func lastWord(line string) string { return line[strings.LastIndex(line, " ")+1:] }

// becomeOwner fills in the first page of an empty platform.
func (b *Tab) becomeOwner() {
	b.t.Helper()
	for name, value := range map[string]string{
		"name": "Olga Owner", "email": "olga@corp.test", "password": "a long password", "workspace": "Corporation", "project": "First project",
	} {
		b.Type(input(name), value)
	}
	b.Click(hook("begin"))
	b.Until("the first project", `location.pathname.startsWith("/0/")`)
}

// connectJira does the setup with the session at hand.
func (b *Tab) connectJira(w *World) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/setup")
	if b.eventually(hook("consent-allow"), input("email")) == input("email") {
		b.fillSignIn(demo.Person{Email: "olga@corp.test", Password: "a long password"})
	}
	b.Click(hook("consent-allow"))
	link := w.linkThrough(b.t, b.Attribute(hook("redirect-url"), "value"))
	b.Type(input("jira_domain"), w.JiraURL)
	b.Type(input("client_id"), link.ClientID)
	b.Type(input("client_secret"), link.ClientSecret)
	b.Click(hook("save"))
	b.allowInJira(w.jiraAdmin(b.t))
	b.See(hook("connected"))
}

// startWork adds the app to the first project, where the owner needs no
// further consent, and opens a new task.
func (b *Tab) startWork(w *World) {
	b.t.Helper()
	b.Go(w.PlatformURL + "/")
	project := b.linkTo("First project")
	b.Go(project)
	b.Click(hook("customize"))
	b.Click(hook("add-app"))
	b.Click(hook("app-card-jira-server"))
	b.Click(hook("add-to-project"))
	for !b.Has(hook("connect")) {
		b.Click(hook("wizard-next"))
	}
	b.Click(hook("connect"))
	b.See(hook("app-added"))
	b.Go(project)
	b.Type(hook("new-task-name"), "Our first task\r")
	b.Go(b.linkTo("Our first task"))
}

// linkTo waits for a link that says something and returns where it leads.
func (b *Tab) linkTo(words string) string {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.links].find(a => a.textContent.includes(%q))`, words)
	b.Until("a link to "+words, find)
	return read(b, "the address of "+words, evaluateTo[string](find+`.href`))
}

// linkThrough makes the application link in a Jira behind the company's TLS.
func (w *World) linkThrough(t testing.TB, redirect string) demo.JiraOAuth2 {
	t.Helper()
	direct := *w
	direct.JiraURL = "http://" + addressIn(w.Sim.Ready()) + "/jira"
	return direct.applicationLink(t, redirect)
}
