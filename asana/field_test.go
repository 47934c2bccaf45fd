package asana_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
)

// options are choices of these names.
func options(names ...string) (list []asana.NewOption) {
	for _, name := range names {
		list = append(list, asana.NewOption{Name: name})
	}
	return list
}

// valueOf is what a task has in a field.
func valueOf(t *testing.T, w *asanatest.World, task, field string) asana.FieldValue {
	t.Helper()
	got, err := w.Platform.Task(t.Context(), w.Member.Actor, task)
	check(t, err)
	for _, v := range got.CustomFields {
		if v.Field.GID == field {
			return v
		}
	}
	t.Fatalf("the task has no field %s: %v", field, got.CustomFields)
	return asana.FieldValue{}
}

// Every kind of field keeps what is set, shows it, and is empty again when it is cleared.
func TestFieldsOfEveryKind(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		moment := time.Date(2030, 1, 2, 23, 4, 5, 0, time.UTC)
		chosen := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: options("Idea", "Plan")})
		several := w.AddField(t, asana.NewField{Name: "Parts", Kind: asana.FieldMultiEnum, Options: options("Top", "Middle", "End")})
		number := func(format asana.NumberFormat) asana.CustomField {
			return w.AddField(t, asana.NewField{Name: "Number", Kind: asana.FieldNumber, Number: format})
		}
		for _, test := range []struct {
			field asana.CustomField
			in    asana.FieldInput
			shown string
		}{
			{w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText}), asana.FieldInput{Text: "A-17"}, "A-17"},
			{number(asana.NumberFormat{Decimals: 2}), asana.FieldInput{Text: "1.2345"}, "1.23"},
			{number(asana.NumberFormat{}), asana.FieldInput{Text: "0"}, "0"},
			{number(asana.NumberFormat{Format: "currency", Currency: "SEK", Decimals: 1}), asana.FieldInput{Text: "-9.99"}, "SEK -10.0"},
			{number(asana.NumberFormat{Format: "percentage", Decimals: 1}), asana.FieldInput{Text: "0.2514"}, "25.1%"},
			{number(asana.NumberFormat{Format: "custom", Label: "kg", LabelPosition: "prefix"}), asana.FieldInput{Text: "1e3"}, "kg 1000"},
			{number(asana.NumberFormat{Format: "duration"}), asana.FieldInput{Text: "125"}, "2h 05m"},
			{w.AddField(t, asana.NewField{Name: "From", Kind: asana.FieldDate}), asana.FieldInput{Text: "2030-01-02"}, "2030-01-02"},
			{w.AddField(t, asana.NewField{Name: "At", Kind: asana.FieldDate}), asana.FieldInput{At: moment}, "2030-01-02T23:04:05.000Z"},
			{chosen, asana.FieldInput{Text: chosen.Options[1].GID}, "Plan"},
			{several, asana.FieldInput{List: []string{several.Options[2].GID, several.Options[0].GID, several.Options[2].GID}}, "Top, End"},
			{w.AddField(t, asana.NewField{Name: "Reader", Kind: asana.FieldPeople}), asana.FieldInput{List: []string{w.Guest.Email, "me"}}, "Greta Guest, Mia Member"},
		} {
			if v := valueOf(t, w, task, test.field.GID); !v.Empty() || !v.Enabled {
				t.Errorf("%s begins with %+v", test.field.Name, v)
			}
			check(t, p.SetFieldValue(ctx, a, task, test.field.GID, test.in))
			if v := valueOf(t, w, task, test.field.GID); v.Display() != test.shown || v.Empty() {
				t.Errorf("%s shows %q, want %q", test.field.Name, v.Display(), test.shown)
			}
			check(t, p.SetFieldValue(ctx, a, task, test.field.GID, asana.FieldInput{}))
			if v := valueOf(t, w, task, test.field.GID); !v.Empty() || v.Display() != "" {
				t.Errorf("%s, cleared, shows %q", test.field.Name, v.Display())
			}
		}
	})
}

