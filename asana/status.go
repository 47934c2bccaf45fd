package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// StatusUpdate is what somebody reported about how a project is going.
type StatusUpdate struct {
	GID       string
	Project   Ref
	Title     string
	Text      string
	HTMLText  string
	Type      string // on_track, at_risk, off_track, on_hold or complete
	CreatedBy Ref
	CreatedAt time.Time
}

// NewStatus is what a status update is made from: Text or HTMLText, not both.
type NewStatus struct {
	Project  string
	Title    string
	Text     string
	HTMLText string
	Type     string
}

func (n *NewStatus) check() error {
	if !slices.Contains([]string{"on_track", "at_risk", "off_track", "on_hold", "complete"}, n.Type) {
		return misused("status_type", "Must be on_track, at_risk, off_track, on_hold or complete, not: %s", n.Type)
	}
	if err := (NewComment{Text: n.Text, HTMLText: n.HTMLText}).check(); err != nil {
		return err
	}
	if strings.TrimSpace(n.Text+n.HTMLText) == "" {
		return invalid("text", "comment_missing", "Missing input")
	}
	return checkText("title", n.Title, maxName)
}

// CreateStatus reports on a project.
func (p *Platform) CreateStatus(ctx context.Context, a Actor, n NewStatus) (StatusUpdate, error) {
	if err := n.check(); err != nil {
		return StatusUpdate{}, err
	}
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, n.Project)
		if err != nil {
			return err
		}
		rich, plain, err := p.notes(ctx, c, "html_text", n.Text, n.HTMLText)
		if err != nil {
			return err
		}
		c.record(statusEvent(ActionAdded, access.Workspace, n.Project, gid))
		return c.q.InsertStatus(ctx, store.InsertStatusParams{Gid: gid, Project: n.Project, Title: n.Title, Body: plain,
			Html: rich, StatusType: n.Type, CreatedBy: a.Person, CreatedAt: c.nowMicros()})
	})
	if err != nil {
		return StatusUpdate{}, err
	}
	return p.Status(ctx, a, gid)
}

func statusEvent(action, workspace, project, gid string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "status_update", Resource: gid,
		ResourceSubtype: "project_status_update", ParentType: "project", Parent: project, Projects: []string{project}}
}

// status returns a status update of a project the actor sees.
func (g gate) status(ctx context.Context, gid string) (store.StatusRow, store.ProjectAccessRow, error) {
	if !isGID(gid) {
		return store.StatusRow{}, store.ProjectAccessRow{}, notFound("status_update", gid)
	}
	row, err := g.q.StatusRow(ctx, gid)
	if err != nil {
		return row, store.ProjectAccessRow{}, orNotFound(err, "status_update", gid)
	}
	access, err := g.project(ctx, row.Project)
	if IsKind(err, NotFound) {
		err = hidden("status_update", gid)
	}
	return row, access, err
}

// Status returns a status update of a project the actor sees.
func (p *Platform) Status(ctx context.Context, a Actor, gid string) (StatusUpdate, error) {
	row, _, err := p.gate(a).status(ctx, gid)
	if err != nil {
		return StatusUpdate{}, err
	}
	return statusOf(row), nil
}

// Statuses lists a project's status updates, newest first.
func (p *Platform) Statuses(ctx context.Context, a Actor, project string) ([]StatusUpdate, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.StatusesOf(ctx, project)
	list := make([]StatusUpdate, len(rows))
	for i, r := range rows {
		list[i] = statusOf(r)
	}
	return list, err
}

// DeleteStatus removes a status update, which takes whoever may change the project.
func (p *Platform) DeleteStatus(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, _, err := c.status(ctx, gid)
		if err != nil {
			return err
		}
		access, err := c.editProject(ctx, row.Project)
		if err != nil {
			return err
		}
		c.record(statusEvent(ActionDeleted, access.Workspace, row.Project, gid))
		_, err = c.q.DeleteStatus(ctx, gid)
		return err
	})
}

func statusOf(r store.StatusRow) StatusUpdate {
	return StatusUpdate{GID: r.Gid, Project: Ref{r.Project, r.ProjectName}, Title: r.Title, Text: r.Body, HTMLText: r.Html,
		Type: r.StatusType, CreatedBy: Ref{r.CreatedBy, r.CreatorName}, CreatedAt: sqldb.Time(r.CreatedAt)}
}
