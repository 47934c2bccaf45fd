package wiki

import "strings"

// list shows the list that begins at the next line: an item a line, with a sign
// for every level. Lines of text below an item belong to it.
func (p *piece) list() {
	var open string // the signs of the lists that are open
	for len(p.lines) > 0 {
		m := item.FindStringSubmatch(p.lines[0])
		if m == nil || ruler.MatchString(p.lines[0]) {
			break
		}
		p.lines = p.lines[1:]
		p.toLevel(open, m[1])
		open = m[1]
		p.out.WriteString(p.line(strings.Join(append([]string{m[2]}, p.textLines()...), "\n")))
	}
	p.toLevel(open, "")
}

// toLevel closes and opens lists between two items and begins the second.
func (p *piece) toLevel(from, to string) {
	common := 0
	for common < len(from) && common < len(to) && from[common] == to[common] {
		common++
	}
	for i := len(from) - 1; i >= common; i-- {
		p.out.WriteString("</li></" + listTag(from[i]) + ">")
	}
	if common == len(to) && to != "" {
		p.out.WriteString("</li><li>")
	}
	for i := common; i < len(to); i++ {
		p.out.WriteString("<" + listTag(to[i]) + "><li>")
	}
}

func listTag(sign byte) string {
	if sign == '#' {
		return "ol"
	}
	return "ul"
}
