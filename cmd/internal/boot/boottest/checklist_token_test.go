package boottest

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// tokenRows are about personal access tokens and who may have them.
func (c *checklist) tokenRows() []row {
	return []row{
		{"A-04", c.tokenPagesLeadOn},
		{"A-07", c.directLinksToTheConsole},
		{"A-14", c.tokensAreListed},
		{"A-15", c.tokenOpensTheAPI},
		{"A-16", c.newAccessToken},
		{"A-17", c.descriptionIsAskedFor},
		{"A-18", c.tokenIsShownOnce},
		{"A-19", c.warnsOfUntrustedApps},
		{"A-20", c.advisesAsanaConnect},
		{"A-21", c.revokesUnusedTokens},
		{"A-22", c.severalTokens},
		{"P-01", c.editsTokensInSettings},
		{"P-02", c.needsAPIAccess},
		{"P-03", c.actsInTheOwnersName},
		{"P-04", c.warnsNotToShare},
		{"P-05", c.limitsRequests},
		{"P-06", c.raisesTheLimit},
		{"P-13", c.pagesNeedAPIAccess},
		{"P-14", c.ownersHaveAPIAccess},
		{"P-15", c.apiAccessIsTicked},
		{"P-16", c.onlyInternalUsers},
		{"P-17", c.managersRemoveTokens},
		{"P-18", c.tokensStandAtTheUser},
		{"P-19", c.ownersTokensAreSafe},
		{"P-20", c.ownersRemoveTheirOwn},
	}
}

// profile is the other door to the list of tokens, besides the console.
const profile = "/0/my-settings/tokens"

// signIn is somebody who has signed in, without scripts.
func (w *World) signIn(t testing.TB, who demo.Person) *visitor.Visitor {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.PlatformURL+"/-/login"))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	return v
}

// follow clicks the link with this data-test.
func follow(t testing.TB, v *visitor.Visitor, test string) {
	t.Helper()
	at := v.Find("data-test", test)
	if at == nil {
		t.Fatalf("no %s at %s: %s", test, v.At.Path, v.Text())
	}
	to, err := v.At.Parse(visitor.Attribute(at, "href"))
	must(t, err)
	must(t, v.Open(t.Context(), to.String()))
}

// makeToken presses "+ New access token" and returns the token and its gid.
func makeToken(t testing.TB, v *visitor.Visitor, door, description string) (token, gid string) {
	t.Helper()
	to, err := v.At.Parse(door)
	must(t, err)
	must(t, v.Open(t.Context(), to.String()))
	follow(t, v, "new-token-button")
	must(t, v.Submit(t.Context(), "description", description, nil))
	shown := v.Find("data-test", "token-value")
	if shown == nil {
		t.Fatalf("no token is shown: %s", v.Text())
	}
	token = visitor.Attribute(shown, "value")
	parts := strings.FieldsFunc(token, func(r rune) bool { return r == '/' || r == ':' })
	if len(parts) != 4 {
		t.Fatalf("the token is %q", token)
	}
	return token, parts[2]
}

// me is how the API answers a token.
func (w *World) me(t testing.TB, token string) int {
	t.Helper()
	return w.API(t, token, http.MethodGet, "/users/me", nil).Status
}

// status is how the server answers a page.
func status(t testing.TB, v *visitor.Visitor, address string) int {
	t.Helper()
	to, err := v.At.Parse(address)
	must(t, err)
	_ = v.Open(t.Context(), to.String())
	return v.Status
}

func (c *checklist) tokenPagesLeadOn(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	for _, door := range []string{console, profile} {
		for _, to := range []string{"/docs", "/apps"} {
			if got := status(t, v, door); got != http.StatusOK || v.Find("href", to) == nil {
				t.Errorf("%s (%d) does not lead to %s", door, got, to)
			}
			if got := status(t, v, to); got != http.StatusOK {
				t.Errorf("%s answers %d", to, got)
			}
		}
	}
	must(t, v.Open(t.Context(), c.PlatformURL+"/docs"))
	for _, words := range []string{"Personal access tokens", "Asana Connect", "Service accounts"} {
		says(t, v, words)
	}
	const reference = "/api/1.0/openapi.json"
	if v.Find("href", reference) == nil || status(t, v, reference) != http.StatusOK {
		t.Errorf("the documentation does not lead to %s", reference)
	}
	must(t, v.Open(t.Context(), c.PlatformURL+"/apps"))
	says(t, v, "Jira Server")
}

