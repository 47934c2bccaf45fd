package asana

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// FieldInput is a value for a custom field as somebody gives it; which part counts depends on the field's kind. The
// zero FieldInput clears the field.
type FieldInput struct {
	Text string    // a text, a number in digits, an option's gid, or a day as 2006-01-02
	List []string  // gids of options; people as gid, mail address or me
	At   time.Time // a day with its time
}

func (in FieldInput) empty() bool { return in.Text == "" && len(in.List) == 0 && in.At.IsZero() }

// items are the parts of a list, which forms send as one text with commas.
func (in FieldInput) items() []string {
	list := in.List
	if in.Text != "" {
		list = append(strings.Split(in.Text, ","), list...)
	}
	var once []string
	for _, item := range list {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(once, item) {
			once = append(once, item)
		}
	}
	return once
}

// Bounds of values: the characters of a text, as on asana.com; how many fields may be set at once, and how many people
// one may name.
const (
	maxValue  = 1024
	maxValues = 100
	maxPeople = 100
)

// SetFieldValue sets one custom field of a task.
func (p *Platform) SetFieldValue(ctx context.Context, a Actor, task, field string, in FieldInput) error {
	_, err := p.UpdateTask(ctx, a, task, TaskChange{CustomFields: map[string]FieldInput{field: in}})
	return err
}

// putValues sets fields of a task, in a fixed order so that two changes at once do not wait for each other, and returns
// those that are different then.
func (c *change) putValues(ctx context.Context, workspace, task string, inputs map[string]FieldInput) (changed []string, err error) {
	if len(inputs) == 0 {
		return nil, nil
	}
	if len(inputs) > maxValues {
		return nil, misused("custom_fields", "At most %d values may be set at once", maxValues)
	}
	before, err := c.values(ctx, []string{task})
	if err != nil {
		return nil, err
	}
	for _, field := range slices.Sorted(maps.Keys(inputs)) {
		i := slices.IndexFunc(before[task], func(v FieldValue) bool { return v.Field.GID == field })
		if i < 0 {
			return nil, notOnTask(field)
		}
		different, err := c.putValue(ctx, workspace, task, before[task][i], inputs[field])
		if err != nil {
			return nil, err
		}
		if different {
			changed = append(changed, field)
		}
	}
	return changed, nil
}

func notOnTask(field string) error {
	return misused("", "Custom field with ID %s is not on given object", field)
}

