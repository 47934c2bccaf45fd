package asana_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

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
