package jiratest

import "fmt"

const (
	standardFields = "com.atlassian.jira.plugin.system.customfieldtypes:"
	agileFields    = "com.pyxis.greenhopper.jira:"
)

// seedFields are the fields of the simulated Jira.
func seedFields(k kinds) []*field {
	fields := []*field{
		{id: "project", name: "Project", system: true, kind: k.project},
		{id: "issuetype", name: "Issue Type", system: true, kind: k.issueType},
		{id: "parent", name: "Parent", system: true, kind: k.parent},
		{id: "summary", name: "Summary", system: true, kind: k.summary},
		{id: "description", name: "Description", system: true, kind: k.longText},
		{id: "environment", name: "Environment", system: true, kind: k.longText},
		{id: "priority", name: "Priority", system: true, kind: k.priority, initial: "3"},
		{id: "reporter", name: "Reporter", system: true, kind: k.user},
		{id: "assignee", name: "Assignee", system: true, kind: k.user},
		{id: "labels", name: "Labels", system: true, kind: k.labels},
		{id: "components", name: "Component/s", system: true, kind: k.components},
		{id: "fixVersions", name: "Fix Version/s", system: true, kind: k.versions},
		{id: "versions", name: "Affects Version/s", system: true, kind: k.versions},
		{id: "duedate", name: "Due Date", system: true, kind: k.date},
		{id: "attachment", name: "Attachment", system: true, kind: k.attachments},
		{id: "issuelinks", name: "Linked Issues", system: true, kind: k.links},
		{id: "resolution", name: "Resolution", system: true, kind: k.resolution},
		{id: "status", name: "Status", system: true, kind: k.status},
		{id: "creator", name: "Creator", system: true, kind: k.user},
		{id: "created", name: "Created", system: true, kind: k.datetime},
		{id: "updated", name: "Updated", system: true, kind: k.datetime},
		{id: "resolutiondate", name: "Resolved", system: true, kind: k.datetime},
		{id: "security", name: "Security Level", system: true, kind: k.security},
		{id: "timetracking", name: "Time Tracking", system: true, kind: k.timeTracking},
	}
	return append(fields, customFields(k)...)
}

func customFields(k kinds) []*field {
	return []*field{
		custom(10001, "Customer", standardFields+"textfield", k.text),
		custom(10002, "Steps to reproduce", standardFields+"textarea", k.longText),
		custom(10003, "Effort", standardFields+"float", k.number),
		custom(10004, "Start date", standardFields+"datepicker", k.date),
		custom(10005, "Outage began", standardFields+"datetime", k.datetime),
		custom(10006, "Severity", standardFields+"select", k.option, options(10100, "Blocking", "Annoying", "Cosmetic")...),
		custom(10007, "Region", standardFields+"radiobuttons", k.option, options(10110, "Europe", "Asia", "Americas")...),
		custom(10008, "Platforms", standardFields+"multiselect", k.options, options(10120, "Linux", "macOS", "Windows")...),
		custom(10009, "Checks", standardFields+"multicheckboxes", k.options, options(10130, "Reviewed", "Tested")...),
		custom(10010, "Site", standardFields+"cascadingselect", k.cascade, sites()...),
		custom(10011, "Epic Name", agileFields+"gh-epic-label", k.text),
		custom(10012, "Epic Link", agileFields+"gh-epic-link", k.epicLink),
		custom(10013, "Sprint", agileFields+"gh-sprint", k.sprint, sprints()...),
		custom(10014, "Contact", standardFields+"userpicker", k.user),
		custom(10015, "Watchers", standardFields+"multiuserpicker", k.users),
		custom(10016, "Team", standardFields+"grouppicker", k.group),
		custom(10017, "Tags", standardFields+"labels", k.labels),
		custom(10018, "Runbook", standardFields+"url", k.text),
		custom(10019, "Target release", standardFields+"version", k.version),
		custom(10020, "Account", "com.tempoplugin.tempo-accounts:accounts.customfield", k.opaque),
		custom(10021, "Teams", standardFields+"multigrouppicker", k.groups),
		custom(10022, "Builds", standardFields+"multiversion", k.versions),
		custom(10023, "Country", standardFields+"select", k.option, many(20000, "Country", 60)...),
		custom(10024, "Parts", standardFields+"multiselect", k.options, many(21000, "Part", 60)...),
		custom(10025, "Shelves", standardFields+"multiselect", k.options, many(22000, "Shelf", 20)...),
		byDefault("10150", custom(10026, "Channel", standardFields+"select", k.option, options(10150, "Mail", "Phone")...)),
		custom(10027, "Origin", standardFields+"project", k.anyProject),
	}
}

// byDefault is a field that Jira fills in when nobody else does.
func byDefault(initial string, f *field) *field {
	f.initial = initial
	return f
}

// many are n options with numbers.
func many(first int, name string, n int) []*option {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s %02d", name, i+1)
	}
	return options(first, names...)
}

func custom(id int, name, key string, k *kind, options ...*option) *field {
	return &field{id: fmt.Sprintf("customfield_%d", id), name: name, custom: key, kind: k, options: options}
}

func options(first int, names ...string) []*option {
	var out []*option
	for i, name := range names {
		out = append(out, &option{id: itoa(first + i), value: name})
	}
	return append(out, &option{id: itoa(first + len(names)), value: "Retired", disabled: true})
}

func sites() []*option {
	north := &option{id: "10140", value: "North", children: []*option{{id: "10141", value: "Oslo"}, {id: "10142", value: "Umeå"}, {id: "10146", value: "Luleå", disabled: true}}}
	south := &option{id: "10143", value: "South", children: []*option{{id: "10144", value: "Rome"}}}
	return []*option{north, south, {id: "10145", value: "Elsewhere"}}
}

// sprints are held as options whose value is name and state.
func sprints() []*option {
	return []*option{{id: "6", value: "Sprint 6|CLOSED"}, {id: "7", value: "Sprint 7|ACTIVE"}, {id: "8", value: "Sprint 8|FUTURE"}, {id: "9", value: "Q4, mobile [v=2]|ACTIVE"}}
}
