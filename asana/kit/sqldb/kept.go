package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// maxKept is how many prepared statements one connection keeps.
const maxKept = 200

// keeper opens SQLite connections that keep their prepared statements: to parse a query costs more than to answer
// it. It is for the readers only, on which no two results of one connection are open at once. PostgreSQL's driver
// does the same by itself.
type keeper struct {
	driver driver.Driver
	dsn    string
}

// openKeeping is sql.Open for SQLite with a keeper.
func openKeeping(dsn string) (*sql.DB, error) {
	plain, err := sql.Open("sqlite", dsn) // never connected: it knows the driver
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeper{plain.Driver(), dsn}), plain.Close()
}

// Driver is SQLite's own.
func (k keeper) Driver() driver.Driver { return k.driver }

// Connect opens a connection.
func (k keeper) Connect(context.Context) (driver.Conn, error) {
	c, err := k.driver.Open(k.dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(plainConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("sqlite: a connection is a %T", c), c.Close())
	}
	return &keeping{plainConn: inner, kept: map[string]preparedQuery{}}, nil
}

// plainConn is all that database/sql asks of a connection of SQLite's driver.
type plainConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type preparedQuery interface {
	driver.Stmt
	driver.StmtQueryContext
}

type keeping struct {
	plainConn
	kept map[string]preparedQuery
}

// QueryContext runs a query by the statement that was kept, or keeps one.
func (c *keeping) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, ok := c.kept[query]
	if !ok {
		prepared, err := c.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		if s, ok = prepared.(preparedQuery); !ok {
			return nil, errors.Join(driver.ErrSkip, prepared.Close())
		}
		if err := c.makeRoom(); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		c.kept[query] = s
	}
	return s.QueryContext(ctx, args)
}

// makeRoom forgets any one statement when there are too many.
func (c *keeping) makeRoom() error {
	if len(c.kept) < maxKept {
		return nil
	}
	for query, s := range c.kept {
		delete(c.kept, query)
		return s.Close()
	}
	return nil
}

// Close ends the statements, too.
func (c *keeping) Close() error {
	var all []error
	for _, s := range c.kept {
		all = append(all, s.Close())
	}
	clear(c.kept)
	return errors.Join(append(all, c.plainConn.Close())...)
}
