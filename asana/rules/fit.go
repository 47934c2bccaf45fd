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

// projectsOf are the projects whose rules an event may start: those a task came to or, of what else happens to it, all
// that it is in.
func (m *matcher) projectsOf(ctx context.Context, e asana.Event) (list []string, err error) {
	if e.ResourceType != "task" || e.Action != asana.ActionAdded {
		return e.Projects, nil
	}
	for _, section := range e.Sections() {
		project, err := m.homeOf(ctx, section)
		if err != nil {
			return nil, err
		}
		list = append(list, project)
	}
	return list, nil
}

// homeOf is the project of a section, "" when that is gone.
func (m *matcher) homeOf(ctx context.Context, section string) (string, error) {
	if project, known := m.homes[section]; known {
		return project, nil
	}
	row, err := m.q.Section(ctx, section)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	m.homes[section] = row.Project
	return row.Project, nil
}

// fitting is the first trigger of a kind that the event fits.
func (m *matcher) fitting(ctx context.Context, r rule, kind asana.TriggerKind, e asana.Event, task string) (asana.Trigger, bool, error) {
	for _, t := range r.Triggers {
		if t.Kind != kind {
			continue
		}
		fits, err := m.fits(ctx, t, e, task)
		if err != nil || fits {
			return t, fits, err
		}
	}
	return asana.Trigger{}, false, nil
}

func (m *matcher) fits(ctx context.Context, t asana.Trigger, e asana.Event, task string) (bool, error) {
	switch t.Kind {
	case asana.TriggerMoved:
		return fitsSection(t, e), nil
	case asana.TriggerCompleted:
		return e.Completed(), nil
	case asana.TriggerAssigned:
		return e.Value != "" && (t.Person == "" || t.Person == e.Value), nil
	case asana.TriggerFieldChanged:
		return m.fitsField(ctx, t, e, task)
	}
	return true, nil
}

// fitsSection: who puts a task into a project at a certain section has moved it there; to any section it was not moved
// then.
func fitsSection(t asana.Trigger, e asana.Event) bool {
	if t.Section == "" {
		return e.ParentType == "section"
	}
	return slices.Contains(e.Sections(), t.Section)
}

// fitsField looks at what the field has now: the log does not say what it got.
func (m *matcher) fitsField(ctx context.Context, t asana.Trigger, e asana.Event, task string) (bool, error) {
	if t.Field != e.Value || t.Option == "" {
		return t.Field == e.Value, nil
	}
	items, err := m.q.ItemsOfValue(ctx, store.ItemsOfValueParams{Task: task, Field: t.Field})
	return slices.Contains(items, t.Option), err
}
