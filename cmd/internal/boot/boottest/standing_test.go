package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"jirabridge/cmd/internal/demo"
)

// links are the pages of what a member has linked: all is well, a file is
// missing, nobody knows yet, and a person has to tell.
func (p *pages) links() {
	who := p.Role(p.t, "member", true)
	tab := p.signedIn(who)
	p.linkWithFiles(tab, who, "Order chairs", map[string]string{"plan.txt": "a plan"})
	waitFor(p.t, "the file", func() bool { tab.Reload(); return tab.Has(`[data-step="done"]`) })
	p.Look(tab, "link")
	tab.Go(p.PlatformURL + "/app/links")
	p.Look(tab, "links-none")
	p.linkWithFiles(tab, who, "Three files", map[string]string{"a.txt": "a", "b.txt": "b", "report.zip": strings.Repeat("z", 1<<21)})
	waitFor(p.t, "the end of copying", func() bool { tab.Reload(); return tab.Has(hook("retry")) })
	p.Look(tab, "link-files")
	p.cutOff(tab, who)
	p.Look(tab, "link-checking")
	p.searchedInVain()
	tab.Reload()
	tab.Until("two to choose from", `document.querySelectorAll('[data-test^="choose-IT-"]').length === 2`)
	p.Look(tab, "link-unclear")
	tab.Go(p.PlatformURL + "/app/links")
	tab.See(hook("troubled"))
	p.Look(tab, "links")
}

// linkWithFiles makes a task with files and an issue of it, and opens the page
// of the link.
func (p *pages) linkWithFiles(tab *Tab, who demo.Person, name string, files map[string]string) {
	p.t.Helper()
	task := p.NewTask(p.t, who.Token, map[string]any{"name": name})
	for file, content := range files {
		upload(p.t, p.World, who, task, file, content)
	}
	tab.Go(p.TaskURL(task))
	tab.seeWidget(tab.createIssue(""))
	tab.openDetails(tab.Attribute(hook("widget-details"), "href"))
}

// cutOff creates an issue that never arrives in Jira, where there are two that
// look like it, and opens the page of the link.
func (p *pages) cutOff(tab *Tab, who demo.Person) {
	p.t.Helper()
	const summary = "Perhaps created"
	task := p.NewTask(p.t, who.Token, map[string]any{"name": summary})
	p.Fault(p.t, map[string]any{"match": "POST /issue$", "drop": "before"})
	tab.Go(p.TaskURL(task))
	tab.Click(hook("entry-point"))
	tab.Click(hook("form-action"))
	tab.Until("a project to be chosen", `document.querySelector('[data-test="field-project"] input')?.value`)
	tab.Click(hook("form-submit"))
	tab.See(hook("form-details"))
	p.undecided(p.t, task)
	details := tab.Attribute(hook("form-details"), "href")
	for range 2 {
		p.createAs(p.t, p.JiraPerson(p.t, who.JiraUser), summary)
	}
	tab.openDetails(details)
	tab.Until("the doubt", `document.querySelector('[data-state="checking"]')`)
}

// searchedInVain lets the minutes go by in which Jira is asked for an issue.
func (p *pages) searchedInVain() {
	p.t.Helper()
	_, err := p.database(p.t).Exec("update bridge_links set updated_at = updated_at - ?, due_at = due_at + ? where state = 'checking'",
		(doubt + 5*time.Minute).Microseconds(), time.Hour.Microseconds())
	must(p.t, err)
}

// connection is the page of a connection's settings, before and after a webhook
// was made.
func (p *pages) connection() {
	tab := p.signedIn(p.Role(p.t, "owner", true))
	tab.Go(p.PlatformURL + "/setup/connection?workspace=" + p.WorkspaceGID)
	if tab.eventually(hook("renew-hook"), hook("consent-allow")) == hook("consent-allow") {
		tab.Click(hook("consent-allow"))
	}
	tab.See(hook("renew-hook"))
	p.Look(tab, "connection")
	tab.Click(hook("renew-hook"))
	address := tab.Attribute(hook("hook-url"), "value")
	p.Look(tab, "connection-hooks")
	if r := Do(p.t, request(p.t, http.MethodPost, address, strings.NewReader(`{"timestamp":1,"webhookEvent":"jira:issue_updated"}`))); r.Status != http.StatusForbidden {
		p.t.Errorf("unsigned: %d %s", r.Status, r.Body)
	}
	tab.Reload()
	tab.See(hook("hook-log"))
	p.Look(tab, "connection-log")
	tab.Go(p.PlatformURL + "/setup/doctor?workspace=" + p.WorkspaceGID)
	tab.See(hook("look"))
	p.Look(tab, "doctor")
	tab.Click(hook("look"))
	tab.See(hook("steps"))
	p.Look(tab, "doctor-steps")
	tab.Go(p.PlatformURL + "/setup/coverage?workspace=" + p.WorkspaceGID)
	tab.Click(`[data-project="OPS"] summary`)
	tab.See(`[data-project="OPS"] [data-type="Change"]`)
	p.Look(tab, "coverage")
}

