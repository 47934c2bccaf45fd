package wikitext

import (
	"bytes"
	"fmt"
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
	w.write(spans, 0, lineEdge)
	return strings.TrimRight(string(w.out), " \t")
}

// lineWriter writes a line or, with inside set, a part of one between markers.
type lineWriter struct {
	out    []byte
	inside bool
}

// write writes runs; done are the styles already opened around them, next is
// the neighbour after them.
func (w *lineWriter) write(spans []span, done style, next rune) {
	for len(spans) > 0 {
		sign, these := firstStyle(spans[0].style &^ done)
		n := 1
		if sign != "" {
			n = countWith(spans, these)
		}
		after := next
		if n < len(spans) {
			after = spans[n].first(done)
		}
		if sign == "" {
			w.leaf(spans[0], after)
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

// first is what the run begins with, where the styles done are open.
func (s span) first(done style) rune {
	switch {
	case s.style&^done != 0:
		return markerRim
	case s.href != "":
		return linkRim
	}
	return firstOf(s.text)
}

// styled writes runs between markers. Spaces at their ends go outside: markers
// with a space inside are no markers.
func (w *lineWriter) styled(spans []span, sign string, done style, next rune) {
	before, spans, after := trimSpans(spans)
	w.out = append(w.out, before...)
	if after != "" {
		next = ' '
	}
	inner := lineWriter{inside: true}
	inner.write(spans, done, markerRim)
	if len(inner.out) > 0 {
		if !w.mayBeBare(inner.out, next) {
			sign = "{" + sign + "}"
		}
		w.out = fmt.Append(w.out, sign, string(inner.out), sign)
	}
	w.out = append(w.out, after...)
}

// mayBeBare reports whether the short form of a marker is understood here: not
// beside a word, and with a word inside.
func (w *lineWriter) mayBeBare(text []byte, next rune) bool {
	first, _ := utf8.DecodeRune(text)
	last, _ := utf8.DecodeLastRune(text)
	previous, size := utf8.DecodeLastRune(w.out)
	apart := size > 0 && (unicode.IsSpace(previous) || previous == '(') || size == 0 && !w.inside
	return apart && isWord(first) && isWord(last) &&
		(next == lineEdge || unicode.IsSpace(next) || strings.ContainsRune(".,;:)", next))
}

// trimSpans takes the spaces off both ends of runs.
func trimSpans(spans []span) (before string, trimmed []span, after string) {
	trimmed = append(trimmed, spans...)
	for len(trimmed) > 0 && !trimmed[0].isBareLink() {
		text := trimmed[0].text
		trimmed[0].text = strings.TrimLeftFunc(text, unicode.IsSpace)
		before += text[:len(text)-len(trimmed[0].text)]
		if trimmed[0].text != "" {
			break
		}
		trimmed = trimmed[1:]
	}
	for last := len(trimmed) - 1; last >= 0 && !trimmed[last].isBareLink(); last-- {
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

func trim(text string) (before, inner, after string) {
	inner = strings.TrimLeftFunc(text, unicode.IsSpace)
	before = text[:len(text)-len(inner)]
	trimmed := strings.TrimRightFunc(inner, unicode.IsSpace)
	return before, trimmed, inner[len(trimmed):]
}

// leaf writes a run without styles other than code.
func (w *lineWriter) leaf(s span, next rune) {
	before, inner, after := trim(s.text)
	switch {
	case inner == "" && !s.isBareLink():
		w.out = append(w.out, s.text...)
		return
	case s.style&mono != 0:
		w.out = append(w.out, before...)
		w.code(s, inner)
	case s.href != "":
		w.out = fmt.Append(w.out, before, link(inner, s.href))
	default:
		w.plain(s.text, next)
		return
	}
	w.out = append(w.out, after...)
}

func (w *lineWriter) code(s span, text string) {
	if s.href != "" {
		text = link(text, s.href)
	} else {
		text = escape(text, markerRim, markerRim)
	}
	w.setApart()
	w.out = fmt.Append(w.out, "{{", text, "}}")
}

// setApart ends the word written last: the sign for code counts only beside
// what is no letter, such as the end of an entity, and has no form in braces.
func (w *lineWriter) setApart() {
	if last, size := utf8.DecodeLastRune(w.out); isWord(last) {
		w.out = fmt.Appendf(w.out[:len(w.out)-size], "&#%d;", last)
	}
}

// plain writes text; a letter right behind code is set apart from it.
func (w *lineWriter) plain(text string, next rune) {
	first := firstOf(text)
	if bytes.HasSuffix(w.out, []byte("}}")) && isWord(first) {
		w.out = fmt.Appendf(w.out, "&#%d;", first)
		text = text[utf8.RuneLen(first):]
	}
	w.out = append(w.out, escape(text, w.neighbour(), next)...)
}

// neighbour is what the next text has before it.
func (w *lineWriter) neighbour() rune {
	switch last, _ := utf8.DecodeLastRune(w.out); {
	case w.inside && len(w.out) == 0:
		return markerRim
	case len(bytes.TrimSpace(w.out)) == 0:
		return lineEdge
	default:
		return last
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
