package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// FieldValue is a custom field with its value on one task; of the parts of a value, that of the field's kind counts.
type FieldValue struct {
	Field   CustomField
	Enabled bool // false when no project of the task has the field any more: then the value can only be cleared
	Text    string
	Number  *float64
	Day     string    // "2006-01-02"; with At its day in UTC
	At      time.Time // zero when only the day is known
	Options []EnumOption
	People  []Ref
}

// Empty tells whether the task has no value in the field.
func (v FieldValue) Empty() bool {
	return v.Text == "" && v.Number == nil && v.Day == "" && len(v.Options) == 0 && len(v.People) == 0
}

// Display is the value as people read it, "" for none.
func (v FieldValue) Display() string {
	var parts []string
	switch {
	case v.Number != nil:
		return v.Field.Number.show(*v.Number)
	case !v.At.IsZero():
		return v.At.UTC().Format("2006-01-02T15:04:05.000Z")
	case v.Day != "":
		return v.Day
	}
	for _, o := range v.Options {
		parts = append(parts, o.Name)
	}
	for _, p := range v.People {
		parts = append(parts, p.Name)
	}
	return v.Text + strings.Join(parts, ", ")
}

// items are the gids the value consists of.
func (v FieldValue) items() (list []string) {
	for _, o := range v.Options {
		list = append(list, o.GID)
	}
	for _, p := range v.People {
		list = append(list, p.GID)
	}
	return list
}

// equal tells whether two values of one field are the same.
func (v FieldValue) equal(w FieldValue) bool {
	sameNumber := v.Number == w.Number || v.Number != nil && w.Number != nil && *v.Number == *w.Number
	return sameNumber && v.Text == w.Text && v.Day == w.Day && v.At.Equal(w.At) && slices.Equal(v.items(), w.items())
}

// values reads what tasks have in their custom fields.
func (g gate) values(ctx context.Context, tasks []string) (map[string][]FieldValue, error) {
	rows, err := g.q.Values(ctx, tasks)
	options, values := map[string][]EnumOption{}, map[string][]FieldValue{}
	for _, r := range rows {
		if r.Option { // these come first
			options[r.Field] = append(options[r.Field], EnumOption{GID: r.Item, Name: r.Name, Color: r.Value, Enabled: r.Active})
			continue
		}
		list := values[r.Task]
		if len(list) == 0 || list[len(list)-1].Field.GID != r.Field {
			field := fieldOf(fieldRow(r))
			field.Options = options[r.Field]
			list = append(list, FieldValue{Field: field, Enabled: r.Active})
		}
		list[len(list)-1].add(r)
		values[r.Task] = list
	}
	return values, err
}

func fieldRow(r store.ValueRow) store.FieldRow {
	return store.FieldRow{Gid: r.Field, Workspace: r.Workspace, Name: r.Name, CreatedAt: r.CreatedAt, Kind: r.Kind,
		Description: r.Description, Decimals: r.Decimals, Format: r.Format, Currency: r.Currency, Label: r.Label,
		LabelPosition: r.LabelPosition, Notifies: r.Notifies, Library: r.Library, CreatedBy: r.CreatedBy, CreatorName: r.CreatorName}
}

// add puts one stored item into the value.
func (v *FieldValue) add(r store.ValueRow) {
	if !r.Set {
		return
	}
	switch v.Field.Kind {
	case FieldNumber:
		v.Number = &r.Number
	case FieldDate:
		v.Day, v.At = r.Value, sqldb.Time(r.Moment)
	case FieldPeople:
		v.People = append(v.People, Ref{r.Item, r.PersonName})
	case FieldEnum, FieldMultiEnum:
		if i := optionIndex(v.Field.Options, r.Item); i >= 0 {
			v.Options = append(v.Options, v.Field.Options[i])
		}
	default:
		v.Text = r.Value
	}
}

// rows are the value as it is stored on a task.
func (v FieldValue) rows(task string) []store.PutValueParams {
	row := store.PutValueParams{Task: task, Field: v.Field.GID}
	switch {
	case v.Number != nil:
		row.Number = *v.Number
	case v.Day != "":
		row.Value, row.Head, row.Moment = v.Day, v.Day, sqldb.Micros(v.At)
	case v.Text != "":
		row.Value = v.Text
		row.Folded, row.Head = foldValue(v.Text)
	default:
		return v.itemRows(row)
	}
	return []store.PutValueParams{row}
}

func (v FieldValue) itemRows(row store.PutValueParams) []store.PutValueParams {
	var rows []store.PutValueParams
	for i, item := range v.items() {
		row.Item, row.Position = item, int64(i+1)
		rows = append(rows, row)
	}
	return rows
}

// headLength is how much of a text an index takes, in characters.
const headLength = 100

// foldValue is a text as search compares it, and the beginning of that. Only signs that fold to nothing begin as
// they are, so that what is folded is never taken for what is still to be.
func foldValue(text string) (folded, head string) {
	folded = fold(text)
	head = folded
	if head == "" {
		head = text
	}
	letters := []rune(head)
	return folded, string(letters[:min(len(letters), headLength)])
}

// foldValues makes the values searchable that were set before there was search.
func (p *Platform) foldValues(ctx context.Context) error {
	for {
		rows, err := store.New(p.db.Reader()).ValuesWithoutHead(ctx, foldAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
			for _, r := range rows {
				folded, head := foldValue(r.Value)
				if err := c.q.FoldValue(ctx, store.FoldValueParams{Task: r.Task, Field: r.Field, Folded: folded, Head: head}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
