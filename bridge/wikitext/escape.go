package wikitext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// entity is what would show as another character.
	entity = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)
	// emoticon is what would show as a picture, at its first character.
	emoticon = regexp.MustCompile(`^(?:[:;]-?\)|:-?\(|:-?[PpDd](?:[^\pL\pN]|$)|\((?i:[yni/x!+?-]|on|off|\*[rgby]?|flag|flagoff)\))`)
	// lineStart is what makes a line a heading, a quotation or a numbered item.
	lineStart = regexp.MustCompile(`^(\s*)(?:(h[1-6]|bq)\.|#)`)
	// address is a web address that Jira makes a link of by itself: its scheme
	// and the rest.
	address = regexp.MustCompile(`^((?:https?|ftp)://)([^\s"<>]+)`)
)

// alwaysSpecial are the characters that can begin markup anywhere.
const alwaysSpecial = "*_+^~{}[]|!"

// escape writes a text of one line so that Jira shows it as it is. At the
// beginning of a line a few more things have to be broken up.
func escape(text string, atStart bool) string {
	var out strings.Builder
	if atStart {
		text = escapeStart(&out, text)
	}
	previous := ' '
	for i := 0; i < len(text); {
		if n := writeAddress(&out, text[i:], previous); n > 0 {
			i += n
			previous = ' '
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		out.WriteString(escapeRune(r, previous, text[i:]))
		previous = r
		i += size
	}
	return out.String()
}

// escapeStart writes what makes a line special with an entity for the character
// that does: a backslash before # or . would be shown.
func escapeStart(out *strings.Builder, text string) (rest string) {
	m := lineStart.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	replacement := "&#35;"
	if m[2] != "" {
		replacement = m[2] + "&#46;"
	}
	out.WriteString(m[1] + replacement)
	return text[len(m[0]):]
}

// escapeRune writes one character; rest begins with it. A backslash cannot be
// escaped, two of them are a line break. A hyphen between two letters is one,
// elsewhere it may begin a dash, a rule or struck out text.
func escapeRune(r, previous rune, rest string) string {
	next, _ := utf8.DecodeRuneInString(rest[utf8.RuneLen(r):])
	switch {
	case r == '\\':
		return "&#92;"
	case r == '&' && entity.MatchString(rest):
		return "&amp;"
	case strings.ContainsRune(alwaysSpecial, r),
		r == '-' && (!isWord(previous) || !isWord(next)),
		r == '?' && (previous == '?' || next == '?'),
		strings.ContainsRune(":;(", r) && emoticon.MatchString(rest):
		return `\` + string(r)
	}
	return string(r)
}

// writeAddress writes a web address that text begins with and returns its
// length in text. Escapes would become part of the link, so it is written as it
// is, or in brackets where Jira could see another end of it than we do.
func writeAddress(out *strings.Builder, text string, previous rune) int {
	if isWord(previous) {
		return 0
	}
	m := address.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	rest := strings.TrimRight(m[2], `.,;:!?'*_~-+|{}[]()\^`)
	if rest == "" {
		return 0
	}
	found := m[1] + rest
	href := encodeHref(found)
	if href == found && endsAddress(text[len(found):]) && !strings.ContainsAny(found, `*!()`) {
		out.WriteString(found)
	} else {
		out.WriteString("[" + href + "]")
	}
	return len(found)
}

// endsAddress reports whether an address before this text plainly ends there.
func endsAddress(rest string) bool {
	rest = strings.TrimLeft(rest, ".,;:")
	r, size := utf8.DecodeRuneInString(rest)
	return size == 0 || unicode.IsSpace(r)
}
