package jiratest

import (
	"fmt"
	"slices"
	"strings"
)

const resolutionDone = "10000"

// newCatalog sets up the simulated Jira.
func newCatalog() *catalog {
	k := &catalog{fields: seedFields(newKinds()), types: seedTypes(), priorities: seedPriorities(), statuses: seedStatuses(),
		resolutions: []*named{{resolutionDone, "Done", "Work has been completed."}, {"10001", "Won't Do", "This will not be done."}, {"1", "Fixed", "A fix was made."}, {"10002", "Duplicate", "It is a duplicate."}}}
	k.addProjects()
	return k
}

func seedTypes() []*issueType {
	return []*issueType{
		{"10001", "Story", "A user story.", "10315", false},
		{"10002", "Task", "A task that needs to be done.", "10318", false},
		{"10003", "Sub-task", "The sub-task of the issue", "10316", true},
		{"10004", "Bug", "A problem which impairs or prevents the functions of the product.", "10303", false},
		{"10000", "Epic", "A big user story that needs to be broken down.", "10307", false},
		{"10005", "Incident", "Something is broken right now.", "10308", false},
		{"10006", "Change", "A change that is booked on an account.", "10309", false},
		{"10008", "Plan", "Asks for all that Jira has by itself.", "10315", false},
		{"10009", "Report", "Asks for fields of every type that people can make.", "10318", false},
		{"10010", "Approval", "Requires something that only an add-on knows.", "10309", false},
		{"10007", "Outage", "Something was away for a while.", "10308", false},
	}
}

func seedPriorities() []*priority {
	return []*priority{
		{"1", "Highest", "highest", "#d04437"}, {"2", "High", "high", "#f15c75"}, {"3", "Medium", "medium", "#f79232"},
		{"4", "Low", "low", "#707070"}, {"5", "Lowest", "lowest", "#999999"},
	}
}

func seedStatuses() []*status {
	return []*status{
		{"10000", "To Do", toDo()}, {"3", "In Progress", inProgress()}, {"10001", "Done", finished()},
		{"1", "Open", toDo()}, {"5", "Resolved", finished()}, {"4", "Reopened", toDo()}, {"6", "Closed", finished()},
	}
}

// simple lets an issue go from any status to any.
func simple() *workflow {
	return &workflow{first: "10000", transitions: []transition{
		{id: "11", name: "To Do", to: "10000"}, {id: "21", name: "In Progress", to: "3"}, {id: "31", name: "Done", to: "10001"},
	}}
}

// classic asks for a resolution and lets issues go certain ways only.
func classic() *workflow {
	return &workflow{first: "1", transitions: []transition{
		{id: "4", name: "Start Progress", to: "3", from: []string{"1", "4"}},
		{id: "301", name: "Stop Progress", to: "1", from: []string{"3"}},
		{id: "5", name: "Resolve Issue", to: "5", from: []string{"1", "3", "4"}, asksFor: []string{"resolution"}},
		{id: "2", name: "Close Issue", to: "6", from: []string{"1", "3", "4"}, asksFor: []string{"resolution"}},
		{id: "701", name: "Close Issue", to: "6", from: []string{"5"}},
		{id: "3", name: "Reopen Issue", to: "4", from: []string{"5", "6"}},
	}}
}

// grants gives the permissions of an ordinary project to two groups: one may
// look, one may work.
func grants(lookers, workers string) map[string][]string {
	g := map[string][]string{permBrowse: {lookers}, permDelete: {groupAdmins}, permAdminProject: {groupAdmins}}
	for _, key := range []string{permCreate, permEdit, permTransition, permAssign, permAssignable, permModifyReporter, permComment, permAttach, permLink} {
		g[key] = []string{workers}
	}
	return g
}

const (
	basicScreen = "summary issuetype project! reporter priority description assignee labels components fixVersions duedate attachment issuelinks"
	agileScreen = basicScreen + " versions customfield_10013"
)

func (k *catalog) addProjects() {
	it := k.add("10000", "IT", "IT", "ann", simple(), grants(groupUsers, groupWriters))
	it.grants[permModifyReporter] = []string{groupStaff}
	it.components = []*named{{id: "10200", name: "Network"}, {id: "10201", name: "Workplace"}}
	it.versions = []*releaseVersion{{id: "10300", name: "1.0", released: true, releaseDate: "2026-03-01"}, {id: "10301", name: "2.1", released: true, releaseDate: "2026-12-01"}, {id: "10302", name: "3.0"}}
	k.addTypes(it, basicScreen, "Task", "Bug", "Story")
	k.addTypes(it, "parent! "+basicScreen, "Sub-task")

	web := k.add("10001", "WEB", "Website", "zofia", simple(), grants(groupUsers, groupUsers))
	k.addTypes(web, agileScreen+" customfield_10012", "Story", "Bug", "Task")
	k.addTypes(web, "customfield_10011! "+basicScreen, "Epic")
	k.addTypes(web, "parent! "+basicScreen, "Sub-task")

	ops := k.add("10002", "OPS", "Operations", "admin", classic(), grants(groupUsers, groupUsers))
	ops.grants[permAttach] = []string{groupStaff}
	ops.versions = []*releaseVersion{{id: "10310", name: "Q1", released: true, releaseDate: "2026-03-31"}, {id: "10311", name: "Q2", releaseDate: "2026-06-30"}, {id: "10312", name: "2.1", released: true, releaseDate: "2026-12-01"}, {id: "10313", name: "Later"}}
	ops.components = []*named{{id: "10210", name: "Datacentre"}}
	k.addTypes(ops, basicScreen+" environment timetracking customfield_10006! customfield_10001 customfield_10002 customfield_10003 customfield_10004 customfield_10005 customfield_10007 customfield_10008 customfield_10009 customfield_10010 customfield_10014 customfield_10015 customfield_10016 customfield_10017 customfield_10018 customfield_10019", "Incident")
	k.addTypes(ops, basicScreen+" customfield_10020!", "Change")
	k.addTypes(ops, basicScreen+" customfield_10005!", "Outage")
	k.addTypes(ops, basicScreen, "Task", "Bug")

	sec := k.add("10003", "SEC", "Security", "sam", simple(), grants(groupSecurity, groupSecurity))
	k.addTypes(sec, basicScreen, "Bug", "Task")

	k.addBig()
	k.addKinds()
}

