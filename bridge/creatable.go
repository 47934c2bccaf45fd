package bridge

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"jirabridge/jira"
)

// Jira lists the projects that a person may see. Whether he may create issues
// there it tells, from 9.0 on, of one project at a time.
const (
	creatableLife = time.Hour
	maxProbed     = 30 // projects a Jira may have for all of them to be asked about
	probesAtATime = 3  // Jira's rate limit counts per person
)

// creatable are those of the projects in which the person may create issues. In
// a Jira with many projects it asks for no more than the first of them that is
// not known, and nothing at all where it has asked for the list: the others stay
// in, and the form says so when one of them is chosen.
func (u user) creatable(ctx context.Context, projects []jira.Project, all int, asked bool) ([]jira.Project, error) {
	unknown := u.unknown(projects)
	err := u.learnAll(ctx, unknown)
	switch {
	case err != nil:
		return nil, err
	case all <= maxProbed:
		err = u.probe(ctx, u.unknown(unknown))
	case !asked:
		unknown = u.unknown(unknown)
		err = u.probe(ctx, unknown[:min(len(unknown), 1)])
	}
	var some []jira.Project
	for _, p := range projects {
		if may, known := u.metadata.creatable.GetIfPresent(place(u.key, p.ID)); may || !known {
			some = append(some, p)
		}
	}
	return some, err
}

// unknown are the projects of which it is not known.
func (u user) unknown(projects []jira.Project) []jira.Project {
	var some []jira.Project
	for _, p := range projects {
		if _, known := u.metadata.creatable.GetIfPresent(place(u.key, p.ID)); !known {
			some = append(some, p)
		}
	}
	return some
}

// learnAll finds out about all of the projects at once where Jira can tell.
func (u user) learnAll(ctx context.Context, projects []jira.Project) error {
	if len(projects) == 0 {
		return nil
	}
	ids, ok, err := u.Creatable(ctx)
	if !ok || err != nil {
		return err
	}
	may := map[string]bool{}
	for _, id := range ids {
		may[id] = true
	}
	for _, p := range projects {
		u.metadata.creatable.Set(place(u.key, p.ID), may[p.ID])
	}
	return nil
}

// probe asks about each of the projects.
func (u user) probe(ctx context.Context, projects []jira.Project) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(probesAtATime)
	for _, p := range projects {
		group.Go(func() error {
			_, err := u.afresh().IssueTypes(ctx, p.ID)
			return err
		})
	}
	return group.Wait()
}
