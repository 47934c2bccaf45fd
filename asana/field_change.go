package asana

import (
	"context"

	"jirabridge/asana/store"
)

// UpdateField changes what a field is called and how its values look, wherever the field is. Guests may not: Forbidden.
// A name that another field of the library has is Invalid.
func (p *Platform) UpdateField(ctx context.Context, a Actor, gid string, ch FieldChange) (CustomField, error) {
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editField(ctx, gid)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, row.Workspace); err != nil {
			return err
		}
		n, err := ch.apply(fieldOf(row))
		if err != nil {
			return err
		}
		if row.Library {
			if err := c.checkUnused(ctx, row.Workspace, n.Name, gid); err != nil {
				return err
			}
		}
		if err := c.recordFieldChange(ctx, ActionChanged, row, ch.names()...); err != nil {
			return err
		}
		return c.q.UpdateField(ctx, store.UpdateFieldParams{Gid: gid, Name: n.Name, Description: n.Description,
			Decimals: int64(n.Number.Decimals), Format: n.Number.Format, Currency: n.Number.Currency,
			Label: n.Number.Label, LabelPosition: n.Number.LabelPosition, Notifies: n.Notifies})
	})
	if err != nil {
		return CustomField{}, err
	}
	return p.Field(ctx, a, gid)
}

// recordFieldChange tells the projects that have the field; no names are one event that names nothing.
func (c *change) recordFieldChange(ctx context.Context, action string, row store.FieldRow, names ...string) error {
	projects, err := c.q.ProjectsWithField(ctx, row.Gid)
	e := fieldEvent(action, row.Workspace, row.Gid, row.Kind)
	e.Projects = projects
	for _, e.Field = range names {
		c.record(e)
	}
	return err
}

// DeleteField removes a field with its options and all its values.
func (p *Platform) DeleteField(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editField(ctx, gid)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, row.Workspace); err != nil {
			return err
		}
		if err := c.recordFieldChange(ctx, ActionDeleted, row, ""); err != nil {
			return err
		}
		if err := c.q.DeleteFieldSettings(ctx, gid); err != nil {
			return err
		}
		return c.q.DeleteField(ctx, gid)
	})
}
