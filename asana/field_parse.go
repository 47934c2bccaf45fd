package asana

import (
	"context"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

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
