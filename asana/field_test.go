package asana_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestTextFields(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		order, err := p.CreateTextField(ctx, a, w.Project.GID, "Order")
		check(t, err)
		color, err := p.CreateTextField(ctx, a, w.Project.GID, "Color")
		check(t, err)
		other, err := p.CreateTextField(ctx, a, w.Secret.GID, "Other")
		check(t, err)
		values := func() []asana.FieldValue {
			t.Helper()
			got, err := p.Task(ctx, a, task)
			check(t, err)
			return got.CustomFields
		}
		check(t, p.SetTextValue(ctx, a, task, order.GID, "A-17"))
		if diff := cmp.Diff([]asana.FieldValue{{Field: order, Text: "A-17"}, {Field: color}}, values()); diff != "" {
			t.Error(diff)
		}
		check(t, p.SetTextValue(ctx, a, task, order.GID, ""))
		if diff := cmp.Diff([]asana.FieldValue{{Field: order}, {Field: color}}, values()); diff != "" {
			t.Error(diff)
		}
		made := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, CustomFields: map[string]string{color.GID: "red"}})
		if made.CustomFields[1].Text != "red" {
			t.Errorf("fields %v", made.CustomFields)
		}
		fails(t, p.SetTextValue(ctx, a, task, other.GID, "x"), asana.Invalid, "Custom field with ID "+other.GID+" is not on given object")
		fails(t, p.SetTextValue(ctx, a, task, order.GID, strings.Repeat("x", 1025)), asana.Invalid, "custom_fields: Too long: at most 1024 characters are allowed")
		fields, err := p.TextFields(ctx, a, w.Project.GID)
		check(t, err)
		if diff := cmp.Diff([]asana.TextField{order, color}, fields); diff != "" {
			t.Error(diff)
		}
	})
}

func TestComments(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		for _, text := range []string{"one", "two", "three"} {
			_, err := p.AddComment(ctx, w.Colleague.Actor, task, asana.NewComment{Text: text})
			check(t, err)
		}
		var got []string
		for page := (asana.Page{Limit: 2}); ; {
			list, next, err := p.Comments(ctx, w.Member.Actor, task, page)
			check(t, err)
			for _, c := range list {
				got = append(got, c.Text)
			}
			if page.Offset = next; next == "" {
				break
			}
		}
		if diff := cmp.Diff([]string{"one", "two", "three"}, got); diff != "" {
			t.Error(diff)
		}
		for text, want := range map[string]string{
			" \n": "text: Missing input", "a\x00": "text: Not valid text", strings.Repeat("x", 65536): "text: Too long: at most 65535 characters are allowed",
		} {
			_, err := p.AddComment(ctx, w.Member.Actor, task, asana.NewComment{Text: text})
			fails(t, err, asana.Invalid, want)
		}
		after, err := p.Task(ctx, w.Member.Actor, task)
		check(t, err)
		if len(after.Followers) != 2 {
			t.Errorf("who commented does not follow: %v", after.Followers)
		}
	})
}
