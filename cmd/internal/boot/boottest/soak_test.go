//go:build soak

package boottest

import "testing"

// TestSoak is TestKilled at length, 200 kills a database, ten in each phase, and
// TestRuleKilled, 100 kills a database, each a while after its moment.
func TestSoak(t *testing.T) {
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) { killWhileCreating(t, database, 200, 10) })
		t.Run("rules on "+database, func(t *testing.T) { killWhileRuling(t, database, 100) })
	}
}

// killWhileRuling kills the program at every moment again and again, a while
// after its sign.
func killWhileRuling(t *testing.T, database string, kills int) {
	k := newRuleKiller(t, database)
	moments := append(moments(), moment{name: "Jira is asked in vain", fault: object{"match": "POST /issue$", "delay_ms": 20000, "drop": "before"}, sign: cameIn(isCreate)})
	for i := range kills {
		m := moments[i%len(moments)]
		m.more = 1000
		k.round(t, m)
	}
	k.verify(t)
}
