package bridge_test

import (
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge/bridgetest"
)

// one is a world on SQLite, for what the database has no part in.
func one(t *testing.T) *bridgetest.World {
	t.Helper()
	return bridgetest.New(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
}

// withCallbacks does what a face does with a form's addresses.
func withCallbacks(form appcomponents.Form) appcomponents.Form {
	for i := range form.Metadata.Fields {
		if f := &form.Metadata.Fields[i]; f.TypeaheadURL != "" {
			f.TypeaheadURL = "https://bridge.example.com/" + f.TypeaheadURL
		}
	}
	return form
}
