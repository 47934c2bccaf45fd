package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Project is a list of tasks in sections. A private one is seen by its members only.
type Project struct {
	GID        string
	Name       string
	Notes      string
	Private    bool
	Archived   bool
	Color      string // one of Asana's, or ""
	StartOn    string // "2006-01-02" or ""
	DueOn      string
	Workspace  Ref
	Team       Ref // zero when the project has none
	CreatedBy  Ref
	CreatedAt  time.Time
	ModifiedAt time.Time
}

// NewProject is what a project is made from. Team is optional.
type NewProject struct {
	Workspace string
	Team      string
	Name      string
	Notes     string
	Private   bool
	Color     string
	StartOn   string
	DueOn     string
	Members   []string // besides the actor
}

// ProjectChange says what to change; nil leaves a value alone.
type ProjectChange struct {
	Name     *string
	Notes    *string
	Private  *bool
	Archived *bool
	Color    *string
	StartOn  *string
	DueOn    *string
	Team     *string
}

// FirstSection is what a new project's section is called, as on asana.com.
const FirstSection = "Untitled section"

// CreateProject makes a project with one section and the actor as its member.
func (p *Platform) CreateProject(ctx context.Context, a Actor, n NewProject) (Project, error) {
	var err error
	if n.Name, err = checkName("name", n.Name); err != nil {
		return Project{}, err
	}
	if err := checkText("notes", n.Notes, maxNotes); err != nil {
		return Project{}, err
	}
	if err := n.checkDetails(); err != nil {
		return Project{}, err
	}
	gid := newGID()
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.staff(ctx, n.Workspace); err != nil {
			return err
		}
		if err := c.checkTeam(ctx, n.Workspace, n.Team); err != nil {
			return err
		}
		return c.insertProject(ctx, gid, n)
	})
	if err != nil {
		return Project{}, err
	}
	return p.Project(ctx, a, gid)
}

func (n NewProject) checkDetails() error {
	if err := checkColor(n.Color); err != nil {
		return err
	}
	if err := checkDate("due_on", n.DueOn); err != nil {
		return err
	}
	return checkStart(n.StartOn, n.DueOn)
}

func (c *change) checkTeam(ctx context.Context, workspace, team string) error {
	if team == "" {
		return nil
	}
	if !isGID(team) {
		return notFound("team", team)
	}
	t, err := c.q.Team(ctx, team)
	if err != nil {
		return orNotFound(err, "team", team)
	}
	if t.Workspace != workspace {
		return hidden("team", team)
	}
	return nil
}

func (c *change) insertProject(ctx context.Context, gid string, n NewProject) error {
	if err := c.insertBareProject(ctx, gid, n); err != nil {
		return err
	}
	return c.insertSection(ctx, n.Workspace, Section{GID: newGID(), Name: FirstSection, Project: Ref{GID: gid}})
}

// insertBareProject writes a project without the section that every project has.
func (c *change) insertBareProject(ctx context.Context, gid string, n NewProject) error {
	err := c.q.InsertProject(ctx, store.InsertProjectParams{
		Gid: gid, Workspace: n.Workspace, Team: n.Team, Name: n.Name, Notes: n.Notes, Private: n.Private,
		Color: n.Color, StartOn: n.StartOn, DueOn: n.DueOn,
		CreatedBy: c.actor.Person, CreatedAt: c.nowMicros(),
	})
	if err != nil {
		return err
	}
	c.record(Event{Workspace: n.Workspace, Action: ActionAdded, ResourceType: "project", Resource: gid,
		ParentType: "workspace", Parent: n.Workspace, Projects: []string{gid}})
	if err := c.putProjectMember(ctx, n.Workspace, gid, c.actor.Person); err != nil {
		return err
	}
	return c.addProjectMembers(ctx, n.Workspace, gid, n.Members)
}

// Projects lists the projects of a workspace that the actor sees, oldest first.
func (p *Platform) Projects(ctx context.Context, a Actor, workspace string) ([]Project, error) {
	g := p.gate(a)
	role, err := g.workspace(ctx, workspace)
	if err != nil {
		return nil, err
	}
	rows, err := g.q.ProjectsOf(ctx, store.ProjectsOfParams{Workspace: workspace, Person: a.Person})
	var list []Project
	for _, r := range rows {
		if seesProject(role, r.ProjectRow.Private, r.Member) {
			list = append(list, projectOf(r.ProjectRow))
		}
	}
	return list, err
}