func (c *change) putValue(ctx context.Context, workspace, task string, before FieldValue, in FieldInput) (changed bool, err error) {
	if !before.Enabled && !in.empty() {
		return false, notOnTask(before.Field.GID)
	}
	next, err := c.read(ctx, workspace, before, in)
	if err != nil || next.equal(before) {
		return false, err
	}
	if err := c.q.ClearValue(ctx, store.ClearValueParams{Task: task, Field: before.Field.GID}); err != nil {
		return false, err
	}
	for _, row := range next.rows(task) {
		if err := c.q.PutValue(ctx, row); sqldb.IsDangling(err) { // the field was deleted at the same time
			return false, notOnTask(before.Field.GID)
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

// recordValueChanges tells of each field that is different.
func (c *change) recordValueChanges(ctx context.Context, workspace, task string, fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	e, err := c.taskEvent(ctx, ActionChanged, workspace, task)
	e.Field = "custom_fields"
	for _, e.Value = range fields {
		c.record(e)
	}
	return err
}

// read makes a value of what was given, or refuses it. What a task has already it may keep, even when nobody could
// choose it any more.
func (c *change) read(ctx context.Context, workspace string, before FieldValue, in FieldInput) (FieldValue, error) {
	v := FieldValue{Field: before.Field, Enabled: before.Enabled}
	if in.empty() {
		return v, nil
	}
	about := "custom_fields: " + v.Field.GID
	var err error
	switch v.Field.Kind {
	case FieldNumber:
		v.Number, err = in.number(about, v.Field.Number)
	case FieldDate:
		v.Day, v.At, err = in.day(about)
	case FieldPeople:
		v.People, err = c.readPeople(ctx, about, workspace, before, in)
	case FieldEnum, FieldMultiEnum:
		v.Options, err = in.options(about, before)
	default:
		v.Text, err = in.text(about)
	}
	return v, err
}

func (in FieldInput) text(about string) (string, error) {
	if in.List != nil || !in.At.IsZero() {
		return "", misused(about, "Value is not a string")
	}
	return in.Text, checkText(about, in.Text, maxValue)
}

func (in FieldInput) number(about string, format NumberFormat) (*float64, error) {
	n, ok := format.parse(strings.TrimSpace(in.Text))
	if !ok || in.List != nil || !in.At.IsZero() {
		return nil, invalid(about, "not_number", "Value is not a number: %s", "Number", in.Text)
	}
	return &n, nil
}

func (in FieldInput) day(about string) (string, time.Time, error) {
	if in.List != nil {
		return "", time.Time{}, misused(about, "Value is not a date")
	}
	if !in.At.IsZero() {
		return in.At.UTC().Format(time.DateOnly), in.At.UTC().Truncate(time.Microsecond), nil
	}
	return in.Text, time.Time{}, checkDate(about, in.Text)
}

// options are the chosen ones, in the order the field has them.
func (in FieldInput) options(about string, before FieldValue) ([]EnumOption, error) {
	items := in.items()
	if !in.At.IsZero() || before.Field.Kind == FieldEnum && (in.List != nil || len(items) > 1) {
		return nil, misused(about, "Value is not the ID of an option")
	}
	var chosen []EnumOption
	for _, item := range items {
		i := optionIndex(before.Field.Options, item)
		if i < 0 {
			return nil, misused(about, "Unknown object: %s", item)
		}
		if o := before.Field.Options[i]; !o.Enabled && optionIndex(before.Options, item) < 0 {
			return nil, invalid(about, "option_disabled", "The option is disabled: %s", "Name", o.Name)
		}
		chosen = append(chosen, before.Field.Options[i])
	}
	slices.SortFunc(chosen, func(a, b EnumOption) int {
		return optionIndex(before.Field.Options, a.GID) - optionIndex(before.Field.Options, b.GID)
	})
	return chosen, nil
}

func (c *change) readPeople(ctx context.Context, about, workspace string, before FieldValue, in FieldInput) ([]Ref, error) {
	items := in.items()
	if !in.At.IsZero() {
		return nil, misused(about, "Value is not an array")
	}
	if len(items) > maxPeople {
		return nil, misused(about, "At most %d people may be named", maxPeople)
	}
	var people []Ref
	for _, item := range items {
		person := item
		if !hasPerson(before.People, item) {
			var err error
			if person, err = c.personNamed(ctx, about, workspace, item); err != nil {
				return nil, err
			}
		}
		if !hasPerson(people, person) {
			people = append(people, Ref{GID: person})
		}
	}
	return people, nil
}

func hasPerson(people []Ref, gid string) bool {
	return slices.ContainsFunc(people, func(r Ref) bool { return r.GID == gid })
}

// personNamed resolves gid, mail address or me, for those in the workspace whom the actor knows.
func (c *change) personNamed(ctx context.Context, about, workspace, item string) (string, error) {
	gid := item
	if item == "me" {
		gid = c.actor.Person
	}
	var err error
	if strings.Contains(item, "@") && sqldb.IsText(item) {
		var row store.Person
		row, err = c.q.PersonByEmail(ctx, foldEmail(item))
		gid, err = row.Gid, orNotFound(err, "user", item)
	}
	if err == nil {
		err = c.person(ctx, gid)
	}
	if err == nil {
		err = c.checkInWorkspace(ctx, about, workspace, gid)
	}
	if IsKind(err, NotFound) {
		err = invalid(about, "not_in_workspace", "Not a user in Workspace: %s", "Person", item)
	}
	return gid, err
}
