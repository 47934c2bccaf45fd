package wikitext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// marker is how a style is written, from the outermost in.
var markers = []struct {
	style style
	sign  string
}{{bold, "*"}, {italic, "_"}, {underline, "+"}, {strike, "-"}}

// renderLine writes the runs of one line.
func renderLine(spans []span) string {
	var w lineWriter
	w.write(spans, 0, 0)
	return strings.TrimRight(w.out.String(), " \t")
}

// lineWriter writes a line or, with inside set, a part of one between markers.
type lineWriter struct {
	out    strings.Builder
	inside bool
}

// write writes runs; done are the styles already opened around them, next is
// the character after them, 0 at the end of the line.
func (w *lineWriter) write(spans []span, done style, next rune) {
	for len(spans) > 0 {
		sign, these := firstStyle(spans[0].style &^ done)
		n := 1
		if sign != "" {
			n = countWith(spans, these)
		}
		after := next
		if n < len(spans) {
			after = firstRune(spans[n])
		}
		if sign == "" {
			w.leaf(spans[0])
		} else {
			w.styled(spans[:n], sign, done|these, after)
		}
		spans = spans[n:]
	}
}

// firstStyle is the outermost of the styles that has a sign.
func firstStyle(s style) (sign string, one style) {
	for _, m := range markers {
		if s&m.style != 0 {
			return m.sign, m.style
		}
	}
	return "", 0
}

func countWith(spans []span, s style) int {
	n := 0
	for n < len(spans) && spans[n].style&s != 0 {
		n++
	}
	return n
}

func firstRune(s span) rune {
	if s.href != "" {
		return '['
	}
	r, _ := utf8.DecodeRuneInString(s.text)
	return r
}

// styled writes runs between markers. Spaces at their ends go outside: markers
// with a space inside are no markers.
func (w *lineWriter) styled(spans []span, sign string, done style, next rune) {
	before, spans, after := trimSpans(spans)
	w.out.WriteString(before)
	if after != "" {
		next = ' '
	}
	inner := lineWriter{inside: true}
	inner.write(spans, done, 'x')
	if text := inner.out.String(); text != "" {
		if !w.mayBeBare(text, next) {
			sign = "{" + sign + "}"
		}
		w.out.WriteString(sign + text + sign)
	}
	w.out.WriteString(after)
}

// mayBeBare reports whether the short form of a marker is understood here: not
// beside a word, and with a word inside.
func (w *lineWriter) mayBeBare(text string, next rune) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	previous, size := utf8.DecodeLastRuneInString(w.out.String())
	apart := size > 0 && (unicode.IsSpace(previous) || previous == '(') || size == 0 && !w.inside
	return apart && isWord(first) && isWord(last) &&
		(next == 0 || unicode.IsSpace(next) || strings.ContainsRune(".,;:)", next))
}

// trimSpans takes the spaces off both ends of runs.
func trimSpans(spans []span) (before string, trimmed []span, after string) {
	trimmed = append(trimmed, spans...)
	for len(trimmed) > 0 && trimmed[0].href == "" {
		text := trimmed[0].text
		trimmed[0].text = strings.TrimLeftFunc(text, unicode.IsSpace)
		before += text[:len(text)-len(trimmed[0].text)]
		if trimmed[0].text != "" {
			break
		}
		trimmed = trimmed[1:]
	}
	for last := len(trimmed) - 1; last >= 0 && trimmed[last].href == ""; last-- {
		text := trimmed[last].text
		trimmed[last].text = strings.TrimRightFunc(text, unicode.IsSpace)
		after = text[len(trimmed[last].text):] + after
		if trimmed[last].text != "" {
			break
		}
		trimmed = trimmed[:last]
	}
	return before, trimmed, after
}

// leaf writes a run without styles other than mono.
func (w *lineWriter) leaf(s span) {
	text := ""
	if s.href != "" {
		text = link(s.text, s.href)
	}
	if s.style&mono == 0 {
		if s.href == "" {
			text = escape(s.text, w.atStart())
		}
		w.out.WriteString(text)
		return
	}
	before, inner, after := trimSpans([]span{{text: s.text}})
	if s.href == "" && len(inner) > 0 {
		text = escape(inner[0].text, false)
	}
	if text != "" {
		text = "{{" + text + "}}"
	}
	w.out.WriteString(before + text + after)
}

// atStart reports whether what comes next stands at the beginning of a line,
// where some characters mean more.
func (w *lineWriter) atStart() bool {
	return !w.inside && strings.TrimSpace(w.out.String()) == ""
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
