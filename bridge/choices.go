package bridge

import (
	"context"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// maxChoices is how many things a typeahead field of a form suggests.
const maxChoices = appcomponents.MaxTypeaheadItems

// Choices are what a typeahead field of a form lets choose from: where they come
// from, and of which project, issue type and field.
type Choices struct {
	fields.Source
	Project string // id
	Key     string // of the project, for people and epics
	Type    string // id of the issue type
}

// Suggest lists what matches the query. It costs one request to Jira, or none
// where what was asked for the form is enough; a Jira with few projects is asked
// about each of them once.
func (b *Bridge) Suggest(ctx context.Context, c Caller, from Choices, query string) (appcomponents.TypeaheadList, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var list appcomponents.TypeaheadList
	conn, err := b.ready(ctx, c)
	if err != nil {
		return list, err
	}
	err = b.asCreator(ctx, conn, c.Person, func(u user) (err error) {
		list.Items, err = b.suggest(ctx, u, c, from, query)
		if jiraKind(err) == jira.NotFound { // a project that is out of the person's sight
			err = nil
		}
		return err
	})
	return list, err
}

// suggest puts the people of a task before those of Jira where a rule asks.
func (b *Bridge) suggest(ctx context.Context, u user, c Caller, from Choices, query string) ([]appcomponents.TypeaheadItem, error) {
	usual, isRule := fields.WithoutRule(from.Kind)
	from.Kind = usual
	items, err := u.suggest(ctx, from, query)
	if err != nil || !isRule {
		return items, err
	}
	items = append(fields.TaskPeople(query, b.sayer(c)), items...)
	return items[:min(len(items), maxChoices)], nil
}

func (u user) suggest(ctx context.Context, from Choices, query string) ([]appcomponents.TypeaheadItem, error) {
	switch from.Kind {
	case fields.Projects:
		return u.suggestProjects(ctx, query)
	case fields.Types:
		types, err := u.IssueTypes(ctx, from.Project)
		return fields.SuggestedTypes(types, query, maxChoices), err
	case fields.Options, fields.Fields:
		return u.suggestOptions(ctx, from, query)
	case fields.Users:
		return itemsOf(userItem)(u.Users(ctx, query))
	case fields.Assignees:
		return itemsOf(userItem)(u.AssignableUsers(ctx, from.Key, query))
	case fields.Groups:
		return itemsOf(groupItem)(u.Groups(ctx, query, maxChoices))
	case fields.Epics:
		return itemsOf(epicItem)(u.Epics(ctx, from.Key, query, maxChoices))
	case fields.Sprints:
		return itemsOf(sprintItem)(u.OpenSprints(ctx, query))
	case fields.Parents:
		return itemsOf(issueItem)(u.Parents(ctx, from.Project, query, maxSuggestions))
	}
	return nil, nil
}

// suggestProjects are those in which the person may create issues, as far as
// that can be known.
func (u user) suggestProjects(ctx context.Context, query string) ([]appcomponents.TypeaheadItem, error) {
	_, listed := u.metadata.projects.GetIfPresent(u.key)
	all, err := u.Projects(ctx)
	if err != nil {
		return nil, err
	}
	var matches []jira.Project
	for _, p := range all {
		if !p.Archived && fields.Matches(query, p.Key+" "+projectItem(p).Title) {
			matches = append(matches, p)
		}
	}
	return itemsOf(projectItem)(u.creatable(ctx, matches, len(all), !listed))
}

// suggestOptions are values that a field of the create screen allows, or fields
// of it.
func (u user) suggestOptions(ctx context.Context, from Choices, query string) ([]appcomponents.TypeaheadItem, error) {
	screen, err := u.Screen(ctx, from.Project, from.Type)
	if from.Kind == fields.Fields {
		return fields.SuggestedFields(screen, query, maxChoices), err
	}
	for _, meta := range screen {
		if meta.ID == from.Field {
			return fields.Suggested(meta, from.Parent, query, maxChoices), err
		}
	}
	return nil, err
}

// itemsOf makes items of an answer of Jira, as many as may be shown.
func itemsOf[T any](item func(T) appcomponents.TypeaheadItem) func([]T, error) ([]appcomponents.TypeaheadItem, error) {
	return func(found []T, err error) ([]appcomponents.TypeaheadItem, error) {
		var items []appcomponents.TypeaheadItem
		for _, one := range found[:min(len(found), maxChoices)] {
			items = append(items, item(one))
		}
		return items, err
	}
}

func userItem(u jira.User) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Title: orElse(u.DisplayName, u.Name), Value: u.Name, Subtitle: u.Name, IconURL: avatar(u)}
}

func groupItem(name string) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Title: name, Value: name}
}

func epicItem(e jira.Epic) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Title: orElse(e.Name, e.Key), Value: e.Key, Subtitle: e.Key}
}

func sprintItem(s jira.OpenSprint) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Title: orElse(s.Name, s.ID.String()), Value: s.ID.String(), Subtitle: s.BoardName}
}

// avatar is the picture of a person in the size that fits beside text.
func avatar(u jira.User) string { return orElse(u.AvatarUrls.Two4X24, u.AvatarUrls.One6X16) }

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
