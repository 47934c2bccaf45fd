package wiki

import (
	"regexp"
	"strings"
)

var (
	heading  = regexp.MustCompile(`^\s*h([1-6])\.\s+(.*)$`)
	citation = regexp.MustCompile(`^\s*bq\.\s+(.*)$`)
	ruler    = regexp.MustCompile(`^\s*-{4,}\s*$`)
	item     = regexp.MustCompile(`^\s*([*#]+|-+)\s+(\S.*)$`)
	row      = regexp.MustCompile(`^\s*\|`)
)

// blocks shows a piece of text without macros, line by line.
func (r reader) blocks(text string) string {
	p := piece{reader: r, lines: strings.Split(text, "\n")}
	for len(p.lines) > 0 {
		p.block()
	}
	p.paragraph()
	return p.out.String()
}

// piece is text on its way: lines to come, lines of the paragraph so far.
type piece struct {
	reader
	lines []string
	open  []string
	out   strings.Builder
}

// block shows what begins at the next line, or keeps the line for a paragraph.
func (p *piece) block() {
	line := p.lines[0]
	if isText(line) {
		p.open = append(p.open, strings.TrimSpace(line))
		p.lines = p.lines[1:]
		return
	}
	p.paragraph()
	switch {
	case item.MatchString(line) && !ruler.MatchString(line):
		p.list()
		return
	case row.MatchString(line):
		p.table()
		return
	}
	p.lines = p.lines[1:]
	if m := heading.FindStringSubmatch(line); m != nil {
		p.out.WriteString("<h" + m[1] + ">" + p.line(m[2]) + "</h" + m[1] + ">\n")
	} else if m := citation.FindStringSubmatch(line); m != nil {
		p.out.WriteString("<blockquote><p>" + p.line(m[1]) + "</p></blockquote>\n")
	} else if ruler.MatchString(line) {
		p.out.WriteString("<hr />\n")
	}
}

// isText reports whether a line begins no block of its own.
func isText(line string) bool {
	for _, begins := range []*regexp.Regexp{heading, citation, ruler, item, row} {
		if begins.MatchString(line) {
			return false
		}
	}
	return strings.TrimSpace(line) != ""
}

// paragraph shows the lines kept.
func (p *piece) paragraph() {
	if len(p.open) > 0 {
		p.out.WriteString("<p>" + p.line(strings.Join(p.open, "\n")) + "</p>\n")
	}
	p.open = nil
}

// textLines takes the lines of text that come next.
func (p *piece) textLines() []string {
	n := 0
	for n < len(p.lines) && isText(p.lines[n]) {
		n++
	}
	taken := p.lines[:n]
	p.lines = p.lines[n:]
	return taken
}
