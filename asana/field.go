package asana

import (
	"context"
	"maps"
	"slices"

	"jirabridge/asana/store"
)

// TextField is a custom field holding text.
type TextField struct {
	GID  string
	Name string
}

// FieldValue is a custom field with its value on one task; Text is "" when it has none.
type FieldValue struct {
	Field TextField
	Text  string
}

// maxValue is the length of a text custom field's value, as on asana.com; maxValues is how many may be set
// at once.
const (
	maxValue  = 1024
	maxValues = 100
)

// CreateTextField adds a text field to a project: every task in it has one from now on.
func (p *Platform) CreateTextField(ctx context.Context, a Actor, project, name string) (TextField, error) {
	f := TextField{GID: newGID()}
	var err error
	if f.Name, err = checkName("name", name); err != nil {
		return TextField{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		c.record(Event{Workspace: access.Workspace, Action: ActionAdded, ResourceType: "custom_field_setting",
			Resource: f.GID, ParentType: "project", Parent: project, Projects: []string{project}})
		return c.insertTextField(ctx, access.Workspace, project, f)
	})
	return f, err
}

func (c *change) insertTextField(ctx context.Context, workspace, project string, f TextField) error {
	err := c.q.InsertTextField(ctx, store.InsertTextFieldParams{
		Gid: f.GID, Workspace: workspace, Name: f.Name, CreatedAt: c.nowMicros(),
	})
	if err != nil {
		return err
	}
	return c.q.PutProjectTextField(ctx, store.PutProjectTextFieldParams{
		Project: project, Field: f.GID, CreatedAt: c.nowMicros(),
	})
}

// TextFields lists a project's text fields, oldest first.
func (p *Platform) TextFields(ctx context.Context, a Actor, project string) ([]TextField, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.TextFieldsOf(ctx, project)
	list := make([]TextField, len(rows))
	for i, r := range rows {
		list[i] = TextField{r.Gid, r.Name}
	}
	return list, err
}

// SetTextValue sets one text field of a task; "" clears it.
func (p *Platform) SetTextValue(ctx context.Context, a Actor, task, field, text string) error {
	_, err := p.UpdateTask(ctx, a, task, TaskChange{CustomFields: map[string]string{field: text}})
	return err
}

// putValues sets fields of a task, in a fixed order so that two changes at once do not wait for each other.
func (c *change) putValues(ctx context.Context, task string, values map[string]string) (changed bool, err error) {
	if len(values) > maxValues {
		return false, misused("custom_fields", "At most %d values may be set at once", maxValues)
	}
	for _, field := range slices.Sorted(maps.Keys(values)) {
		one, err := c.putValue(ctx, task, field, values[field])
		if err != nil {
			return false, err
		}
		changed = changed || one
	}
	return changed, nil
}

func (c *change) putValue(ctx context.Context, task, field, text string) (changed bool, err error) {
	if err := checkText("custom_fields", text, maxValue); err != nil {
		return false, err
	}
	missing := misused("", "Custom field with ID %s is not on given object", field)
	if !isGID(field) {
		return false, missing
	}
	has, err := c.q.TaskHasField(ctx, store.TaskHasFieldParams{Task: task, Field: field})
	if err != nil {
		return false, err
	}
	if !has {
		return false, missing
	}
	before, err := c.q.TextValue(ctx, store.TextValueParams{Task: task, Field: field})
	if err != nil || before == text {
		return false, err
	}
	if text == "" {
		return true, c.q.ClearTextValue(ctx, store.ClearTextValueParams{Task: task, Field: field})
	}
	return true, c.q.PutTextValue(ctx, store.PutTextValueParams{Task: task, Field: field, Value: text})
}
