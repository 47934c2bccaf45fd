package ui

import (
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
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
func (u *UI) richText(html string) template.HTML {
	return template.HTML(u.policy.Sanitize(inner(html)))
}

// inner is rich text without its <body>.
func inner(html string) string {
	html = strings.TrimSpace(html)
	html = strings.TrimPrefix(html, "<body>")
	return strings.TrimSuffix(html, "</body>")
}

// typedRichText is what a person typed into the field for rich text: our
// editor sends markup, a browser without script perhaps plain text.
func typedRichText(text string) (notes, htmlNotes *string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.ContainsAny(text, "<&") {
		html := "<body>" + text + "</body>"
		return nil, &html
	}
	return &text, nil
}
