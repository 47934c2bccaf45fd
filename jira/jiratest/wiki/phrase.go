package wiki

import (
	"strings"
	"unicode"
)

// line shows the text of a line, or of the lines of a paragraph.
func (r reader) line(text string) string { return r.styled(r.lex(text, false)) }

// elements are what the signs of a style mean.
func elements() map[string]string {
	return map[string]string{"*": "b", "_": "em", "-": "del", "+": "ins", "^": "sup", "~": "sub", "??": "cite", "{{": "tt"}
}

// styled shows tokens: from the left, what is between two signs that open and
// close a style, and everything else as it is.
func (r reader) styled(tokens []token) string {
	var out strings.Builder
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if end := closer(tokens, i); end > 0 {
			element := elements()[t.sign]
			out.WriteString("<" + element + ">" + r.styled(tokens[i+1:end]) + "</" + element + ">")
			i = end
			continue
		}
		out.WriteString(t.html())
	}
	return out.String()
}

// html is a token that has no meaning here.
func (t token) html() string {
	switch {
	case t.finished != "":
		return t.finished
	case t.forced:
		return plain("{" + t.sign + "}")
	case t.char != 0:
		return plain(string(t.char))
	}
	return plain(t.sign)
}

// closer is the index of the token that closes the style which the one at i
// opens, 0 when it opens none. Styles end with their line.
func closer(tokens []token, i int) int {
	t := tokens[i]
	if t.sign == "" || t.sign == "}}" || !opens(tokens, i) {
		return 0
	}
	sign := t.sign
	if sign == "{{" {
		sign = "}}"
	}
	for j := i + 1; j < len(tokens); j++ {
		if strings.HasPrefix(tokens[j].finished, "<br/>\n") {
			return 0
		}
		if tokens[j].sign == sign && j > i+1 && closes(tokens, j) {
			return j
		}
	}
	return 0
}

// opens: not within a word, and not before a space or the same sign.
func opens(tokens []token, i int) bool {
	t := tokens[i]
	if i+1 == len(tokens) || tokens[i+1].sign == t.sign && t.sign != "{{" {
		return false
	}
	if t.forced {
		return true
	}
	return (i == 0 || !isWord(tokens[i-1].char)) && !unicode.IsSpace(tokens[i+1].char)
}

// closes: not after a space, and not within a word.
func closes(tokens []token, j int) bool {
	if tokens[j].forced {
		return true
	}
	return !unicode.IsSpace(tokens[j-1].char) && (j+1 == len(tokens) || !isWord(tokens[j+1].char))
}
