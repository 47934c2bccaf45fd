package rules

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"jirabridge/asana"
	"jirabridge/asana/store"
)

// kindsOf are the kinds of triggers an event may be for, and the task it is about.
func kindsOf(e asana.Event) ([]asana.TriggerKind, string) {
	switch {
	case e.ResourceType == "story" && e.Action == asana.ActionAdded && e.ResourceSubtype == "comment_added":
		return []asana.TriggerKind{asana.TriggerCommented}, e.Task
	case e.ResourceType != "task":
		return nil, ""
	case e.Action == asana.ActionAdded && e.ParentType == "section":
		return []asana.TriggerKind{asana.TriggerMoved}, e.Resource
	case e.Action == asana.ActionAdded:
		return []asana.TriggerKind{asana.TriggerAdded, asana.TriggerMoved}, e.Resource
	case e.Action == asana.ActionChanged:
		return changes(e.Field), e.Resource
	}
	return nil, ""
}

// changes are the triggers of a changed field.
func changes(field string) []asana.TriggerKind {
	switch field {
	case "completed":
		return []asana.TriggerKind{asana.TriggerCompleted}
	case "assignee":
		return []asana.TriggerKind{asana.TriggerAssigned}
	case "due_on", "due_at":
		return []asana.TriggerKind{asana.TriggerDueChanged}
	case "custom_fields":
		return []asana.TriggerKind{asana.TriggerFieldChanged}
	}
	return nil
}

// projectsOf are the projects whose rules an event may start. A task that was put somewhere was put there alone; what
// else happens to a task, its creation too, happens in all its projects.
func (m *matcher) projectsOf(ctx context.Context, e asana.Event) ([]string, error) {
	if e.ResourceType != "task" || e.Action != asana.ActionAdded || e.Value == "" {
		return e.Projects, nil
	}
	if e.ParentType == "project" {
		return []string{e.Parent}, nil
	}
	section, err := m.q.Section(ctx, e.Parent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []string{section.Project}, err
}

// fitting is the first trigger of a kind that the event fits.
func (m *matcher) fitting(ctx context.Context, r rule, kind asana.TriggerKind, e asana.Event, task string) (asana.Trigger, bool, error) {
	for _, t := range r.Triggers {
		if t.Kind != kind {
			continue
		}
		fits, err := m.fits(ctx, r, t, e, task)
		if err != nil || fits {
			return t, fits, err
		}
	}
	return asana.Trigger{}, false, nil
}

func (m *matcher) fits(ctx context.Context, r rule, t asana.Trigger, e asana.Event, task string) (bool, error) {
	switch t.Kind {
	case asana.TriggerMoved:
		return m.fitsSection(ctx, r, t, e, task)
	case asana.TriggerCompleted:
		return e.Value == "true", nil
	case asana.TriggerAssigned:
		return e.Value != "" && (t.Person == "" || t.Person == e.Value), nil
	case asana.TriggerFieldChanged:
		return m.fitsField(ctx, t, e, task)
	}
	return true, nil
}

// fitsSection: whoever puts a task into a project at a certain section has moved it there; to any section it was not
// moved then.
func (m *matcher) fitsSection(ctx context.Context, r rule, t asana.Trigger, e asana.Event, task string) (bool, error) {
	switch {
	case e.ParentType == "section":
		return t.Section == "" || t.Section == e.Parent, nil
	case t.Section == "":
		return false, nil
	case e.Value != "":
		return t.Section == e.Value, nil
	}
	facts, err := m.q.RuleFacts(ctx, store.RuleFactsParams{Task: task, Project: r.Project.GID})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return t.Section == facts.Section, err
}

// fitsField looks at what the field has now: the log does not say what it got.
func (m *matcher) fitsField(ctx context.Context, t asana.Trigger, e asana.Event, task string) (bool, error) {
	if t.Field != e.Value || t.Option == "" {
		return t.Field == e.Value, nil
	}
	items, err := m.q.ItemsOfValue(ctx, store.ItemsOfValueParams{Task: task, Field: t.Field})
	return slices.Contains(items, t.Option), err
}
