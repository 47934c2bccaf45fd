package asana_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// withActions is an app of one's own for rules.
func withActions(actions ...asana.RuleAction) asana.OwnApp {
	o := ownApp("Sender", callback)
	o.Components.RuleActions = actions
	return o
}

func send() asana.RuleAction {
	return asana.RuleAction{ActionType: "send", DisplayName: "Send", MetadataURL: "https://example.com/form?v=2", RunActionURL: "https://example.com/run"}
}

// An app of one's own is added to projects by whoever registered it, and is there for everybody then. Without it,
// nothing is left of it.
func TestOwnAppInAProject(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia, carl, project := t.Context(), w.Platform, w.Member.Actor, w.Colleague.Actor, w.Project.GID
		app, err := p.RegisterOwnApp(ctx, mia, withActions(send()))
		check(t, err)
		fails(t, p.InstallApp(ctx, carl, project, app.GID), asana.NotFound, "app: Unknown object: "+app.GID)
		for who, want := range map[string]int{mia.Person: 1, carl.Person: 0, "": 0} {
			if offered, err := p.Apps(ctx, asana.Actor{Person: who}); err != nil || len(offered) != want {
				t.Errorf("%d apps are offered, %v", len(offered), err)
			}
		}
		check(t, p.InstallApp(ctx, mia, project, app.GID))
		check(t, p.MarkAppIntroduced(ctx, mia, app.GID))
		installed, err := p.InstalledApps(ctx, carl, project)
		check(t, err)
		if len(installed) != 1 || installed[0].ClientSecret != app.ClientSecret || installed[0].Components.RuleActions[0].RunActionURL != send().RunActionURL {
			t.Errorf("installed %+v", installed)
		}
		check(t, p.EditOwnApp(ctx, mia, app.GID, ownApp("Sender", callback)))
		changed, err := p.OwnApp(ctx, mia, app.GID)
		if err != nil || changed.Components.Installable() {
			t.Errorf("changed to %+v, %v", changed.Components, err)
		}
		fails(t, p.DeleteOwnApp(ctx, carl, app.GID), asana.NotFound, "app: Unknown object: "+app.GID)
		if installed, err = p.InstalledApps(ctx, carl, project); err != nil || len(installed) != 1 {
			t.Errorf("somebody else took it away: %v", err)
		}
		check(t, p.DeleteOwnApp(ctx, mia, app.GID))
		if installed, err = p.InstalledApps(ctx, carl, project); err != nil || len(installed) != 0 {
			t.Errorf("deleted, it is still there: %v, %v", installed, err)
		}
	})
}

// What an app shows is tidied; what only the server's own apps have is left out.
func TestComponentsAreTidied(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		second := send()
		second.ActionType, second.DisplayName, second.PreviewURL = " send.2 ", " Send twice ", " http://localhost:9/preview "
		o := withActions(asana.RuleAction{}, send(), asana.RuleAction{ActionType: " "}, second)
		o.Components.AuthenticationURL, o.Components.WidgetMetadataURL, o.Components.MatchURLPattern = " https://example.com/auth", "https://example.com/w ", ` https:\/\/example\.com\/.* `
		o.Components.FormMetadataURL, o.Components.Icon, o.Components.Plans = "https://example.com/form", "https://example.com/i", []string{"Free"}
		app, err := w.Platform.RegisterOwnApp(t.Context(), w.Member.Actor, o)
		check(t, err)
		second.ActionType, second.DisplayName, second.PreviewURL = "send.2", "Send twice", "http://localhost:9/preview"
		want := asana.Components{
			AuthenticationURL: "https://example.com/auth", WidgetMetadataURL: "https://example.com/w", MatchURLPattern: `https:\/\/example\.com\/.*`,
			RuleActions: []asana.RuleAction{send(), second},
		}
		if diff := cmp.Diff(want, app.Components); diff != "" {
			t.Error(diff)
		}
	})
}

// What is wrong is named by its part.
func TestComponentsThatAreRefused(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		with := func(change func(*asana.Components)) asana.OwnApp {
			o := withActions(send())
			change(&o.Components)
			return o
		}
		action := func(change func(*asana.RuleAction)) asana.OwnApp {
			return with(func(c *asana.Components) { change(&c.RuleActions[0]) })
		}
		many := withActions()
		for i := range 11 {
			one := send()
			one.ActionType = "send" + strings.Repeat("x", i)
			many.Components.RuleActions = append(many.Components.RuleActions, one)
		}
		for _, bad := range []struct {
			field, id string
			app       asana.OwnApp
		}{
			{"authentication_url", "redirect_scheme", with(func(c *asana.Components) { c.AuthenticationURL = "javascript:alert(1)" })},
			{"widget_metadata_url", "redirect_scheme", with(func(c *asana.Components) { c.WidgetMetadataURL = "http://example.com/w" })},
			{"widget_metadata_url", "address_query", with(func(c *asana.Components) { c.WidgetMetadataURL = "https://example.com/w?user=1" })},
			{"match_url_pattern", "pattern_broken", with(func(c *asana.Components) { c.MatchURLPattern = "(" })},
			{"match_url_pattern", "too_long", with(func(c *asana.Components) { c.MatchURLPattern = strings.Repeat("x", 2001) })},
			{"rule_actions", "actions_many", many},
			{"rule_actions[0].display_name", "name_missing", action(func(r *asana.RuleAction) { r.DisplayName = " " })},
			{"rule_actions[0].display_name", "too_long", action(func(r *asana.RuleAction) { r.DisplayName = strings.Repeat("ö", 101) })},
			{"rule_actions[0].display_name", "not_text", action(func(r *asana.RuleAction) { r.DisplayName = "a\x00" })},
			{"rule_actions[0].action_type", "action_type_broken", action(func(r *asana.RuleAction) { r.ActionType = "" })},
			{"rule_actions[0].action_type", "action_type_broken", action(func(r *asana.RuleAction) { r.ActionType = "a b" })},
			{"rule_actions[1].action_type", "action_type_twice", withActions(send(), send())},
			{"rule_actions[0].metadata_url", "address_missing", action(func(r *asana.RuleAction) { r.MetadataURL = "" })},
			{"rule_actions[0].metadata_url", "redirect_scheme", action(func(r *asana.RuleAction) { r.MetadataURL = "urn:ietf:wg:oauth:2.0:oob" })},
			{"rule_actions[0].metadata_url", "address_query", action(func(r *asana.RuleAction) { r.MetadataURL = "https://example.com/?Expires_At=1" })},
			{"rule_actions[0].run_action_url", "redirect_fragment", action(func(r *asana.RuleAction) { r.RunActionURL = "https://example.com/#x" })},
			{"rule_actions[0].preview_url", "redirect_broken", action(func(r *asana.RuleAction) { r.PreviewURL = "https://a:b@example.com/" })},
		} {
			_, err := w.Platform.RegisterOwnApp(t.Context(), w.Member.Actor, bad.app)
			var e *asana.Error
			if !errors.As(err, &e) || e.Kind != asana.Invalid || e.Field != bad.field || e.ID != "asana."+bad.id {
				t.Errorf("%s, %s: %v", bad.field, bad.id, err)
			}
		}
	})
}
