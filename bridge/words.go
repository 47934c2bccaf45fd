package bridge

import (
	"embed"
	"strings"
	"unicode/utf8"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge/fields"
)

//go:embed messages/*.toml
var messageFiles embed.FS

// Pages are the texts of this package, for the frame of the faces' pages; it has
// no page of its own.
func Pages() page.Source { return page.Source{Name: "bridge", Messages: messageFiles} }

// Say puts a text into words. lang is as in Accept-Language; a language we do
// not speak is English.
func (b *Bridge) Say(lang string, t Text) string { return b.words.Say(lang, t.ID, t.Args) }

// say puts one of our messages into the caller's words.
func (b *Bridge) say(c Caller, id string, pairs ...any) string {
	return b.Say(c.Lang, text(id, pairs...))
}

// sayer is say for the package fields.
func (b *Bridge) sayer(c Caller) func(fields.Problem) string {
	return func(p fields.Problem) string { return b.Say(c.Lang, Text{ID: p.ID, Args: p.Args}) }
}

// wrap breaks a text at spaces into lines of at most width characters, which a
// static text of a form is limited to.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
