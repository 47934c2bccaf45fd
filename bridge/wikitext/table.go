package wikitext

// table writes a table row by row; an empty cell needs a space to be one.
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
