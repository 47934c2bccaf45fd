package auth

import (
	"slices"
	"strings"
)

// fullScope is everything the person may do; the identity scopes are part of it.
const fullScope = "default"

// identityScopes tell an app who the person is.
var identityScopes = []string{"openid", "email", "profile"}

// FullPermissions are the scopes of an app that may ask for everything. Asana lets an app ask either for these or
// for single ones (https://developers.asana.com/docs/oauth-scopes).
func FullPermissions() []string { return append([]string{fullScope}, identityScopes...) }

// SingleScopes are those an app may ask for one by one: Asana's names for what the REST interface serves, and
// those of identity.
func SingleScopes() []string {
	return append([]string{
		"attachments:read", "attachments:write", "attachments:delete", "custom_fields:read", "custom_fields:write",
		"jobs:read", "project_templates:read", "projects:read", "projects:write", "projects:delete",
		"stories:read", "stories:write", "stories:delete", "tags:read", "tags:write", "task_templates:read",
		"tasks:read", "tasks:write", "tasks:delete", "team_memberships:read", "teams:read", "users:read",
		"webhooks:read", "webhooks:write", "webhooks:delete", "workspaces:read", "workspaces.typeahead:read",
	}, identityScopes...)
}

// defaultScope is what an app asks for that names no scope: everything, or, for an app registered for less,
// all it is registered for.
func defaultScope(registered []string) []string {
	if len(registered) == 0 || slices.Contains(registered, fullScope) {
		return []string{fullScope}
	}
	return registered
}

// checkScopes refuses scopes there are none of, and those the app is not registered for, in Asana's words.
func checkScopes(registered, asked []string) error {
	known := append(SingleScopes(), fullScope)
	for _, s := range asked {
		if !slices.Contains(known, s) {
			return &protocolError{code: "invalid_scope", description: "There is no scope `" + s + "`."}
		}
	}
	var beyond []string
	for _, s := range asked {
		if !covers(registered, []string{s}) {
			beyond = append(beyond, s)
		}
	}
	if len(beyond) == 0 {
		return nil
	}
	return &protocolError{code: "forbidden_scopes", description: "Your app is not allowed to request user authorization for `" +
		strings.Join(beyond, " ") + "` scopes."}
}

// covers tells whether allowed includes all that is asked.
func covers(allowed, asked []string) bool {
	if slices.Contains(allowed, fullScope) {
		return true
	}
	return !slices.ContainsFunc(asked, func(s string) bool { return !slices.Contains(allowed, s) })
}

// common is what both a grant and the app's registration include: an app that is registered for less since has less.
func common(granted, registered []string) []string {
	if slices.Contains(granted, fullScope) && !slices.Contains(registered, fullScope) {
		return registered
	}
	return slices.DeleteFunc(granted, func(s string) bool { return !covers(registered, []string{s}) })
}

// Permission is one line of what an app may do: a message, or a scope that has none, and what the message is
// about, itself a message.
type Permission struct{ ID, What string }

// Permissions explains scopes in Asana's words where Asana has some.
func Permissions(scopes []string) []Permission {
	if slices.Contains(scopes, fullScope) {
		scopes = []string{fullScope} // it is all there is
	}
	var list []Permission
	for _, s := range scopes {
		for _, p := range explain(s) {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

func explain(scope string) []Permission {
	switch scope {
	case fullScope:
		return []Permission{{ID: "auth.can_identity"}, {ID: "auth.can_access"}, {ID: "auth.can_modify"}}
	case "openid":
		return []Permission{{ID: "auth.can_sign_in"}}
	case "email", "profile":
		return []Permission{{ID: "auth.can_identity"}}
	}
	what, verb, _ := strings.Cut(strings.ReplaceAll(scope, ".", "_"), ":")
	if slices.Contains(resources, what) && slices.Contains([]string{"read", "write", "delete"}, verb) {
		return []Permission{{ID: "auth.can_" + verb, What: "auth.resource_" + what}}
	}
	return []Permission{{ID: scope}}
}

// resources are what scopes are about that have a name in our messages.
var resources = []string{
	"attachments", "custom_fields", "jobs", "project_templates", "projects", "roles", "stories", "tags",
	"task_templates", "tasks", "team_memberships", "teams", "users", "webhooks", "workspaces",
	"workspaces_typeahead",
}
