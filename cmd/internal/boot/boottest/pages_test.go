package boottest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// TestPages walks the path of the product, from the first page of an empty
// platform to the widget on a task, with the wrong turns, and besides it the
// pages that tell how things stand; it looks at every page on the way. See Eye
// for what it looks at.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, walk := range map[string]struct {
		world Options
		steps []func(*pages)
	}{
		"path": {
			Options{Database: "sqlite", Connect: "none"},
			[]func(*pages){(*pages).firstRun, (*pages).setup, (*pages).work, (*pages).people, (*pages).wrongTurns},
		},
		"how things stand": {
			Options{Database: "sqlite", Connect: "oauth2", Version: "10.3.19", Sim: []string{"--attachment-limit", "1"}},
			[]func(*pages){(*pages).links, (*pages).connection, (*pages).popups, (*pages).programs, (*pages).rules},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pages{World: Start(t, walk.world), Eye: NewEye(t), browser: NewBrowser(t)}
			for _, step := range walk.steps {
				step(p)
			}
		})
	}
}

// pages is a walk through one world.
type pages struct {
	*World
	*Eye
	browser *Browser
}

// signedIn is the browser of somebody who has signed in.
func (p *pages) signedIn(who demo.Person) *Tab {
	p.t.Helper()
	tab := p.browser.Person(p.t)
	tab.signIn(p.World, who)
	return tab
}

func (p *pages) firstRun() {
	at := freeAddress(p.t)
	serve := StartProcess(p.t, "create the owner", mustBuild(p.t).Jirabridge,
		"serve", "--listen", at, "--base-url", "http://"+at, "--data", p.t.TempDir(),
		"--smtp-address", freeAddress(p.t), "--smtp-from", "tasks@corp.test") // nobody answers there
	tab := p.browser.Person(p.t)
	tab.Go(lastWord(serve.Ready()))
	p.Look(tab, "first-run")
	tab.becomeOwner()
	p.Look(tab, "first-project")
	tab.Go("http://" + at + "/")
	p.Look(tab, "first-home")
	p.unmailed(tab, "http://"+at)
	tab.Go("http://localhost:" + portOf(at))
	p.Look(tab, "error-421")
}

// unmailed is what a mail server that does not answer leaves to be seen.
func (p *pages) unmailed(tab *Tab, base string) {
	tab.Go(base + "/0/members")
	tab.Type(input("email"), "new@example.com")
	tab.Click(hook("invite-button"))
	tab.See(hook("link-value"))
	waitFor(p.t, "the failure on the page", func() bool {
		tab.Go(base + "/0/members")
		return tab.Has(hook("not-mailed"))
	})
	p.Look(tab, "members-not-mailed")
	p.stranger(base+"/-/forgot", "forgot")
	stranger := p.browser.Person(p.t)
	stranger.Go(base + "/-/forgot")
	stranger.Type(input("email"), "somebody@example.com")
	stranger.Click(hook("forgot-button"))
	stranger.See(hook("forgot-asked"))
	p.Look(stranger, "forgot-asked")
}

// setup is the Jira admin's part, with a wrong turn at each step.
func (p *pages) setup() {
	owner := p.Role(p.t, "owner", false)
	tab := p.browser.Person(p.t)
	tab.Go(p.PlatformURL + "/setup")
	p.Look(tab, "sign-in")
	tab.fillSignIn(demo.Person{Email: owner.Email, Password: "not the password"})
	tab.See(".banner-error")
	p.Look(tab, "sign-in-wrong")
	tab.fillSignIn(owner)
	tab.See(hook("consent-allow"))
	p.Look(tab, "consent")
	p.connectPopup("not-connected")
	tab.Click(hook("consent-allow"))
	redirect := tab.Attribute(hook("redirect-url"), "value")
	p.Look(tab, "setup")
	tab.Send(hook("kind-oauth1"))
	tab.See(hook("public-key"))
	p.Look(tab, "setup-oauth1")
	tab.Send(hook("kind-oauth2"))
	tab.fillSetup("https://example.atlassian.net", demo.JiraOAuth2{ClientID: "id", ClientSecret: "secret"})
	tab.See(hook("error-jira_domain"))
	p.Look(tab, "setup-error")
	link := p.applicationLink(p.t, redirect)
	tab.fillSetup(p.JiraURL, link)
	tab.signInToJira(p.jiraAdmin(p.t))
	tab.Click("#deny")
	tab.See(hook("stopped"))
	p.Look(tab, "setup-failed")
	tab.Click(hook("to-settings"))
	tab.fillSetup(p.JiraURL, link)
	tab.Click("#approve")
	tab.See(hook("connected"))
	p.Look(tab, "setup-done")
	tab.Click(hook("ask-remove"))
	tab.See(hook("remove"))
	p.Look(tab, "setup-remove")
}