// directLinksToTheConsole: from authorized apps, and the addresses themselves.
func (c *checklist) directLinksToTheConsole(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	for _, page := range []string{"/0/my-settings/apps", profile, console, "/docs"} {
		if status(t, v, page); v.Find("href", console) == nil && page != console {
			t.Errorf("%s does not lead to the console: %s", page, v.Text())
		}
	}
	for _, address := range []string{console, "/developer"} {
		if got := status(t, v, address); got != http.StatusOK || v.At.Path != console {
			t.Errorf("%s answers %d at %s", address, got, v.At.Path)
		}
	}
}

func (c *checklist) tokensAreListed(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	token, _ := makeToken(t, v, console, "Listed")
	for _, use := range []string{"never used", "last used"} {
		for _, door := range []string{console, profile} {
			must(t, v.Open(t.Context(), c.PlatformURL+door))
			if got := listed(v, "Listed"); !strings.Contains(got, "created") || !strings.Contains(got, use) {
				t.Errorf("%s lists %q, not %q", door, got, use)
			}
		}
		c.me(t, token)
	}
}

// listed is what the list says of the token with this description.
func listed(v *visitor.Visitor, description string) string {
	for n := range v.Page.Descendants() {
		if n.Type == html.ElementNode && visitor.Attribute(n, "data-test") == "token" && strings.HasPrefix(visitor.Text(n), description) {
			return visitor.Text(n)
		}
	}
	return ""
}

func (c *checklist) tokenOpensTheAPI(t *testing.T) {
	who := c.Role(t, "member", true)
	token, _ := makeToken(t, c.signIn(t, who), console, "A script")
	r := c.API(t, token, http.MethodGet, "/users/me", nil)
	if r.Status != http.StatusOK || r.JSON(t)["data"].(map[string]any)["gid"] != who.GID {
		t.Errorf("users/me: %d %s", r.Status, r.Body)
	}
	last := token[len(token)-1:]
	fake := strings.TrimSuffix(token, last) + map[bool]string{true: "1", false: "0"}[last == "0"]
	if got := c.me(t, fake); got != http.StatusUnauthorized {
		t.Errorf("a token with one digit changed: %d", got)
	}
}

// newAccessToken goes the seed's way in a browser: profile photo, My Settings,
// Apps, Manage developer apps, + New access token, description, Create, copy.
func (c *checklist) newAccessToken(t *testing.T) {
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "member", true))
	tab.Click(".bar-person > summary")
	tab.Click(`.bar-person a[href="/0/my-settings"]`)
	tab.Click(`.tabs a[href="/0/my-settings/apps"]`)
	tab.Click(hook("manage-developer-apps"))
	tab.SeeText(hook("new-token-button"), "+ New access token")
	tab.Click(hook("new-token-button"))
	tab.Click(hook("save-token"))
	tab.Until("an empty description to be refused", `document.querySelector("#description:invalid")`)
	tab.Type(input("description"), "From a browser")
	tab.Click(hook("save-token"))
	token := tab.Attribute(hook("token-value"), "value")
	tab.See(`button[data-copy="token"]`)
	if got := c.me(t, token); got != http.StatusOK {
		t.Errorf("the token %q opens: %d", token, got)
	}
}

func (c *checklist) descriptionIsAskedFor(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	must(t, v.Open(t.Context(), c.PlatformURL+console+"/tokens/new"))
	if err := v.Submit(t.Context(), "description", "  ", nil); err == nil || v.Status != http.StatusBadRequest {
		t.Errorf("without a description: %d", v.Status)
	}
	says(t, v, "Say what the token is for.")
	makeToken(t, v, console, "Nightly report")
	must(t, v.Open(t.Context(), c.PlatformURL+console))
	says(t, v, "Nightly report")
}

// tokenIsShownOnce: no page has it again, and neither files nor log of the
// server do.
func (c *checklist) tokenIsShownOnce(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	token, gid := makeToken(t, v, profile, "Shown once")
	c.me(t, token)
	_, secret, _ := strings.Cut(token, ":")
	for _, page := range []string{console, profile, profile + "/" + gid, console + "/tokens/" + gid} {
		_ = v.Open(t.Context(), c.PlatformURL+page)
		if strings.Contains(v.Text(), secret) || v.Find("value", token) != nil {
			t.Errorf("%s shows the token again", page)
		}
	}
	files, err := filepath.Glob(filepath.Join(c.Data, "jirabridge.db*"))
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		if strings.Contains(string(content), secret) {
			t.Errorf("%s holds the token", filepath.Base(file))
		}
	}
	if len(files) == 0 || strings.Contains(c.Demo.Output(), secret) {
		t.Errorf("%d database files, or the log holds the token", len(files))
	}
}

