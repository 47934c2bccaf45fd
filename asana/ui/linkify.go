package ui

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// bareAddress is a web address in escaped text. What ends a sentence does not
// belong to it.
var bareAddress = regexp.MustCompile(`https?://(?:&amp;|[^\s&<>"])*(?:&amp;|[^\s&<>".,;:!?)\]'])`)

const bareLink = `<a href="$0" rel="nofollow noreferrer noopener" target="_blank">$0</a>`

// linkify makes links of the web addresses in markup that is safe already,
// outside of links and code.
func linkify(markup string) string {
	var out strings.Builder
	depth := 0
	for z := html.NewTokenizer(strings.NewReader(markup)); z.Next() != html.ErrorToken; {
		raw := string(z.Raw())
		token := z.Token()
		switch {
		case token.Type == html.TextToken && depth == 0:
			raw = bareAddress.ReplaceAllString(raw, bareLink)
		case token.Type == html.StartTagToken && keepsText(token.Data):
			depth++
		case token.Type == html.EndTagToken && keepsText(token.Data):
			depth--
		}
		out.WriteString(raw)
	}
	return out.String()
}

func keepsText(tag string) bool { return tag == "a" || tag == "code" || tag == "pre" }
