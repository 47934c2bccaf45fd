package ui

import (
	"context"

	"jirabridge/asana"
)

// ruleScope is what the rules of a project can refer to.
type ruleScope struct {
	Project  asana.Project
	Sections []asana.Section
	People   []asana.Person
	Fields   []asana.CustomField
	Apps     []appView // installed
	MayEdit  bool      // whether the reader may make and change rules
}

// actsOf are the apps that can do something in a rule.
func (s ruleScope) actsOf() (apps []appView) {
	for _, a := range s.Apps {
		if len(a.Components.RuleActions) > 0 {
			apps = append(apps, a)
		}
	}
	return apps
}

// ruleAction finds what an installed app does.
func (s ruleScope) ruleAction(app, actionType string) (appView, asana.RuleAction, bool) {
	for _, a := range s.Apps {
		for _, does := range a.Components.RuleActions {
			if a.GID == app && does.ActionType == actionType {
				return a, does, true
			}
		}
	}
	return appView{}, asana.RuleAction{}, false
}

// ruleScope reads what the rules of a project can refer to.
func (u *UI) ruleScope(v visit, project string) (s ruleScope, err error) {
	v.within(project)
	ctx := v.r.Context()
	if s.Project, err = u.platform.Project(ctx, v.actor, project); err != nil {
		return s, err
	}
	if s.Sections, err = u.sections(v, project); err != nil {
		return s, err
	}
	members, err := u.platform.Members(ctx, v.actor, s.Project.Workspace.GID)
	if err != nil {
		return s, err
	}
	s.People = active(members)
	if s.Fields, err = u.fieldsOf(ctx, v.actor, project); err != nil {
		return s, err
	}
	installed, err := u.platform.InstalledApps(ctx, v.actor, project)
	if err != nil {
		return s, err
	}
	for _, a := range installed {
		s.Apps = append(s.Apps, u.appView(v, a, true))
	}
	s.MayEdit, err = u.makesProjects(v, s.Project.Workspace.GID)
	return s, err
}

func (u *UI) fieldsOf(ctx context.Context, a asana.Actor, project string) (fields []asana.CustomField, err error) {
	settings, err := u.platform.FieldSettings(ctx, a, project)
	for _, s := range settings {
		fields = append(fields, s.Field)
	}
	return fields, err
}
