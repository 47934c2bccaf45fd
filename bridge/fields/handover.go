package fields

import (
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/wikitext"
	"jirabridge/jira"
)

// handover is the way to Jira's own form, for what this one cannot ask: an
// address with everything that was entered so far.
func (in Input) handover() []appcomponents.Field {
	if in.JiraURL == "" || in.Project.Value == "" || in.IssueType == "" {
		return nil
	}
	before, after := `<body><a href="`, `">`+html.EscapeString(in.Say(Problem{ID: LabelOpen}))+"</a>\n"+html.EscapeString(in.Say(Problem{ID: LabelThenAdd}))+"</body>"
	address := in.createAddress(appcomponents.MaxMultiLine - utf8.RuneCountInString(before+after))
	return []appcomponents.Field{{
		ID: Handover, Type: appcomponents.RichText, Name: in.label(LabelHandover), IsReadOnly: true,
		Value: before + html.EscapeString(address) + after,
	}}
}

// createAddress is the address of Jira's create screen, filled in by the names
// that the inputs of that screen have. It has at most limit characters as HTML:
// what does not fit of the description is left out.
func (in Input) createAddress(limit int) string {
	values := in.sofar()
	q := &query{}
	q.WriteString(strings.TrimRight(in.JiraURL, "/") + "/secure/CreateIssueDetails!init.jspa?pid=" + in.Project.Value)
	q.add("issuetype", in.IssueType)
	q.add(Summary, oneLine(values.String(Summary)))
	q.add(Reporter, values.String(Reporter))
	for _, meta := range in.Fields {
		more := &query{}
		more.addField(values, meta)
		if q.size()+more.size() <= limit {
			q.WriteString(more.String())
		}
	}
	q.addText(wikitext.FromHTML(values.String(Description)), limit)
	return q.String()
}

// addText appends as much of the description as there is room for.
func (q *query) addText(text string, limit int) {
	runes := []rune(text)
	for len(runes) > 0 {
		more := &query{}
		more.add(Description, string(runes))
		excess := q.size() + more.size() - limit
		if excess <= 0 {
			q.WriteString(more.String())
			return
		}
		runes = runes[:max(0, len(runes)-max(1, excess/4))] // one may take four characters and more
	}
}

// sofar are the values the form holds.
func (in Input) sofar() appcomponents.Values {
	values := maps.Clone(in.Values)
	if values == nil {
		values = appcomponents.Values{Summary: in.Summary, Description: in.Description}
		if in.Reporter.Value != "" {
			values[Reporter] = in.Reporter
		}
	}
	return Restore(values, in.Summary, in.Description)
}

// query is an address in the making.
type query struct{ strings.Builder }

// size is the number of characters it has in HTML.
func (q *query) size() int { return utf8.RuneCountInString(html.EscapeString(q.String())) }

// add appends a parameter. Letters of any script stay as they are, which an
// address in HTML may have and which leaves room for three times as many.
func (q *query) add(name, value string) {
	if value == "" {
		return
	}
	q.WriteString("&" + escape(name) + "=" + escape(value))
}

func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == ' ':
			b.WriteByte('+')
		case r >= 0x80, r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("-._~*!(),:/", r):
			b.WriteRune(r)
		default:
			b.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(r)+0x100, 16)[1:]))
		}
	}
	return b.String()
}

// addField appends what was entered for a field, in the way Jira's own form
// names it.
func (q *query) addField(values appcomponents.Values, meta jira.Field) {
	kind, ok := kindFor(meta)
	if !ok {
		return
	}
	value, problem := kind.encode(values, meta)
	if problem != nil {
		text, _ := typed(values, meta.ID)
		q.add(meta.ID, text)
		return
	}
	switch {
	case meta.Schema.Custom == epicLink && value != nil:
		q.add(meta.ID, "key:"+value.(string))
	case meta.Schema.Type == "date":
		q.add(meta.ID, again(value, jiraDate, "2/Jan/06"))
	case meta.Schema.Type == "datetime":
		q.add(meta.ID, again(value, jiraMoment, "2/Jan/06 3:04 PM"))
	default:
		q.addValue(meta.ID, value)
	}
}

// again writes a time in the way Jira's form reads it unless it was set up
// otherwise.
func again(value any, from, to string) string {
	text, _ := value.(string)
	moment, err := time.Parse(from, text)
	if err != nil {
		return text
	}
	return moment.Format(to)
}

// addValue appends a value of a request as parameters of a form.
func (q *query) addValue(id string, value any) {
	switch value := value.(type) {
	case string:
		q.add(id, value)
	case float64:
		q.add(id, strconv.FormatFloat(value, 'f', -1, 64))
	case int:
		q.add(id, strconv.Itoa(value))
	case []string:
		for _, one := range value {
			q.add(id, one)
		}
	case []any:
		q.addList(id, value)
	case map[string]string:
		q.add(id, value["id"]+value["name"]) // which has one of them
	case map[string]any:
		q.addParts(id, value)
	}
}

// addList repeats the id for each option. Names stand in one line.
func (q *query) addList(id string, list []any) {
	var names []string
	for _, one := range list {
		if name := one.(map[string]string)["name"]; name != "" {
			names = append(names, name)
		} else {
			q.addValue(id, one)
		}
	}
	q.add(id, strings.Join(names, ", "))
}

// addParts appends a cascade or estimates.
func (q *query) addParts(id string, value map[string]any) {
	if below, isCascade := value["child"].(map[string]string); isCascade {
		q.addValue(id, value["id"])
		q.add(id+":1", below["id"])
		return
	}
	for _, name := range slices.Sorted(maps.Keys(value)) {
		q.addValue(id+"_"+strings.ToLower(name), value[name])
	}
}