func (c *checklist) warnsOfUntrustedApps(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	for lang, words := range map[string]string{
		"en": "do not give it to apps you do not trust", "sv": "ge den inte till appar du inte litar på", "pl": "aplikacjom, którym nie ufasz",
	} {
		must(t, v.Open(t.Context(), c.PlatformURL+console+"/tokens/new"))
		must(t, v.Submit(t.Context(), "lang", lang, nil))
		must(t, v.Open(t.Context(), c.PlatformURL+console+"/tokens/new"))
		says(t, v, words)
	}
}

func (c *checklist) advisesAsanaConnect(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	for _, door := range []string{console, profile} {
		must(t, v.Open(t.Context(), c.PlatformURL+door))
		says(t, v, "should use Asana Connect instead of personal access tokens")
	}
}

func (c *checklist) revokesUnusedTokens(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	token, gid := makeToken(t, v, console, "To be revoked")
	if got := c.me(t, token); got != http.StatusOK {
		t.Fatalf("before: %d", got)
	}
	says(t, v, "revoke those that are no longer used")
	must(t, v.Press(t.Context(), "revoke", gid))
	r := c.API(t, token, http.MethodGet, "/users/me", nil)
	if r.Status != http.StatusUnauthorized || !strings.Contains(string(r.Body), "Not Authorized") {
		t.Errorf("after: %d %s", r.Status, r.Body)
	}
	leaked, _ := makeToken(t, v, console, "Leaked")
	finder := newVisitor(t)
	must(t, finder.Open(t.Context(), c.PlatformURL+"/-/revoke_token"))
	must(t, finder.Submit(t.Context(), "token", leaked, nil))
	if got := c.me(t, leaked); got != http.StatusUnauthorized {
		t.Errorf("after a stranger revoked it: %d", got)
	}
}

func (c *checklist) severalTokens(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	one, gid := makeToken(t, v, console, "One")
	two, _ := makeToken(t, v, profile, "Two")
	must(t, v.Press(t.Context(), "revoke", gid))
	if first, second := c.me(t, one), c.me(t, two); first != http.StatusUnauthorized || second != http.StatusOK {
		t.Errorf("the revoked one: %d, the other: %d", first, second)
	}
}

func (c *checklist) editsTokensInSettings(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	must(t, v.Open(t.Context(), c.PlatformURL+"/0/my-settings"))
	follow(t, v, "to-tokens")
	if v.At.Path != profile {
		t.Fatalf("Settings > Profile leads to %s", v.At)
	}
	token, gid := makeToken(t, v, profile, "Before")
	edit := c.PlatformURL + "/0/my-settings/tokens/" + gid
	must(t, v.Open(t.Context(), edit))
	must(t, v.Submit(t.Context(), "description", "After", nil))
	if listed(v, "After") == "" || listed(v, "Before") != "" || c.me(t, token) != http.StatusOK {
		t.Errorf("after renaming: %s", v.Text())
	}
	must(t, v.Open(t.Context(), edit))
	must(t, v.Submit(t.Context(), "rotate", gid, nil))
	fresh := visitor.Attribute(v.Find("data-test", "token-value"), "value")
	if old, now := c.me(t, token), c.me(t, fresh); old != http.StatusUnauthorized || now != http.StatusOK {
		t.Errorf("after rotating: the old secret %d, the new one %d", old, now)
	}
	must(t, v.Press(t.Context(), "revoke", gid))
	if got := c.me(t, fresh); got != http.StatusUnauthorized {
		t.Errorf("after revoking: %d", got)
	}
}

// permit ticks, or not, a member's permissions in Manage users.
func (w *World) permit(t testing.TB, by, who demo.Person, ticked ...string) {
	t.Helper()
	v := w.signIn(t, by)
	must(t, v.Open(t.Context(), w.PlatformURL+"/0/members/"+who.GID+"?workspace="+w.WorkspaceGID))
	more := url.Values{}
	for _, name := range ticked {
		more.Set(name, "on")
	}
	must(t, v.Submit(t.Context(), "save", "permissions", more))
}

