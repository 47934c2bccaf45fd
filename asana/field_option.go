package asana

import (
	"context"
	"slices"

	"jirabridge/asana/store"
)

// EnumOption is one of the choices of a field. None is ever deleted: a disabled one cannot be chosen any more, but
// tasks that have it keep it.
type EnumOption struct {
	GID     string
	Name    string
	Color   string // one of Asana's, or none
	Enabled bool
}

// NewOption is what an option is made from; Color may be "". It can be chosen at once, as on asana.com.
type NewOption struct {
	Name  string
	Color string
}

// OptionChange says what to change; nil leaves a value alone.
type OptionChange struct {
	Name    *string
	Color   *string
	Enabled *bool
}

// optionColors are those asana.com has for options.
func optionColors() []string {
	return []string{"none", "red", "orange", "yellow-orange", "yellow", "yellow-green", "green", "blue-green", "aqua", "blue",
		"indigo", "purple", "magenta", "hot-pink", "pink", "cool-gray"}
}

func (n *NewOption) check() (err error) {
	if n.Name, err = checkName("name", n.Name); err != nil {
		return err
	}
	if n.Color == "" {
		n.Color = "none"
	}
	if !slices.Contains(optionColors(), n.Color) {
		return misused("color", "Not a color: %s", n.Color)
	}
	return nil
}

func (c *change) insertOption(ctx context.Context, gid, field string, n NewOption, position int64) error {
	return c.q.InsertOption(ctx, store.InsertOptionParams{Gid: gid, Field: field, Name: n.Name, Color: n.Color, Enabled: true, Position: position})
}

// CreateOption adds an option to a field, below the others unless a place is named.
func (p *Platform) CreateOption(ctx context.Context, a Actor, field string, n NewOption, at Between) (EnumOption, error) {
	if err := n.check(); err != nil {
		return EnumOption{}, err
	}
	if err := at.check(); err != nil {
		return EnumOption{}, err
	}
	gid := newGID()
	err := p.changeOptions(ctx, a, field, func(ctx context.Context, c *change, before []EnumOption) error {
		if len(before) >= maxOptions {
			return invalid("", "too_many_options", "A custom field may have at most %d options", "Max", maxOptions)
		}
		if err := c.insertOption(ctx, gid, field, n, int64(len(before)+1)); err != nil || at == (Between{}) {
			return err
		}
		return c.orderOptions(ctx, before, gid, at)
	})
	return EnumOption{GID: gid, Name: n.Name, Color: n.Color, Enabled: true}, err
}

// changeOptions does something to the options of a field, one change after the other.
func (p *Platform) changeOptions(ctx context.Context, a Actor, field string, do func(context.Context, *change, []EnumOption) error) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.editField(ctx, field)
		if err != nil {
			return err
		}
		if err := c.oneByOne(ctx, row.Workspace); err != nil {
			return err
		}
		f, err := c.fieldWithOptions(ctx, row)
		if err != nil {
			return err
		}
		if !f.Chosen() {
			return misused("custom_field", "Only fields of type enum and multi_enum have options")
		}
		if err := c.recordFieldChange(ctx, ActionChanged, row, "enum_options"); err != nil {
			return err
		}
		return do(ctx, c, f.Options)
	})
}

// orderOptions writes the order of options anew, with one of them at another place.
func (c *change) orderOptions(ctx context.Context, before []EnumOption, gid string, to Between) error {
	var order []string
	for _, o := range before {
		if o.GID != gid {
			order = append(order, o.GID)
		}
	}
	at, err := to.index("enum_option", order)
	if err != nil {
		return err
	}
	for i, one := range slices.Insert(order, at, gid) {
		if err := c.q.SetOptionPosition(ctx, store.SetOptionPositionParams{Gid: one, Position: int64(i + 1)}); err != nil {
			return err
		}
	}
	return nil
}

// MoveOption puts an option elsewhere among those of its field.
func (p *Platform) MoveOption(ctx context.Context, a Actor, field, option string, to Between) (EnumOption, error) {
	if err := to.check(); err != nil {
		return EnumOption{}, err
	}
	var moved EnumOption
	err := p.changeOptions(ctx, a, field, func(ctx context.Context, c *change, before []EnumOption) error {
		i := optionIndex(before, option)
		if i < 0 {
			return notFound("enum_option", option)
		}
		moved = before[i]
		return c.orderOptions(ctx, before, option, to)
	})
	return moved, err
}

// UpdateOption changes an option. A field keeps one that can be chosen.
func (p *Platform) UpdateOption(ctx context.Context, a Actor, option string, ch OptionChange) (EnumOption, error) {
	field, err := p.fieldOfOption(ctx, a, option)
	if err != nil {
		return EnumOption{}, err
	}
	var changed EnumOption
	err = p.changeOptions(ctx, a, field, func(ctx context.Context, c *change, before []EnumOption) error {
		i := optionIndex(before, option)
		if changed, err = ch.apply(before[i]); err != nil {
			return err
		}
		before[i] = changed
		if !slices.ContainsFunc(before, func(o EnumOption) bool { return o.Enabled }) {
			return misused("enabled", "A custom field needs an option that is enabled")
		}
		return c.q.UpdateOption(ctx, store.UpdateOptionParams{Gid: option, Name: changed.Name, Color: changed.Color, Enabled: changed.Enabled})
	})
	return changed, err
}

// fieldOfOption finds the field of an option, for whoever sees it.
func (p *Platform) fieldOfOption(ctx context.Context, a Actor, option string) (string, error) {
	const kind = "enum_option"
	if !isGID(option) {
		return "", notFound(kind, option)
	}
	g := p.gate(a)
	row, err := g.q.Option(ctx, option)
	if err != nil {
		return "", orNotFound(err, kind, option)
	}
	if _, _, err = g.field(ctx, row.Field); IsKind(err, NotFound) {
		err = hidden(kind, option)
	}
	return row.Field, err
}

func (ch OptionChange) apply(o EnumOption) (EnumOption, error) {
	n := NewOption{Name: o.Name, Color: o.Color}
	if ch.Name != nil {
		n.Name = *ch.Name
	}
	if ch.Color != nil {
		n.Color = *ch.Color
	}
	err := n.check()
	o.Name, o.Color = n.Name, n.Color
	if ch.Enabled != nil {
		o.Enabled = *ch.Enabled
	}
	return o, err
}

func optionIndex(options []EnumOption, gid string) int {
	return slices.IndexFunc(options, func(o EnumOption) bool { return o.GID == gid })
}

func optionOf(r store.EnumOption) EnumOption {
	return EnumOption{GID: r.Gid, Name: r.Name, Color: r.Color, Enabled: r.Enabled}
}