// What does not fit a field is refused, and nothing is written.
func TestValuesThatDoNotFit(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		plain := w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText})
		number := w.AddField(t, asana.NewField{Name: "Cost", Kind: asana.FieldNumber})
		date := w.AddField(t, asana.NewField{Name: "From", Kind: asana.FieldDate})
		people := w.AddField(t, asana.NewField{Name: "Reader", Kind: asana.FieldPeople})
		stage := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: options("Idea", "Plan")})
		other := w.AddField(t, asana.NewField{Name: "Parts", Kind: asana.FieldMultiEnum, Options: options("Top", "End")})
		elsewhere, err := p.CreateProjectField(ctx, a, w.Secret.GID, asana.NewField{Name: "Other", Kind: asana.FieldText}, asana.NewSetting{})
		check(t, err)
		_, err = p.UpdateOption(ctx, a, stage.Options[1].GID, asana.OptionChange{Enabled: ptr(false)})
		check(t, err)
		one, now := []string{"x"}, time.Now()
		for _, test := range []struct {
			field string
			in    asana.FieldInput
			want  string // %s is the field
		}{
			{elsewhere.Field.GID, asana.FieldInput{Text: "x"}, ""},
			{"77", asana.FieldInput{Text: "x"}, ""},
			{"'", asana.FieldInput{}, ""},
			{plain.GID, asana.FieldInput{Text: strings.Repeat("x", 1025)}, "custom_fields: %s: Too long: at most 1024 characters are allowed"},
			{plain.GID, asana.FieldInput{List: one}, "custom_fields: %s: Value is not a string"},
			{number.GID, asana.FieldInput{Text: "0x10"}, "custom_fields: %s: Value is not a number: 0x10"},
			{number.GID, asana.FieldInput{Text: "inf"}, "custom_fields: %s: Value is not a number: inf"},
			{number.GID, asana.FieldInput{Text: "1e16"}, "custom_fields: %s: Value is not a number: 1e16"},
			{number.GID, asana.FieldInput{List: one}, "custom_fields: %s: Value is not a number: "},
			{date.GID, asana.FieldInput{Text: "2030-02-30"}, "custom_fields: %s: Date must be in ISO-8601 (yyyy-mm-dd) format, not: 2030-02-30"},
			{date.GID, asana.FieldInput{List: one}, "custom_fields: %s: Value is not a date"},
			{people.GID, asana.FieldInput{List: []string{w.Outsider.GID}}, "custom_fields: %s: Not a user in Workspace: " + w.Outsider.GID},
			{people.GID, asana.FieldInput{List: []string{w.Outsider.Email}}, "custom_fields: %s: Not a user in Workspace: " + w.Outsider.Email},
			{people.GID, asana.FieldInput{At: now}, "custom_fields: %s: Value is not an array"},
			{stage.GID, asana.FieldInput{Text: "Idea"}, "custom_fields: %s: Unknown object: Idea"},
			{stage.GID, asana.FieldInput{Text: other.Options[0].GID}, "custom_fields: %s: Unknown object: " + other.Options[0].GID},
			{stage.GID, asana.FieldInput{List: []string{stage.Options[0].GID}}, "custom_fields: %s: Value is not the ID of an option"},
			{stage.GID, asana.FieldInput{Text: stage.Options[1].GID}, "custom_fields: %s: The option is disabled: Plan"},
			{other.GID, asana.FieldInput{List: []string{stage.Options[0].GID}}, "custom_fields: %s: Unknown object: " + stage.Options[0].GID},
		} {
			want := "Custom field with ID " + test.field + " is not on given object"
			if test.want != "" {
				want = fmt.Sprintf(test.want, test.field)
			}
			fails(t, p.SetFieldValue(ctx, a, task, test.field, test.in), asana.Invalid, want)
		}
		got, err := p.Task(ctx, a, task)
		check(t, err)
		for _, v := range got.CustomFields {
			if !v.Empty() {
				t.Errorf("%s was written: %s", v.Field.Name, v.Display())
			}
		}
	})
}

// A value outlives its field's place in the project, but can only be cleared until the field is back.
func TestValueOfARemovedField(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		field, err := p.CreateField(ctx, a, w.Workspace.GID, asana.NewField{Name: "Order", Kind: asana.FieldText})
		check(t, err)
		add := func() {
			t.Helper()
			_, err := p.AddField(ctx, a, w.Project.GID, field.GID, asana.NewSetting{})
			check(t, err)
		}
		add()
		check(t, p.SetFieldValue(ctx, a, task, field.GID, asana.FieldInput{Text: "A-17"}))
		check(t, p.RemoveField(ctx, a, w.Project.GID, field.GID))
		if v := valueOf(t, w, task, field.GID); v.Enabled || v.Text != "A-17" {
			t.Errorf("without the field the task has %+v", v)
		}
		fails(t, p.SetFieldValue(ctx, a, task, field.GID, asana.FieldInput{Text: "B"}), asana.Invalid, "Custom field with ID "+field.GID+" is not on given object")
		add()
		if v := valueOf(t, w, task, field.GID); !v.Enabled || v.Text != "A-17" {
			t.Errorf("with the field back the task has %+v", v)
		}
		check(t, p.RemoveField(ctx, a, w.Project.GID, field.GID))
		check(t, p.SetFieldValue(ctx, a, task, field.GID, asana.FieldInput{}))
		got, err := p.Task(ctx, a, task)
		check(t, err)
		if len(got.CustomFields) > 0 {
			t.Errorf("cleared, the task has %v", got.CustomFields)
		}
		fails(t, p.RemoveField(ctx, a, w.Project.GID, field.GID), asana.Invalid, "custom_field: The project does not have the custom field: "+field.GID)
		add()
		check(t, p.SetFieldValue(ctx, a, task, field.GID, asana.FieldInput{Text: "C"}))
		check(t, p.DeleteField(ctx, a, field.GID))
		if got, err = p.Task(ctx, a, task); err != nil || len(got.CustomFields) > 0 {
			t.Errorf("deleted, the task has %v, %v", got.CustomFields, err)
		}
	})
}

