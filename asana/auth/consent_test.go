package auth_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/auth"
)

func TestConsentPage(t *testing.T) {
	each(t, func(w *world) {
		b, path := w.browser(), authorizePath(w.app, nil)
		a := b.get(path)
		if a.status != http.StatusSeeOther || a.location.Path != "/-/login" || a.location.Query().Get("next") != path {
			w.t.Fatalf("a stranger got %d %v", a.status, a.location)
		}
		a = w.signedIn(w.ada).get(path)
		for _, text := range []string{
			"Grant Permission", "<strong>Tidy Reports</strong> is requesting permission to use Asana Connect to access your Asana account.",
			"Access your name and email address.", "Access your tasks, projects, and workspaces.",
			"Create and modify tasks, projects, and comments on your behalf.",
			"You can deauthorize the app completely from the Apps tab under My Settings.",
			"Logged in as Ada Lovelace", "Not you?", `data-test="consent-allow"`, `data-test="consent-deny"`,
		} {
			if !strings.Contains(a.body, text) {
				w.t.Errorf("%q is missing", text)
			}
		}
	})
}

func TestConsentNamesEachPermission(t *testing.T) {
	each(t, func(w *world) {
		a := w.signedIn(w.ada).get(authorizePath(w.app, url.Values{"scope": {"tasks:read tasks:write projects:read email"}}))
		for _, text := range []string{"Read: tasks.", "Create and change: tasks.", "Read: projects.", "Access your name and email address."} {
			if !strings.Contains(a.body, text) {
				w.t.Errorf("%q is missing in %s", text, a.body)
			}
		}
		if strings.Contains(a.body, "on your behalf") {
			w.t.Error("it promises more than was asked for")
		}
	})
}

func TestConsentIsNotGivenByALink(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		path := authorizePath(w.app, url.Values{"decision": {"allow"}, "person": {w.ada.GID}})
		if a := b.get(path); a.status != http.StatusOK {
			w.t.Errorf("a link allowed the app: %d %v", a.status, a.location)
		}
		if a := b.post(path, url.Values{}); a.status != http.StatusOK {
			w.t.Errorf("the query allowed the app: %d %v", a.status, a.location)
		}
	})
}

func TestConsentIsGivenByWhoWasAsked(t *testing.T) {
	each(t, func(w *world) {
		b, path := w.signedIn(w.ada), authorizePath(w.app, nil)
		asked := b.get(path).person(w.t)
		b.post("/-/login", url.Values{"email": {w.bo.Email}, "password": {password}})
		a := b.post(path, url.Values{"decision": {"allow"}, "person": {asked}})
		if a.status != http.StatusOK || a.person(w.t) != w.bo.GID {
			w.t.Errorf("Bo answered for Ada: %d %v", a.status, a.location)
		}
	})
}

func TestConsentIsRemembered(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		asks := func(b *browser, app asana.App, scope string) bool {
			return b.get(authorizePath(app, url.Values{"scope": {scope}})).status == http.StatusOK
		}
		b.allow(authorizePath(w.app, url.Values{"scope": {"tasks:read projects:read"}}))
		for scope, want := range map[string]bool{
			"tasks:read": false, "projects:read tasks:read": false, "tasks:read tasks:write": true, "default": true, "email": true,
		} {
			if asks(b, w.app, scope) != want {
				w.t.Errorf("%s: asks = %v", scope, !want)
			}
		}
		if !asks(w.signedIn(w.bo), w.app, "tasks:read") {
			w.t.Error("Ada's consent counts for Bo")
		}
		other := w.registerApp("Other", callback, "tasks:read")
		if !asks(b, other, "tasks:read") {
			w.t.Error("consent to one app counts for another")
		}
		b.allow(authorizePath(w.app, url.Values{"scope": {"default"}}))
		if asks(b, w.app, "tasks:write") || asks(b, w.app, "email") {
			w.t.Error("everything does not cover a part")
		}
	})
}

func TestScopeLeftOut(t *testing.T) {
	each(t, func(w *world) {
		scopes := func() string {
			var actor asana.Actor
			got := w.token(exchange(w.code(url.Values{"scope": nil})))
			if err := json.Unmarshal([]byte(w.me(got.AccessToken).body), &actor); err != nil {
				w.t.Fatal(err)
			}
			return strings.Join(actor.Scopes, " ")
		}
		if got := scopes(); got != "default" {
			w.t.Errorf("full app: %q", got)
		}
		w.app = w.registerApp("Granular", callback, "tasks:read", "users:read")
		if got := scopes(); got != "tasks:read users:read" {
			w.t.Errorf("granular app: %q", got)
		}
	})
}

