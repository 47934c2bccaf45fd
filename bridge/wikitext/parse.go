package wikitext

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// node is an element or, without a tag, a text.
type node struct {
	tag      string
	attr     map[string]string
	text     string
	children []*node
}

// maxDepth is how deep elements nest. What is deeper is put at this depth, so
// that no input can exhaust the stack.
const maxDepth = 64

// parse reads rich text into a tree. It goes by tokens because Asana's text is
// XML, where <a/> is complete, and an HTML parser would leave it open and move
// tables and lists about.
func parse(source string) *node {
	root := &node{tag: "body"}
	open := []*node{root}
	tokens := html.NewTokenizer(strings.NewReader(clean(source)))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return root
		case html.TextToken:
			top(open).add(&node{text: clean(string(tokens.Text()))})
		case html.StartTagToken:
			element := newElement(tokens)
			top(open).add(element)
			if !isVoid(element.tag) && len(open) < maxDepth {
				open = append(open, element)
			}
		case html.SelfClosingTagToken:
			top(open).add(newElement(tokens))
		case html.EndTagToken:
			name, _ := tokens.TagName()
			open = closeTag(open, string(name))
		}
	}
}

func (n *node) add(child *node) { n.children = append(n.children, child) }

func top(open []*node) *node { return open[len(open)-1] }

func newElement(tokens *html.Tokenizer) *node {
	name, more := tokens.TagName()
	element := &node{tag: string(name), attr: map[string]string{}}
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		element.attr[string(key)] = clean(string(value))
	}
	return element
}

// closeTag closes the innermost open element of the name and what is open in
// it. A tag that closes nothing is passed over.
func closeTag(open []*node, name string) []*node {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].tag == name {
			return open[:i]
		}
	}
	return open
}

func isVoid(tag string) bool { return slices.Contains([]string{"br", "hr", "img"}, tag) }

// clean drops what no text has, and gives every line break one form: Jira's
// patterns take the Unicode ones for the end of a line too.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").
		Replace(strings.ToValidUTF8(text, ""))
	return strings.Map(printableRune, text)
}
