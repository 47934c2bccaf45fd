package apphost_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/asana/apphost"
)

// action is the app's first action in a rule of the project.
func (w *world) action(gid string) apphost.RuleAction {
	return apphost.RuleAction{Project: w.project.GID, App: w.registered.GID, ActionType: "make", Action: gid}
}

// actionCalls are all ways to have the host send something about an action.
func (w *world) actionCalls(of apphost.RuleAction, task string) map[string]func(context.Context, *apphost.Host, asana.Actor) error {
	return map[string]func(context.Context, *apphost.Host, asana.Actor) error{
		"form": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.ActionForm(ctx, a, of)
			return err
		},
		"change": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.ChangeAction(ctx, a, of, w.app.url+"/change", nil, "type")
			return err
		},
		"submit": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			return h.SubmitAction(ctx, a, of, w.app.url+"/submit", "Hand over", nil)
		},
		"typeahead": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.ActionTypeahead(ctx, a, of, w.app.url+"/typeahead", "word")
			return err
		},
		"run": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, _, err := h.RunAction(ctx, a, of, apphost.Run{Task: task, Key: "k"})
			return err
		},
		"preview": func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
			_, err := h.PreviewAction(ctx, a, of, apphost.Run{Task: task})
			return err
		},
	}
}

// actionPaths are where the app answers those calls.
var actionPaths = map[string]string{
	"form": "/action", "change": "/change", "submit": "/submit", "typeahead": "/typeahead", "run": "/run", "preview": "/preview",
}

// The whole story of one action: form, change, suggestions, refusal, submission,
// the form of the saved one, run. The app is told what Asana's specification
// says, and no task before the run.
func TestActionIsSetUpAndRun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a, of, saved := apphost.WithLanguage(t.Context(), "sv"), w.owner, w.action(""), w.action(w.ReserveGID())
		values := appcomponents.Values{"summary": "Fly <high>", "type": "1"}
		w.app.on("/action", says(200, formAnswer))
		form, err := w.host.ActionForm(ctx, a, of)
		must(t, err)
		if form.Metadata.Title != "Create New Issue" || len(form.Metadata.Fields) != 2 {
			t.Errorf("form = %+v", form)
		}
		w.app.on("/change", says(200, formAnswer))
		_, err = w.host.ChangeAction(ctx, a, of, w.app.url+"/change", values, "type")
		must(t, err)
		w.app.on("/typeahead", says(200, object{"items": []object{{"title": "CP", "value": "1"}}}))
		list, err := w.host.ActionTypeahead(ctx, a, of, w.app.url+"/typeahead?list=projects", "c")
		must(t, err)
		if len(list.Items) != 1 || list.Items[0].Title != "CP" {
			t.Errorf("list = %+v", list)
		}
		w.app.on("/submit", says(400, formAnswer))
		err = w.host.SubmitAction(ctx, a, saved, w.app.url+"/submit", "Hand over", values)
		var refused *apphost.Error
		if !errors.As(err, &refused) || refused.Form == nil || refused.Form.Field("summary") == nil {
			t.Fatalf("a refused form gave %v", err)
		}
		w.app.on("/submit", says(200, "Succeed"))
		must(t, w.host.SubmitAction(ctx, a, saved, w.app.url+"/submit", "Hand over", values))
		_, err = w.host.ActionForm(ctx, a, saved)
		must(t, err)
		w.app.on("/run", says(200, object{"action_result": "resources_created", "resources_created": []object{resourceAnswer}, "message": "Made CP-1"}))
		result, _, err := w.host.RunAction(ctx, a, saved, apphost.Run{Task: w.task.GID, Key: "run/action", Configuration: `{"summary":"x"}`})
		must(t, err)
		if len(result.ResourcesCreated) != 1 || result.ResourcesCreated[0].Name != "CP-1 Fly" || result.Message != "Made CP-1" {
			t.Errorf("result = %+v", result)
		}
		w.checkActionMessages(t, saved.Action)
	})
}

