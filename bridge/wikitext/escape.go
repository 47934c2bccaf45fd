package wikitext

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// entity is what would show as another character.
	entity = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)
	// picture is what would show as one, at its first character. Those with a
	// character that is escaped anyway are not among them.
	picture = regexp.MustCompile(`^\((?i:[ynix/?]|on|off|flag|flagoff)\)`)
	// mouth is the second character of a smiley but for brackets. Before a letter
	// or digit :D is none, unless that is the last one, which may have to be set
	// apart from what follows.
	mouth = regexp.MustCompile(`^[PpDd](?:[^0-9A-Za-z]|.?$)`)
	// lineStart is what makes a line a heading, a quotation or a numbered item.
	lineStart = regexp.MustCompile(`^([\s\p{Z}]*)(?:((?i:h[1-6]|bq))\.|#)`)
	// issueKey is what Jira makes a link of, and then no longer counts as a word.
	issueKey = regexp.MustCompile(`^[A-Z][A-Z0-9]+-[1-9][0-9]*`)
)

// alwaysSpecial are the characters that can begin markup anywhere.
const alwaysSpecial = "*_+^~[]|!"

// Neighbours of a text in its line that are no characters of a text.
const (
	lineEdge  rune = 0   // the line begins or ends here
	markerRim rune = '{' // a marker, in braces or not
	linkRim   rune = '[' // a link
)

// escaper writes a text of one line so that Jira shows it as it is.
//
// Nearly everything is written with a backslash. Where Jira shows that or takes
// it for something else, an entity stands for the character: for a backslash,
// of which two are a line break; for what counts at the beginning of a line
// only; for the braces of {{, which a backslash does not stop; for the rest of
// smileys, because the end of an entity could become the eyes of another.
type escaper struct {
	out      strings.Builder
	text     string // all of it
	at       int
	previous rune // written last, ';' after an entity
	after    rune // the neighbour behind the text
}

// escape writes a text between two neighbours.
func escape(text string, before, after rune) string {
	e := escaper{text: text, previous: before, after: after}
	if before == lineEdge {
		e.start()
	}
	for e.at < len(text) {
		if !e.reference() {
			e.char()
		}
	}
	return e.out.String()
}

// escapeLabel writes the text of a link, in which Jira makes no others.
func escapeLabel(text string) string {
	e := escaper{text: text, previous: linkRim, after: linkRim}
	for e.at < len(text) {
		e.char()
	}
	return e.out.String()
}

// start writes what makes a line special with an entity for the character that
// does: a backslash before # or . would be shown.
func (e *escaper) start() {
	m := lineStart.FindStringSubmatch(e.text)
	if m == nil {
		return
	}
	last := m[0][len(m[0])-1:]
	e.out.WriteString(m[1] + m[2])
	e.at = len(m[0]) - len(last)
	e.entity(rune(last[0]))
}

// reference writes what Jira makes a link of by itself, if that comes next.
func (e *escaper) reference() bool {
	if isWord(e.previous) {
		return false
	}
	rest := e.text[e.at:]
	length := e.address(rest)
	if length == 0 {
		key := issueKey.FindString(rest)
		if isWord(firstOf(rest[len(key):])) { // a longer word
			return false
		}
		e.out.WriteString(key)
		length = len(key)
	}
	e.wrote(rest[:length], ' ')
	return length > 0
}

// char writes the next character.
func (e *escaper) char() {
	rest := e.text[e.at:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case e.needsEntity(r, rest):
		e.entity(r)
		return
	case e.needsBackslash(r, rest):
		e.out.WriteByte('\\')
	}
	e.out.WriteRune(r)
	e.wrote(string(r), r)
}

// wrote goes on behind a text; as is what Jira takes it for.
func (e *escaper) wrote(text string, as rune) {
	if text == "" {
		return
	}
	e.at += len(text)
	e.previous = as
}

func (e *escaper) entity(r rune) {
	if r == '&' {
		e.out.WriteString("&amp;")
	} else {
		fmt.Fprintf(&e.out, "&#%d;", r)
	}
	e.wrote(string(r), ';')
}

func (e *escaper) needsEntity(r rune, rest string) bool {
	switch r {
	case '\\':
		return true
	case '&':
		return entity.MatchString(rest)
	case '{', '}':
		next := e.nextRune(rest)
		return strings.ContainsRune("{}", e.previous) || strings.ContainsRune("{}", next) || e.previous == ';' || next == linkRim
	case '(':
		return picture.MatchString(rest) || e.previous == ':'
	case ':':
		return strings.HasPrefix(rest, "://") || e.isScheme("mailto")
	case ')':
		return e.previous == ':' || e.previous == ';'
	}
	return e.previous == ':' && mouth.MatchString(rest)
}

// isScheme reports whether the word before a colon is this one, which makes an
// address of what follows.
func (e *escaper) isScheme(word string) bool {
	return e.at >= len(word) && strings.EqualFold(e.text[e.at-len(word):e.at], word)
}

// needsBackslash: a hyphen between two letters is one, elsewhere it may begin a
// dash, a rule or struck out text. What Jira makes a link of is no letter.
func (e *escaper) needsBackslash(r rune, rest string) bool {
	switch {
	case strings.ContainsRune(alwaysSpecial, r), r == '{', r == '}':
		return true
	case r == '-':
		return !isWord(e.previous) || !isWord(e.nextRune(rest)) || !e.staysWord(rest[1:])
	case r == '?':
		return e.previous == '?' || e.nextRune(rest) == '?'
	}
	return false
}

// staysWord reports whether the word behind a hyphen is one for Jira: not a
// reference, and not a letter that may have to be set apart from a marker.
func (e *escaper) staysWord(word string) bool {
	alone := e.after == markerRim && utf8.RuneCountInString(word) == 1
	return !alone && !issueKey.MatchString(word) && !webAddress.MatchString(word)
}

// nextRune is the one behind the first of rest.
func (e *escaper) nextRune(rest string) rune {
	_, size := utf8.DecodeRuneInString(rest)
	if size == len(rest) {
		return e.after
	}
	r, _ := utf8.DecodeRuneInString(rest[size:])
	return r
}

// printableRune is a character of a text, or -1. Jira's patterns take the
// Unicode line ends for one, its renderer marks what it has done with U+FFFC,
// and noncharacters are no XML.
func printableRune(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case unicode.IsControl(r), r == '\ufffc', r == '\ufffe', r == '\uffff':
		return -1
	}
	return r
}
