package asana

import (
	"context"
	"slices"

	"jirabridge/asana/store"
)

// FieldSetting is that a project has a field.
type FieldSetting struct {
	Project   Ref
	Field     CustomField
	Important bool // whether lists of tasks show the field
}

// NewSetting is how a project is to have a field. At names fields of the project.
type NewSetting struct {
	Important bool
	At        Between
}

// maxProjectFields is how many fields a project may have, as on asana.com.
const maxProjectFields = 100

// FieldSettings lists the fields of a project that the actor sees, in their order.
func (p *Platform) FieldSettings(ctx context.Context, a Actor, project string) ([]FieldSetting, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	return g.fieldSettings(ctx, project)
}

func (g gate) fieldSettings(ctx context.Context, project string) ([]FieldSetting, error) {
	row, err := g.q.Project(ctx, project)
	if err != nil {
		return nil, err
	}
	rows, err := g.q.FieldsOfProject(ctx, project)
	if err != nil {
		return nil, err
	}
	list, all := make([]FieldSetting, len(rows)), make([]*CustomField, len(rows))
	for i, r := range rows {
		list[i] = FieldSetting{Project: Ref{row.Gid, row.Name}, Field: fieldOf(r.FieldRow), Important: r.Important}
		all[i] = &list[i].Field
	}
	return list, g.fillOptions(ctx, all)
}

// TeamFieldSettings lists the fields of those projects of a team that the actor sees.
func (p *Platform) TeamFieldSettings(ctx context.Context, a Actor, team string) ([]FieldSetting, error) {
	t, err := p.Team(ctx, a, team)
	if err != nil {
		return nil, err
	}
	projects, err := p.Projects(ctx, a, t.Workspace.GID)
	if err != nil {
		return nil, err
	}
	g := p.gate(a)
	var all []FieldSetting
	for _, project := range projects {
		if project.Team.GID != team {
			continue
		}
		some, err := g.fieldSettings(ctx, project.GID)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// CreateProjectField makes a field for one project: every task in it has it from now on.
func (p *Platform) CreateProjectField(ctx context.Context, a Actor, project string, n NewField, s NewSetting) (FieldSetting, error) {
	if err := n.check(); err != nil {
		return FieldSetting{}, err
	}
	gid := newGID()
	return p.addField(ctx, a, project, gid, s, func(ctx context.Context, c *change, workspace string) error {
		c.record(fieldEvent(ActionAdded, workspace, gid, n.Kind))
		return c.insertField(ctx, workspace, gid, n, false)
	})
}

// AddField gives a project a field that there is.
func (p *Platform) AddField(ctx context.Context, a Actor, project, field string, s NewSetting) (FieldSetting, error) {
	return p.addField(ctx, a, project, field, s, func(ctx context.Context, c *change, workspace string) error {
		row, _, err := c.field(ctx, field)
		if err == nil && row.Workspace != workspace {
			err = misused("custom_field", "The custom field is in another workspace")
		}
		return err
	})
}

// addField puts a field among those of a project, after ready has made or found it.
func (p *Platform) addField(ctx context.Context, a Actor, project, field string, s NewSetting, ready func(context.Context, *change, string) error) (FieldSetting, error) {
	if err := s.At.check(); err != nil {
		return FieldSetting{}, err
	}
	var made FieldSetting
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, access.Workspace); err != nil {
			return err
		}
		if err := ready(ctx, c, access.Workspace); err != nil {
			return err
		}
		c.record(settingEvent(ActionAdded, access.Workspace, project, field))
		if err := c.putSetting(ctx, project, field, s); err != nil {
			return err
		}
		made, err = c.setting(ctx, project, field)
		return err
	})
	return made, err
}

func settingEvent(action, workspace, project, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "custom_field_setting", Resource: field,
		ParentType: "project", Parent: project, Projects: []string{project}}
}

func (c *change) putSetting(ctx context.Context, project, field string, s NewSetting) error {
	rows, err := c.q.FieldsOfProject(ctx, project)
	if err != nil {
		return err
	}
	order := make([]string, len(rows))
	for i, r := range rows {
		order[i] = r.FieldRow.Gid
	}
	if slices.Contains(order, field) {
		return invalid("custom_field", "field_there", "The project has the custom field already: %s", "GID", field)
	}
	if len(order) >= maxProjectFields {
		return invalid("", "too_many_fields", "A project may have at most %d custom fields", "Max", maxProjectFields)
	}
	at, err := s.At.index("custom_field_setting", order)
	if err != nil {
		return err
	}
	err = c.q.PutProjectField(ctx, store.PutProjectFieldParams{Project: project, Field: field, CreatedAt: c.nowMicros(), Important: s.Important})
	for i, one := range slices.Insert(order, at, field) {
		if err == nil {
			err = c.q.SetProjectFieldPosition(ctx, store.SetProjectFieldPositionParams{Project: project, Field: one, Position: int64(i + 1)})
		}
	}
	return err
}

// setting is one of a project's.
func (g gate) setting(ctx context.Context, project, field string) (FieldSetting, error) {
	all, err := g.fieldSettings(ctx, project)
	for _, s := range all {
		if s.Field.GID == field {
			return s, nil
		}
	}
	return FieldSetting{}, orElse(err, notFound("custom_field_setting", field))
}

// RemoveField takes a field away from a project. Its tasks keep their values, which can only be cleared until one of
// their projects has the field again.
func (p *Platform) RemoveField(ctx context.Context, a Actor, project, field string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		n, err := c.q.RemoveProjectField(ctx, store.RemoveProjectFieldParams{Project: project, Field: field})
		if err != nil {
			return err
		}
		if n == 0 {
			return misused("custom_field", "The project does not have the custom field: %s", field)
		}
		c.record(settingEvent(ActionRemoved, access.Workspace, project, field))
		return nil
	})
}
