package wikitext

import (
	"slices"
	"strings"
)

// writer collects the lines of the markup. Runs of text wait in pending until
// their last line is complete.
type writer struct {
	lines   []string
	pending []span
	quoting bool
}

// String is the markup without empty lines at its ends.
func (w *writer) String() string { return strings.Trim(strings.Join(w.lines, "\n"), "\n") }

// line adds a line; of empty ones in a row only the first, because they all
// mean one new paragraph.
func (w *writer) line(text string) {
	if text == "" && (len(w.lines) == 0 || w.lines[len(w.lines)-1] == "") {
		return
	}
	w.lines = append(w.lines, text)
}

// flush writes the pending text. A line break at either end only separates it
// from the block beside it.
func (w *writer) flush() {
	if len(w.pending) == 0 {
		return
	}
	lines := splitLines(w.pending)
	w.pending = nil
	for i, line := range lines {
		text := renderLine(line)
		if text == "" && (i == 0 || i == len(lines)-1) {
			continue
		}
		w.line(text)
	}
}

func (w *writer) blocks(nodes []*node) {
	for _, n := range nodes {
		w.block(n)
	}
}

func (w *writer) block(n *node) {
	switch n.tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.heading(n)
	case "ul", "ol":
		w.flush()
		w.list(n, "")
		w.line("")
	case "blockquote":
		w.quote(n)
	case "pre":
		w.preformatted(n)
	case "hr":
		w.flush()
		w.line("----")
	case "table":
		w.flush()
		w.table(n)
		w.line("")
	case "p", "div":
		w.flush()
		w.line("")
		w.blocks(n.children)
		w.flush()
		w.line("")
	case "html", "body", "section", "article", "main", "tbody", "thead":
		w.blocks(n.children)
	default:
		w.pending = append(w.pending, spansOf(n)...)
	}
}

func (w *writer) heading(n *node) {
	w.flush()
	if text := inOneLine(spansOf(n), " "); text != "" {
		w.line(n.tag + ". " + text)
	}
}

// quote writes a quotation. There are none within others in wiki markup.
func (w *writer) quote(n *node) {
	w.flush()
	if w.quoting {
		w.blocks(n.children)
		w.flush()
		return
	}
	w.quoting = true
	w.line("{quote}")
	w.blocks(n.children)
	w.flush()
	w.line("{quote}")
	w.quoting = false
}

// preformatted writes text as it is. Nothing can be escaped in it, so it goes
// between the markers that it does not contain, or has the one it contains
// broken by a space of no width.
func (w *writer) preformatted(n *node) {
	w.flush()
	text := strings.Trim(textOf(n), "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	open, closing := "{noformat}", "{noformat}"
	if strings.Contains(text, "{noformat") {
		if strings.Contains(text, "{code") {
			text = strings.ReplaceAll(text, "{noformat", "{\u200bnoformat")
		} else {
			open, closing = "{code:none}", "{code}"
		}
	}
	w.line(open + "\n" + text + "\n" + closing)
}

// list writes the items of a list, each with one marker for every level.
func (w *writer) list(n *node, markers string) {
	if n.tag == "ol" {
		markers += "#"
	} else {
		markers += "*"
	}
	for _, child := range n.children {
		w.item(child, markers)
	}
}

// item writes one item and the lists in it. Text after an inner list becomes an
// item of its own, which keeps the order. Editors also put a list directly into
// another.
func (w *writer) item(n *node, markers string) {
	if isList(n) {
		w.list(n, markers)
		return
	}
	var text []span
	for _, child := range contentOf(n) {
		if !isList(child) {
			text = append(text, spansOf(child)...)
			continue
		}
		w.itemText(text, markers)
		text = nil
		w.list(child, markers)
	}
	w.itemText(text, markers)
}

func (w *writer) itemText(text []span, markers string) {
	if line := inOneLine(text, ` \\ `); line != "" {
		w.line(markers + " " + line)
	}
}

func isList(n *node) bool { return n.tag == "ul" || n.tag == "ol" }

// contentOf are the children of an item, or what stands in its place.
func contentOf(n *node) []*node {
	if n.tag == "li" {
		return n.children
	}
	return []*node{n}
}

func (w *writer) table(n *node) {
	for _, row := range find(n, "tr") {
		var line, border string
		for _, cell := range row.children {
			if cell.tag != "td" && cell.tag != "th" {
				continue
			}
			if border = "|"; cell.tag == "th" {
				border = "||"
			}
			text := inOneLine(spansOf(cell), ` \\ `)
			if text == "" {
				text = " "
			}
			line += border + text
		}
		if line != "" {
			w.line(line + border)
		}
	}
}

// find are the elements of a tag below n, without those in each other.
func find(n *node, tag string) []*node {
	var found []*node
	for _, child := range n.children {
		if child.tag == tag {
			found = append(found, child)
		} else {
			found = append(found, find(child, tag)...)
		}
	}
	return found
}

// inOneLine writes text that has to stay on one line, its own lines joined.
func inOneLine(spans []span, joint string) string {
	var lines []string
	for _, line := range splitLines(spans) {
		lines = append(lines, strings.TrimSpace(renderLine(line)))
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return strings.Join(lines, joint)
}
