package bridge

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// ProjectName is a project that somebody sees in Jira.
type ProjectName struct{ ID, Key, Name string }

// Coverage tells of one project whether its issues can be created with the form.
type Coverage struct {
	ProjectName
	Types []TypeCoverage
	// Obstacle says why there is no type at all; its ID is "" when there are some.
	Obstacle Text
}

// Possible is how many types can be created.
func (c Coverage) Possible() (n int) {
	for _, t := range c.Types {
		if t.Possible() {
			n++
		}
	}
	return n
}

// TypeCoverage tells of one issue type.
type TypeCoverage struct {
	Name string
	// Fields are the names of those in the way: Jira requires them, and the form
	// cannot ask for them.
	Fields []string
	// Problem says why it could not be found out; its ID is "" when it was.
	Problem Text
}

// Possible tells whether issues of the type can be created.
func (t TypeCoverage) Possible() bool { return len(t.Fields) == 0 && t.Problem.ID == "" }

// typesAtOnce is how many create screens are asked for at the same time.
const typesAtOnce = 3

// Survey asks where in the Jira of a workspace somebody can create issues.
type Survey struct {
	bridge *Bridge
	conn   Connection
	person string
}

// Survey is for those who may change the connection of a workspace; others are
// Forbidden.
func (b *Bridge) Survey(ctx context.Context, person, workspace string) (Survey, error) {
	conn, err := b.changeable(ctx, person, workspace)
	return Survey{b, conn, person}, err
}

// Projects lists the projects that the person sees, by name. It costs one
// request.
func (s Survey) Projects(ctx context.Context) (list []ProjectName, err error) {
	err = s.bridge.asCreator(ctx, s.conn, s.person, func(u user) error {
		projects, err := u.afresh().Projects(ctx)
		list = nil
		for _, p := range projects {
			if !p.Archived {
				list = append(list, ProjectName{p.ID, p.Key, p.Name})
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b ProjectName) int {
		return strings.Compare(strings.ToLower(a.Name+" "+a.Key), strings.ToLower(b.Name+" "+b.Key))
	})
	return list, err
}

// Project tells whether the person can create issues in a project, by its id.
// It costs a request and another for each issue type, three at a time.
func (s Survey) Project(ctx context.Context, project string) (Coverage, error) {
	var c Coverage
	err := s.bridge.asCreator(ctx, s.conn, s.person, func(u user) error {
		projects, err := u.Projects(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(projects, func(p jira.Project) bool { return p.ID == project })
		if i < 0 {
			return fail(NotFound, nil, "jira_not_found")
		}
		c = Coverage{ProjectName: ProjectName{projects[i].ID, projects[i].Key, projects[i].Name}}
		return c.find(ctx, u.afresh())
	})
	return c, err
}

// find asks for the types of a project and the create screen of each.
func (c *Coverage) find(ctx context.Context, u user) error {
	types, err := u.IssueTypes(ctx, c.ID)
	if err != nil {
		return err
	}
	if len(types) == 0 {
		return c.explain(ctx, u)
	}
	c.Types = make([]TypeCoverage, len(types))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(typesAtOnce)
	for i, t := range types {
		group.Go(func() error {
			screen, err := u.Screen(ctx, c.ID, t.ID)
			c.Types[i] = TypeCoverage{Name: t.Name, Fields: fields.Obstacles(screen), Problem: problemOf(err)}
			return fatal(err)
		})
	}
	return group.Wait()
}

// explain finds out why somebody is offered no type of issue.
func (c *Coverage) explain(ctx context.Context, u user) error {
	may, err := u.MyPermissions(ctx, c.Key)
	switch {
	case err != nil:
		return err
	case !may[jira.CreateIssues]:
		c.Obstacle = text("coverage_permission")
	default:
		c.Obstacle = text("coverage_no_types")
	}
	return nil
}

// problemOf is a failure in words that can be kept; none of success.
func problemOf(err error) Text {
	if err == nil {
		return Text{}
	}
	if e := new(Error); errors.As(jiraFailure(err), &e) {
		return e.Text
	}
	return text("internal")
}

// fatal is a failure that every other request would end with too: only Jira's
// refusal of one screen says nothing of others.
func fatal(err error) error {
	if kind := jiraKind(err); kind == jira.BadRequest || kind == jira.NotFound || kind == jira.Forbidden {
		return nil
	}
	return err
}
