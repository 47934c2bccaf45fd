package wikitext

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