// popups are what the window shows in which a member connects, when something
// has come to an end or was refused.
func (p *pages) popups() {
	who := p.Role(p.t, "member", true)
	tab := p.signedIn(who)
	p.deauthorize(p.t, who)
	if status := p.formStatus(p.t, who); status != http.StatusUnauthorized {
		p.t.Errorf("the form after deauthorizing: %d", status)
	}
	connect := p.PlatformURL + "/connect"
	tab.Go(connect + "?domainId=" + p.WorkspaceGID)
	tab.Click(hook("consent-allow"))
	tab.See(hook("ended"))
	p.Look(tab, "connect-ended")
	tab.Go(connect + "/done?" + url.Values{"workspace": {p.WorkspaceGID}, "error": {"bridge.jira_denied"}}.Encode())
	p.Look(tab, "connect-denied")
}

// programs are the pages for those who write programs, and what a super admin
// sees of them.
func (p *pages) programs() {
	who := p.Role(p.t, "member", true)
	tab := p.signedIn(who)
	for name, path := range map[string]string{"docs": "/docs", "apps-all": "/apps", "developer-apps": console, "tokens-none": profile} {
		tab.Go(p.PlatformURL + path)
		p.Look(tab, name)
	}
	tab.Go(p.PlatformURL + console + "/tokens/new")
	p.Look(tab, "token-new")
	tab.Type(input("description"), "Weekly report")
	tab.Click(hook("save-token"))
	tab.See(hook("token-value"))
	p.Look(tab, "tokens")
	tab.Click(hook("edit-token"))
	tab.See(hook("rotate-token"))
	p.Look(tab, "token")
	p.stranger(p.PlatformURL+"/-/revoke_token", "token-leaked")
	admin := p.signedIn(p.Role(p.t, "owner", true))
	admin.Go(p.PlatformURL + "/0/members/" + who.GID + "?workspace=" + p.WorkspaceGID)
	p.Look(admin, "member")
	p.ownApp(who)
}

// ownApp is an app from the form, with what is wrong at each field, to its
// secret, and as those see it who have authorized it.
func (p *pages) ownApp(who demo.Person) {
	tab := p.signedIn(who)
	tab.Go(p.PlatformURL + console + "/apps/new")
	p.Look(tab, "ownapp-new")
	tab.Type(input("name"), "Weekly charts")
	tab.Type(input("redirect_uris"), "javascript:alert(1)")
	tab.Send(hook("save-app"))
	p.Look(tab, "ownapp-error")
	tab.do("enter two addresses", evaluate(`void (document.querySelector("[name=redirect_uris]").value = "https://example.com/`+strings.Repeat("long", 40)+`\nurn:ietf:wg:oauth:2.0:oob")`))
	tab.Click("input[value=single]")
	tab.Send(hook("save-app"))
	p.Look(tab, "ownapp-error-permissions")
	tab.Click("input[value='tasks:read']")
	tab.Send(hook("save-app"))
	tab.See(hook("client-secret"))
	p.Look(tab, "ownapp-secret")
	id := tab.Value(hook("client-id"))
	tab.Go(p.PlatformURL + console)
	p.Look(tab, "ownapp-list")
	tab.Go(p.PlatformURL + "/-/oauth_authorize?response_type=code&redirect_uri=urn:ietf:wg:oauth:2.0:oob&client_id=" + id)
	p.Look(tab, "consent-single")
	tab.Send(hook("consent-allow"))
	p.Look(tab, "consent-code")
	tab.Go(p.PlatformURL + myApps)
	p.Look(tab, "authorized-apps")
}
