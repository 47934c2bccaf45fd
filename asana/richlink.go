package asana

import (
	"encoding/xml"
	"net/url"
	"strings"
)

// link writes <a>: a web address, or a mention of an object by its gid.
func (r *richReader) link(attrs []xml.Attr) error {
	var href, gid string
	dynamic := true
	for _, a := range attrs {
		switch {
		case a.Name.Space != "":
			return misused(r.field, "XML is invalid: attributes with a namespace are not allowed")
		case a.Name.Local == "href":
			href = a.Value
		case a.Name.Local == "data-asana-gid":
			gid = a.Value
		case a.Name.Local == "data-asana-dynamic":
			dynamic = a.Value != "false"
		case !strings.HasPrefix(a.Name.Local, "data-asana-"):
			return misused(r.field, "XML is invalid: <a> may not have the attribute %s", a.Name.Local)
		}
	}
	if gid != "" {
		return r.mention(gid, href, dynamic)
	}
	return r.webLink(href)
}

func (r *richReader) webLink(href string) error {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return misused(r.field, "XML is invalid: <a> needs an http, https or mailto address")
	}
	r.rich.WriteString(`<a href="` + escapeXML.Replace(href) + `">`)
	return nil
}

// mention expands a gid to the object's address and name. A gid the writer has no access to stays a plain
// link when it came with an address, and is refused otherwise.
func (r *richReader) mention(gid, href string, dynamic bool) error {
	if r.asked++; r.asked > maxMentions {
		return invalid(r.field, "too_many_mentions", "At most %d people, tasks and projects may be mentioned", "Max", maxMentions)
	}
	m, ok, err := r.resolve(gid)
	if err != nil {
		return err
	}
	if !ok && href == "" {
		return misused(r.field, "XML is invalid: Unknown object: %s", gid)
	}
	if !ok {
		return r.webLink(href)
	}
	r.rich.WriteString(`<a href="` + escapeXML.Replace(m.URL) + `" data-asana-accessible="true"`)
	if !dynamic {
		r.rich.WriteString(` data-asana-dynamic="false"`)
	} else {
		r.rich.WriteString(` data-asana-dynamic="true"`)
	}
	r.rich.WriteString(` data-asana-type="` + m.Type + `" data-asana-gid="` + gid + `">`)
	if dynamic {
		r.rich.WriteString(escapeXML.Replace(m.Name))
		r.plain.WriteString(m.Plain)
		r.silent = len(r.open)
	}
	return nil
}
