package boottest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// connectRows are about Asana Connect: apps of others that act for a person who allowed it.
func (c *checklist) connectRows() []row {
	return []row{
		{"A-05", c.appsActWithoutThePassword},
		{"A-06", c.consentIsReadFirst},
		{"A-26", c.signInWithThePlatform},
	}
}

// An app's redirect address, where nobody listens, and the one that shows the code instead.
const (
	oobRedirect = "urn:ietf:wg:oauth:2.0:oob"
	appRedirect = "http://127.0.0.1:9999/callback"
)

// otherApp is the demo's third-party app as golang.org/x/oauth2 knows it.
func (w *World) otherApp(redirect string, scopes ...string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: w.OAuthApp.ClientID, ClientSecret: w.OAuthApp.ClientSecret, RedirectURL: redirect, Scopes: scopes,
		Endpoint: oauth2.Endpoint{AuthURL: w.PlatformURL + "/-/oauth_authorize", TokenURL: w.PlatformURL + "/-/oauth_token"},
	}
}

// consents walks a person to the consent page, which the address may skip, and answers it. It returns what the
// app is told.
func (w *World) consents(t *testing.T, v *visitor.Visitor, who demo.Person, address, decision string) url.Values {
	t.Helper()
	err := v.Open(t.Context(), address)
	if err == nil && v.Shows("password") {
		err = v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}})
	}
	if err == nil && v.Shows("decision") {
		_ = v.Submit(t.Context(), "decision", decision, nil) // ends where nobody listens
	}
	last := v.Addresses[len(v.Addresses)-1]
	at, err := url.Parse(last)
	must(t, err)
	if !strings.HasPrefix(last, appRedirect+"?") {
		t.Fatalf("the app was told nothing: %s %s", at.Path, v.Text())
	}
	return at.Query()
}

// appsActWithoutThePassword: the code flow as golang.org/x/oauth2 has it, with PKCE, refresh and what an app gets
// to see on the way.
func (c *checklist) appsActWithoutThePassword(t *testing.T) {
	who := c.Role(t, "member", true)
	app, verifier, state := c.otherApp(appRedirect, "default"), oauth2.GenerateVerifier(), "c527dd5e-4fa5-4626-a064"
	v := newVisitor(t)
	told := c.consents(t, v, who, app.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), "allow")
	if told.Get("state") != state || strings.Contains(told.Encode(), url.QueryEscape(who.Password)) {
		t.Errorf("the app was told %v", told)
	}
	asked := slices.Index(v.Trail, c.PlatformURL+"/-/login")
	if asked < 0 {
		t.Errorf("the password was asked for elsewhere: %v", v.Trail)
	}
	token, err := app.Exchange(t.Context(), told.Get("code"), oauth2.VerifierOption(verifier))
	must(t, err)
	if got := c.data(t, demo.Person{Token: token.AccessToken}, http.MethodGet, "/users/me", nil); got["email"] != who.Email {
		t.Errorf("the app acts for %v", got)
	}
	token.Expiry = time.Now().Add(-time.Minute)
	renewed, err := app.TokenSource(t.Context(), token).Token()
	must(t, err)
	task := c.NewTask(t, renewed.AccessToken, map[string]any{"name": "By an app"})
	if by := dig(c.data(t, who, http.MethodGet, "/tasks/"+task+"?opt_fields=created_by.name", nil), "created_by.gid"); by != who.GID {
		t.Errorf("the task is by %v", by)
	}
	if _, err := app.TokenSource(t.Context(), token).Token(); err == nil {
		t.Error("a refresh token works twice")
	}
	if got := c.me(t, renewed.AccessToken); got != http.StatusUnauthorized {
		t.Errorf("after its reuse the family answers %d", got)
	}
	c.notLogged(t, told.Get("code"), verifier, token.AccessToken, token.RefreshToken, renewed.AccessToken, renewed.RefreshToken, app.ClientSecret)
}

// notLogged fails when the program has written one of the secrets into its log.
func (w *World) notLogged(t *testing.T, secrets ...string) {
	t.Helper()
	w.Demo.Says(t, "/-/oauth_token") // the log tells of the requests
	log := w.logged(t)
	for _, s := range secrets {
		if s == "" || strings.Contains(log, s) {
			t.Errorf("the secret of %d characters is in the log", len(s))
		}
	}
}

