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

// Words puts messages into a language: those of the sources it was made from.
// It is safe for concurrent use.
type Words struct {
	bundle *i18n.Bundle
	ids    map[string]bool
}

// NewWords reads the messages of the sources and refuses ids that are claimed
// twice, that do not carry their source's name, or that a language lacks.
func NewWords(sources ...Source) (*Words, error) {
	w := &Words{bundle: i18n.NewBundle(language.English), ids: map[string]bool{}}
	w.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, s := range sources {
		if s.Messages == nil {
			continue
		}
		if err := w.load(s); err != nil {
			return nil, fmt.Errorf("page: messages of %s: %w", s.Name, err)
		}
	}
	return w, nil
}

func (w *Words) load(s Source) error {
	var first map[string]bool
	for _, l := range languages {
		ids, err := w.loadFile(s, "messages/"+l.Code+".toml")
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
	maps.Copy(w.ids, first)
	return nil
}

func (w *Words) loadFile(s Source, path string) (map[string]bool, error) {
	raw, err := fs.ReadFile(s.Messages, path)
	if err != nil {
		return nil, err
	}
	file, err := w.bundle.ParseMessageFileBytes(raw, path)
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
func (w *Words) Has(id string) bool { return w.ids[id] }

// Say returns a message in the language, a code or a value of Accept-Language;
// one we do not speak is English. The argument "Count", a number, chooses the
// plural form. An unknown id is returned as it is.
func (w *Words) Say(lang, id string, args map[string]any) string {
	if !w.ids[id] {
		return id
	}
	c := i18n.LocalizeConfig{MessageID: id, TemplateData: args, PluralCount: count(args["Count"])}
	text, err := i18n.NewLocalizer(w.bundle, lang).Localize(&c)
	if err != nil && text == "" {
		return id
	}
	return text
}

// Form is one plural form of a message; its name is the Unicode CLDR's, which
// Intl.PluralRules of browsers uses, too.
type Form struct{ Form, Text string }

// samples are a number for each plural form of a language.
var samples = map[string][]struct {
	form   string
	number any
}{
	"en": {{"one", 1}, {"other", 2}},
	"sv": {{"one", 1}, {"other", 2}},
	"pl": {{"one", 1}, {"few", 2}, {"many", 5}, {"other", "1.5"}},
}

// forms are all plural forms of a message, for a script that knows the number.
func (w *Words) forms(lang, id string) []Form {
	var all []Form
	for _, s := range samples[lang] {
		all = append(all, Form{s.form, w.Say(lang, id, map[string]any{"Count": s.number})})
	}
	return all
}

// count is a number as plural rules take it. What was kept as JSON comes back
// with a decimal point.
func count(n any) any {
	if f, ok := n.(float64); ok && f == float64(int(f)) {
		return int(f)
	}
	return n
}

// T returns the message in the reader's language; see Say.
func (f *Frame) T(r *http.Request, id string, args map[string]any) string {
	return f.Say(f.Lang(r), id, args)
}

// text translates s when it is the id of a message.
func (f *Frame) text(lang, s string) string { return f.Say(lang, s, nil) }
