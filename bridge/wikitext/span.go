package wikitext

import (
	"slices"
	"strings"
)

// style is a set of text styles.
type style uint8

const (
	bold style = 1 << iota
	italic
	underline
	strike
	mono
)

// span is a run of text of one style, perhaps part of a link. Before its lines
// are split it may have line breaks.
type span struct {
	text  string
	style style
	href  string
}

// isBareLink reports whether the run is a link without a text of its own.
func (s span) isBareLink() bool { return s.href != "" && s.text == "" }

var styleOfTag = map[string]style{
	"strong": bold, "b": bold, "em": italic, "i": italic, "u": underline, "ins": underline,
	"s": strike, "del": strike, "strike": strike, "code": mono, "tt": mono,
}

// spansOf reads the text of a node in runs of one style. Blocks in it are set
// apart by line breaks.
func spansOf(n *node) []span {
	switch n.tag {
	case "":
		return []span{{text: n.text}}
	case "br":
		return []span{{text: "\n"}}
	case "a":
		return linkSpans(n)
	case "img":
		return imageSpans(n)
	case "script", "style":
		return nil
	}
	var spans []span
	for _, child := range n.children {
		spans = append(spans, spansOf(child)...)
	}
	for i := range spans {
		spans[i].style |= styleOfTag[n.tag]
	}
	if breaksLine(n.tag) {
		return append(append([]span{{text: "\n"}}, spans...), span{text: "\n"})
	}
	return spans
}

func breaksLine(tag string) bool {
	switch tag {
	case "p", "div", "li", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th":
		return true
	}
	return false
}

// linkSpans reads a link as a run for each style in it, all leading to the same
// place. A person is named and not linked: [~name] would call upon a Jira user
// of that name.
func linkSpans(n *node) []span {
	spans := spansOf(&node{tag: "span", children: n.children})
	text := strings.Join(strings.Fields(textOf(n)), " ")
	if n.attr["data-asana-type"] == "user" {
		return []span{{text: "@" + strings.TrimPrefix(text, "@"), style: commonStyle(spans)}}
	}
	href, ok := cleanHref(n.attr["href"])
	if !ok {
		return spans
	}
	if text == "" && !slices.ContainsFunc(spans, span.isBareLink) {
		return []span{{href: href}}
	}
	for i := range spans {
		if spans[i].href == "" {
			spans[i].href = href
		}
	}
	return spans
}

// commonStyle is the style all of the runs have.
func commonStyle(spans []span) style {
	if len(spans) == 0 {
		return 0
	}
	common := spans[0].style
	for _, s := range spans {
		common &= s.style
	}
	return common
}

// imageSpans links to an image: at this moment it is not attached to the issue.
func imageSpans(n *node) []span {
	name := strings.Join(strings.Fields(n.attr["alt"]), " ")
	href, ok := cleanHref(n.attr["src"])
	if !ok {
		return []span{{text: name}}
	}
	return []span{{text: name, href: href}}
}

// textOf is the text of a node without any style.
func textOf(n *node) string {
	switch n.tag {
	case "":
		return n.text
	case "br":
		return "\n"
	case "script", "style":
		return ""
	}
	var text strings.Builder
	for _, child := range n.children {
		text.WriteString(textOf(child))
	}
	return text.String()
}

// splitLines cuts runs at line breaks and joins neighbours of one style, so
// that what belongs together is escaped together.
func splitLines(spans []span) [][]span {
	lines := [][]span{nil}
	for _, s := range spans {
		for i, part := range strings.Split(s.text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part == "" && !s.isBareLink() {
				continue
			}
			last := len(lines) - 1
			lines[last] = join(lines[last], span{text: part, style: s.style, href: s.href})
		}
	}
	return lines
}

func join(line []span, s span) []span {
	if len(line) > 0 {
		last := &line[len(line)-1]
		if last.style == s.style && last.href == s.href && !last.isBareLink() && !s.isBareLink() {
			last.text += s.text
			return line
		}
	}
	return append(line, s)
}
