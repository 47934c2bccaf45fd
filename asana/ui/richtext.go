package ui

import (
	"html"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"jirabridge/asana"
)

// richTextPolicy lets through the tags of Asana's rich text and nothing else
// (https://developers.asana.com/docs/rich-text). The domain has refused the
// rest already; this is the second lock on the same door.
func richTextPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("strong", "em", "u", "s", "code", "ol", "ul", "li", "blockquote", "pre", "h1", "h2", "hr", "br")
	p.AllowStandardURLs()
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// richText is "<body>…</body>" made safe to show.
func (u *UI) richText(markup string) template.HTML {
	return template.HTML(linkify(u.policy.Sanitize(inner(markup))))
}

// inner is rich text without its <body>.
func inner(markup string) string {
	markup = strings.TrimSpace(markup)
	markup = strings.TrimPrefix(markup, "<body>")
	return strings.TrimSuffix(markup, "</body>")
}

// writtenText is rich text as its field in a form shows it: words as they
// are, or markup where words alone would lose something. Our editor takes
// both, a browser without script shows them for what they are.
type writtenText struct {
	Text string
	Kind string // "text" or "html"
}

func written(t asana.Task) writtenText {
	source := inner(t.HTMLNotes)
	if html.UnescapeString(source) == t.Notes && !strings.Contains(source, "<") {
		return writtenText{t.Notes, "text"}
	}
	return writtenText{source, "html"}
}

// change is what the posted field makes of the notes.
func (w writtenText) change() (notes, htmlNotes *string) {
	text := strings.ReplaceAll(w.Text, "\r\n", "\n")
	if w.Kind != "html" {
		return &text, nil
	}
	text = "<body>" + text + "</body>"
	return nil, &text
}
