package bridge

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/appcomponents"
	"jirabridge/jira"
)

// Limits of the lists behind the form's typeahead fields.
const (
	maxProjects   = 10
	maxProbed     = 30 // projects asked whether issues may be created there
	probesAtATime = 3  // Jira's rate limit counts per person
	maxUsers      = 20
)

// Projects lists projects matching the query in which the person may create
// issues, at most ten, of the first thirty that match.
func (b *Bridge) Projects(ctx context.Context, c Caller, query string) (appcomponents.TypeaheadList, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var list appcomponents.TypeaheadList
	conn, err := b.ready(ctx, c)
	if err != nil {
		return list, err
	}
	err = b.asCreator(ctx, conn, c.Person, func(u user) error {
		all, err := u.Projects(ctx)
		if err != nil {
			return err
		}
		creatable, err := creatable(ctx, u, matching(all, query))
		list.Items = nil
		for _, project := range creatable {
			list.Items = append(list.Items, projectItem(project))
		}
		return err
	})
	return list, err
}

// matching are the first projects whose key or name has a word beginning like
// the query.
func matching(all []jira.Project, query string) []jira.Project {
	query = strings.ToLower(strings.TrimSpace(query))
	var hits []jira.Project
	for _, p := range all {
		text := " " + strings.ToLower(p.Key+" "+p.Name+" ("+p.Key+")")
		if !p.Archived && len(hits) < maxProbed && strings.Contains(text, " "+query) {
			hits = append(hits, p)
		}
	}
	return hits
}

// creatable are the first of those projects in which the person may create
// issues: Jira lists all that he may see.
func creatable(ctx context.Context, u user, projects []jira.Project) ([]jira.Project, error) {
	var some []jira.Project
	for few := range slices.Chunk(projects, probesAtATime) {
		more, err := probe(ctx, u, few)
		if err != nil {
			return nil, err
		}
		if some = append(some, more...); len(some) >= maxProjects {
			return some[:maxProjects], nil
		}
	}
	return some, nil
}

// probe asks about all of the projects at once.
func probe(ctx context.Context, u user, projects []jira.Project) ([]jira.Project, error) {
	may := make([]bool, len(projects))
	group, ctx := errgroup.WithContext(ctx)
	for i, p := range projects {
		group.Go(func() error {
			types, err := u.IssueTypes(ctx, p.ID)
			may[i] = len(types) > 0
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var some []jira.Project
	for i, p := range projects {
		if may[i] {
			some = append(some, p)
		}
	}
	return some, nil
}

// Users lists people matching the query who may be assigned issues of the
// project (its id).
func (b *Bridge) Users(ctx context.Context, c Caller, project, query string) (appcomponents.TypeaheadList, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var list appcomponents.TypeaheadList
	conn, err := b.ready(ctx, c)
	if err != nil {
		return list, err
	}
	err = b.asCreator(ctx, conn, c.Person, func(u user) error {
		key, err := u.keyOf(ctx, project)
		if err != nil || key == "" {
			return err
		}
		users, err := u.AssignableUsers(ctx, key, query)
		list.Items = userItems(users)
		return err
	})
	return list, err
}

// keyOf returns the key of a project; "" when the person does not see it.
func (u user) keyOf(ctx context.Context, project string) (string, error) {
	all, err := u.Projects(ctx)
	for _, p := range all {
		if p.ID == project {
			return p.Key, err
		}
	}
	return "", err
}

func userItems(users []jira.User) []appcomponents.TypeaheadItem {
	var items []appcomponents.TypeaheadItem
	for _, u := range users {
		if len(items) == maxUsers {
			break
		}
		items = append(items, appcomponents.TypeaheadItem{
			Title: orElse(u.DisplayName, u.Name), Value: u.Name, Subtitle: u.Name, IconURL: avatar(u),
		})
	}
	return items
}

// avatar is the picture of a person in the size that fits beside text.
func avatar(u jira.User) string { return orElse(u.AvatarUrls.Two4X24, u.AvatarUrls.One6X16) }

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