// A disabled option stays where it is chosen, and the last one cannot be disabled.
func TestOptions(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		stage := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: options("Idea", "Plan")})
		first, last := stage.Options[0].GID, stage.Options[1].GID
		check(t, p.SetFieldValue(ctx, a, task, stage.GID, asana.FieldInput{Text: first}))
		_, err := p.UpdateOption(ctx, a, first, asana.OptionChange{Enabled: ptr(false), Name: ptr("Wish"), Color: ptr("hot-pink")})
		check(t, err)
		check(t, p.SetFieldValue(ctx, a, task, stage.GID, asana.FieldInput{Text: first}))
		if v := valueOf(t, w, task, stage.GID); v.Display() != "Wish" || v.Options[0].Enabled || v.Options[0].Color != "hot-pink" {
			t.Errorf("the task has %+v", v.Options)
		}
		_, err = p.UpdateOption(ctx, a, last, asana.OptionChange{Enabled: ptr(false)})
		fails(t, err, asana.Invalid, "enabled: A custom field needs an option that is enabled")
		middle, err := p.CreateOption(ctx, a, stage.GID, asana.NewOption{Name: "Trial", Color: "aqua"}, asana.Between{Before: last})
		check(t, err)
		_, err = p.CreateOption(ctx, a, stage.GID, asana.NewOption{Name: "End"}, asana.Between{})
		check(t, err)
		_, err = p.MoveOption(ctx, a, stage.GID, last, asana.Between{Before: first})
		check(t, err)
		got, err := p.Field(ctx, a, stage.GID)
		check(t, err)
		var names []string
		for _, o := range got.Options {
			names = append(names, o.Name)
		}
		if diff := cmp.Diff([]string{"Plan", "Wish", "Trial", "End"}, names); diff != "" {
			t.Error(diff)
		}
		_, err = p.MoveOption(ctx, a, stage.GID, "77", asana.Between{Before: first})
		fails(t, err, asana.NotFound, "enum_option: Unknown object: 77")
		_, err = p.MoveOption(ctx, a, stage.GID, first, asana.Between{Before: middle.GID, After: last})
		fails(t, err, asana.Invalid, "You may only provide one of insert_before or insert_after!")
		order := w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText})
		_, err = p.CreateOption(ctx, a, order.GID, asana.NewOption{Name: "x"}, asana.Between{})
		fails(t, err, asana.Invalid, "custom_field: Only fields of type enum and multi_enum have options")
	})
}

