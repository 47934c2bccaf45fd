package rules

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana"
)

// check finds out which conditions hold, in the eyes of the rule's owner.
func (t *turn) check(ctx context.Context) (holds bool, err error) {
	t.checked, holds, err = t.checkFor(ctx, t.owner, t.row.Task, t.rule.Project.GID, t.rule.Conditions)
	return holds, err
}

// checkFor finds out which conditions hold for a task; all of them do when holds.
func (e *Engine) checkFor(ctx context.Context, owner asana.Actor, gid, project string, conditions []asana.Condition) (list []asana.CheckedCondition, holds bool, err error) {
	task, err := e.platform.Task(ctx, owner, gid)
	if err != nil {
		return nil, false, err
	}
	holds = true
	for _, c := range conditions {
		checked, err := e.checkOne(ctx, owner, task, project, c)
		if err != nil {
			return nil, false, err
		}
		checked.Holds = checked.Holds != c.Not
		list, holds = append(list, checked), holds && checked.Holds
	}
	return list, holds, nil
}

// checkOne leaves Not to the caller.
func (e *Engine) checkOne(ctx context.Context, owner asana.Actor, task asana.Task, project string, c asana.Condition) (asana.CheckedCondition, error) {
	is := asana.CheckedCondition{Condition: c}
	switch c.Kind {
	case asana.ConditionSection:
		section := sectionIn(task, project)
		is.Found, is.Holds = section.Name, section.GID == c.Section
	case asana.ConditionAssignee:
		is.Found, is.Holds = task.Assignee.Name, task.Assignee.GID == c.Person
	case asana.ConditionField:
		is.Found, is.Holds = valueIs(task.CustomFields, c.Field, c.Value)
	case asana.ConditionName:
		is.Found, is.Holds = task.Name, strings.Contains(strings.ToLower(task.Name), strings.ToLower(c.Value))
	case asana.ConditionCompleted:
		is.Found, is.Holds = strconv.FormatBool(task.Completed), task.Completed
	case asana.ConditionResource:
		var err error
		is.Found, is.Holds, err = e.resourceOf(ctx, owner, task.GID, c.App)
		return is, err
	}
	return is, nil
}

func sectionIn(task asana.Task, project string) asana.Ref {
	for _, m := range task.Memberships {
		if m.Project.GID == project {
			return m.Section
		}
	}
	return asana.Ref{}
}

// valueIs tells what a field has, and whether that is, or has among others, what is wanted.
func valueIs(values []asana.FieldValue, field, wanted string) (found string, is bool) {
	i := slices.IndexFunc(values, func(v asana.FieldValue) bool { return v.Field.GID == field })
	if i < 0 {
		return "", wanted == ""
	}
	v := values[i]
	named := func(gid, name string) bool { return gid == wanted || strings.EqualFold(name, wanted) }
	switch {
	case wanted == "":
		is = v.Empty()
	case len(v.Options) > 0:
		is = slices.ContainsFunc(v.Options, func(o asana.EnumOption) bool { return named(o.GID, o.Name) })
	case len(v.People) > 0:
		is = slices.ContainsFunc(v.People, func(p asana.Ref) bool { return named(p.GID, p.Name) })
	case v.Number != nil:
		n, err := strconv.ParseFloat(strings.TrimSpace(wanted), 64)
		is = err == nil && n == *v.Number || wanted == v.Display()
	case v.Day != "":
		is = wanted == v.Day
	default:
		is = strings.EqualFold(strings.TrimSpace(v.Text), strings.TrimSpace(wanted)) && v.Text != ""
	}
	return v.Display(), is
}

// resourceOf is the first thing of an app's on a task.
func (e *Engine) resourceOf(ctx context.Context, owner asana.Actor, task, app string) (name string, has bool, err error) {
	for page := (asana.Page{}); ; {
		list, next, err := e.platform.Attachments(ctx, owner, task, page)
		if err != nil {
			return "", false, err
		}
		if i := slices.IndexFunc(list, func(a asana.Attachment) bool { return a.App == app }); i >= 0 {
			return list[i].Name, true, nil
		}
		if page.Offset = next; next == "" {
			return "", false, nil
		}
	}
}
