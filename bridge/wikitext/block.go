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
// broken by a space of no width. A quotation ends at the first mark that looks
// like its end, here too.
func (w *writer) preformatted(n *node) {
	w.flush()
	text := strings.Trim(textOf(n), "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	if w.quoting {
		text = strings.ReplaceAll(text, "{quote", "{\u200bquote")
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

// inOneLine writes text that has to stay on one line, its own lines joined.
func inOneLine(spans []span, joint string) string {
	var lines []string
	for _, line := range splitLines(spans) {
		lines = append(lines, strings.TrimSpace(renderLine(line)))
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return strings.Join(lines, joint)
}
