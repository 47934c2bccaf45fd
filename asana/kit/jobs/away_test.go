package jobs_test

import (
	"context"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// A database that was away for a while is used again without a restart.
func TestQueueOutlivesTheDatabase(t *testing.T) {
	wire := sqldbtest.NewWire(t, sqldbtest.Postgres(t))
	db := sqldbtest.Open(t, wire.URL)
	ran := make(chan int, 1)
	q := queue(t, db, func(_ context.Context, id int) error { ran <- id; return nil })
	start(t, q)
	defer stop(t, q, soon)
	wire.Cut()
	time.Sleep(time.Second) // some polls fail
	wire.Mend()
	time.Sleep(1100 * time.Millisecond) // what lies idle in the pool is looked at before it is used
	enqueue(t, db, q, 7, nil)
	if id := receive(t, ran); id != 7 {
		t.Errorf("ran %d", id)
	}
}