// logged is the log up to now: it is read to where it tells of a request that
// nobody has made before.
func (w *World) logged(t *testing.T) string {
	t.Helper()
	page := "/0/" + attachmentGID()
	Do(t, request(t, http.MethodGet, w.PlatformURL+page, nil))
	w.Demo.Says(t, page)
	return w.Demo.Output()
}

// consentIsReadFirst: the page names the app and each permission, and a refusal reaches the app.
func (c *checklist) consentIsReadFirst(t *testing.T) {
	who := c.Role(t, "guest", false)
	scopes := []string{"openid", "email", "tasks:read", "tasks:write", "tasks:delete", "projects:read"}
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	tab.Go(c.otherApp(oobRedirect, scopes...).AuthCodeURL("s"))
	for _, words := range []string{
		"Example integration", "Access your name and email address.", "Log you in with your account here.",
		"Read: tasks.", "Create and change: tasks.", "Delete: tasks.", "Read: projects.",
	} {
		tab.SeeText(hook("consent"), words)
	}
	if text := tab.See(hook("consent")); strings.Contains(text, "on your behalf") || strings.Contains(text, "attachments") {
		t.Errorf("it promises more than was asked for: %s", text)
	}
	tab.speaks("sv", "Skapa och ändra: uppgifter.")
	tab.speaks("pl", "Usuwanie: zadania.")
	tab.speaks("en", "Read: projects.")
	tab.Click(hook("consent-deny"))
	tab.SeeText("body", "You have not given Example integration access.")

	told := c.consents(t, newVisitor(t), who, c.otherApp(appRedirect, scopes...).AuthCodeURL("x7"), "deny")
	if fmt.Sprint(told) != "map[error:[access_denied] state:[x7]]" {
		t.Errorf("the app was told %v", told)
	}
	tab.Go(c.otherApp(oobRedirect, scopes...).AuthCodeURL("s"))
	tab.Click(hook("consent-allow"))
	code := strings.TrimSpace(tab.See(hook("code")))
	token, err := c.otherApp(oobRedirect).Exchange(t.Context(), code)
	must(t, err)
	if got := c.API(t, token.AccessToken, http.MethodGet, "/projects/"+c.ProjectGID, nil).Status; got != http.StatusOK {
		t.Errorf("what was allowed answers %d", got)
	}
	refused := c.API(t, token.AccessToken, http.MethodGet, "/users/me", nil)
	if refused.Status != http.StatusForbidden || !strings.Contains(string(refused.Body), "users:read") {
		t.Errorf("what was not allowed: %d %s", refused.Status, refused.Body)
	}
}

// signInWithThePlatform plays another service that offers to sign in with the platform.
func (c *checklist) signInWithThePlatform(t *testing.T) {
	who := c.Role(t, "super_admin", false)
	for _, issuer := range []string{c.APIURL, c.PlatformURL} {
		service := discover(t, issuer)
		app, verifier, nonce := c.otherApp(appRedirect, "openid", "email", "profile"), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
		app.Endpoint = oauth2.Endpoint{AuthURL: service.Authorization, TokenURL: service.Token}
		v := newVisitor(t)
		told := c.consents(t, v, who, app.AuthCodeURL("s", oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("nonce", nonce)), "allow")
		token, err := app.Exchange(t.Context(), told.Get("code"), oauth2.VerifierOption(verifier))
		must(t, err)
		id, _ := token.Extra("id_token").(string)
		claims := service.verify(t, id, app.ClientID, nonce, token.AccessToken)
		if claims["sub"] != who.GID || claims["email"] != who.Email || claims["name"] != who.Name {
			t.Errorf("the service is told %v", claims)
		}
		info := getJSON(t, app.Client(context.Background(), token), service.Userinfo)
		for _, claim := range []string{"sub", "email", "email_verified", "name"} {
			if info[claim] == nil || info[claim] != claims[claim] {
				t.Errorf("userinfo has %s %v, the ID token %v", claim, info[claim], claims[claim])
			}
		}
		c.notLogged(t, id, token.AccessToken, told.Get("code"), nonce)
	}
}
