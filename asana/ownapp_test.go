package asana_test

import (
	"slices"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func ownApp(name string, redirects ...string) asana.OwnApp {
	return asana.OwnApp{Name: name, RedirectURIs: redirects, Scopes: []string{"tasks:read"}}
}

const callback = "https://example.com/callback"

// Somebody else's app is neither listed nor there to be changed.
func TestOwnAppsAreTheirOwners(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia, carl := t.Context(), w.Platform, w.Member.Actor, w.Colleague.Actor
		app, err := p.RegisterOwnApp(ctx, mia, ownApp(" Reports ", callback))
		check(t, err)
		if app.Name != "Reports" || app.Owner != mia.Person || app.ClientID != app.GID || len(app.ClientSecret) != 32 || app.CreatedAt.IsZero() {
			t.Errorf("registered %+v with a secret of %d characters", app, len(app.ClientSecret))
		}
		_, lookUp := p.OwnApp(ctx, carl, app.GID)
		_, reset := p.ResetAppSecret(ctx, carl, app.GID)
		for what, err := range map[string]error{
			"look up": lookUp, "reset": reset, "edit": p.EditOwnApp(ctx, carl, app.GID, ownApp("Mine", callback)),
			"delete": p.DeleteOwnApp(ctx, carl, app.GID), "install": p.InstallApp(ctx, mia, w.Project.GID, app.GID),
		} {
			fails(t, err, asana.NotFound, "app: Unknown object: "+app.GID)
			if t.Failed() {
				t.Fatal(what)
			}
		}
		for who, want := range map[asana.Person]int{w.Member.Person: 1, w.Colleague.Person: 0} {
			if list, err := p.OwnApps(ctx, asana.Actor{Person: who.GID}); err != nil || len(list) != want {
				t.Errorf("%s has %d apps, %v", who.Name, len(list), err)
			}
		}
		check(t, p.EditOwnApp(ctx, mia, app.GID, asana.OwnApp{Name: "Charts", RedirectURIs: []string{asana.OutOfBand}, Scopes: []string{"default"}}))
		secret, err := p.ResetAppSecret(ctx, mia, app.GID)
		check(t, err)
		changed, err := p.App(ctx, app.GID)
		check(t, err)
		if changed.Name != "Charts" || changed.RedirectURIs[0] != asana.OutOfBand || changed.Scopes[0] != "default" ||
			changed.ClientID != app.ClientID || changed.ClientSecret != secret || secret == app.ClientSecret {
			t.Errorf("changed to %+v", changed)
		}
		check(t, p.DeleteOwnApp(ctx, mia, app.GID))
		fails(t, p.DeleteOwnApp(ctx, mia, app.GID), asana.NotFound, "app: Unknown object: "+app.GID)
	})
}

// Its owner still sees it, gives it a new secret, and sees his other apps.
func TestOwnAppWhoseSecretCannotBeOpened(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		app, err := p.RegisterOwnApp(ctx, mia, ownApp("Reports", callback))
		check(t, err)
		_, err = w.DB.Writer().ExecContext(ctx, "update apps set secret = $1 where gid = $2", []byte("of another key"), app.GID)
		check(t, err)
		if list, err := p.OwnApps(ctx, mia); err != nil || len(list) != 1 {
			t.Errorf("has %d apps, %v", len(list), err)
		}
		_, err = p.OwnApp(ctx, mia, app.GID)
		check(t, err)
		secret, err := p.ResetAppSecret(ctx, mia, app.GID)
		check(t, err)
		if app, err = p.App(ctx, app.GID); err != nil || app.ClientSecret != secret {
			t.Errorf("the new secret is not the app's: %v", err)
		}
	})
}

// The server's own apps belong to nobody.
func TestServersAppsAreNobodysOwn(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker"})
		check(t, err)
		for _, a := range []asana.Actor{{}, w.Owner.Actor} {
			if err := p.DeleteOwnApp(ctx, a, app.GID); err == nil {
				t.Errorf("%q deleted it", a.Person)
			}
		}
		_, err = p.OwnApp(ctx, w.Owner.Actor, app.GID)
		fails(t, err, asana.NotFound, "app: Unknown object: "+app.GID)
	})
}

func TestOwnAppsNeedAPIAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		app, err := p.RegisterOwnApp(ctx, mia, ownApp("Reports", callback))
		check(t, err)
		check(t, p.SetAPIAccess(ctx, w.Owner.Actor, w.Workspace.GID, mia.Person, false))
		_, register := p.RegisterOwnApp(ctx, mia, ownApp("Another", callback))
		_, reset := p.ResetAppSecret(ctx, mia, app.GID)
		for what, err := range map[string]error{
			"register": register, "reset": reset,
			"edit": p.EditOwnApp(ctx, mia, app.GID, ownApp("Reports", callback)), "delete": p.DeleteOwnApp(ctx, mia, app.GID),
		} {
			if !asana.IsKind(err, asana.Forbidden) {
				t.Errorf("%s without API access: %v", what, err)
			}
		}
	})
}

