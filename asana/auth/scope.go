package auth

import (
	"slices"
	"strings"
)

// fullScope is everything the person may do; the identity scopes are part of it.
const fullScope = "default"

// defaultScope is what an app asks for that names no scope: everything, or, for an app registered for less,
// all it is registered for.
func defaultScope(registered []string) string {
	if slices.Contains(registered, fullScope) {
		return fullScope
	}
	return strings.Join(registered, " ")
}

// covers tells whether allowed includes all that is asked.
func covers(allowed, asked []string) bool {
	if slices.Contains(allowed, fullScope) {
		return true
	}
	return !slices.ContainsFunc(asked, func(s string) bool { return !slices.Contains(allowed, s) })
}

// permission is one line of the consent page: a message, or a scope that has none, and what the message is
// about, itself a message.
type permission struct{ ID, What string }

// permissions explains scopes in Asana's words where Asana has some.
func permissions(scopes []string) []permission {
	var list []permission
	for _, s := range scopes {
		for _, p := range explain(s) {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

func explain(scope string) []permission {
	switch scope {
	case fullScope:
		return []permission{{ID: "auth.can_identity"}, {ID: "auth.can_access"}, {ID: "auth.can_modify"}}
	case "openid", "email", "profile":
		return []permission{{ID: "auth.can_identity"}}
	}
	what, verb, _ := strings.Cut(scope, ":")
	if slices.Contains(resources, what) && slices.Contains([]string{"read", "write", "delete"}, verb) {
		return []permission{{ID: "auth.can_" + verb, What: "auth.resource_" + what}}
	}
	return []permission{{ID: scope}}
}

// resources are what scopes are about that have a name in our messages.
var resources = []string{
	"attachments", "custom_fields", "jobs", "project_templates", "projects", "roles", "stories", "tags",
	"task_templates", "tasks", "team_memberships", "teams", "users", "webhooks", "workspaces",
}
