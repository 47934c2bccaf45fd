package asana_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/seal"
)

func TestApps(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		n := asana.NewApp{
			ClientID: "tracker", ClientSecret: "hush", Name: "Tracker", RedirectURIs: []string{"https://tracker.test/cb"}, Scopes: []string{"default"},
			Components: asana.Components{AuthenticationURL: "https://tracker.test/auth", Plans: []string{"Any"},
				ComponentTexts: asana.ComponentTexts{Title: "Tracker", Features: []asana.Feature{{Caption: "Fast"}}},
				Texts:          map[string]asana.ComponentTexts{"sv": {Title: "Spåraren"}}},
		}
		app, err := p.RegisterApp(ctx, n)
		check(t, err)
		want := asana.App{GID: app.GID, ClientID: "tracker", ClientSecret: "hush", Name: "Tracker", RedirectURIs: n.RedirectURIs, Scopes: n.Scopes, Components: n.Components, CreatedAt: app.CreatedAt}
		if diff := cmp.Diff(want, app); diff != "" {
			t.Error(diff)
		}
		_, err = p.RegisterApp(ctx, n)
		fails(t, err, asana.Conflict, "client_id: This client ID is registered already.")
		plain, err := p.RegisterApp(ctx, asana.NewApp{Name: "Plain"})
		check(t, err)
		if plain.ClientID != plain.GID || len(plain.ClientSecret) != 32 {
			t.Errorf("generated id %s and a secret of %d characters", plain.ClientID, len(plain.ClientSecret))
		}
		changed, err := p.UpdateApp(ctx, app.GID, asana.AppChange{Name: ptr("Tracker 2"), RedirectURIs: []string{"https://tracker.test/cb2"}})
		check(t, err)
		want.Name, want.RedirectURIs = "Tracker 2", []string{"https://tracker.test/cb2"}
		if diff := cmp.Diff(want, changed); diff != "" {
			t.Error(diff)
		}
		found, err := p.AppByClientID(ctx, "tracker")
		check(t, err)
		if diff := cmp.Diff(want, found); diff != "" {
			t.Error(diff)
		}
		offered, err := p.Apps(ctx, asana.Actor{})
		check(t, err)
		if len(offered) != 1 || offered[0].GID != app.GID {
			t.Errorf("offered %v", offered)
		}
		_, err = p.App(ctx, "77")
		fails(t, err, asana.NotFound, "app: Unknown object: 77")
		_, err = p.UpdateApp(ctx, "77", asana.AppChange{})
		fails(t, err, asana.NotFound, "app: Unknown object: 77")
	})
}

// What an app's actions are called is in the reader's language, too; another
// reader's is not touched.
func TestActionsAreNamedInALanguage(t *testing.T) {
	c := asana.Components{RuleActions: []asana.RuleAction{{DisplayName: "File a bug", Texts: map[string]string{"sv": "Skriv en rapport"}}}}
	for lang, want := range map[string]string{"sv": "Skriv en rapport", "pl": "File a bug"} {
		if got := c.In(lang).RuleActions[0].DisplayName; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := c.RuleActions[0].DisplayName; got != "File a bug" {
		t.Errorf("the app itself has %q now", got)
	}
}

// The secret in the database is sealed, and for this row only.
func TestAppSecretsAreSealed(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		one, err := p.RegisterApp(ctx, asana.NewApp{Name: "One", ClientSecret: seal.Secret("hush")})
		check(t, err)
		two, err := p.RegisterApp(ctx, asana.NewApp{Name: "Two"})
		check(t, err)
		for _, app := range []string{one.GID, two.GID} {
			check(t, p.InstallApp(ctx, w.Member.Actor, w.Project.GID, app))
		}
		var stored []byte
		check(t, w.DB.Reader().QueryRowContext(ctx, "select secret from apps where gid = $1", one.GID).Scan(&stored))
		if bytes.Contains(stored, []byte("hush")) {
			t.Error("the secret is readable")
		}
		_, err = w.DB.Writer().ExecContext(ctx, "update apps set secret = $1 where gid = $2", stored, two.GID)
		check(t, err)
		if _, err := p.App(ctx, two.GID); err == nil {
			t.Error("a secret moved to another app was opened")
		}
		apps, err := p.InstalledApps(ctx, w.Member.Actor, w.Project.GID)
		if err != nil || len(apps) != 2 || apps[0].ClientSecret.Reveal() != "hush" || apps[1].ClientSecret != "" {
			t.Errorf("beside an app whose secret cannot be opened: %d, %v", len(apps), err)
		}
	})
}

func TestInstallation(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker"})
		check(t, err)
		seen := func(task string) int {
			t.Helper()
			apps, err := p.InstalledAppsForTask(ctx, a, task)
			check(t, err)
			return len(apps)
		}
		elsewhere := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Elsewhere"})
		both := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID, w.Project.GID}, Name: "Both"})
		for range 2 {
			check(t, p.InstallApp(ctx, a, w.Project.GID, app.GID))
		}
		apps, err := p.InstalledApps(ctx, a, w.Project.GID)
		check(t, err)
		if len(apps) != 1 || seen(w.Tasks[0].GID) != 1 || seen(both.GID) != 1 || seen(elsewhere.GID) != 0 {
			t.Errorf("installed: %d in the project, %d, %d and %d on tasks", len(apps), seen(w.Tasks[0].GID), seen(both.GID), seen(elsewhere.GID))
		}
		check(t, p.UninstallApp(ctx, a, w.Project.GID, app.GID))
		if seen(w.Tasks[0].GID) != 0 {
			t.Error("uninstalled, yet on the task")
		}
		fails(t, p.InstallApp(ctx, a, w.Project.GID, "77"), asana.NotFound, "app: Unknown object: 77")
	})
}

func TestIntroductionIsShownOncePerPersonAndApp(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker"})
		check(t, err)
		for range 2 {
			check(t, p.MarkAppIntroduced(ctx, w.Member.Actor, app.GID))
		}
		for person, want := range map[string]bool{w.Member.GID: true, w.Colleague.GID: false} {
			got, err := p.AppIntroduced(ctx, asana.Actor{Person: person}, app.GID)
			check(t, err)
			if got != want {
				t.Errorf("introduced: %v, want %v", got, want)
			}
		}
		fails(t, p.MarkAppIntroduced(ctx, w.Member.Actor, "77"), asana.NotFound, "app: Unknown object: 77")
	})
}