// needsAPIAccess: without it no page of tokens, and a token from before answers
// 403.
func (c *checklist) needsAPIAccess(t *testing.T) {
	w := c.fresh(t)
	owner, who := w.People[0], w.People[3]
	w.permit(t, owner, who, "api_access")
	v := w.signIn(t, who)
	token, _ := makeToken(t, v, console, "Older")
	w.permit(t, owner, who)
	if got := w.me(t, token); got != http.StatusForbidden {
		t.Errorf("the older token answers %d", got)
	}
	for _, page := range []string{console, profile, console + "/tokens/new"} {
		if got := status(t, v, page); got != http.StatusForbidden {
			t.Errorf("%s answers %d", page, got)
		}
	}
	w.permit(t, owner, who, "api_access")
	if got := w.me(t, token); got != http.StatusOK {
		t.Errorf("with the permission again: %d", got)
	}
}

func (c *checklist) actsInTheOwnersName(t *testing.T) {
	who := c.Role(t, "member", true)
	token, _ := makeToken(t, c.signIn(t, who), console, "In my name")
	task := c.NewTask(t, token, map[string]any{"name": "By a script"})
	r := c.API(t, c.Role(t, "owner", true).Token, http.MethodGet, "/tasks/"+task+"?opt_fields=created_by.name", nil)
	if got := dig(r.JSON(t)["data"], "created_by.name"); got != who.Name {
		t.Errorf("created by %v: %s", got, r.Body)
	}
}

func (c *checklist) warnsNotToShare(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	for _, page := range []string{console, profile, profile + "/new"} {
		must(t, v.Open(t.Context(), c.PlatformURL+page))
		says(t, v, "Whoever has the token acts in your name. Do not share it")
	}
}

func (c *checklist) pagesNeedAPIAccess(t *testing.T) {
	w := c.fresh(t)
	owner, who := w.People[0], w.People[3]
	v := w.signIn(t, who)
	for want, ticked := range map[int][]string{http.StatusForbidden: nil, http.StatusOK: {"api_access"}} {
		w.permit(t, owner, who, ticked...)
		for _, page := range []string{"/docs", profile, console} {
			if got := status(t, v, page); got != want {
				t.Errorf("%s with %v answers %d", page, ticked, got)
			}
		}
	}
	w.permit(t, owner, who, "api_access")
}

func (c *checklist) ownersHaveAPIAccess(t *testing.T) {
	v := c.signIn(t, c.Role(t, "owner", true))
	for _, page := range []string{"/docs", profile, console} {
		if got := status(t, v, page); got != http.StatusOK {
			t.Errorf("%s answers an owner %d", page, got)
		}
	}
	must(t, v.Open(t.Context(), c.PlatformURL+"/0/members/"+c.Role(t, "owner", true).GID+"?workspace="+c.WorkspaceGID))
	if v.Shows("api_access") {
		t.Error("an owner's API access can be taken away")
	}
}

// apiAccessIsTicked when a user is edited, and when one is created: invited.
func (c *checklist) apiAccessIsTicked(t *testing.T) {
	w := c.fresh(t)
	owner := w.People[0]
	for _, ticked := range []bool{true, false} {
		more, want := url.Values{"role": {"member"}}, http.StatusForbidden
		if ticked {
			more.Set("api_access", "on")
			want = http.StatusOK
		}
		v := w.signIn(t, owner)
		must(t, v.Open(t.Context(), w.PlatformURL+"/0/members"))
		must(t, v.Submit(t.Context(), "email", fmt.Sprintf("new-%v@example.com", ticked), more))
		invited := newVisitor(t)
		must(t, invited.Open(t.Context(), visitor.Attribute(v.Find("data-test", "link-value"), "value")))
		must(t, invited.Submit(t.Context(), "name", "New Person", url.Values{"password": {"a long password"}}))
		if got := status(t, invited, w.PlatformURL+profile); got != want {
			t.Errorf("invited with API access %v: %d", ticked, got)
		}
	}
	w.permit(t, owner, w.People[3], "api_access")
	if got := w.me(t, w.People[3].Token); got != http.StatusOK {
		t.Errorf("edited: %d", got)
	}
}