// ProjectsWith names the projects of a workspace that a person whom the actor knows is a member of, those the actor
// does not see included: they are for choosing among Projects.
func (p *Platform) ProjectsWith(ctx context.Context, a Actor, workspace, person string) ([]string, error) {
	g := p.gate(a)
	if _, err := g.workspace(ctx, workspace); err != nil {
		return nil, err
	}
	if err := g.person(ctx, person); err != nil {
		return nil, err
	}
	rows, err := g.q.ProjectsWithMember(ctx, store.ProjectsWithMemberParams{Workspace: workspace, Person: person})
	gids := make([]string, len(rows))
	for i, r := range rows {
		gids[i] = r.Gid
	}
	return gids, err
}

// Project returns a project the actor sees.
func (p *Platform) Project(ctx context.Context, a Actor, gid string) (Project, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, gid); err != nil {
		return Project{}, err
	}
	row, err := g.q.Project(ctx, gid)
	return projectOf(row), orNotFound(err, "project", gid)
}

// MayEditProject tells whether the actor may change the project: its name, members, sections and apps.
func (p *Platform) MayEditProject(ctx context.Context, a Actor, gid string) (bool, error) {
	_, err := p.gate(a).editProject(ctx, gid)
	if IsKind(err, Forbidden) {
		return false, nil
	}
	return err == nil, err
}

// UpdateProject changes a project. Whoever makes it private becomes its member, so as not to lose it.
func (p *Platform) UpdateProject(ctx context.Context, a Actor, gid string, ch ProjectChange) (Project, error) {
	if err := ch.check(); err != nil {
		return Project{}, err
	}
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, gid)
		if err != nil {
			return err
		}
		if ch.Private != nil && *ch.Private && !access.Member {
			if err := c.putProjectMember(ctx, access.Workspace, gid, a.Person); err != nil {
				return err
			}
		}
		for _, field := range ch.fields() {
			c.record(Event{Workspace: access.Workspace, Action: ActionChanged, ResourceType: "project",
				Resource: gid, Projects: []string{gid}, Field: field})
		}
		if err := c.checkTeam(ctx, access.Workspace, value(ch.Team)); err != nil {
			return err
		}
		return c.q.UpdateProject(ctx, store.UpdateProjectParams{Gid: gid, Name: nullString(ch.Name),
			Notes: nullString(ch.Notes), Private: nullBool(ch.Private), Archived: nullBool(ch.Archived),
			Color: nullString(ch.Color), StartOn: nullString(ch.StartOn), DueOn: nullString(ch.DueOn),
			Team: nullString(ch.Team), ModifiedAt: c.nowMicros()})
	})
	if err != nil {
		return Project{}, err
	}
	return p.Project(ctx, a, gid)
}

func (ch *ProjectChange) check() error {
	if ch.Name != nil {
		name, err := checkName("name", *ch.Name)
		if err != nil {
			return err
		}
		ch.Name = &name
	}
	if err := checkText("notes", value(ch.Notes), maxNotes); err != nil {
		return err
	}
	return NewProject{Color: value(ch.Color), StartOn: value(ch.StartOn), DueOn: value(ch.DueOn)}.checkDetails()
}

// fields names what changes, for the event log.
func (ch *ProjectChange) fields() (list []string) {
	for _, f := range []struct {
		name  string
		named bool
	}{
		{"name", ch.Name != nil}, {"notes", ch.Notes != nil}, {"privacy_setting", ch.Private != nil},
		{"archived", ch.Archived != nil}, {"color", ch.Color != nil}, {"start_on", ch.StartOn != nil},
		{"due_on", ch.DueOn != nil}, {"team", ch.Team != nil},
	} {
		if f.named {
			list = append(list, f.name)
		}
	}
	return list
}

func projectOf(r store.ProjectRow) Project {
	return Project{
		GID: r.Gid, Name: r.Name, Notes: r.Notes, Private: r.Private,
		Archived: r.Archived, Color: r.Color, StartOn: r.StartOn, DueOn: r.DueOn,
		Workspace: Ref{r.Workspace, r.WorkspaceName}, Team: Ref{r.Team, r.TeamName},
		CreatedBy: Ref{r.CreatedBy, r.CreatorName},
		CreatedAt: sqldb.Time(r.CreatedAt), ModifiedAt: sqldb.Time(r.ModifiedAt),
	}
}
