package auth_test

import (
	"testing"

	"jirabridge/asana/auth"
)

// Whoever registers an app, and whoever allows it, reads words.
func TestScopesAreExplained(t *testing.T) {
	for _, scope := range append(auth.SingleScopes(), auth.FullPermissions()...) {
		for _, p := range auth.Permissions([]string{scope}) {
			if p.ID == scope {
				t.Errorf("%s has no words", scope)
			}
		}
	}
	if got := auth.Permissions([]string{"launch:missiles"}); len(got) != 1 || got[0].ID != "launch:missiles" {
		t.Errorf("a scope without words reads %v", got)
	}
	if got := auth.Permissions(auth.FullPermissions()); len(got) != 3 {
		t.Errorf("full permissions read %v", got)
	}
}
