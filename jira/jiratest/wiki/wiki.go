// Package wiki shows Jira's wiki markup as Jira shows it: as HTML.
//
// It is written from facts measured on real servers and from Atlassian's "Text
// Formatting Notation Help", and knows nothing of who writes the markup. Where
// the facts leave a doubt it takes the reading that does most with the text:
// a bare address goes on to the next space, a smiley is one anywhere, a brace
// always begins something. Text that comes out here as it went in is text for
// every Jira.
//
// Markup is read in three steps: macros in braces cut it into pieces (macro.go),
// the lines of a piece are blocks (block.go, list.go, table.go), and what is in
// a line is first cut into tokens, of which links, pictures and smileys are
// finished (lex.go, link.go), and then styled (phrase.go).
package wiki

import (
	"html"
	"strings"
)

// Site answers what markup may name. A nil function knows nothing.
type Site struct {
	// Issue is the address of an issue that exists.
	Issue func(key string) (url string, ok bool)
	// Person is the profile and the full name of a user.
	Person func(name string) (url, full string, ok bool)
	// File is the address of a file attached to the issue shown.
	File func(name string) (url string, ok bool)
}

// HTML shows markup. The answer is safe to put into a page whatever the markup
// is.
func HTML(markup string, site Site) string {
	return strings.TrimSpace(reader{site}.read(lineEnds().Replace(markup)))
}

// reader shows markup for one site.
type reader struct{ site Site }

// read shows a text that may have any markup.
func (r reader) read(text string) string {
	var out strings.Builder
	for text != "" {
		m, ok := nextMacro(text)
		if !ok {
			break
		}
		out.WriteString(r.blocks(text[:m.start]))
		out.WriteString(r.macro(m))
		text = text[m.end:]
	}
	out.WriteString(r.blocks(text))
	return out.String()
}

func lineEnds() *strings.Replacer { return strings.NewReplacer("\r\n", "\n", "\r", "\n") }

// plain is text without any markup.
func plain(text string) string { return html.EscapeString(text) }
