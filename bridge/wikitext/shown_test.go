package wikitext_test

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"jirabridge/jira/jiratest/wiki"
)

// shown is what a reader sees of a text: lines, each in a place ("ul/li/ol/li",
// "td", "p"), with runs of text of one look. Two texts that look alike are
// equal; how many spaces stand between words, and how they are styled, cannot
// be seen.
type shown struct{ lines []shownLine }

type shownLine struct {
	place string
	first bool // of its paragraph, item or cell
	runs  []run
}

// run is text of one look: the styles, sorted, and where it leads.
type run struct{ text, look, href string }

// readMarkup is what the simulated Jira shows for markup. Whatever stands there
// that no rich text has, a smiley or a mention, becomes a line "unexpected".
func readMarkup(markup string) shown {
	page := wiki.HTML(markup, wiki.Site{
		Issue:  func(key string) (string, bool) { return "/browse/" + key, true },
		Person: func(string) (string, string, bool) { return "/profile", "Somebody", true },
		File:   func(string) (string, bool) { return "/file", true },
	})
	root := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	nodes, err := html.ParseFragment(strings.NewReader(page), root)
	if err != nil {
		panic(err)
	}
	r := pageReader{}
	for _, n := range nodes {
		r.node(n, nil, look{})
	}
	return r.done()
}

// look is how text at some place of a page looks.
type look struct {
	styles []string
	href   string
	pre    bool
}

type pageReader struct {
	shown
	line  shownLine
	fresh bool // a new paragraph, item or cell has begun
}

var styleOf = map[string]string{"b": "bold", "em": "italic", "ins": "underlined", "del": "struck", "tt": "code"}

func (r *pageReader) node(n *html.Node, place []string, l look) {
	if n.Type == html.TextNode {
		r.text(n.Data, strings.Join(place, "/"), l)
		return
	}
	switch n.Data {
	case "br":
		r.end(false)
		return
	case "hr":
		r.end(true)
		r.text("—", "hr", look{})
		r.end(true)
		return
	case "p", "div", "tbody", "table", "tr": // said by what is in them
		r.end(true)
		r.children(n, place, l)
		r.end(true)
		return
	case "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "td", "th", "blockquote":
		r.end(true)
		r.children(n, append(slices.Clip(place), n.Data), l)
		r.end(true)
		return
	case "pre":
		r.end(true)
		l.pre = true
		r.children(n, append(slices.Clip(place), "pre"), l)
		r.end(true)
		return
	case "a":
		if class := attribute(n, "class"); class == "external-link" {
			l.href = attribute(n, "href")
		} else if class != "issue-link" { // text still, which leads somewhere
			r.text("unexpected "+class, "unexpected", look{})
		}
	case "b", "em", "ins", "del", "tt":
		l.styles = append(slices.Clip(l.styles), styleOf[n.Data])
	default:
		r.text("unexpected "+n.Data, "unexpected", look{})
	}
	r.children(n, place, l)
}

func (r *pageReader) children(n *html.Node, place []string, l look) {
	for c := range n.ChildNodes() {
		r.node(c, place, l)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (r *pageReader) text(text, place string, l look) {
	if l.pre {
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				r.end(false)
			}
			r.add(strings.ReplaceAll(line, "\u200b", ""), place, l) // what cannot be seen
		}
		return
	}
	r.add(strings.Join(strings.FieldsFunc(text, unicode.IsSpace), " "), place, l, text)
}

// add adds text to the line. whole is the text with its spaces.
func (r *pageReader) add(text, place string, l look, whole ...string) {
	if len(whole) > 0 {
		text = spaced(text, whole[0])
	}
	if text == "" {
		return
	}
	r.line.place = place
	styles := slices.Clone(l.styles)
	slices.Sort(styles)
	r.line.runs = append(r.line.runs, run{text, strings.Join(slices.Compact(styles), " "), l.href})
}

// spaced puts one space where the whole text begins or ends with any.
func spaced(text, whole string) string {
	if whole == "" {
		return ""
	}
	if text == "" {
		return " "
	}
	runes := []rune(whole)
	if unicode.IsSpace(runes[0]) {
		text = " " + text
	}
	if unicode.IsSpace(runes[len(runes)-1]) {
		text += " "
	}
	return text
}

// end ends a line and, with block set, what the line was in.
func (r *pageReader) end(block bool) {
	line := r.line
	line.first = r.fresh
	line.runs = tidy(line.runs, strings.HasSuffix(line.place, "pre"))
	if len(line.runs) > 0 {
		r.lines = append(r.lines, line)
		r.fresh = false
	}
	r.line = shownLine{}
	r.fresh = r.fresh || block
}

func (r *pageReader) done() shown {
	r.end(true)
	return r.shown
}

// tidy joins runs of one look, gives spaces no look of their own, and takes
// them off both ends.
func tidy(runs []run, pre bool) []run {
	if pre {
		return runs
	}
	var chars []run
	for _, r := range runs {
		for _, c := range r.text {
			if unicode.IsSpace(c) {
				if len(chars) > 0 && chars[len(chars)-1].text != " " {
					chars = append(chars, run{text: " "})
				}
				continue
			}
			chars = append(chars, run{string(c), r.look, r.href})
		}
	}
	for len(chars) > 0 && chars[len(chars)-1].text == " " {
		chars = chars[:len(chars)-1]
	}
	var out []run
	for _, c := range chars {
		if last := len(out) - 1; last >= 0 && out[last].look == c.look && out[last].href == c.href {
			out[last].text += c.text
		} else {
			out = append(out, c)
		}
	}
	return withoutOwnAddress(out)
}

// withoutOwnAddress drops the links of runs that are their own address: Jira
// makes one of every address.
func withoutOwnAddress(runs []run) []run {
	var out []run
	for _, r := range runs {
		if r.href != "" && sameAddress(r.text, r.href) {
			r.href = ""
		}
		if last := len(out) - 1; last >= 0 && out[last].look == r.look && out[last].href == r.href {
			out[last].text += r.text
		} else {
			out = append(out, r)
		}
	}
	return out
}

func sameAddress(text, href string) bool {
	return text == href || "mailto:"+text == href || strings.EqualFold(percent(text), href)
}
