package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"jirabridge/cmd/internal/visitor"
)

// appRows are about the apps people authorize, and those they register.
func (c *checklist) appRows() []row {
	return []row{
		{"A-08", c.authorizedAppsAreListed},
		{"A-09", c.deauthorizingEndsAccess},
		{"A-10", c.listIsComplete},
		{"A-11", c.accessIsGrantedAgain},
		{"A-12", c.settingsLeadToTheConsole},
		{"A-13", c.ownAppsAreManaged},
		{"A-13 by keyboard", c.registersByKeyboard},
		{"A-13 own apps only", c.otherPeoplesApps},
		{"A-13 bad input", c.badApps},
		{"A-13 two edits at once", c.twoEditsAtOnce},
		{"A-13 misleading names", c.misleadingApps},
		{"A-13 API access", c.appsNeedAPIAccess},
		{"A-13 in rules", c.foreignAppInRules},
		{"A-13 bad answers in rules", c.badActionsOfApps},
	}
}

const myApps = "/0/my-settings/apps"

// toMyApps goes the checklist's way: profile photo, My Settings, Apps.
func (b *Tab) toMyApps() {
	b.t.Helper()
	b.Click(".bar-person > summary")
	b.Click(`.bar-person a[href="/0/my-settings"]`)
	b.Click(`.tabs a[href="/0/my-settings/apps"]`)
	b.See(hook("authorized"))
}

// authorized is what the list says of an app, "" when it is not there; twice
// when it stands there twice.
func (w *World) authorized(t testing.TB, v *visitor.Visitor, app string) (said string) {
	t.Helper()
	must(t, v.Open(t.Context(), w.PlatformURL+myApps))
	for n := range v.Page.Descendants() {
		if n.Type == html.ElementNode && visitor.Attribute(n, "data-test") == "authorized-app" && strings.HasPrefix(visitor.Text(n), app+" ") {
			said += visitor.Text(n)
		}
	}
	return said
}

func (c *checklist) authorizedAppsAreListed(t *testing.T) {
	p := c.RegisterProgram(t, c.signIn(t, c.Role(t, "owner", true)), "Charts")
	v, tab := c.signInTwice(t, c.Role(t, "member", true))
	p.Granted(t, v)
	tab.toMyApps()
	tab.SeeText(hook("authorized")+" h2", "Authorized")
	for _, words := range []string{"Charts", "Authorized on ", "Access your tasks, projects, and workspaces."} {
		tab.SeeText(hook("authorized-app"), words)
	}
	if other := c.signIn(t, c.Role(t, "super_admin", false)); c.authorized(t, other, "Charts") != "" {
		t.Error("it is listed for somebody who has not authorized it")
	}
}

// deauthorizingEndsAccess of tokens, and of a code that waits; what others have
// allowed stays.
func (c *checklist) deauthorizingEndsAccess(t *testing.T) {
	owner := c.signIn(t, c.Role(t, "owner", true))
	p := c.RegisterProgram(t, owner, "Mailer")
	v, tab := c.signInTwice(t, c.Role(t, "member", true))
	mine, theirs, waiting := p.Granted(t, v), p.Granted(t, owner), p.Allow(t, v)
	if got := c.me(t, mine.AccessToken); got != http.StatusOK {
		t.Fatalf("before: %d", got)
	}
	tab.toMyApps()
	tab.SeeText(hook("authorized-app"), "Mailer")
	asks := `(window.confirm = text => { window.asked = text; return false; }, [...document.querySelectorAll('[data-test="authorized-app"]')].find(a => a.textContent.includes("Mailer")).querySelector("button").click())`
	tab.do("press Deauthorize, then No", evaluate(asks))
	tab.Until("the question", `window.asked?.includes("Mailer")`)
	if got := c.me(t, mine.AccessToken); got != http.StatusOK {
		t.Errorf("after the question was answered with no: %d", got)
	}
	tab.do("press Deauthorize, then Yes", evaluate(strings.ReplaceAll(asks, "return false", "return true")))
	tab.Until("the app to be gone", `document.readyState === "complete" && !document.body.innerText.includes("Mailer")`)
	r := c.API(t, mine.AccessToken, http.MethodGet, "/users/me", nil)
	if r.Status != http.StatusUnauthorized {
		t.Errorf("the access token answers %d %s", r.Status, r.Body)
	}
	refreshed, err := p.refresh(t.Context(), mine)
	exchanged, late := p.Exchange(t.Context(), waiting)
	for what, got := range map[string]string{"the refresh token": refusal(t, refreshed, err), "the code": refusal(t, exchanged, late)} {
		if got != "invalid_grant" {
			t.Errorf("%s is answered %q", what, got)
		}
	}
	if got := c.me(t, theirs.AccessToken); got != http.StatusOK {
		t.Errorf("what somebody else has allowed: %d", got)
	}
}

