package page

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// loadMessages fills the bundle and refuses ids that are claimed twice, that
// do not carry their source's name, or that a language lacks.
func (f *Frame) loadMessages(sources []Source) error {
	f.bundle = i18n.NewBundle(language.English)
	f.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, s := range sources {
		if s.Messages == nil {
			continue
		}
		if err := f.loadSource(s); err != nil {
			return fmt.Errorf("page: messages of %s: %w", s.Name, err)
		}
	}
	return nil
}

func (f *Frame) loadSource(s Source) error {
	var first map[string]bool
	for _, l := range languages {
		ids, err := f.loadFile(s, "messages/"+l.Code+".toml")
		if err != nil {
			return err
		}
		if first == nil {
			first = ids
		}
		if missing := difference(first, ids); missing != "" {
			return fmt.Errorf("en.toml and %s.toml do not have the same ids: %s", l.Code, missing)
		}
	}
	maps.Copy(f.ids, first)
	return nil
}

func (f *Frame) loadFile(s Source, path string) (map[string]bool, error) {
	raw, err := fs.ReadFile(s.Messages, path)
	if err != nil {
		return nil, err
	}
	file, err := f.bundle.ParseMessageFileBytes(raw, path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	ids := map[string]bool{}
	for _, m := range file.Messages {
		if !strings.HasPrefix(m.ID, s.Name+".") {
			return nil, fmt.Errorf("%s: id %q does not begin with %q", path, m.ID, s.Name+".")
		}
		if ids[m.ID] {
			return nil, fmt.Errorf("%s: id %q stands there twice", path, m.ID)
		}
		ids[m.ID] = true
	}
	return ids, nil
}

// difference names what only one of two sets has, or "".
func difference(a, b map[string]bool) string {
	var only []string
	for id := range a {
		if !b[id] {
			only = append(only, id)
		}
	}
	for id := range b {
		if !a[id] {
			only = append(only, id)
		}
	}
	slices.Sort(only)
	return strings.Join(only, ", ")
}

// Has reports whether a message with the id exists.
func (f *Frame) Has(id string) bool { return f.ids[id] }

// T returns the message in the reader's language. The argument "Count", a
// number, chooses the plural form. An unknown id is returned as it is.
func (f *Frame) T(r *http.Request, id string, args map[string]any) string {
	return f.translate(f.Lang(r), id, args)
}

func (f *Frame) translate(lang, id string, args map[string]any) string {
	if !f.ids[id] {
		return id
	}
	c := i18n.LocalizeConfig{MessageID: id, TemplateData: args, PluralCount: args["Count"]}
	text, err := i18n.NewLocalizer(f.bundle, lang).Localize(&c)
	if err != nil && text == "" {
		return id
	}
	return text
}

// text translates s when it is the id of a message.
func (f *Frame) text(lang, s string) string { return f.translate(lang, s, nil) }