func (c *checklist) onlyInternalUsers(t *testing.T) {
	w := c.fresh(t)
	guest := w.Role(t, "guest", false)
	v := w.signIn(t, w.People[0])
	must(t, v.Open(t.Context(), w.PlatformURL+"/0/members/"+guest.GID+"?workspace="+w.WorkspaceGID))
	if v.Shows("api_access") || v.Shows("manages_users") {
		t.Error("a guest can be given permissions")
	}
	err := v.Submit(t.Context(), "workspace", w.WorkspaceGID, url.Values{"api_access": {"on"}})
	if err == nil || v.Status != http.StatusBadRequest {
		t.Errorf("API access for a guest: %d", v.Status)
	}
	if got := status(t, w.signIn(t, guest), w.PlatformURL+profile); got != http.StatusForbidden {
		t.Errorf("a guest's tokens: %d", got)
	}
}

// managersRemoveTokens: a member with the permission may, one without may not.
func (c *checklist) managersRemoveTokens(t *testing.T) {
	w := c.fresh(t)
	owner, manager, who := w.People[0], w.People[2], w.People[3]
	w.permit(t, owner, who, "api_access")
	token, gid := makeToken(t, w.signIn(t, who), console, "Of somebody else")
	at := w.PlatformURL + "/0/members/" + who.GID + "?workspace=" + w.WorkspaceGID
	v := w.signIn(t, manager)
	if got := status(t, v, at); got != http.StatusForbidden {
		t.Errorf("without the permission: %d", got)
	}
	w.permit(t, owner, manager, "api_access", "manages_users")
	defer w.permit(t, owner, manager, "api_access")
	must(t, v.Open(t.Context(), at))
	must(t, v.Press(t.Context(), "revoke", gid))
	if got := w.me(t, token); got != http.StatusUnauthorized {
		t.Errorf("the removed token answers %d", got)
	}
}

func (c *checklist) tokensStandAtTheUser(t *testing.T) {
	w := c.fresh(t)
	owner, who := w.People[0], w.People[3]
	w.permit(t, owner, who, "api_access")
	token, _ := makeToken(t, w.signIn(t, who), console, "Seen in Manage users")
	tab := c.browser.Person(t)
	tab.signIn(w, owner)
	tab.Click(`.side a[href^="/0/members"]`)
	tab.Click(chromedp.CSS(`a[href^="/0/members/` + who.GID + `?"]`))
	tab.SeeText(hook("tokens"), "Seen in Manage users")
	if tab.Has(`[data-test="tokens"] input:not([type=hidden])`) {
		t.Error("the page shows more than the descriptions")
	}
	tab.do("press Remove", evaluate(`(window.confirm = () => true, document.querySelector('[data-test="token"]:first-of-type [data-test="revoke-token"]').click())`))
	tab.Until("the token to be gone", `!document.body.innerText.includes("Seen in Manage users")`)
	if got := w.me(t, token); got != http.StatusUnauthorized {
		t.Errorf("the removed token answers %d", got)
	}
}

// ownersTokensAreSafe from a super admin, and from a member who manages users.
func (c *checklist) ownersTokensAreSafe(t *testing.T) {
	w := c.fresh(t)
	owner, manager := w.People[0], w.People[2]
	token, gid := makeToken(t, w.signIn(t, owner), console, "The owner's")
	w.permit(t, owner, manager, "api_access", "manages_users")
	defer w.permit(t, owner, manager, "api_access")
	for _, by := range []demo.Person{w.Role(t, "super_admin", false), manager} {
		v := w.signIn(t, by)
		must(t, v.Open(t.Context(), w.PlatformURL+"/0/members/"+owner.GID+"?workspace="+w.WorkspaceGID))
		if v.Find("data-test", "revoke-token") != nil {
			t.Errorf("%s is offered to remove it", by.Role)
		}
		err := v.Post(t.Context(), v.At.Path+"/tokens/"+gid+"/revoke", url.Values{"workspace": {w.WorkspaceGID}})
		if err == nil || v.Status != http.StatusForbidden || w.me(t, token) != http.StatusOK {
			t.Errorf("%s removes it: %d", by.Role, v.Status)
		}
	}
}

func (c *checklist) ownersRemoveTheirOwn(t *testing.T) {
	v := c.signIn(t, c.Role(t, "owner", true))
	token, gid := makeToken(t, v, profile, "The owner's own")
	must(t, v.Press(t.Context(), "revoke", gid))
	if got := c.me(t, token); got != http.StatusUnauthorized {
		t.Errorf("the removed token answers %d", got)
	}
}
