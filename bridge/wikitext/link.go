package wikitext

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// link writes a link, short when its text is the address.
func link(text, href string) string {
	if text == "" || encodeHref(text) == href || "mailto:"+text == href {
		return "[" + href + "]"
	}
	return "[" + escapeLabel(text) + "|" + href + "]"
}

// escapeLabel escapes the text of a link. An address in it is not one.
func escapeLabel(text string) string {
	var out strings.Builder
	previous := ' '
	for i, r := range text {
		out.WriteString(escapeRune(r, previous, text[i:]))
		previous = r
	}
	return out.String()
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
