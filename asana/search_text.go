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

// maxWord is the length to which a word is looked at, in bytes.
const maxWord = 60

// words are the different words of a text, folded: what stands between signs that are no letters and no digits.
func words(text string) (list []string) {
	known := map[string]bool{}
	for _, word := range strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if len(word) > maxWord {
			word = strings.ToValidUTF8(word[:maxWord], "")
		}
		if !known[word] {
			list = append(list, word)
		}
		known[word] = true
	}
	return list
}

// wordsOf are a task's words, each once.
func wordsOf(name, notes string) (list []store.Word) {
	inName := map[string]bool{}
	for _, w := range words(name) {
		list, inName[w] = append(list, store.Word{Word: w, Place: placeName}), true
	}
	for _, w := range words(notes) {
		if !inName[w] {
			list = append(list, store.Word{Word: w, Place: placeNotes})
		}
	}
	return list
}

// putWords keeps what search looks up.
func (c *change) putWords(ctx context.Context, t store.TasksWithoutWordsRow) error {
	if err := c.q.ForgetWords(ctx, t.Gid); err != nil {
		return err
	}
	return c.q.PutWords(ctx, t.Workspace, t.Gid, t.CreatedAt, wordsOf(t.Name, t.Notes))
}

// changeWords keeps them when the name or the notes change.
func (c *change) changeWords(ctx context.Context, before store.TaskRow, row store.UpdateTaskParams) error {
	if !row.Name.Valid && !row.Notes.Valid {
		return nil
	}
	return c.putWords(ctx, store.TasksWithoutWordsRow{
		Gid: before.Gid, Workspace: before.Workspace, CreatedAt: before.CreatedAt,
		Name: after(row.Name, before.Name), Notes: after(row.Notes, before.Notes),
	})
}

// foldAtOnce is how many tasks one transaction makes searchable.
const foldAtOnce = 500

// foldTasks makes the tasks searchable that were made before there was search by words.
func (p *Platform) foldTasks(ctx context.Context) error {
	for {
		rows, err := store.New(p.db.Reader()).TasksWithoutWords(ctx, foldAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
			for _, r := range rows {
				if err := c.putWords(ctx, r); err != nil {
					return err
				}
				if err := c.q.HasWords(ctx, r.Gid); err != nil {
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
