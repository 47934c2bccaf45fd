package wiki

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is the smallest piece of a line: a character, which may be a sign of
// markup, or something finished.
type token struct {
	char     rune   // 0 when finished or a style in braces
	finished string // HTML
	sign     string // of a style: * _ - + ^ ~ ?? {{ }}
	forced   bool   // the style is in braces: it counts wherever it stands
}

// special is what a backslash takes the meaning from. Before anything else the
// backslash is shown.
const special = `*_-+^~{}[]|!?\`

var (
	issueKey = regexp.MustCompile(`^[A-Z][A-Z0-9]+-[1-9][0-9]*`)
	bare     = regexp.MustCompile(`^(?:(?:https?|ftps?|nntp|news|irc|file)://|mailto:)[^\s|\[\]{}"<>]+`)
	entity   = regexp.MustCompile(`^&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);`)
	picture  = regexp.MustCompile(`^!([^\s!|][^!\n]*?)(\|[^!\n]*)?!`)
	color    = regexp.MustCompile(`^\{color(?::([^{}\n]*))?\}`)
	anchor   = regexp.MustCompile(`^\{anchor(?::[^{}\n]*)?\}`)
	smiley   = regexp.MustCompile(`^(?::-?\)|:-?\(|;-?\)|:[PD](?:[^0-9A-Za-z]|$)|:p(?:[^0-9A-Za-z]|$)|` +
		`\((?:y|n|i|/|x|!|\+|-|\?|on|off|\*[rgby]?|flag|flagoff)\))`)
	monoEscaped = regexp.MustCompile(`^\\?\{\\?\{[^\n]*?[^\n{\\]\\?\}\\?\}`)
)

// lexer cuts a line, or the lines of a paragraph, into tokens.
type lexer struct {
	reader
	text   string
	at     int
	inLink bool // links are not read within the text of one
	colors int  // that are open
	out    []token
}

func (r reader) lex(text string, inLink bool) []token {
	l := lexer{reader: r, text: text, inLink: inLink}
	for l.at < len(l.text) {
		l.next()
	}
	return l.out
}

// next reads one token.
func (l *lexer) next() {
	rest := l.text[l.at:]
	switch {
	case l.backslash(rest), l.brace(rest), l.link(rest), l.key(rest), l.smiley(rest), l.entity(rest):
	case strings.HasPrefix(rest, "\n"):
		l.done("<br/>\n", 1)
	case strings.HasPrefix(rest, "??"):
		l.take(token{sign: "??"}, 2)
	case strings.HasPrefix(rest, "---"):
		l.done("&#8212;", 3)
	case strings.HasPrefix(rest, "--"):
		l.done("&#8211;", 2)
	default:
		r, size := utf8.DecodeRuneInString(rest)
		sign := ""
		if strings.ContainsRune("*_-+^~", r) {
			sign = string(r)
		}
		l.take(token{char: r, sign: sign}, size)
	}
}

func (l *lexer) take(t token, size int) {
	l.out = append(l.out, t)
	l.at += size
}

func (l *lexer) done(html string, size int) { l.take(token{finished: html}, size) }

// backslash reads an escape or a forced line break. Two escaped braces are the
// sign for code all the same.
func (l *lexer) backslash(rest string) bool {
	if rest[0] != '\\' || len(rest) == 1 {
		return false
	}
	switch {
	case strings.HasPrefix(rest, `\\`):
		l.done("<br/>", 2)
	case strings.HasPrefix(rest, `\{\{`) && monoEscaped.MatchString(rest):
		l.take(token{sign: "{{"}, 4)
	case strings.HasPrefix(rest, `\}\}`) && l.isOpen("{{"):
		l.take(token{sign: "}}"}, 4)
	case strings.ContainsRune(special, rune(rest[1])), smiley.MatchString(rest[1:]):
		l.done(plain(rest[1:2]), 2)
	default:
		return false
	}
	return true
}

// isOpen reports whether the sign was read last among those of code.
func (l *lexer) isOpen(sign string) bool {
	for i := len(l.out) - 1; i >= 0; i-- {
		if s := l.out[i].sign; s == "{{" || s == "}}" {
			return s == sign
		}
	}
	return false
}

// brace reads what stands in braces within a line.
func (l *lexer) brace(rest string) bool {
	switch {
	case forced.MatchString(rest):
		found := forced.FindString(rest)
		l.take(token{sign: strings.Trim(found, "{}"), forced: true}, len(found))
	case color.MatchString(rest):
		l.color(color.FindStringSubmatch(rest))
	case anchor.MatchString(rest):
		l.done("", len(anchor.FindString(rest)))
	case strings.HasPrefix(rest, "{{"):
		l.take(token{sign: "{{"}, 2)
	case strings.HasPrefix(rest, "}}"):
		l.take(token{sign: "}}"}, 2)
	default:
		return false
	}
	return true
}

// color reads the beginning or the end of a colour. One without an end colours
// nothing.
func (l *lexer) color(found []string) {
	html := ""
	switch colour, end := found[1], found[1] == ""; {
	case end && l.colors > 0:
		l.colors--
		html = "</font>"
	case !end:
		html = `<font color="` + plain(colour) + `">`
		if strings.Contains(l.text[l.at:], "{color}") {
			l.colors++
		} else {
			html += "</font>"
		}
	}
	l.done(html, len(found[0]))
}

// key reads the key of an issue that exists: Jira links it by itself, before it
// looks for styles.
func (l *lexer) key(rest string) bool {
	found := issueKey.FindString(rest)
	if found == "" || l.inLink || isWord(l.previous()) || l.site.Issue == nil {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[len(found):])
	url, ok := l.site.Issue(found)
	if ok && !isWord(next) {
		l.done(`<a href="`+plain(url)+`" class="issue-link" data-issue-key="`+found+`">`+found+"</a>", len(found))
	}
	return ok && !isWord(next)
}

func (l *lexer) smiley(rest string) bool {
	found := smiley.FindString(rest)
	if found == "" {
		return false
	}
	if found[0] == ':' && len(found) > 2 && found[1] != '-' { // the character behind it
		found = found[:2]
	}
	l.done(`<img class="emoticon" src="data:," alt="`+plain(found)+`">`, len(found))
	return true
}

// entity leaves what HTML would read as another character to the browser. Its
// last character is still one of the text.
func (l *lexer) entity(rest string) bool {
	found := entity.FindString(rest)
	if found == "" {
		return false
	}
	l.done(found[:len(found)-1], len(found)-1)
	if smiley.MatchString(l.text[l.at:]) {
		l.smiley(l.text[l.at:])
	} else {
		l.done(";", 1)
	}
	return true
}

func (l *lexer) previous() rune {
	if len(l.out) == 0 {
		return 0
	}
	return l.out[len(l.out)-1].char
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
