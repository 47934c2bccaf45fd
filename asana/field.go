package asana

import (
	"context"
	"slices"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// CustomField is something that tasks can say besides what all tasks say. A project has settings that name its
// fields, and its tasks have values in them.
type CustomField struct {
	GID         string
	Workspace   Ref
	Name        string
	Description string
	Kind        string // FieldText and its like
	Number      NumberFormat
	Options     []EnumOption // of an enum or a multi_enum, in their order, the disabled ones too
	Notifies    bool         // whether collaborators are told of changes, as programs may note
	Library     bool         // whether every project of the workspace may take it; else it was made for one
	CreatedBy   Ref
	CreatedAt   time.Time
}

// The kinds of custom fields, in Asana's words. Asana has more, which this platform refuses to make.
const (
	FieldText      = "text"
	FieldNumber    = "number"
	FieldEnum      = "enum"
	FieldMultiEnum = "multi_enum"
	FieldDate      = "date"
	FieldPeople    = "people"
)

// FieldKinds are all kinds, the plainest first.
func FieldKinds() []string {
	return []string{FieldText, FieldNumber, FieldDate, FieldPeople, FieldEnum, FieldMultiEnum}
}

// Chosen tells whether the field's values are options.
func (f CustomField) Chosen() bool { return f.Kind == FieldEnum || f.Kind == FieldMultiEnum }

// NewField is what a custom field is made from. Options are for an enum or a multi_enum, Number for a number.
type NewField struct {
	Name        string
	Description string
	Kind        string
	Number      NumberFormat
	Options     []NewOption
	Notifies    bool
}

// FieldChange says what to change; nil leaves a value alone. A field's kind stays.
type FieldChange struct {
	Name        *string
	Description *string
	Number      NumberChange
	Notifies    *bool
}

// CreateField adds a field to a workspace's library.
func (p *Platform) CreateField(ctx context.Context, a Actor, workspace string, n NewField) (CustomField, error) {
	if err := n.check(); err != nil {
		return CustomField{}, err
	}
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.staff(ctx, workspace); err != nil {
			return err
		}
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		if err := c.checkUnused(ctx, workspace, n.Name, gid); err != nil {
			return err
		}
		c.record(fieldEvent(ActionAdded, workspace, gid, n.Kind))
		return c.insertField(ctx, workspace, gid, n, true)
	})
	if err != nil {
		return CustomField{}, err
	}
	return p.Field(ctx, a, gid)
}

func fieldEvent(action, workspace, gid, kind string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "custom_field", Resource: gid, ResourceSubtype: kind}
}

// checkUnused refuses a name that another field of the library has.
func (c *change) checkUnused(ctx context.Context, workspace, name, but string) error {
	taken, err := c.q.LibraryHas(ctx, store.LibraryHasParams{Workspace: workspace, Name: name, But: but})
	if err == nil && taken {
		return invalid("name", "field_taken", "There is a custom field of this name in the workspace already: %s", "Name", name)
	}
	return err
}

func (c *change) insertField(ctx context.Context, workspace, gid string, n NewField, library bool) error {
	err := c.q.InsertField(ctx, store.InsertFieldParams{
		Gid: gid, Workspace: workspace, Name: n.Name, Kind: n.Kind, Description: n.Description,
		Decimals: int64(n.Number.Decimals), Format: n.Number.Format, Currency: n.Number.Currency,
		Label: n.Number.Label, LabelPosition: n.Number.LabelPosition, Notifies: n.Notifies, Library: library,
		CreatedBy: c.actor.Person, CreatedAt: c.nowMicros(),
	})
	for i, o := range n.Options {
		if err == nil {
			err = c.insertOption(ctx, newGID(), gid, o, int64(i+1))
		}
	}
	return err
}

// Field returns a custom field the actor sees.
func (p *Platform) Field(ctx context.Context, a Actor, gid string) (CustomField, error) {
	g := p.gate(a)
	row, _, err := g.field(ctx, gid)
	if err != nil {
		return CustomField{}, err
	}
	return g.fieldWithOptions(ctx, row)
}

func (g gate) fieldWithOptions(ctx context.Context, row store.FieldRow) (CustomField, error) {
	f := fieldOf(row)
	err := g.fillOptions(ctx, []*CustomField{&f})
	return f, err
}

// fillOptions reads the options of fields that have any, with one query at most.
func (g gate) fillOptions(ctx context.Context, fields []*CustomField) error {
	var gids []string
	for _, f := range fields {
		if f.Chosen() && !slices.Contains(gids, f.GID) {
			gids = append(gids, f.GID)
		}
	}
	if len(gids) == 0 {
		return nil
	}
	rows, err := g.q.Options(ctx, gids)
	options := map[string][]EnumOption{}
	for _, o := range rows {
		options[o.Field] = append(options[o.Field], optionOf(o))
	}
	for _, f := range fields {
		f.Options = options[f.GID]
	}
	return err
}

// Fields lists the library of a workspace, oldest first. Guests do not get to see it.
func (p *Platform) Fields(ctx context.Context, a Actor, workspace string) ([]CustomField, error) {
	g := p.gate(a)
	if err := g.staff(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.LibraryFields(ctx, workspace)
	if err != nil {
		return nil, err
	}
	list, all := make([]CustomField, len(rows)), make([]*CustomField, len(rows))
	for i, r := range rows {
		list[i], all[i] = fieldOf(r), &list[i]
	}
	return list, g.fillOptions(ctx, all)
}

func fieldOf(r store.FieldRow) CustomField {
	return CustomField{
		GID: r.Gid, Workspace: Ref{r.Workspace, r.WorkspaceName}, Name: r.Name, Description: r.Description, Kind: r.Kind,
		Number: NumberFormat{Decimals: int(r.Decimals), Format: r.Format, Currency: r.Currency, Label: r.Label,
			LabelPosition: r.LabelPosition},
		Notifies: r.Notifies, Library: r.Library, CreatedBy: Ref{r.CreatedBy, r.CreatorName}, CreatedAt: sqldb.Time(r.CreatedAt),
	}
}
