package bridge_test

import (
	"testing"

	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/bridge/bridgetest"
)

// one is a world on SQLite, for what the database has no part in.
func one(t *testing.T) *bridgetest.World {
	t.Helper()
	return bridgetest.New(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
}