// connectPopup is what a member sees whose workspace nobody has connected.
func (p *pages) connectPopup(name string) {
	tab := p.signedIn(p.Role(p.t, "member", false))
	tab.Go(p.PlatformURL + "/connect?domainId=" + p.WorkspaceGID)
	p.Look(tab, "connect-consent")
	tab.Click(hook("consent-allow"))
	tab.See(hook("not-connected"))
	p.Look(tab, name)
}

// fillSetup sends the setup form.
func (b *Tab) fillSetup(domain string, link demo.JiraOAuth2) {
	b.t.Helper()
	b.Type(input("jira_domain"), domain)
	b.Type(input("client_id"), link.ClientID)
	b.Type(input("client_secret"), link.ClientSecret)
	b.Click(hook("save"))
}

// work is a member's part: the project, the app, the task and its issue.
func (p *pages) work() {
	who := p.Role(p.t, "member", false)
	tab := p.signedIn(who)
	p.Look(tab, "home")
	tab.Go(p.PlatformURL + "/0/projects/new")
	p.Look(tab, "new-project")
	tab.Go(p.PlatformURL + "/0/" + p.ProjectGID)
	p.Look(tab, "project")
	tab.Click(hook("share") + " > summary")
	p.Look(tab, "share")
	tab.Click(hook("customize"))
	tab.See(hook("customize-panel"))
	p.Look(tab, "customize")
	tab.Click(hook("add-app"))
	tab.See(hook("app-card-jira-server"))
	p.Look(tab, "apps")
	tab.Click(hook("app-card-jira-server"))
	tab.See(hook("add-to-project"))
	p.Look(tab, "app")
	p.wizard(tab, who)
	p.task(tab)
	p.rough(tab)
}

func (p *pages) wizard(tab *Tab, who demo.Person) {
	tab.Click(hook("add-to-project"))
	tab.See(hook("wizard"))
	for step := 1; !tab.Has(hook("connect")); step++ {
		p.Look(tab, fmt.Sprint("wizard-", step))
		tab.Click(hook("wizard-next"))
	}
	p.Look(tab, "wizard-connect")
	popup := tab.Popup(func() { tab.Click(hook("connect")) })
	p.Look(tab, "wizard-waiting")
	popup.authorize(p.JiraPerson(p.t, who.JiraUser))
	tab.See(hook("app-added"))
	p.Look(tab, "wizard-done")
}

func (p *pages) task(tab *Tab) {
	tab.Go(p.TaskURL(p.TaskGIDs[0]))
	tab.See(hook("entry-point"))
	p.Look(tab, "task")
	tab.Click(hook("entry-point"))
	p.Look(tab, "field-menu")
	tab.Click(hook("lookup-action"))
	tab.Type(hook("lookup-input"), "no such issue")
	tab.See(hook("lookup-dialog"))
	p.Look(tab, "lookup-nothing")
	tab.Type(hook("lookup-input"), p.createInJira(p.t, "An issue that was there before"))
	tab.See(hook("lookup-option"))
	p.Look(tab, "lookup")
	tab.Go(p.TaskURL(p.TaskGIDs[0]))
	tab.Click(hook("entry-point"))
	tab.Click(hook("form-action"))
	tab.See(hook("form-submit"))
	p.Look(tab, "create")
	tab.Type(hook("field-summary")+" input", " ")
	tab.Click(hook("form-submit"))
	tab.Until("an error at the empty field", `document.querySelector('[data-test="form-dialog"] [aria-invalid="true"]')`)
	p.Look(tab, "create-error")
	tab.Go(p.TaskURL(p.TaskGIDs[0]))
	key := tab.createIssue("")
	p.issue(p.t, key) // its files are there
	tab.Reload()
	tab.seeWidget(key)
	p.Look(tab, "task-with-widget")
	tab.Click(hook("widget-menu"))
	p.Look(tab, "widget-menu")
	tab.Click(hook("widget-remove"))
	tab.See(hook("confirm-remove"))
	p.Look(tab, "widget-remove")
	tab.Go(p.PlatformURL + "/0/" + p.ProjectGID + "/customize")
	p.Look(tab, "customize-added")
	tab.Click(`.panel .tile`)
	tab.See(hook("uninstall"))
	p.Look(tab, "app-added")
	tab.Go(p.PlatformURL + "/connect?domainId=" + p.WorkspaceGID)
	tab.See(hook("connect-done"))
	p.Look(tab, "connect-done")
}

