package wiki

import (
	"regexp"
	"strings"
)

// macro is a name in braces, with its body when the name has an end tag.
type macro struct {
	name, args string
	tag        string // as it stands there, without braces
	body       string
	start, end int // in the text it was found in
}

var (
	tag    = regexp.MustCompile(`^\{([^{}\n]+)\}`)
	forced = regexp.MustCompile(`^\{(?:\*|_|-|\+|\^|~|\?\?)\}`)
)

// nextMacro finds the first macro that makes a block. Two braces are no macro,
// of three or more the last one begins one, and a sign alone in braces is a
// style. {color} stays within its line.
func nextMacro(text string) (macro, bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '{' || isEscaped(text, i) {
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "{"))
		i += run - 1
		if run == 2 {
			continue
		}
		if m, ok := macroAt(text, i); ok && m.name != "color" && m.name != "anchor" {
			return m, true
		}
	}
	return macro{}, false
}

func macroAt(text string, at int) (macro, bool) {
	found := tag.FindStringSubmatch(text[at:])
	if found == nil || forced.MatchString(text[at:]) {
		return macro{}, false
	}
	name, args, _ := strings.Cut(found[1], ":")
	m := macro{name: strings.ToLower(strings.TrimSpace(name)), args: args, tag: found[1], start: at, end: at + len(found[0])}
	if m.hasBody() {
		if length := endTag(text[m.end:], m.name); length >= 0 {
			m.body = text[m.end : m.end+length]
			m.end += length + len("{"+m.name+"}")
		}
	}
	return m, true
}

func (m macro) hasBody() bool {
	switch m.name {
	case "code", "noformat", "quote", "panel", "color":
		return true
	}
	return false
}

// endTag is where the end tag of a macro stands, -1 for nowhere. What stands
// before it does not matter, other macros included.
func endTag(text, name string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], "{"+name+"}")
		if i < 0 {
			return -1
		}
		if !isEscaped(text, from+i) {
			return from + i
		}
		from += i + 1
	}
}

func isEscaped(text string, at int) bool { return at > 0 && text[at-1] == '\\' }

func (r reader) macro(m macro) string {
	switch m.name {
	case "code":
		return `<div class="code panel" style="border-width: 1px;"><div class="codeContent panelContent">` + "\n" +
			`<pre class="code-` + plain(language(m.args)) + `">` + plain(strings.Trim(m.body, "\n")) + "</pre>\n</div></div>"
	case "noformat":
		return `<div class="preformatted panel" style="border-width: 1px;"><div class="preformattedContent panelContent">` + "\n" +
			"<pre>" + plain(strings.Trim(m.body, "\n")) + "</pre>\n</div></div>"
	case "quote":
		return "<blockquote>" + r.read(m.body) + "</blockquote>"
	case "panel":
		return `<div class="panel"><div class="panelContent">` + r.read(m.body) + "</div></div>"
	}
	return ` <span class="unknown-macro">{` + plain(m.tag) + "}</span> "
}

// language is how the text of {code} is coloured; Java unless it says.
func language(args string) string {
	for arg := range strings.SplitSeq(args, "|") {
		if arg != "" && !strings.Contains(arg, "=") {
			return arg
		}
	}
	return "java"
}