// Fields that make no sense are refused.
func TestFieldsThatAreNone(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		number := func(f asana.NumberFormat) asana.NewField {
			return asana.NewField{Name: "Cost", Kind: asana.FieldNumber, Number: f}
		}
		for want, n := range map[string]asana.NewField{
			"resource_subtype: Must be text, number, date, people, enum or multi_enum, not: reference": {Name: "x", Kind: "reference"},
			"name: Missing input": {Name: "  ", Kind: asana.FieldText},
			"name: Tasks have something of this name already: Due Date":                              {Name: "Due Date", Kind: asana.FieldText},
			"precision: Must be a number from 0 to 6, not: 7":                                        number(asana.NumberFormat{Decimals: 7}),
			"currency_code: Must be a currency code of ISO 4217, not: euro":                          number(asana.NumberFormat{Format: "currency", Currency: "euro"}),
			"format: Must be currency, identifier, percentage, custom, duration or none, not: roman": number(asana.NumberFormat{Format: "roman"}),
			"custom_label: Missing input":                                                            number(asana.NumberFormat{Format: "custom"}),
			"custom_label_position: Must be prefix or suffix, not: over":                             number(asana.NumberFormat{Format: "custom", Label: "kg", LabelPosition: "over"}),
			"enum_options: Missing input":                                                            {Name: "x", Kind: asana.FieldEnum},
			"enum_options: A custom field may have at most 500 options":                              {Name: "x", Kind: asana.FieldEnum, Options: options(strings.Fields(strings.Repeat("o ", 1000))...)},
			"color: Not a color: black":                                                              {Name: "x", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "o", Color: "black"}}},
		} {
			_, err := p.CreateField(ctx, a, w.Workspace.GID, n)
			fails(t, err, asana.Invalid, want)
		}
		if got, err := p.Fields(ctx, a, w.Workspace.GID); err != nil || len(got) > 0 {
			t.Errorf("there are %v, %v", got, err)
		}
		full, err := p.CreateField(ctx, a, w.Workspace.GID, asana.NewField{Name: "Full", Kind: asana.FieldEnum, Options: options(strings.Fields(strings.Repeat("o ", 500))...)})
		check(t, err)
		_, err = p.CreateOption(ctx, a, full.GID, asana.NewOption{Name: "one more"}, asana.Between{})
		fails(t, err, asana.Invalid, "A custom field may have at most 500 options")
		_, err = p.CreateField(ctx, a, w.Workspace.GID, asana.NewField{Name: "Full", Kind: asana.FieldText})
		fails(t, err, asana.Invalid, "name: There is a custom field of this name in the workspace already: Full")
		other := w.AddWorkspace(t, "Other", w.Owner)
		foreign, err := p.CreateField(ctx, w.Owner.Actor, other.GID, asana.NewField{Name: "Full", Kind: asana.FieldText})
		check(t, err)
		_, err = p.AddField(ctx, w.Owner.Actor, w.Project.GID, foreign.GID, asana.NewSetting{})
		fails(t, err, asana.Invalid, "custom_field: The custom field is in another workspace")
		_, err = p.AddField(ctx, a, w.Project.GID, foreign.GID, asana.NewSetting{})
		fails(t, err, asana.NotFound, "custom_field: Unknown object: "+foreign.GID)
	})
}

// Of many who add a field to a project at once, one does.
func TestOneOfManyAddsAField(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		field, err := p.CreateField(ctx, a, w.Workspace.GID, asana.NewField{Name: "Order", Kind: asana.FieldText})
		check(t, err)
		const many = 8
		failed := make([]error, many)
		var all sync.WaitGroup
		for i := range many {
			all.Go(func() { _, failed[i] = p.AddField(ctx, a, w.Project.GID, field.GID, asana.NewSetting{}) })
		}
		all.Wait()
		done := 0
		for _, err := range failed {
			if err == nil {
				done++
				continue
			}
			fails(t, err, asana.Invalid, "custom_field: The project has the custom field already: "+field.GID)
		}
		if got, err := p.FieldSettings(ctx, a, w.Project.GID); err != nil || done != 1 || len(got) != 1 {
			t.Errorf("%d added it, the project has %d, %v", done, len(got), err)
		}
	})
}

// Values set while their field is deleted are refused or deleted with it; none is left, and nothing else fails.
func TestAFieldIsDeletedWhileItsValuesAreSet(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		field := w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText})
		var all sync.WaitGroup
		for _, task := range w.Tasks {
			all.Go(func() {
				for i := range 20 {
					var refused *asana.Error
					err := p.SetFieldValue(ctx, a, task.GID, field.GID, asana.FieldInput{Text: fmt.Sprint(i)})
					if err != nil && !errors.As(err, &refused) {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			if err := p.DeleteField(ctx, a, field.GID); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		for _, task := range w.Tasks {
			if got, err := p.Task(ctx, a, task.GID); err != nil || len(got.CustomFields) > 0 {
				t.Errorf("left %v, %v", got.CustomFields, err)
			}
		}
	})
}

// Texts set before there was search are made searchable by the migration, also those that fold to nothing.
func TestOldValuesAreFolded(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, field := t.Context(), w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText}).GID
		texts := []string{"Żółw " + strings.Repeat("x", 200), "\u0301", "Plain"}
		for i, text := range texts {
			check(t, w.Platform.SetFieldValue(ctx, w.Member.Actor, w.Tasks[i].GID, field, asana.FieldInput{Text: text}))
		}
		_, err := w.DB.Writer().ExecContext(ctx, "update task_values set folded = '', head = ''")
		check(t, err)
		check(t, w.Platform.Migrate(ctx))
		for i, want := range []string{"zolw " + strings.Repeat("x", 95), "\u0301", "plain"} {
			var head string
			check(t, w.DB.Reader().QueryRowContext(ctx, "select head from task_values where task = $1", w.Tasks[i].GID).Scan(&head))
			if head != want {
				t.Errorf("%q begins with %q, want %q", texts[i], head, want)
			}
		}
	})
}

