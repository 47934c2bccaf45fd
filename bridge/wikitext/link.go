package wikitext

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// apart are the neighbours that cannot become part of an address.
const apart = " \t\x00"

// webAddress is what Jira makes a link of by itself: its scheme and the rest.
var webAddress = regexp.MustCompile(`^((?:https?|ftp)://)([\pL\pN][^\s\p{Z}"<>]*)`)

// address writes a web address that text begins with and returns its length in
// text, 0 for none. Escapes would become part of the link, so it is written as
// it is, or in brackets where Jira could see another end of it than we do.
func (e *escaper) address(text string) int {
	m := webAddress.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	rest := strings.TrimRight(m[2], `.,;:!?'*_~-+|{}[]()\^&`)
	found := m[1] + rest
	behind := e.after
	if len(text) > len(found) {
		behind = firstOf(text[len(found):])
	}
	if encodeHref(found) == found && e.endsBefore(behind) && !strings.ContainsAny(found, "*!()'") {
		e.out.WriteString(found)
	} else {
		e.out.WriteString(link(found, encodeHref(found)))
	}
	return len(found)
}

// endsBefore reports whether an address plainly ends before the character, and
// does not stand between markers, whose second one could become part of it.
func (e *escaper) endsBefore(r rune) bool {
	return strings.ContainsRune(apart, r) && strings.ContainsRune(apart, e.previous)
}

func firstOf(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// link writes a link, short when its text is the address: of mail, Jira shows
// only who it goes to.
func link(text, href string) string {
	mail, isMail := strings.CutPrefix(href, "mailto:")
	if text == "" || text == href && !isMail || isMail && text == mail {
		return "[" + href + "]"
	}
	return "[" + escapeLabel(text) + "|" + href + "]"
}

// cleanHref is an address fit for a link: of the web or of mail. Anything else
// would mean something to Jira: [#anchor], [^file], [~person].
func cleanHref(text string) (string, bool) {
	text = encodeHref(strings.TrimSpace(text))
	u, err := url.Parse(text)
	if err != nil {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "ftp":
		return text, u.Host != ""
	case "mailto":
		return text, u.Opaque != ""
	}
	return "", false
}

// encodeHref writes in percent what would end a link or be markup in it.
func encodeHref(text string) string {
	var out strings.Builder
	for _, r := range text {
		if unicode.IsSpace(r) || strings.ContainsRune("[]{}|\\^\"<>`", r) {
			for _, b := range []byte(string(r)) {
				fmt.Fprintf(&out, "%%%02X", b)
			}
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
