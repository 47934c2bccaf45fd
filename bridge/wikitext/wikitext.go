// Package wikitext turns Asana's rich text into the wiki markup that Jira Server
// and Data Center keep in descriptions, so that what was bold stays bold and
// what merely looks like markup stays text. It is pure.
//
// Rich text is read into a small tree, blocks are written line by line, and
// within a line runs of text of one style are written with the markers that
// style has. Wiki markup has no notion of a style over several lines, so it is
// closed and opened again; in the middle of a word only the form in braces
// works ({*}x{*}). Every other character that could mean something is escaped:
// rather one backslash too many in the source than a lost word on the page.
// The notation is that of Jira's "Text Formatting Notation Help"; a test has the
// simulated Jira show what comes out, and wants the same text and structure.
package wikitext

// FromHTML converts Asana rich text ("<body>…</body>") to wiki markup. Anything
// can be given to it: an unknown tag is left out and its text kept.
func FromHTML(html string) string {
	var w writer
	w.blocks(parse(html).children)
	w.flush()
	return w.String()
}
