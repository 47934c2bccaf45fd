package jiratest

import (
	"net/http"
	"slices"
)

// The permissions that matter to a program acting for people, by the keys that
// mypermissions answers with.
const (
	permAdminister     = "ADMINISTER" // global
	permSystemAdmin    = "SYSTEM_ADMIN"
	permAdminProject   = "ADMINISTER_PROJECTS"
	permBrowse         = "BROWSE_PROJECTS"
	permCreate         = "CREATE_ISSUES"
	permEdit           = "EDIT_ISSUES"
	permDelete         = "DELETE_ISSUES"
	permTransition     = "TRANSITION_ISSUES"
	permAssign         = "ASSIGN_ISSUES"
	permAssignable     = "ASSIGNABLE_USER"
	permModifyReporter = "MODIFY_REPORTER"
	permComment        = "ADD_COMMENTS"
	permAttach         = "CREATE_ATTACHMENTS"
	permLink           = "LINK_ISSUES"
)

type permission struct{ id, key, name, kind, legacy string }

// permissions lists what mypermissions answers. legacy is the key before
// Jira 7, which is still answered, marked as deprecated.
func permissions() []permission {
	return []permission{
		{"0", permAdminister, "Jira Administrators", "GLOBAL", ""},
		{"44", permSystemAdmin, "Jira System Administrators", "GLOBAL", ""},
		{"23", permAdminProject, "Administer Projects", "PROJECT", "PROJECT_ADMIN"},
		{"10", permBrowse, "Browse Projects", "PROJECT", "BROWSE"},
		{"11", permCreate, "Create Issues", "PROJECT", "CREATE_ISSUE"},
		{"12", permEdit, "Edit Issues", "PROJECT", "EDIT_ISSUE"},
		{"16", permDelete, "Delete Issues", "PROJECT", "DELETE_ISSUE"},
		{"46", permTransition, "Transition Issues", "PROJECT", ""},
		{"13", permAssign, "Assign Issues", "PROJECT", "ASSIGN_ISSUE"},
		{"17", permAssignable, "Assignable User", "PROJECT", ""},
		{"30", permModifyReporter, "Modify Reporter", "PROJECT", ""},
		{"15", permComment, "Add Comments", "PROJECT", "COMMENT_ISSUE"},
		{"19", permAttach, "Create Attachments", "PROJECT", "CREATE_ATTACHMENT"},
		{"21", permLink, "Link Issues", "PROJECT", "LINK_ISSUE"},
	}
}

// may tells whether the caller has a permission. Without a project, a project
// permission is had if it is had anywhere, as mypermissions answers it.
func (c *call) may(key string, p *project) bool { return c.has(c.who.person, key, p) }

func (s *Server) has(who *Person, key string, p *project) bool {
	switch {
	case who == nil || who.Inactive:
		return false
	case key == permAdminister || key == permSystemAdmin:
		return who.Admin
	case p == nil:
		return slices.ContainsFunc(s.catalog.projects, func(p *project) bool { return s.has(who, key, p) })
	}
	return slices.ContainsFunc(p.grants[key], who.in)
}

// visible finds a project the caller may browse; nil if there is none.
func (c *call) visible(idOrKey string) *project {
	if p := c.catalog.project(idOrKey); p != nil && c.may(permBrowse, p) {
		return p
	}
	return nil
}

// myPermissions ignores the filter "permissions", as Data Center does.
func (s *Server) myPermissions(c *call) (answer, error) {
	p, err := c.permissionContext()
	if err != nil {
		return answer{}, err
	}
	all := map[string]any{}
	for _, q := range permissions() {
		entry := map[string]any{"id": q.id, "key": q.key, "name": q.name, "type": q.kind,
			"description": "Ability to: " + q.name + ".", "havePermission": c.may(q.key, p)}
		all[q.key] = entry
		if q.legacy != "" {
			all[q.legacy] = map[string]any{"id": q.id, "key": q.legacy, "name": q.name, "type": q.kind,
				"description": entry["description"], "havePermission": entry["havePermission"], "deprecatedKey": true}
		}
	}
	return ok(map[string]any{"permissions": all})
}

// permissionContext is the project the question is about; nil for none.
func (c *call) permissionContext() (*project, error) {
	if key := orElse(c.query("projectKey"), c.query("projectId")); key != "" {
		if p := c.visible(key); p != nil {
			return p, nil
		}
		return nil, fail(http.StatusNotFound, "No project could be found with key or id '"+key+"'.")
	}
	if key := orElse(c.query("issueKey"), c.query("issueId")); key != "" {
		i, err := c.issue(key)
		if err != nil {
			return nil, err
		}
		return c.projectOf(i), nil
	}
	return nil, nil
}
