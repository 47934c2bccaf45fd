package boottest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"golang.org/x/oauth2"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// Program is a third-party app as its developer runs it: registered in the
// console, with a server that people are sent back to.
type Program struct {
	oauth2.Config
	Page string // of the app in the console
}

// console is the developer console, which lists one's apps and tokens.
const console = "/0/my-apps"

// RegisterProgram registers an app in the console of the person who has signed
// in with v, with full permissions.
func (w *World) RegisterProgram(t testing.TB, v *visitor.Visitor, name string) *Program {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "back at the app") }))
	t.Cleanup(server.Close)
	must(t, v.Open(t.Context(), w.PlatformURL+console+"/apps/new"))
	must(t, v.Submit(t.Context(), "name", name, url.Values{"redirect_uris": {server.URL + "/callback"}, "permissions": {"full"}}))
	p := &Program{Config: oauth2.Config{RedirectURL: server.URL + "/callback", Endpoint: oauth2.Endpoint{
		AuthURL: w.PlatformURL + "/-/oauth_authorize", TokenURL: w.PlatformURL + "/-/oauth_token", AuthStyle: oauth2.AuthStyleInParams,
	}}}
	p.ClientID, p.ClientSecret = shown(t, v, "client-id"), shown(t, v, "client-secret")
	p.Page = console + "/apps/" + p.ClientID
	return p
}

// shown is the value of the field with this data-test.
func shown(t testing.TB, v *visitor.Visitor, test string) string {
	t.Helper()
	field := v.Find("data-test", test)
	if field == nil {
		t.Fatalf("no %s at %s: %s", test, v.At.Path, v.Text())
	}
	return visitor.Attribute(field, "value")
}

// Ask sends a person to the platform, as the app does that wants access, and
// says whether the person is asked for consent.
func (p *Program) Ask(t testing.TB, v *visitor.Visitor) bool {
	t.Helper()
	_ = v.Open(t.Context(), p.AuthCodeURL("a state"))
	return v.Shows("decision")
}

// Allow goes through the consent page, if it is shown, to the code the app is
// sent.
func (p *Program) Allow(t testing.TB, v *visitor.Visitor) (code string) {
	t.Helper()
	if p.Ask(t, v) {
		must(t, v.Submit(t.Context(), "decision", "allow", nil))
	}
	query := v.At.Query()
	if query.Get("state") != "a state" || query.Get("code") == "" {
		t.Fatalf("the app was sent %s", v.At)
	}
	return query.Get("code")
}

// Granted are the tokens the app gets from a person who allows it.
func (p *Program) Granted(t testing.TB, v *visitor.Visitor) *oauth2.Token {
	t.Helper()
	token, err := p.Exchange(t.Context(), p.Allow(t, v))
	must(t, err)
	return token
}

// refusal is the error that the platform answers with instead of tokens, "" for
// tokens.
func refusal(t testing.TB, _ *oauth2.Token, err error) string {
	t.Helper()
	var refused *oauth2.RetrieveError
	if err != nil && !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if refused == nil {
		return ""
	}
	return refused.ErrorCode
}

// refresh asks for new tokens with a refresh token.
func (p *Program) refresh(ctx context.Context, of *oauth2.Token) (*oauth2.Token, error) {
	return p.TokenSource(ctx, &oauth2.Token{RefreshToken: of.RefreshToken}).Token()
}

// signInTwice is somebody signed in twice: in a browser without scripts for
// what an app needs, and in one with them.
func (c *checklist) signInTwice(t *testing.T, who demo.Person) (*visitor.Visitor, *Tab) {
	t.Helper()
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	return c.signIn(t, who), tab
}
