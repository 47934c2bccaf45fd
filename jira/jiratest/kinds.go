package jiratest

// value is what an issue holds in a field. An empty field is not in the map.
type value struct {
	Text   string   `json:"text,omitempty"`
	Number float64  `json:"number,omitempty"`
	List   []string `json:"list,omitempty"`
}

// kind is a type of field: how it looks in a schema and what it does with
// values. parse answers a text for the user when it refuses a value.
type kind struct {
	typ, items string
	auto       string // address that completes input, below the base URL
	parse      func(p *parsing, raw any) (value, string)
	render     func(c *call, f *field, v value) any
	allowed    func(c *call, f *field, p *project) []any
}

// parsing is what a value is read for.
type parsing struct {
	*call
	field   *field
	project *project
	issue   *issue // nil while it is being created
}

func (k *kind) operations() []string {
	switch {
	case k.items == "attachment" || k.typ == "issuetype":
		return []string{}
	case k.items == "issuelinks":
		return []string{"add"}
	case k.typ == "array":
		return []string{"add", "set", "remove"}
	}
	return []string{"set"}
}

// kinds are all types of fields there are.
type kinds struct {
	summary, text, longText, number, date, datetime                    *kind
	option, options, cascade                                           *kind
	user, users, group, groups, labels, security, anyProject           *kind
	priority, components, version, versions                            *kind
	resolution, status, attachments, links                             *kind
	project, issueType, parent, epicLink, sprint, opaque, timeTracking *kind
}

func newKinds() kinds {
	const users, labels = "/rest/api/latest/user/search?username=", "/rest/api/1.0/labels/suggest?query="
	return kinds{
		summary:      &kind{typ: "string", parse: parseSummary, render: renderText},
		text:         &kind{typ: "string", parse: parseLine, render: renderText},
		longText:     &kind{typ: "string", parse: parseLongText, render: renderText},
		number:       &kind{typ: "number", parse: parseNumber, render: renderNumber},
		date:         &kind{typ: "date", parse: parseDate, render: renderText},
		datetime:     &kind{typ: "datetime", parse: parseDateTime, render: renderText},
		option:       &kind{typ: "option", parse: parseOption, render: renderOption, allowed: allowedOptions},
		options:      &kind{typ: "array", items: "option", parse: listOf(parseOption), render: eachOf(renderOption), allowed: allowedOptions},
		cascade:      &kind{typ: "option-with-child", parse: parseCascade, render: renderCascade, allowed: allowedOptions},
		user:         &kind{typ: "user", parse: parseUser, render: renderUser, auto: users},
		users:        &kind{typ: "array", items: "user", parse: listOf(parseUser), render: eachOf(renderUser), auto: users},
		group:        &kind{typ: "group", parse: parseGroup, render: renderGroup},
		groups:       &kind{typ: "array", items: "group", parse: listOf(parseGroup), render: eachOf(renderGroup)},
		security:     &kind{typ: "securitylevel", parse: parseSecurity, render: renderSecurity, allowed: allowedSecurity},
		anyProject:   &kind{typ: "project", parse: parseAnyProject, render: renderAnyProject, allowed: allowedProjects},
		labels:       &kind{typ: "array", items: "string", parse: listOf(parseLabel), render: eachOf(renderText), auto: labels},
		priority:     &kind{typ: "priority", parse: parsePriority, render: renderPriority, allowed: allowedPriorities},
		components:   &kind{typ: "array", items: "component", parse: listOf(parseComponent), render: eachOf(renderComponent), allowed: allowedComponents},
		version:      &kind{typ: "version", parse: parseVersionValue, render: renderVersion, allowed: allowedVersions},
		versions:     &kind{typ: "array", items: "version", parse: listOf(parseVersionValue), render: eachOf(renderVersion), allowed: allowedVersions},
		project:      &kind{typ: "project", allowed: allowedProject},
		issueType:    &kind{typ: "issuetype"},
		resolution:   &kind{typ: "resolution", allowed: allowedResolutions},
		status:       &kind{typ: "status"},
		attachments:  &kind{typ: "array", items: "attachment"},
		links:        &kind{typ: "array", items: "issuelinks"},
		parent:       &kind{typ: "issuelink", parse: parseParent, render: renderParent},
		epicLink:     &kind{typ: "any", parse: parseEpicLink, render: renderText},
		sprint:       &kind{typ: "array", items: "string", parse: parseSprint, render: renderSprint},
		timeTracking: &kind{typ: "timetracking", parse: parseTimeTracking, render: renderTimeTracking},
		opaque:       &kind{typ: "any", parse: parseLine, render: renderText},
	}
}

// listOf parses an array of what one parses.
func listOf(one func(*parsing, any) (value, string)) func(*parsing, any) (value, string) {
	return func(p *parsing, raw any) (value, string) {
		list, isList := raw.([]any)
		if !isList {
			return value{}, "data was not an array"
		}
		var out value
		for _, entry := range list {
			v, problem := one(p, entry)
			if problem != "" {
				return value{}, problem
			}
			out.List = append(out.List, v.Text)
		}
		return out, ""
	}
}

// eachOf renders an array of what one renders.
func eachOf(one func(*call, *field, value) any) func(*call, *field, value) any {
	return func(c *call, f *field, v value) any {
		out := []any{}
		for _, text := range v.List {
			out = append(out, one(c, f, value{Text: text}))
		}
		return out
	}
}
