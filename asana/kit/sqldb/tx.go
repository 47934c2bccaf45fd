package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// attempts is how often a transaction is tried that PostgreSQL ended because
// of another one.
const attempts = 5

type markKey struct{}

// mark is shared by all contexts made from a transaction's; it ends with the
// transaction, so that a context that outlives it is free again.
type mark struct{ open atomic.Bool }

// Tx runs f in a write transaction and commits when f returns nil; it rolls
// back when f fails or panics. The context f gets is marked (see [InTx]) and
// must be used for everything f does. PostgreSQL may end a transaction in
// favour of another: then f is run again, so it must have no effects outside
// the transaction. A Tx inside a Tx is an error: on SQLite it would wait for
// itself.
func (d *DB) Tx(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	if InTx(ctx) {
		return errors.New("a transaction was begun inside a transaction")
	}
	for try := 1; ; try++ {
		err := d.once(ctx, f)
		if err == nil || !isConflict(err) || try == attempts {
			return err
		}
		d.log.DebugContext(ctx, "transaction is run again", "try", try, "error", err)
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

func (d *DB) once(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	m := &mark{}
	m.open.Store(true)
	defer m.open.Store(false)
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// After a commit this does nothing; after a panic it frees the connection.
	defer func() { _ = tx.Rollback() }()
	if err := f(context.WithValue(ctx, markKey{}, m), tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// pause waits a little before the next try, longer each time and never two
// processes in step.
func pause(ctx context.Context, try int) error {
	wait := time.Duration(try)*10*time.Millisecond + rand.N(10*time.Millisecond)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

// InTx tells whether ctx comes from a transaction that is still open.
func InTx(ctx context.Context) bool {
	m, ok := ctx.Value(markKey{}).(*mark)
	return ok && m.open.Load()
}
