package jiratest

import "strings"

// catalog is what an administrator has set up and what requests never change:
// projects, issue types, screens, fields, workflows, permissions.
type catalog struct {
	projects    []*project
	types       []*issueType
	fields      []*field
	priorities  []*priority
	resolutions []*named
	statuses    []*status
}

type project struct {
	id, key, name, lead string
	types               []projectType
	components          []*named
	versions            []*releaseVersion
	levels              []*securityLevel
	workflow            *workflow
	grants              map[string][]string // permission → groups
}

// projectType is an issue type with the screen it has in a project.
type projectType struct {
	*issueType
	screen []screenField
}

type screenField struct {
	*field
	required bool
}

type issueType struct {
	id, name, description, avatar string
	subtask                       bool
}

type named struct{ id, name, description string }

type releaseVersion struct {
	id, name    string
	released    bool
	releaseDate string
	archived    bool
}

// securityLevel is who may see an issue, of those who see its project.
type securityLevel struct{ id, name, group string }

type priority struct{ id, name, icon, color string }

type status struct {
	id, name string
	category statusCategory
}

type statusCategory struct {
	id               int
	key, color, name string
}

// Jira's three categories; a fourth, "undefined", is never used by a workflow.
func toDo() statusCategory       { return statusCategory{2, "new", "blue-gray", "To Do"} }
func inProgress() statusCategory { return statusCategory{4, "indeterminate", "yellow", "In Progress"} }
func finished() statusCategory   { return statusCategory{3, "done", "green", "Done"} }

// project finds a project by id or, without case, by key.
func (k *catalog) project(idOrKey string) *project {
	for _, p := range k.projects {
		if p.id == idOrKey || strings.EqualFold(p.key, idOrKey) {
			return p
		}
	}
	return nil
}

func (k *catalog) field(id string) *field {
	for _, f := range k.fields {
		if f.id == id {
			return f
		}
	}
	return nil
}

func (k *catalog) status(id string) *status {
	for _, v := range k.statuses {
		if v.id == id {
			return v
		}
	}
	return nil
}

func (k *catalog) priority(id string) *priority {
	for _, p := range k.priorities {
		if p.id == id {
			return p
		}
	}
	return nil
}

func (k *catalog) resolution(id string) *named { return byID(k.resolutions, id) }

func (k *catalog) issueType(id string) *issueType {
	for _, t := range k.types {
		if t.id == id {
			return t
		}
	}
	return nil
}

// issueType finds a type of the project by id.
func (p *project) issueType(id string) *projectType {
	for i := range p.types {
		if p.types[i].id == id {
			return &p.types[i]
		}
	}
	return nil
}

func (p *project) version(id string) *releaseVersion {
	for _, v := range p.versions {
		if v.id == id {
			return v
		}
	}
	return nil
}

func byID(list []*named, id string) *named {
	for _, n := range list {
		if n.id == id {
			return n
		}
	}
	return nil
}
