package asana

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jirabridge/asana/store"
)

// fold is the form in which texts are searched: small letters without accents, so that "zolw" finds "Żółw"
// and "angstrom" finds "Ångström".
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ł':
			b.WriteRune('l')
		case r == 'ø':
			b.WriteRune('o')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ':
			b.WriteString("ae")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// putTaskText keeps what search compares.
func (c *change) putTaskText(ctx context.Context, task, name, notes string) error {
	return c.q.PutTaskText(ctx, store.PutTaskTextParams{Task: task, Name: fold(name), Folded: fold(name + "\n" + notes)})
}

// putTags puts tags on a new task.
func (c *change) putTags(ctx context.Context, task string, n NewTask) error {
	for _, gid := range n.Tags {
		tag, err := c.tag(ctx, gid)
		if err != nil {
			return err
		}
		if tag.Workspace != n.Workspace {
			return misused("tags", "The tag is in another workspace")
		}
		if _, err := c.q.PutTaskTag(ctx, store.PutTaskTagParams{Task: task, Tag: gid}); err != nil {
			return err
		}
	}
	return nil
}

// foldAtOnce is how many tasks one transaction makes searchable.
const foldAtOnce = 500

// foldTasks makes the tasks searchable that were made before there was search.
func (p *Platform) foldTasks(ctx context.Context) error {
	for {
		rows, err := store.New(p.db.Reader()).TasksWithoutText(ctx, foldAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
			for _, r := range rows {
				if err := c.putTaskText(ctx, r.Gid, r.Name, r.Notes); err != nil {
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