// addKinds is a project whose types ask for fields of every kind.
func (k *catalog) addKinds() {
	p := k.add("10005", "KIND", "All kinds", "admin", simple(), grants(groupUsers, groupUsers))
	p.components = []*named{{id: "10220", name: "Engine"}, {id: "10221", name: "Hull"}}
	p.versions = []*releaseVersion{{id: "10320", name: "Spring"}, {id: "10321", name: "Autumn"}, {id: "10322", name: "Long ago", archived: true}}
	p.levels = []*securityLevel{{"10400", "Everybody here", groupUsers}, {"10401", "Staff only", groupStaff}, {"10402", "Security team", groupSecurity}}
	k.addTypes(p, basicScreen+" environment versions timetracking security customfield_10011 customfield_10012 customfield_10013", "Plan")
	k.addTypes(p, "parent! timetracking! "+basicScreen, "Sub-task")
	k.addTypes(p, "summary issuetype project! reporter description customfield_10026! customfield_10001! customfield_10006! customfield_10010! customfield_10015! customfield_10002 customfield_10003 customfield_10004 customfield_10005 customfield_10007 customfield_10008 customfield_10009 customfield_10014 customfield_10016 customfield_10017 customfield_10018 customfield_10019 customfield_10021 customfield_10022 customfield_10023 customfield_10024 customfield_10025 customfield_10027 customfield_10011 customfield_10012 customfield_10013 labels components environment", "Report")
	k.addTypes(p, basicScreen+" customfield_10020! customfield_10006 customfield_10010 customfield_10015 customfield_10017", "Approval")
	k.addTypes(p, "customfield_10011! "+basicScreen, "Epic")
}

// addBig is a project with more issue types, and one of them with more fields,
// than fit on a page of create metadata.
func (k *catalog) addBig() {
	big := k.add("10004", "BIG", "Big project", "admin", simple(), grants(groupUsers, groupUsers))
	text := k.field("customfield_10001").kind
	screen := []string{basicScreen}
	for n := range 60 {
		f := custom(11000+n, fmt.Sprintf("Extra %02d", n+1), standardFields+"textfield", text)
		k.fields = append(k.fields, f)
		screen = append(screen, f.id)
	}
	last := k.fields[len(k.fields)-1].id
	k.addTypes(big, strings.Join(screen, " ")+"!", "Task")
	for n := range 60 {
		t := &issueType{itoa(11000 + n), fmt.Sprintf("Kind %02d", n+1), "", "10318", false}
		k.types = append(k.types, t)
		k.addTypes(big, basicScreen, t.name)
	}
	k.field(last).name = "Last field of all"
}

func (k *catalog) add(id, key, name, lead string, w *workflow, g map[string][]string) *project {
	p := &project{id: id, key: key, name: name, lead: lead, workflow: w, grants: g}
	k.projects = append(k.projects, p)
	return p
}

// addTypes puts issue types with a screen into a project. A screen is field ids;
// an exclamation mark makes one required.
func (k *catalog) addTypes(p *project, screen string, names ...string) {
	for _, name := range names {
		i := slices.IndexFunc(k.types, func(t *issueType) bool { return t.name == name })
		p.types = append(p.types, projectType{issueType: k.types[i], screen: k.screen(screen)})
	}
}

func (k *catalog) screen(text string) []screenField {
	var out []screenField
	always := []string{"summary", "issuetype", "project", "reporter"}
	for _, word := range strings.Fields(text) {
		id := strings.TrimSuffix(word, "!")
		out = append(out, screenField{field: k.field(id), required: id != word || slices.Contains(always, id)})
	}
	return out
}

// seed makes the issues a new server has.
func (s *Server) seed() error {
	for _, n := range []struct{ by, project, kind, summary, description string }{
		{"ann", "IT", "Task", "Replace the printer on floor 3", "It jams *every* morning."},
		{"bob", "IT", "Bug", "VPN drops after ten minutes", "Since the update of the gateway."},
		{"zofia", "IT", "Story", "Self-service password reset", ""},
		{"zofia", "WEB", "Story", "New landing page", "See the draft."},
		{"mei", "WEB", "Bug", "Search shows no results for 李梅", ""},
		{"sam", "SEC", "Bug", "Leaked credential in a log", "Nobody else should read this."},
	} {
		_, err := s.CreateIssue(n.by, map[string]any{"project": map[string]any{"key": n.project},
			"issuetype": map[string]any{"name": n.kind}, "summary": n.summary, "description": n.description})
		if err != nil && s.person(n.by) != nil { // with other people the seed is what they may create
			return fmt.Errorf("jiratest: seed: %w", err)
		}
	}
	return nil
}