// listIsComplete: one entry for each app, however often and in how many
// workspaces it is used.
func (c *checklist) listIsComplete(t *testing.T) {
	w := c.fresh(t)
	v := w.signIn(t, w.Role(t, "owner", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/0/workspaces/new"))
	must(t, v.Submit(t.Context(), "name", "Third office", url.Values{"project": {"Paint walls"}}))
	p, other := w.RegisterProgram(t, v, "Sync"), w.RegisterProgram(t, v, "Board")
	once, again := p.Granted(t, v), p.Granted(t, v)
	other.Granted(t, v)
	if got := w.authorized(t, v, "Sync"); strings.Count(got, "Authorized on") != 1 || !strings.Contains(got, "never used") {
		t.Errorf("after two grants the list says %q", got)
	}
	r := w.API(t, again.AccessToken, http.MethodGet, "/workspaces", nil)
	if list, _ := r.JSON(t)["data"].([]any); len(list) < 2 {
		t.Fatalf("the app sees %s", r.Body)
	}
	if got := w.authorized(t, v, "Sync"); strings.Count(got, "Authorized on") != 1 || !strings.Contains(got, "last used") {
		t.Errorf("after a call the list says %q", got)
	}
	if got := w.authorized(t, v, "Board"); !strings.Contains(got, "never used") {
		t.Errorf("of the app that was not used the list says %q", got)
	}
	says(t, v, "Review them now and then")
	must(t, v.Press(t.Context(), "deauthorize", p.ClientID))
	for _, token := range []string{once.AccessToken, again.AccessToken} {
		if got := w.me(t, token); got != http.StatusUnauthorized {
			t.Errorf("a token of one of the two grants answers %d", got)
		}
	}
	if w.authorized(t, v, "Sync") != "" || w.authorized(t, v, "Board") == "" {
		t.Errorf("after deauthorizing one the list says: %s", v.Text())
	}
}

func (c *checklist) accessIsGrantedAgain(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	p := c.RegisterProgram(t, v, "Planner")
	if !p.Ask(t, v) {
		t.Fatalf("no consent page at first: %s", v.At)
	}
	before := p.Granted(t, v)
	if p.Ask(t, v) {
		t.Error("asked again for what was allowed")
	}
	must(t, v.Open(t.Context(), c.PlatformURL+myApps))
	must(t, v.Press(t.Context(), "deauthorize", p.ClientID))
	if !p.Ask(t, v) {
		t.Errorf("not asked again after deauthorizing: %s", v.At)
	}
	says(t, v, "Planner is requesting permission")
	after := p.Granted(t, v)
	refreshed, err := p.refresh(t.Context(), after)
	must(t, err)
	for token, want := range map[string]int{
		before.AccessToken: http.StatusUnauthorized, after.AccessToken: http.StatusOK, refreshed.AccessToken: http.StatusOK,
	} {
		if got := c.me(t, token); got != want {
			t.Errorf("a token answers %d, want %d", got, want)
		}
	}
	if c.authorized(t, v, "Planner") == "" {
		t.Error("it is not listed again")
	}
}

func (c *checklist) settingsLeadToTheConsole(t *testing.T) {
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "member", true))
	tab.toMyApps()
	tab.SeeText(hook("manage-developer-apps"), "Manage developer apps")
	tab.Click(hook("manage-developer-apps"))
	tab.See(hook("own-apps"))
	tab.See(hook("tokens"))
	if got := strings.TrimPrefix(tab.URL(), c.PlatformURL); got != console {
		t.Errorf("the link leads to %s", got)
	}
}

// confirmed presses a button and answers what it asks with yes.
func (b *Tab) confirmed(button chromedp.CSS) {
	b.t.Helper()
	b.do("say yes", evaluate(`void (window.confirm = text => { window.asked = text; return true; })`))
	b.Send(button)
}