func (w *world) checkActionMessages(t *testing.T, action string) {
	values := object{"summary": "Fly <high>", "type": "1"}
	of := func(more object) object {
		whole := object{"user": w.owner.Person, "workspace": w.workspace.GID, "project": w.project.GID, "action_type": "make"}
		for name, value := range more {
			whole[name] = value
		}
		return whole
	}
	submitted := of(object{"action": action, "values": values, "rule_name": "Hand over"})
	want := []struct {
		method, path, schema string
		params               object
	}{
		{"GET", "/action", "", of(nil)},
		{"POST", "/change", "ActionFormOnChangeRequest", of(object{"values": values, "changed_field": "type"})},
		{"GET", "/typeahead", "", object{"user": w.owner.Person, "workspace": w.workspace.GID, "list": "projects", "query": "c"}},
		{"POST", "/submit", "ActionFormSubmissionRequest", submitted},
		{"POST", "/submit", "ActionFormSubmissionRequest", submitted},
		{"GET", "/action", "", of(object{"action": action})},
		{"POST", "/run", "RunActionRequest", of(object{"action": action, "target_object": w.task.GID,
			"idempotency_key": "run/action", "app_configuration_json": `{"summary":"x"}`})},
	}
	seen, spec := w.app.seen(), wiretest.LoadSpec(t)
	if len(seen) != len(want) {
		t.Fatalf("the app received %d messages, want %d", len(seen), len(want))
	}
	for i, m := range seen {
		if want[i].schema != "" {
			spec.Check(t, want[i].schema, m.Params)
		}
		delete(m.Params, "expires_at")
		if m.Method != want[i].method || m.Path != want[i].path {
			t.Errorf("message %d was %s %s, want %s %s", i, m.Method, m.Path, want[i].method, want[i].path)
		}
		if diff := cmp.Diff(want[i].params, m.Params); diff != "" {
			t.Errorf("%s: %s", m.Path, diff)
		}
		checkHeader(t, m.Header)
	}
}

// Whoever may not see the project or the task causes nothing to be sent; nor
// does an app that is not there or lacks the action.
func TestActionsOfOthersSendNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		unknown := "9999999999999999"
		for what, of := range map[string]apphost.RuleAction{
			"unknown project": {Project: unknown, App: w.registered.GID, ActionType: "make"},
			"unknown app":     {Project: w.project.GID, App: unknown, ActionType: "make"},
			"unknown action":  {Project: w.project.GID, App: w.registered.GID, ActionType: "mak"},
			"no action":       {Project: w.project.GID, App: w.registered.GID},
		} {
			for name, send := range w.actionCalls(of, w.task.GID) {
				checkNotFound(t, what+", "+name, send(t.Context(), w.host, w.owner))
			}
		}
		for name, send := range w.actionCalls(w.action("7"), w.task.GID) {
			checkNotFound(t, "stranger, "+name, send(t.Context(), w.host, w.stranger))
		}
		for _, name := range []string{"run", "preview"} {
			checkNotFound(t, "unknown task, "+name, w.actionCalls(w.action("7"), unknown)[name](t.Context(), w.host, w.owner))
		}
		must(t, w.UninstallApp(t.Context(), w.owner, w.project.GID, w.registered.GID))
		for name, send := range w.actionCalls(w.action("7"), w.task.GID) {
			checkNotFound(t, "uninstalled, "+name, send(t.Context(), w.host, w.owner))
		}
		if seen := w.app.seen(); len(seen) != 0 {
			t.Errorf("the app received %d messages", len(seen))
		}
	})
}

