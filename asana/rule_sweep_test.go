package asana_test

import (
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// What a rule did is forgotten after 90 days, and so is what it has waited with for so long; what it is still to do is
// not.
func TestOldRunsAreForgotten(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		over, open, held := addRule(t, w, w.Member, moves(t, w)), addRule(t, w, w.Member, moves(t, w)), addRule(t, w, w.Member, moves(t, w))
		pause(t, w, held.GID, asana.PausedStorm, now)
		for _, rule := range []asana.Rule{over, open, held} {
			_, err := p.RunForTask(ctx, w.Member.Actor, rule.GID, w.Tasks[0].GID)
			check(t, err)
		}
		check(t, p.DeleteRule(ctx, w.Member.Actor, over.GID))
		left := func(want int) {
			t.Helper()
			check(t, p.Sweep(ctx))
			list, _, err := p.TaskRuns(ctx, w.Member.Actor, w.Tasks[0].GID, asana.Page{})
			if err != nil || len(list) != want {
				t.Errorf("%d runs are left, %v, want %d", len(list), err, want)
			}
		}
		now = now.Add(89 * 24 * time.Hour)
		left(3)
		now = now.Add(2 * 24 * time.Hour)
		left(1)
	})
}
