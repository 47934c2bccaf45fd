package wiki

import (
	"regexp"
	"strings"
)

var scheme = regexp.MustCompile(`^(?:(?:https?|ftps?|nntp|news|irc|file)://|mailto:|/|//)`)

// link reads what refers to something else: a link in brackets, an address by
// itself, a picture.
func (l *lexer) link(rest string) bool {
	switch {
	case l.inLink:
		return false
	case rest[0] == '[':
		end := closing(rest[1:])
		if end < 0 {
			return false
		}
		html, ok := l.bracket(rest[1 : 1+end])
		if ok {
			l.done(html, end+2)
		}
		return ok
	case !isWord(l.previous()) && bare.MatchString(rest):
		found := strings.TrimRight(bare.FindString(rest), ".,;:!?)'")
		l.done(external(found, plain(found)), len(found))
		return true
	case picture.MatchString(rest):
		m := picture.FindStringSubmatch(rest)
		l.done(l.picture(m[1]), len(m[0]))
		return true
	}
	return false
}

// closing is where the bracket that closes stands, -1 for nowhere in this line.
func closing(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\n', '[':
			return -1
		case ']':
			return i
		}
	}
	return -1
}

// bracket shows a link: an address with or without a text before it, a person,
// a file, a place on the page. Anything else in brackets is text.
func (l *lexer) bracket(inner string) (html string, ok bool) {
	label, target := "", inner
	if at := bar(inner); at >= 0 {
		label, target = inner[:at], inner[at+1:]
		if at := bar(target); at >= 0 { // the tip shown with the link
			target = target[:at]
		}
	}
	target = strings.TrimSpace(target)
	shown := l.styled(l.lex(label, true))
	switch {
	case strings.HasPrefix(target, "~"):
		return l.mention(target[1:], shown)
	case strings.HasPrefix(target, "^"):
		return l.file(target[1:], shown)
	case strings.HasPrefix(target, "#"):
		return `<a href="` + plain(target) + `">` + or(shown, plain(target[1:])) + "</a>", len(target) > 1
	case scheme.MatchString(target):
		return external(target, or(shown, plain(strings.TrimPrefix(target, "mailto:")))), true
	}
	return "", false
}

// bar is where the first bar stands that is not escaped, -1 for nowhere.
func bar(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '|':
			return i
		}
	}
	return -1
}

func (l *lexer) mention(name, shown string) (html string, ok bool) {
	if name == "" {
		return "", false
	}
	if l.site.Person != nil {
		if url, full, known := l.site.Person(name); known {
			return `<a href="` + plain(url) + `" class="user-hover" rel="` + plain(name) + `">` + or(shown, plain(full)) + "</a>", true
		}
	}
	return `<a class="user-hover">` + or(shown, plain(name)) + "</a>", true
}

func (l *lexer) file(name, shown string) (html string, ok bool) {
	if l.site.File == nil {
		return "", false
	}
	url, ok := l.site.File(name)
	return `<a href="` + plain(url) + `" class="file-link">` + or(shown, plain(name)) + "</a>", ok
}

// picture shows a file of the issue or a picture of the web.
func (l *lexer) picture(name string) string {
	if l.site.File != nil {
		if url, ok := l.site.File(name); ok {
			return `<span class="image-wrap"><img src="` + plain(url) + `" alt="` + plain(name) + `" /></span>`
		}
	}
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		return `<span class="image-wrap"><img src="` + plain(name) + `" /></span>`
	}
	return `<span class="error">Unable to render embedded object: File (` + plain(name) + ") not found.</span>"
}

func external(url, shown string) string {
	return `<a href="` + plain(url) + `" class="external-link" rel="nofollow">` + shown + "</a>"
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
