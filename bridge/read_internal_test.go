package bridge

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/bridge/store"
	"jirabridge/jira/pace"
)

// TestPeopleDoNotShareTheReadOfTheBackground, whose turn may come late; among
// themselves they do.
func TestPeopleDoNotShareTheReadOfTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		background, people := 0, 0
		b := &Bridge{now: time.Now, work: newWorkers()}
		b.gather = newGatherer(b.work, func(ctx context.Context, _ Connection, _ string, wishes []wish) []answer {
			mu.Lock()
			defer mu.Unlock()
			if pace.IsBackground(ctx) {
				background++
			} else {
				people++
			}
			return refusals(wishes, fail(Slow, errors.New("of a test"), "jira_slow"))
		})
		var group sync.WaitGroup
		for _, ctx := range []context.Context{pace.Background(t.Context()), t.Context(), t.Context()} {
			group.Go(func() { _, _ = b.readWithin(ctx, Connection{ID: "c"}, store.Link{ID: "l", IssueID: "1"}, time.Minute) })
			synctest.Wait()
		}
		group.Wait()
		if background != 1 || people != 1 {
			t.Errorf("%d reads of the background, %d of people", background, people)
		}
	})
}
