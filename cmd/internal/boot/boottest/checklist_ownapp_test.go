package boottest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"golang.org/x/oauth2"

	"jirabridge/cmd/internal/visitor"
)

// ownAppsAreManaged follows an app from its registration to its end.
func (c *checklist) ownAppsAreManaged(t *testing.T) {
	v, tab := c.signInTwice(t, c.Role(t, "owner", true))
	user := c.signIn(t, c.Role(t, "member", true))
	p := c.RegisterProgram(t, v, "First name")
	says(t, v, "The client secret is shown only now.")
	before := p.Granted(t, user)

	tab.Go(c.PlatformURL + console)
	tab.SeeText(hook("own-app"), "First name")
	tab.Go(c.PlatformURL + p.Page)
	if tab.Has(hook("client-secret")) || strings.Contains(tab.everything(), p.ClientSecret) {
		t.Error("the secret is shown again")
	}
	old := p.RedirectURL
	p.RedirectURL = old + "/moved"
	tab.Type(input("name"), "Second name")
	tab.Type(input("redirect_uris"), p.RedirectURL)
	tab.Send(hook("save-app"))
	tab.SeeText(hook("own-app"), "Second name")
	if got := c.me(t, before.AccessToken); got != http.StatusOK {
		t.Errorf("a token from before the change: %d", got)
	}
	c.seesTheChange(t, user, p, old)
	token := c.resetsTheSecret(t, tab, p, p.Granted(t, user))
	c.deletesTheApp(t, tab, user, p, token)
}

// resetsTheSecret of an app: the old one is refused, what was allowed stays.
func (c *checklist) resetsTheSecret(t *testing.T, tab *Tab, p *Program, token *oauth2.Token) *oauth2.Token {
	t.Helper()
	tab.Go(c.PlatformURL + p.Page)
	tab.confirmed(hook("reset-secret"))
	fresh := tab.Value(hook("client-secret"))
	refreshed, err := p.refresh(t.Context(), token)
	if got := refusal(t, refreshed, err); got != "invalid_client" {
		t.Errorf("with the old secret: %q", got)
	}
	p.ClientSecret = fresh
	refreshed, err = p.refresh(t.Context(), token)
	must(t, err)
	if got := c.me(t, refreshed.AccessToken); got != http.StatusOK {
		t.Errorf("with the new secret: %d", got)
	}
	return refreshed
}

// deletesTheApp: nothing is left of it, and its tokens are dead.
func (c *checklist) deletesTheApp(t *testing.T, tab *Tab, user *visitor.Visitor, p *Program, token *oauth2.Token) {
	t.Helper()
	tab.Go(c.PlatformURL + p.Page)
	tab.confirmed(hook("delete-app"))
	tab.See(hook("own-apps"))
	if strings.Contains(tab.PageText(), "Second name") || c.authorized(t, user, "Second name") != "" {
		t.Error("the deleted app is still listed")
	}
	if got := c.me(t, token.AccessToken); got != http.StatusUnauthorized {
		t.Errorf("a token of the deleted app answers %d", got)
	}
	gone, err := p.refresh(t.Context(), token)
	if got := refusal(t, gone, err); got != "invalid_client" {
		t.Errorf("the deleted app is answered %q", got)
	}
	if got := status(t, user, p.AuthCodeURL("x")); got != http.StatusBadRequest {
		t.Errorf("the deleted app asks for access: %d", got)
	}
}

// seesTheChange of an app: people read the new name, and are sent to the new
// address only.
func (c *checklist) seesTheChange(t *testing.T, user *visitor.Visitor, p *Program, old string) {
	t.Helper()
	must(t, user.Open(t.Context(), c.PlatformURL+myApps))
	must(t, user.Press(t.Context(), "deauthorize", p.ClientID))
	former := *p
	former.RedirectURL = old
	if got := status(t, user, former.AuthCodeURL("x")); got != http.StatusBadRequest {
		t.Errorf("the old redirect address: %d", got)
	}
	if !p.Ask(t, user) {
		t.Fatalf("not asked: %s", user.At)
	}
	says(t, user, "Second name is requesting permission")
}

// registersByKeyboard walks the form without a pointer, with single
// permissions, to the secret.
func (c *checklist) registersByKeyboard(t *testing.T) {
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "member", true))
	tab.Go(c.PlatformURL + console)
	tab.settled()
	tab.tabTo(hook("new-app"))
	tab.keys(kb.Enter)
	tab.See(hook("app-form"))
	if read(tab, "the choices", evaluateTo[bool](`document.querySelector("[name=scope]").checkVisibility()`)) {
		t.Error("single permissions are offered beside full ones")
	}
	tab.tabTo(input("name"))
	tab.keys("By keyboard")
	tab.tabTo(input("redirect_uris"))
	tab.keys("urn:ietf:wg:oauth:2.0:oob")
	tab.tabTo("input[name=permissions]")
	tab.keys(kb.ArrowDown)
	tab.Until("single permissions", `document.querySelector("[name=permissions][value=single]").checked`)
	tab.tabTo("input[value='tasks:read']")
	tab.keys(" ")
	tab.tabTo(hook("save-app"))
	tab.keys(kb.Enter)
	tab.See(hook("client-secret"))
	tab.Until("what was chosen", `[...document.querySelectorAll("[name=scope]:checked")].map(e => e.value).join() === "tasks:read"`)
	id := tab.Value(hook("client-id"))
	ask := c.PlatformURL + "/-/oauth_authorize?" + url.Values{"response_type": {"code"}, "client_id": {id}, "redirect_uri": {"urn:ietf:wg:oauth:2.0:oob"}}.Encode()
	tab.Go(ask)
	tab.SeeText(hook("consent"), "Read: tasks.")
	if text := tab.See(hook("consent")); strings.Contains(text, "workspaces") {
		t.Errorf("registered for reading tasks, the app asks for more: %s", text)
	}
}

// appsNeedAPIAccess to be registered and changed; what people have allowed goes
// on.
func (c *checklist) appsNeedAPIAccess(t *testing.T) {
	w := c.fresh(t)
	owner, who := w.People[0], w.People[3]
	w.permit(t, owner, who, "api_access")
	v := w.signIn(t, who)
	p := w.RegisterProgram(t, v, "Rests")
	user := w.signIn(t, owner)
	token := p.Granted(t, user)
	w.permit(t, owner, who)
	for _, page := range []string{console, console + "/apps/new", p.Page} {
		if got := status(t, v, page); got != http.StatusForbidden {
			t.Errorf("%s answers %d", page, got)
		}
	}
	form := url.Values{"name": {"x"}, "redirect_uris": {"https://example.com/"}, "permissions": {"full"}}
	for _, path := range []string{console + "/apps", p.Page, p.Page + "/reset", p.Page + "/delete"} {
		if _ = v.Post(t.Context(), w.PlatformURL+path, form); v.Status != http.StatusForbidden {
			t.Errorf("POST %s answers %d", path, v.Status)
		}
	}
	refreshed, err := p.refresh(t.Context(), token)
	must(t, err)
	if got := w.me(t, refreshed.AccessToken); got != http.StatusOK {
		t.Errorf("what the app was allowed: %d", got)
	}
	must(t, user.Open(t.Context(), w.PlatformURL+myApps))
	must(t, user.Press(t.Context(), "deauthorize", p.ClientID))
}