// A value on its way into a field that is being deleted is refused as one of no field.
func TestTheFieldOfAValueIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, field := t.Context(), w.AddField(t, asana.NewField{Name: "Order", Kind: asana.FieldText}).GID
		deletion, err := w.DB.Writer().BeginTx(ctx, nil)
		check(t, err)
		for _, statement := range []string{"delete from project_fields where field = $1", "delete from custom_fields where gid = $1"} {
			_, err := deletion.ExecContext(ctx, statement, field)
			check(t, err)
		}
		set := make(chan error, 1)
		go func() {
			set <- w.Platform.SetFieldValue(ctx, w.Member.Actor, w.Tasks[0].GID, field, asana.FieldInput{Text: "A-17"})
		}()
		if w.DB.Kind() == sqldb.Postgres {
			waitForLock(t, w)
		}
		check(t, deletion.Commit())
		fails(t, <-set, asana.Invalid, "Custom field with ID "+field+" is not on given object")
	})
}

// waitForLock waits until somebody waits for a lock of PostgreSQL's.
func waitForLock(t *testing.T, w *asanatest.World) {
	t.Helper()
	const waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		var n int
		check(t, w.DB.Reader().QueryRowContext(t.Context(), waiting).Scan(&n))
		if n > 0 {
			return
		}
	}
	t.Fatal("nobody waits")
}

// A project's fields have an order, and lists of tasks show the important ones.
func TestFieldSettings(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		first := w.AddField(t, asana.NewField{Name: "First", Kind: asana.FieldText})
		last := w.AddField(t, asana.NewField{Name: "Last", Kind: asana.FieldText})
		made, err := p.CreateProjectField(ctx, a, w.Project.GID, asana.NewField{Name: "Middle", Kind: asana.FieldDate},
			asana.NewSetting{Important: true, At: asana.Between{After: first.GID}})
		check(t, err)
		if !made.Important || made.Project.Name != w.Project.Name || made.Field.Library {
			t.Errorf("made %+v", made)
		}
		got, err := p.FieldSettings(ctx, a, w.Project.GID)
		check(t, err)
		var order []string
		for _, s := range got {
			order = append(order, s.Field.Name)
		}
		if diff := cmp.Diff([]string{"First", "Middle", "Last"}, order); diff != "" {
			t.Error(diff)
		}
		_, err = p.CreateProjectField(ctx, a, w.Project.GID, asana.NewField{Name: "x", Kind: asana.FieldText}, asana.NewSetting{At: asana.Between{After: "77"}})
		fails(t, err, asana.NotFound, "custom_field_setting: Unknown object: 77")
		if v := valueOf(t, w, w.Tasks[0].GID, last.GID); !v.Empty() {
			t.Errorf("the task has %+v", v)
		}
	})
}

func TestFieldAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		c, p := newCast(t, w), w.Platform
		library, err := p.CreateField(t.Context(), w.Owner.Actor, w.Workspace.GID, asana.NewField{Name: "Library", Kind: asana.FieldText})
		check(t, err)
		public := w.AddField(t, asana.NewField{Name: "Public", Kind: asana.FieldText})
		secret, err := p.CreateProjectField(t.Context(), w.Member.Actor, w.Secret.GID, asana.NewField{Name: "Secret", Kind: asana.FieldText}, asana.NewSetting{})
		check(t, err)
		//                                    O S M C G I X R
		c.row(t, "see the library", "y y y y f f n n", func(ctx context.Context, a asana.Actor) error {
			return second(p.Fields(ctx, a, w.Workspace.GID))
		})
		for _, f := range []struct{ gid, see, change string }{
			{library.GID, "y y y y n n n n", "y y y y n n n n"},
			{public.GID, "y y y y n y n n", "y y y y n f n n"},
			{secret.Field.GID, "y n y n n n n n", "y n y n n n n n"},
		} {
			c.row(t, "see "+f.gid, f.see, func(ctx context.Context, a asana.Actor) error { return second(p.Field(ctx, a, f.gid)) })
			c.row(t, "change "+f.gid, f.change, func(ctx context.Context, a asana.Actor) error {
				return second(p.UpdateField(ctx, a, f.gid, asana.FieldChange{Description: ptr("Changed.")}))
			})
		}
	})
}
