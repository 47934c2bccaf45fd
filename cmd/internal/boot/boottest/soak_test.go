//go:build soak

package boottest

import "testing"

// TestSoak is TestKilled at length: 200 kills a database, ten in each phase.
func TestSoak(t *testing.T) {
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) { killWhileCreating(t, database, 200, 10) })
	}
}