// rough looks at what people write when nobody expects it.
func (p *pages) rough(tab *Tab) {
	who := p.Role(p.t, "member", false)
	name := "<b>שלום</b> 🎉 " + strings.Repeat("W", 1000)
	task := p.NewTask(p.t, who.Token, map[string]any{"name": name, "notes": "مرحبا بالعالم\n" + strings.Repeat("long ", 2000), "assignee": "me", "due_on": "2020-02-02"})
	upload(p.t, p.World, who, task, strings.Repeat("w", 200)+".txt", "text")
	tab.Go(p.TaskURL(task))
	tab.seeWidget(tab.createIssue(strings.Repeat("W", 120)))
	p.Look(tab, "rough-task")
	tab.Go(p.PlatformURL + "/0/" + p.ProjectGID)
	p.Look(tab, "rough-project")
	tab.Go(p.PlatformURL + "/")
	p.Look(tab, "rough-home")
}

// people is a super admin's part: members, invitations, settings.
func (p *pages) people() {
	tab := p.signedIn(p.Role(p.t, "owner", false))
	tab.Go(p.PlatformURL + "/0/workspaces/new")
	p.Look(tab, "new-workspace")
	tab.Go(p.PlatformURL + "/0/my-settings")
	p.Look(tab, "settings")
	tab.Go(p.PlatformURL + "/0/my-settings/apps")
	p.Look(tab, "settings-apps")
	tab.Go(p.PlatformURL + "/0/account?workspace=" + p.WorkspaceGID)
	p.Look(tab, "account")
	tab.Go(p.PlatformURL + "/0/members")
	p.Look(tab, "members")
	tab.Type(input("email"), "new@example.com")
	tab.Click(hook("invite-button"))
	link := tab.Attribute(hook("link-value"), "value")
	p.Look(tab, "members-invited")
	p.stranger(link, "invitation")
	p.stranger(p.resetLink(), "reset")
	p.stranger(p.PlatformURL+"/-/forgot", "forgot-ask-admin")
	tab.Go(p.PlatformURL + "/0/members/" + p.Role(p.t, "guest", false).GID + "/remove?workspace=" + p.WorkspaceGID)
	p.Look(tab, "remove-member")
}

// resetLink is the link that a super admin hands to a member.
func (p *pages) resetLink() string {
	tab := p.signedIn(p.Role(p.t, "super_admin", false))
	tab.Go(p.PlatformURL + "/0/members")
	tab.do("ask for a link", evaluate(`document.querySelector('[data-test="reset-password"]').click()`))
	return tab.Attribute(hook("link-value"), "value")
}

// stranger opens a link without having signed in.
func (p *pages) stranger(link, name string) {
	tab := p.browser.Person(p.t)
	tab.Go(link)
	p.Look(tab, name)
}

// wrongTurns are the pages that say what went wrong.
func (p *pages) wrongTurns() {
	member := p.signedIn(p.Role(p.t, "member", false))
	member.Go(p.PlatformURL + "/0/members")
	p.Look(member, "error-403")
	member.Go(p.PlatformURL + "/0/1/2")
	p.Look(member, "error-404")
	member.Go(p.PlatformURL + "/-/oauth_authorize?client_id=nobody")
	p.Look(member, "error-400")
	guest := p.signedIn(p.Role(p.t, "guest", false))
	guest.Go(p.PlatformURL + "/connect?domainId=" + p.WorkspaceGID)
	guest.Send(hook("consent-allow"))
	guest.See(hook("guest"))
	p.Look(guest, "connect-guest")
	p.breakDatabase()
	member.Go(p.TaskURL(p.TaskGIDs[0]))
	member.See(hook("error-page"))
	p.Look(member, "error-500")
}

// breakDatabase takes away what the page of a task reads.
func (p *pages) breakDatabase() {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.Data, "jirabridge.db")+"?_pragma=busy_timeout(30000)")
	must(p.t, err)
	defer db.Close()
	_, err = db.Exec("alter table tasks rename to lost")
	must(p.t, err)
}
