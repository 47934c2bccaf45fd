package wikitext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Shorten cuts rich text to at most limit characters of source, at a word,
// marks the cut with "…" and closes what was open. Short text comes back as it
// is, with false.
func Shorten(source string, limit int) (short string, cut bool) {
	if utf8.RuneCountInString(source) <= limit {
		return source, false
	}
	s := shortener{left: limit - 1} // one for the mark
	tokens := html.NewTokenizer(strings.NewReader(clean(source)))
	for s.take(tokens) {
	}
	return s.finish(), true
}

// shortener copies tokens as long as they fit, with the tags that will have to
// be closed counted in.
type shortener struct {
	out  strings.Builder
	open []string
	left int
}

// take copies the next token, or as much of it as fits, and reports whether to
// go on.
func (s *shortener) take(tokens *html.Tokenizer) bool {
	kind := tokens.Next()
	raw := string(tokens.Raw())
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		return s.takeText(string(tokens.Text()))
	case html.StartTagToken:
		name, _ := tokens.TagName()
		if isVoid(string(name)) {
			return s.copy(raw, 0)
		}
		tag := string(name)
		if !s.copy(raw, closingLength(tag)) {
			return false
		}
		s.open = append(s.open, tag)
	case html.EndTagToken:
		name, _ := tokens.TagName()
		if len(s.open) > 0 && s.open[len(s.open)-1] == string(name) {
			s.closeLast()
		}
	case html.SelfClosingTagToken:
		return s.copy(raw, 0)
	}
	return true
}

// copy copies a token when it and what it will cost later fit.
func (s *shortener) copy(raw string, later int) bool {
	length := utf8.RuneCountInString(raw)
	if length+later > s.left {
		return false
	}
	s.out.WriteString(raw)
	s.left -= length + later
	return true
}

// takeText copies a text or, when it does not fit, its first words.
func (s *shortener) takeText(text string) bool {
	if s.copy(html.EscapeString(text), 0) {
		return true
	}
	fits := 0
	for i, r := range text {
		length := utf8.RuneCountInString(html.EscapeString(string(r)))
		if length > s.left {
			break
		}
		s.left -= length
		fits = i + utf8.RuneLen(r)
	}
	s.out.WriteString(html.EscapeString(wholeWords(text, fits)))
	return false
}

// wholeWords are the words in the first n bytes of a text, or half of them and
// more when the last one is that long.
func wholeWords(text string, n int) string {
	head, tail := text[:n], text[n:]
	inWord := tail != "" && !strings.ContainsAny(tail[:1], " \n")
	if space := strings.LastIndexAny(head, " \n"); inWord && space > n/2 {
		head = head[:space]
	}
	return strings.TrimSpace(head)
}

func (s *shortener) closeLast() {
	last := len(s.open) - 1
	s.out.WriteString("</" + s.open[last] + ">")
	s.open = s.open[:last]
}

func (s *shortener) finish() string {
	s.out.WriteString("…")
	for len(s.open) > 0 {
		s.closeLast()
	}
	return s.out.String()
}

func closingLength(tag string) int { return utf8.RuneCountInString("</" + tag + ">") }
