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
