package asana

import (
	"context"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana/store"
)

// SearchField is a condition on a custom field: How is one of is_set, value, starts_with, ends_with, contains,
// less_than, greater_than, before and after.
type SearchField struct{ Field, How, Value string }

// searchField adds the condition. A value that must be there may lead.
func (g gate) searchField(ctx context.Context, q *store.Search, workspace string, f SearchField) ([]store.Few, error) {
	name := "custom_fields." + f.Field
	if !isGID(f.Field) {
		return nil, misused(name, "Not a recognized ID: %s", f.Field)
	}
	row, err := g.q.Field(ctx, f.Field)
	if err != nil || row.Workspace != workspace {
		return nil, orNotFound(err, name, f.Field)
	}
	if f.How == "is_set" && strings.EqualFold(f.Value, "false") {
		q.Where("not exists (select 1 from task_values v where v.task = t.gid and v.field = ?)", f.Field)
		return nil, nil
	}
	condition, args, err := f.condition(row.Kind)
	if err != nil {
		return nil, err
	}
	args = append([]any{f.Field}, args...)
	// The field is no index's here: of a task's few values one is looked for, not of all values the task's.
	q.Where("exists (select 1 from task_values v where v.task = t.gid and v.field || '' = ? and "+condition+")", args...)
	return []store.Few{{Text: "select v.task from task_values v where v.field = ? and " + condition, Args: args}}, nil
}

// condition is what must hold for a value v.
func (f SearchField) condition(kind string) (condition string, args []any, err error) {
	how := f.How
	if how == "is_set" {
		if !strings.EqualFold(f.Value, "true") {
			return "", nil, misused("custom_fields."+f.Field+".is_set", "Not a boolean: %s", f.Value)
		}
		return "v.field = v.field", nil, nil
	}
	switch kind {
	case FieldText:
		return f.text(how)
	case FieldNumber:
		return f.number(how)
	case FieldDate:
		return f.date(how)
	}
	if how != "value" {
		return f.refuse(kind)
	}
	return "v.item = ?", []any{f.Value}, nil
}

func (f SearchField) refuse(kind string) (string, []any, error) {
	return "", nil, misused("custom_fields."+f.Field+"."+f.How, "Not possible with a field of type %s", kind)
}

func (f SearchField) text(how string) (string, []any, error) {
	folded, head := foldValue(f.Value)
	pattern := likeEscape.Replace(folded)
	switch how {
	case "value":
		return "v.head = ? and v.folded = ?", []any{head, folded}, nil
	case "starts_with":
		pattern += "%"
	case "ends_with":
		pattern = "%" + pattern
	case "contains":
		pattern = "%" + pattern + "%"
	default:
		return f.refuse(FieldText)
	}
	return `v.folded like ? escape '\'`, []any{pattern}, nil
}

var likeEscape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

func (f SearchField) number(how string) (string, []any, error) {
	sign := map[string]string{"value": "=", "less_than": "<", "greater_than": ">"}[how]
	if sign == "" {
		return f.refuse(FieldNumber)
	}
	n, err := strconv.ParseFloat(f.Value, 64)
	if err != nil {
		return "", nil, misused("custom_fields."+f.Field+"."+how, "Not a number: %s", f.Value)
	}
	return "v.number " + sign + " ?", []any{n}, nil
}

func (f SearchField) date(how string) (string, []any, error) {
	sign := map[string]string{"value": "=", "before": "<", "after": ">"}[how]
	if sign == "" {
		return f.refuse(FieldDate)
	}
	if _, err := time.Parse(time.DateOnly, f.Value); err != nil {
		return "", nil, misused("custom_fields."+f.Field+"."+how, "Date must be in ISO-8601 (yyyy-mm-dd) format, not: %s", f.Value)
	}
	return "v.head " + sign + " ?", []any{f.Value}, nil
}