func TestDeauthorize(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		got := w.token(exchange(w.code(nil)))
		w.wantMe(got.AccessToken, http.StatusOK)
		pending := w.code(nil)
		list := must(w.auth.Authorizations(ctx, w.ada.GID))(w.t)
		if len(list) != 1 || list[0].App != w.app.GID || list[0].Name != "Tidy Reports" || list[0].GrantedAt.IsZero() || list[0].LastUsedAt.IsZero() {
			w.t.Errorf("authorizations: %+v", list)
		}
		if err := w.auth.Deauthorize(ctx, w.ada.GID, w.app.GID); err != nil {
			w.t.Fatal(err)
		}
		if list := must(w.auth.Authorizations(ctx, w.ada.GID))(w.t); len(list) != 0 {
			w.t.Errorf("still listed: %+v", list)
		}
		w.wantMe(got.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(got.RefreshToken)))
		w.wantGrantError(w.token(exchange(pending)))
		var refused *asana.Error
		if err := w.auth.Deauthorize(ctx, w.ada.GID, w.app.GID); !errors.As(err, &refused) || refused.Kind != asana.NotFound {
			w.t.Errorf("twice: %v", err)
		}
		w.signedIn(w.ada).get(authorizePath(w.app, nil)).person(w.t) // asked again
		again := w.token(exchange(w.code(nil)))
		w.wantMe(again.AccessToken, http.StatusOK)
	})
}

// An app that is deleted takes what people have allowed it with it; one whose secret is reset does not.
func TestAppsThatChangeOrGo(t *testing.T) {
	each(t, func(w *world) {
		ctx, ada := w.t.Context(), asana.Actor{Person: w.ada.GID}
		must(w.platform.CreateWorkspace(ctx, ada, "Engine"))(w.t)
		app := must(w.platform.RegisterOwnApp(ctx, ada, asana.OwnApp{Name: "Engine", RedirectURIs: []string{callback}, Scopes: auth.FullPermissions()}))(w.t)
		w.app = app
		if a := w.signedIn(w.bo).get(authorizePath(app, nil)); !strings.Contains(a.body, "Ada Lovelace has registered this app.") {
			w.t.Errorf("nobody knows whose app it is: %s", a.body)
		}
		got, pending := w.token(exchange(w.code(nil))), w.code(nil)
		w.wantMe(got.AccessToken, http.StatusOK)
		w.app.ClientSecret = must(w.platform.ResetAppSecret(ctx, ada, app.GID))(w.t)
		w.want(w.tokenAs(app, refresh(got.RefreshToken)), http.StatusUnauthorized, "invalid_client")
		w.wantMe(got.AccessToken, http.StatusOK)
		renewed := w.token(refresh(got.RefreshToken))
		w.wantMe(renewed.AccessToken, http.StatusOK)
		if err := w.platform.DeleteOwnApp(ctx, ada, app.GID); err != nil {
			w.t.Fatal(err)
		}
		w.wantMe(renewed.AccessToken, http.StatusUnauthorized)
		for _, form := range []url.Values{refresh(renewed.RefreshToken), exchange(pending)} {
			w.want(w.token(form), http.StatusUnauthorized, "invalid_client")
		}
		if list := must(w.auth.Authorizations(ctx, w.ada.GID))(w.t); len(list) != 0 {
			w.t.Errorf("still listed: %+v", list)
		}
	})
}

// That an app is used is written every half a minute at most.
func TestUseOfAnAppIsNotedNowAndThen(t *testing.T) {
	each(t, func(w *world) {
		got := w.token(exchange(w.code(nil)))
		used := func() time.Time {
			w.wantMe(got.AccessToken, http.StatusOK)
			return must(w.auth.Authorizations(w.t.Context(), w.ada.GID))(w.t)[0].LastUsedAt
		}
		first := used()
		w.clock.pass(29 * time.Second)
		if again := used(); first.IsZero() || !again.Equal(first) {
			w.t.Errorf("used at %v, noted again at %v", first, again)
		}
		w.clock.pass(time.Second)
		if later := used(); later.Sub(first) < 30*time.Second {
			w.t.Errorf("used at %v, half a minute later still noted %v", first, later)
		}
	})
}
