package sqldb

import (
	"context"
	"errors"
	"net"

	"github.com/jackc/pgx/v5"
)

// lostError is a connection to PostgreSQL that broke. Without the mark it would
// look like a broken connection to anybody else.
type lostError struct{ err error }

func (e *lostError) Error() string { return "the connection to the database broke: " + e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// markLost makes config's connections mark their failures.
func markLost(config *pgx.ConnConfig) {
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return marking{conn}, nil
	}
}

type marking struct{ net.Conn }

// Read marks what goes wrong.
func (c marking) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	return n, lost(err)
}

// Write marks what goes wrong.
func (c marking) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	return n, lost(err)
}

// lost leaves deadlines alone, which are the caller's and not the network's.
func lost(err error) error {
	var timeout net.Error
	if err == nil || (errors.As(err, &timeout) && timeout.Timeout()) {
		return err
	}
	return &lostError{err}
}
