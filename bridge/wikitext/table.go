package wikitext

// table writes a table row by row. Text between the rows, where no text
// belongs, becomes lines of its own.
func (w *writer) table(n *node) {
	for _, child := range n.children {
		switch child.tag {
		case "tr":
			w.flush()
			w.row(child)
		case "tbody", "thead", "tfoot":
			w.table(child)
		default:
			if text := spansOf(child); inOneLine(text, "") != "" {
				w.pending = append(w.pending, text...)
			}
		}
	}
	w.flush()
}

// row writes a row; an empty cell needs a space to be one. Text beside the
// cells is taken for one.
func (w *writer) row(n *node) {
	var line, border string
	for _, cell := range n.children {
		text := inOneLine(spansOf(cell), ` \\ `)
		isCell := cell.tag == "td" || cell.tag == "th"
		if text == "" && !isCell {
			continue
		}
		if text == "" {
			text = " "
		}
		if border = "|"; cell.tag == "th" {
			border = "||"
		}
		line += border + text
	}
	if line != "" {
		w.line(line + border)
	}
}
