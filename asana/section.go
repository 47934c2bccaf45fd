package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Section is a named part of a project.
type Section struct {
	GID       string
	Name      string
	Project   Ref
	CreatedAt time.Time
}

// Sections lists a project's sections in order.
func (p *Platform) Sections(ctx context.Context, a Actor, project string) ([]Section, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.SectionsOf(ctx, project)
	list := make([]Section, len(rows))
	for i, r := range rows {
		list[i] = Section{GID: r.Gid, Name: r.Name, Project: Ref{r.Project, r.ProjectName}, CreatedAt: sqldb.Time(r.CreatedAt)}
	}
	return list, err
}

// CreateSection makes a section below the others.
func (p *Platform) CreateSection(ctx context.Context, a Actor, project, name string) (Section, error) {
	return p.CreateSectionAt(ctx, a, project, name, Between{})
}

// CreateSectionAt makes a section at a place among the others.
func (p *Platform) CreateSectionAt(ctx context.Context, a Actor, project, name string, at Between) (Section, error) {
	s := Section{GID: newGID()}
	err := at.check()
	if err != nil {
		return Section{}, err
	}
	if s.Name, err = checkName("name", name); err != nil {
		return Section{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		row, err := c.q.Project(ctx, project)
		if err != nil {
			return err
		}
		s.Project, s.CreatedAt = Ref{row.Gid, row.Name}, c.now
		if err := c.insertSection(ctx, access.Workspace, s); err != nil || at == (Between{}) {
			return err
		}
		return c.orderSections(ctx, access.Workspace, project, s.GID, at)
	})
	return s, err
}

func (c *change) insertSection(ctx context.Context, workspace string, s Section) error {
	c.record(Event{Workspace: workspace, Action: ActionAdded, ResourceType: "section", Resource: s.GID,
		ParentType: "project", Parent: s.Project.GID, Projects: []string{s.Project.GID}})
	return c.q.InsertSection(ctx, store.InsertSectionParams{
		Gid: s.GID, Project: s.Project.GID, Name: s.Name, CreatedAt: c.nowMicros(),
	})
}
