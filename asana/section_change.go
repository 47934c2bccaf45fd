package asana

import (
	"context"
	"slices"

	"jirabridge/asana/store"
)

// Between says where something goes among its like: before or after another, or at the end of the list when
// both are "". Top is before everything.
type Between struct {
	Before string
	After  string
	Top    bool
}

func (b Between) check() error {
	if b.Before != "" && b.After != "" {
		return misused("", "You may only provide one of insert_before or insert_after!")
	}
	return nil
}

// section returns a section of a project the actor sees.
func (g gate) section(ctx context.Context, gid string) (store.Section, error) {
	if _, err := g.projectOfSection(ctx, gid); err != nil {
		return store.Section{}, err
	}
	return g.q.Section(ctx, gid)
}

// editSection is section for changing it; the access is the project's.
func (c *change) editSection(ctx context.Context, gid string) (store.Section, store.ProjectAccessRow, error) {
	s, err := c.section(ctx, gid)
	if err != nil {
		return s, store.ProjectAccessRow{}, err
	}
	access, err := c.editProject(ctx, s.Project)
	return s, access, err
}

// Section returns a section of a project the actor sees.
func (p *Platform) Section(ctx context.Context, a Actor, gid string) (Section, error) {
	row, err := p.gate(a).section(ctx, gid)
	if err != nil {
		return Section{}, err
	}
	list, err := p.Sections(ctx, a, row.Project)
	if err != nil {
		return Section{}, err
	}
	for _, s := range list {
		if s.GID == gid {
			return s, nil
		}
	}
	return Section{}, notFound("section", gid)
}

// RenameSection gives a section another name.
func (p *Platform) RenameSection(ctx context.Context, a Actor, gid, name string) (Section, error) {
	name, err := checkName("name", name)
	if err != nil {
		return Section{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		s, access, err := c.editSection(ctx, gid)
		if err != nil {
			return err
		}
		c.record(sectionEvent(ActionChanged, access.Workspace, s, "name"))
		return c.q.RenameSection(ctx, store.RenameSectionParams{Gid: gid, Name: name})
	})
	if err != nil {
		return Section{}, err
	}
	return p.Section(ctx, a, gid)
}

// DeleteSection removes a section that holds no tasks; a project's last section stays.
func (p *Platform) DeleteSection(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		s, access, err := c.editSection(ctx, gid)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, access.Workspace); err != nil {
			return err
		}
		if used, err := c.q.SectionInUse(ctx, gid); err != nil || used {
			return orElse(err, misused("section", "Only empty sections can be deleted"))
		}
		all, err := c.q.SectionsOf(ctx, s.Project)
		if err != nil || len(all) == 1 {
			return orElse(err, misused("section", "The last section of a project cannot be deleted"))
		}
		c.record(sectionEvent(ActionDeleted, access.Workspace, s, ""))
		return c.q.DeleteSection(ctx, gid)
	})
}

// orElse is err, or the other when there is none.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// MoveSection puts a section elsewhere among those of its project.
func (p *Platform) MoveSection(ctx context.Context, a Actor, project, gid string, to Between) error {
	if err := to.check(); err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		s, access, err := c.editSection(ctx, gid)
		if err != nil {
			return err
		}
		if s.Project != project {
			return misused("section", "The section is not in the project")
		}
		c.record(sectionEvent(ActionChanged, access.Workspace, s, "position"))
		return c.orderSections(ctx, access.Workspace, project, gid, to)
	})
}

// orderSections writes the order of a project's sections anew, with one of them at another place.
func (c *change) orderSections(ctx context.Context, workspace, project, gid string, to Between) error {
	if err := c.oneByOne(ctx, workspace); err != nil {
		return err
	}
	rows, err := c.q.SectionsOf(ctx, project)
	if err != nil {
		return err
	}
	var order []string
	for _, r := range rows {
		if r.Gid != gid {
			order = append(order, r.Gid)
		}
	}
	at, err := to.index("section", order)
	if err != nil {
		return err
	}
	for i, one := range slices.Insert(order, at, gid) {
		if err := c.q.SetSectionPosition(ctx, store.SetSectionPositionParams{Gid: one, Position: int64(i + 1)}); err != nil {
			return err
		}
	}
	return nil
}

// index is where among these, all of one kind, something goes.
func (b Between) index(kind string, order []string) (int, error) {
	beside := b.Before + b.After
	switch at := slices.Index(order, beside); {
	case b.Top:
		return 0, nil
	case beside == "":
		return len(order), nil
	case at < 0:
		return 0, notFound(kind, beside)
	case b.After != "":
		return at + 1, nil
	default:
		return at, nil
	}
}

func sectionEvent(action, workspace string, s store.Section, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "section", Resource: s.Gid, Field: field,
		ParentType: "project", Parent: s.Project, Projects: []string{s.Project}}
}