func TestWhatAnOwnAppIsMadeFrom(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		many := make([]string, 21)
		for i := range many {
			many[i] = callback + strings.Repeat("x", i)
		}
		for field, bad := range map[string][]asana.OwnApp{
			"name":          {ownApp(" ", callback), ownApp(strings.Repeat("ö", 101), callback), ownApp("a\x00b", callback)},
			"redirect_uris": {ownApp("x"), ownApp("x", " ", ""), ownApp("x", many...)},
			"scopes":        {{Name: "x", RedirectURIs: []string{callback}}},
		} {
			for _, o := range bad {
				_, err := p.RegisterOwnApp(ctx, mia, o)
				if e, ok := err.(*asana.Error); !ok || e.Kind != asana.Invalid || e.Field != field {
					t.Errorf("%.20q with %d addresses: %v", o.Name, len(o.RedirectURIs), err)
				}
			}
		}
		app, err := p.RegisterOwnApp(ctx, mia, ownApp(strings.Repeat("ö", 100), append(many[:20], many[0], " ", " "+many[1])...))
		if err != nil || !slices.Equal(app.RedirectURIs, many[:20]) {
			t.Errorf("registered with %q, %v", app.RedirectURIs, err)
		}
	})
}

// An address is taken as it is or not at all: what a browser would run or repair is refused.
func TestRedirectAddresses(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		for _, good := range []string{
			callback, "https://example.com", "https://example.com:8443/a?b=c&d", "http://localhost/cb", "http://127.0.0.1:8080", "http://[::1]:9/cb",
			"urn:ietf:wg:oauth:2.0:oob", "https://example.com/a%20b", "HTTPS://Example.com/Callback", "https://xn--rksmrgs-5wao1o.se/",
		} {
			app, err := p.RegisterOwnApp(ctx, mia, ownApp("x", good))
			if err != nil || app.RedirectURIs[0] != good {
				t.Errorf("%s became %q, %v", good, app.RedirectURIs, err)
			}
		}
		for id, bad := range map[string][]string{
			"asana.redirect_scheme": {
				"javascript:alert(1)", "JavaScript://example.com/%0aalert(1)", "data:text/html,x", "http://example.com/cb", "http://127.0.0.1.example.com",
				"http://localhost.example.com/", "file:///etc/passwd", "urn:ietf:wg:oauth:2.0:oob:auto", "ftp://example.com", "example.com/callback", "/callback",
				"//example.com/callback", "com.example.app:/callback", "vbscript:x", "http://0.0.0.0/", "http:///cb",
			},
			"asana.redirect_fragment": {callback + "#", callback + "#token", "https://example.com/#/route", "javascript:alert(1)#"},
			"asana.redirect_broken": {
				"https://", "https:///callback", "https:example.com", "https://:443/", "https://user:pass@example.com/", "https://example.com@evil.example/",
				"https://*.example.com/", `https://example.com\@evil.example/`, "https://exa mple.com/", "https://example.com/a b", "https://example.com/\tb",
				"https://example.com/a\nb", "https://exämple.com/", "https://example.com/%zz", "https://example.com/\"onclick", "https://example.com/\u202e",
			},
			"asana.too_long": {callback + strings.Repeat("x", 2000)},
			"asana.not_text": {callback + "\x00"},
		} {
			for _, address := range bad {
				_, err := p.RegisterOwnApp(ctx, mia, ownApp("x", address))
				if e, ok := err.(*asana.Error); !ok || e.ID != id || e.Field != "redirect_uris" {
					t.Errorf("%q: %v, want %s", address, err, id)
				}
			}
		}
	})
}

// With somebody's last workspace his apps go to whoever removes him.
func TestAppsOfWhoLeaves(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, owner := t.Context(), w.Platform, w.Owner.Actor
		app, err := p.RegisterOwnApp(ctx, w.Member.Actor, ownApp("Reports", callback))
		check(t, err)
		plan, err := p.PlanRemoval(ctx, owner, w.Workspace.GID, w.Member.GID)
		check(t, err)
		check(t, p.RemoveMember(ctx, owner, w.Workspace.GID, w.Member.GID))
		left, err := p.OwnApps(ctx, w.Member.Actor)
		check(t, err)
		if _, err := p.OwnApp(ctx, owner, app.GID); err != nil || len(left) != 0 || plan.OwnApps != 1 {
			t.Errorf("%d apps planned to go, %d stay, %v", plan.OwnApps, len(left), err)
		}
	})
}
