package ui

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
)

// createRule is POST /0/{project}/rules: the builder's form of a new rule.
func (u *UI) createRule(v visit) error {
	scope, err := u.ruleScope(v, v.path("project"))
	if err != nil {
		return err
	}
	return u.buildStep(v, u.builder(v, scope, asana.Rule{}))
}

// changeRule is POST /0/rules/{rule}: the builder's form of a saved one.
func (u *UI) changeRule(v visit) error {
	data, err := u.savedRule(v)
	if err != nil {
		return err
	}
	return u.buildStep(v, data)
}

// buildStep does what the pressed button of the builder asks for. All but saving shows the form again, with
// everything that was typed.
func (u *UI) buildStep(v visit, d builderData) error {
	if d.Writable() {
		d.ruleForm = readRuleForm(v)
		d.keep(d.Rule)
	}
	d.Task = asana.Ref{GID: v.form("task"), Name: v.form("task_name")}
	if !d.Writable() && v.form("do") != "try" { // any more: the page says why
		return u.renderBuilder(v, http.StatusForbidden, d)
	}
	switch {
	case v.form("add") != "":
		d.Focus = d.add(v.form("add"))
		if strings.HasPrefix(v.form("add"), appPart) {
			d.Open = d.Focus
		}
		return u.renderBuilder(v, http.StatusOK, d)
	case v.form("remove") != "":
		d.remove(v.form("remove"))
		return u.renderBuilder(v, http.StatusOK, d)
	case v.form("renew") != "":
		return u.renewAddress(v, d)
	case v.form("do") == "try":
		return u.tryRule(v, d)
	}
	return u.saveRule(v, d)
}

// renewAddress gives a trigger of the rule another secret address, and shows it.
func (u *UI) renewAddress(v visit, d builderData) error {
	d.Renewed = v.form("renew")
	if _, err := u.platform.RenewTriggerSecret(v.r.Context(), v.actor, d.Renewed); err != nil {
		return err
	}
	return u.renderBuilder(v, http.StatusOK, d)
}

// saveRule checks all there is before it tells any app, so that nothing is saved of a rule that is refused.
func (u *UI) saveRule(v visit, d builderData) error {
	err := u.platform.CheckRule(v.r.Context(), v.actor, d.Project.GID, d.rule())
	filled := u.appsFilledIn(v, &d)
	if err == nil && filled {
		err = u.submitActions(v, &d)
	}
	if err == nil && filled && !d.refused {
		d.Rule, err = u.keepRule(v, d)
	}
	if problem, ok := invalid(err); ok {
		return u.complainOf(v, d, problem)
	}
	if err != nil {
		return err
	}
	if !filled || d.refused {
		return u.renderBuilder(v, http.StatusBadRequest, d)
	}
	return u.afterSave(v, d)
}

// complainOf shows the form again with what is wrong where it is.
func (u *UI) complainOf(v visit, d builderData, problem *asana.Error) error {
	text := u.say(v, problem)
	if strings.HasSuffix(problem.Field, ".minutes") {
		text = u.t(v, "ui.rule_minutes_range") // whatever unit they were entered in
	}
	if !d.complain(problem.Field, text) {
		d.Problem = text
	}
	return u.renderBuilder(v, http.StatusBadRequest, d)
}

// keepRule writes the rule.
func (u *UI) keepRule(v visit, d builderData) (asana.Rule, error) {
	n := d.rule()
	if d.Rule.GID == "" {
		return u.platform.AddRule(v.r.Context(), v.actor, d.Project.GID, n)
	}
	return u.platform.UpdateRule(v.r.Context(), v.actor, d.Rule.GID, asana.RuleChange{
		Name: &n.Name, Triggers: n.Triggers, Conditions: &n.Conditions, Actions: n.Actions, Ceiling: &n.Ceiling,
	})
}

func (u *UI) afterSave(v visit, d builderData) error {
	if v.form("do") == "run" && d.Task.GID != "" {
		return u.runNow(v, d.Rule.GID, d.Task.GID)
	}
	said := "saved"
	if v.path("rule") == "" {
		said = "created"
	}
	return u.done(v, ruleURL(d.Rule.GID)+"?said="+said)
}

// appsFilledIn marks the actions of apps whose form nobody has filled in yet.
func (u *UI) appsFilledIn(v visit, d *builderData) bool {
	all := true
	for i := range d.Actions {
		if p := &d.Actions[i]; p.Kind == string(asana.ActApp) && p.In["values"] == "" {
			p.Wrong[""] = u.t(v, "ui.rule_fill_in")
			all = false
		}
	}
	return all
}

// submitActions hands the apps what was entered for their actions. An app's refusal stands at its action.
func (u *UI) submitActions(v visit, d *builderData) error {
	for i := range d.Actions {
		p := &d.Actions[i]
		if p.Kind != string(asana.ActApp) || p.Saved {
			continue
		}
		var values appcomponents.Values
		if err := json.Unmarshal([]byte(p.In["values"]), &values); err != nil {
			p.Wrong[""] = u.t(v, "ui.rule_fill_in")
			d.refused = true
			continue
		}
		if p.In["gid"] == "" {
			p.In["gid"] = u.platform.ReserveGID()
		}
		at := apphost.RuleAction{Project: d.Project.GID, App: p.In["app"], ActionType: p.In["action_type"], Action: p.In["gid"]}
		err := u.host.SubmitAction(v.r.Context(), v.actor, at, p.In["callback"], d.Name, values)
		var no *apphost.Error
		if errors.As(err, &no) {
			d.refused = true
			err = u.refuseAction(v, p, no)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refuseAction shows an app's refusal at its action: the dialog opens on the form that came back.
func (u *UI) refuseAction(v visit, p *rulePart, no *apphost.Error) error {
	body := u.refusal(v, no)
	p.Wrong[""] = body.Error
	if body.Form == nil {
		p.Connect = body.Connect
		return nil
	}
	form, err := json.Marshal(formAnswer{Form: *body.Form, Icons: body.Icons})
	p.Refused = string(form)
	return err
}
