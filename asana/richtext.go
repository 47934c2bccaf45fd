package asana

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Rich text is XML with the root <body> and few tags; anything else is refused rather than cleaned, as on
// asana.com (https://developers.asana.com/docs/rich-text). What is stored is written anew from what was read,
// so that only these tags and attributes can ever reach a page.

// richTags are the tags rich text may use; true means a block, which is a line of its own in plain text.
var richTags = map[string]bool{
	"strong": false, "em": false, "u": false, "s": false, "code": false, "a": false,
	"h1": true, "h2": true, "hr": true, "ul": true, "ol": true, "li": true, "blockquote": true, "pre": true,
}

// maxMentions bounds a text's mentions: each costs a few queries while the change is written.
const maxMentions = 100

// mention is what a data-asana-gid in rich text refers to.
type mention struct {
	Type, Name, URL string
	Plain           string // what plain text says instead
}

// resolver looks up a mention; ok is false when it does not exist for the writer.
type resolver func(gid string) (m mention, ok bool, err error)

// richFromPlain is plain text as rich text.
func richFromPlain(text string) string {
	return "<body>" + escapeXML.Replace(text) + "</body>"
}

var escapeXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// parseRich checks rich text and returns it in its stored form, and the plain text it says.
func parseRich(field, text string, resolve resolver) (rich, plain string, err error) {
	if err := checkText(field, text, maxNotes); err != nil {
		return "", "", err
	}
	r := &richReader{dec: xml.NewDecoder(strings.NewReader(text)), field: field, resolve: resolve}
	if err := r.read(); err != nil {
		return "", "", err
	}
	return r.rich.String(), strings.Trim(r.plain.String(), "\n"), nil
}

type richReader struct {
	dec     *xml.Decoder
	field   string
	resolve resolver
	rich    strings.Builder
	plain   strings.Builder
	open    []string // tags not closed yet
	done    bool     // </body> was read
	asked   int      // mentions looked up
	silent  int      // depth below which text is replaced by a mention's name; 0 is none
}

func (r *richReader) read() error {
	for {
		token, err := r.dec.Token()
		if errors.Is(err, io.EOF) && r.done {
			return nil
		}
		if err != nil {
			return misused(r.field, "XML is invalid")
		}
		if err := r.token(token); err != nil {
			return err
		}
	}
}

func (r *richReader) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		r.end(t.Name.Local)
		return nil
	case xml.CharData:
		return r.text(string(t))
	}
	return misused(r.field, "XML is invalid: only tags and text are allowed")
}

func (r *richReader) start(t xml.StartElement) error {
	tag := t.Name.Local
	if len(r.open) == 0 {
		if r.done || tag != "body" || t.Name.Space != "" || len(t.Attr) > 0 {
			return misused(r.field, "XML is invalid: the text must be inside one <body> without attributes")
		}
		r.open = append(r.open, tag)
		r.rich.WriteString("<body>")
		return nil
	}
	block, known := richTags[tag]
	if !known || t.Name.Space != "" {
		return misused(r.field, "XML is invalid: <%s> is not allowed", tag)
	}
	if block {
		r.breakLine()
	}
	r.open = append(r.open, tag)
	if tag == "a" {
		return r.link(t.Attr)
	}
	if len(t.Attr) > 0 {
		return misused(r.field, "XML is invalid: <%s> may not have attributes", tag)
	}
	if tag == "hr" {
		tag = "hr/"
	}
	r.rich.WriteString("<" + tag + ">")
	return nil
}

func (r *richReader) end(tag string) {
	r.open = r.open[:len(r.open)-1]
	if len(r.open) < r.silent {
		r.silent = 0
	}
	if richTags[tag] {
		r.breakLine()
	}
	r.done = len(r.open) == 0
	if tag != "hr" {
		r.rich.WriteString("</" + tag + ">")
	}
}

func (r *richReader) text(text string) error {
	if len(r.open) == 0 {
		if strings.TrimSpace(text) != "" {
			return misused(r.field, "XML is invalid: the text must be inside one <body> without attributes")
		}
		return nil
	}
	if r.silent == 0 {
		r.rich.WriteString(escapeXML.Replace(text))
		r.plain.WriteString(text)
	}
	return nil
}

// breakLine begins a new line of plain text unless one was just begun.
func (r *richReader) breakLine() {
	if s := r.plain.String(); s != "" && !strings.HasSuffix(s, "\n") {
		r.plain.WriteByte('\n')
	}
}