// An action's addresses come back from the browser: only the app's own are
// called. Those of its actions are its own.
func TestForeignAddressesOfActions(t *testing.T) {
	w := sqlite(t)
	other := startApp(t)
	for _, address := range []string{"", "/submit", other.url + "/submit", "http://user@" + hostOf(t, w.app.url) + "/submit", w.app.url + ".example.com/submit"} {
		_, err := w.host.ChangeAction(t.Context(), w.owner, w.action(""), address, nil, "f")
		checkSorry(t, "change at "+address, err)
		checkSorry(t, "submit to "+address, w.host.SubmitAction(t.Context(), w.owner, w.action("7"), address, "", nil))
		_, err = w.host.ActionTypeahead(t.Context(), w.owner, w.action(""), address, "q")
		checkSorry(t, "typeahead at "+address, err)
	}
	for _, gid := range []string{"", "me", "7 or 1=1"} {
		err := w.host.SubmitAction(t.Context(), w.owner, w.action(gid), w.app.url+"/submit", "", nil)
		if !asana.IsKind(err, asana.Invalid) {
			t.Errorf("action %q: %v", gid, err)
		}
	}
	other.secret = w.app.secret
	other.on("/submit", says(200, nil))
	components := asana.Components{RuleActions: []asana.RuleAction{{ActionType: "make", MetadataURL: other.url + "/action", RunActionURL: other.url + "/run"}}}
	_, err := w.UpdateApp(t.Context(), w.registered.GID, asana.AppChange{Components: &components})
	must(t, err)
	must(t, w.host.SubmitAction(t.Context(), w.owner, w.action("7"), other.url+"/submit", "", nil))
	if len(w.app.seen()) != 0 || len(other.seen()) != 1 {
		t.Error("the wrong address was called")
	}
	_, err = w.host.PreviewAction(t.Context(), w.owner, w.action("7"), apphost.Run{Task: w.task.GID})
	checkNotFound(t, "an app without previews", err)
}

// An app keeps settings under an action's gid: nobody reads those of a rule he
// does not see, or changes those of one that is not his, by naming its action.
func TestSettingsAreTheRules(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, path := range actionPaths {
			w.app.on(path, says(200, formAnswer))
		}
		member, err := w.CreatePerson(ctx, asana.NewPerson{Name: "Mo", Email: "mo@example.com", Password: "correct horse"})
		must(t, err)
		mo := asana.Actor{Person: member.GID}
		must(t, w.AddMember(ctx, w.owner, w.workspace.GID, member.GID, asana.Member))
		must(t, w.AddProjectMember(ctx, w.owner, w.project.GID, member.GID))
		elsewhere, err := w.CreateProject(ctx, mo, asana.NewProject{Workspace: w.workspace.GID, Team: w.project.Team.GID, Name: "Mine"})
		must(t, err)
		must(t, w.InstallApp(ctx, mo, elsewhere.GID, w.registered.GID))
		rule, err := w.AddRule(ctx, w.owner, w.project.GID, asana.NewRule{
			Name: "Hand over", Triggers: []asana.Trigger{{Kind: asana.TriggerCompleted}},
			Actions: []asana.Action{{Kind: asana.ActComplete}, {Kind: asana.ActApp, App: w.registered.GID, ActionType: "make"}},
		})
		must(t, err)
		here := w.action(rule.Actions[1].GID)
		there := here
		there.Project = elsewhere.GID
		for _, name := range []string{"form", "change", "submit"} {
			if err := w.actionCalls(here, "")[name](ctx, w.host, mo); name == "form" {
				must(t, err) // whoever sees the rule sees its settings
				w.app.seen()
			} else if !asana.IsKind(err, asana.Forbidden) {
				t.Errorf("%s by somebody else: %v", name, err)
			}
			checkNotFound(t, name+" from another project", w.actionCalls(there, "")[name](ctx, w.host, mo))
			if len(w.app.seen()) != 0 {
				t.Errorf("the app was asked for the %s", name)
			}
			must(t, w.actionCalls(here, "")[name](ctx, w.host, w.owner))
			must(t, w.actionCalls(w.action(w.ReserveGID()), "")[name](ctx, w.host, mo))
			w.app.seen()
		}
		checkNotFound(t, "preview from another project", w.actionCalls(there, w.task.GID)["preview"](ctx, w.host, mo))
		_, err = w.TakeRule(ctx, mo, rule.GID)
		must(t, err)
		must(t, w.actionCalls(here, "")["submit"](ctx, w.host, mo))
	})
}
