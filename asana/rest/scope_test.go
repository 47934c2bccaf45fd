package rest_test

import (
	"slices"
	"testing"

	"jirabridge/asana/auth"
	"jirabridge/asana/rest"
)

// Every scope an operation needs is one an app can be registered for.
func TestScopesCanBeAskedFor(t *testing.T) {
	for _, op := range rest.Operations() {
		if op.Scope != "" && !slices.Contains(auth.SingleScopes(), op.Scope) {
			t.Errorf("%s needs %s, which no app can ask for", op.ID, op.Scope)
		}
	}
}
