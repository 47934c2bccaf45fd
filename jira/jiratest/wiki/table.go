package wiki

import "strings"

// table shows the rows that come next. A row that its line does not end goes on
// in the lines below.
func (p *piece) table() {
	p.out.WriteString(`<table class="confluenceTable"><tbody>`)
	for len(p.lines) > 0 && row.MatchString(p.lines[0]) {
		text := strings.TrimSpace(p.lines[0])
		p.lines = p.lines[1:]
		for !strings.HasSuffix(text, "|") && len(p.lines) > 0 && isText(p.lines[0]) {
			text += "\n" + strings.TrimSpace(p.lines[0])
			p.lines = p.lines[1:]
		}
		p.out.WriteString("<tr>" + p.cells(text) + "</tr>")
	}
	p.out.WriteString("</tbody></table>\n")
}

// cells shows one row. Two bars before a cell make it a head.
func (p *piece) cells(text string) string {
	var out strings.Builder
	for text != "" {
		kind := "td"
		text = text[1:]
		if strings.HasPrefix(text, "|") {
			kind, text = "th", text[1:]
		}
		if text == "" {
			break
		}
		end := cellEnd(text)
		out.WriteString("<" + kind + ` class="confluence` + strings.ToUpper(kind[:1]) + kind[1:] + `">` +
			p.cell(text[:end]) + "</" + kind + ">")
		text = text[end:]
	}
	return out.String()
}

// cellEnd is where the next bar stands that is not escaped or part of a link.
func cellEnd(text string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '[':
			if end := closing(text[i+1:]); end >= 0 {
				i += end + 1
			}
		case text[i] == '|':
			return i
		}
	}
	return len(text)
}

// cell shows what may be a text or any block.
func (p *piece) cell(text string) string {
	shown := strings.TrimSpace(p.blocks(text))
	inner := strings.TrimSuffix(strings.TrimPrefix(shown, "<p>"), "</p>")
	if strings.Contains(inner, "<p>") {
		return shown
	}
	return inner
}
