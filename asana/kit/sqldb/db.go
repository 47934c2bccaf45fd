package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Kind tells which database is behind a [DB].
type Kind int

// The two databases.
const (
	SQLite Kind = iota + 1
	Postgres
)

// String is the name people know the database by.
func (k Kind) String() string {
	if k == SQLite {
		return "SQLite"
	}
	return "PostgreSQL"
}

// Config says which database to open.
type Config struct {
	// URL is "sqlite:/path/file.db" or "postgres://…".
	URL string
	// Logger hears of retried transactions. Nil is slog.Default().
	Logger *slog.Logger
}

// DB is an open database of either kind. Close it when done.
type DB struct {
	kind           Kind
	reader, writer *sql.DB
	log            *slog.Logger
}

// Open connects to the database of c.URL and checks that it answers. A missing
// SQLite file is created, readable by its owner only.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	scheme, rest, _ := strings.Cut(c.URL, ":")
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, rest, c.Logger)
	case "postgres", "postgresql":
		return openPostgres(ctx, c.URL, c.Logger)
	}
	return nil, errors.New("database URL must begin with sqlite: or postgres://")
}

// Kind tells which database this is.
func (d *DB) Kind() Kind { return d.kind }

// Reader is the pool for queries outside a transaction. On SQLite it refuses
// to write.
func (d *DB) Reader() *sql.DB { return d.reader }

// Writer is the pool for single writing statements; on SQLite it is one
// connection, so never hold rows of it open while asking it for more.
func (d *DB) Writer() *sql.DB { return d.writer }

// Close closes both pools.
func (d *DB) Close() error {
	err := d.writer.Close()
	if d.reader != d.writer {
		err = errors.Join(err, d.reader.Close())
	}
	return err
}

// In is the placeholder list of an SQL "in" for n values numbered from `from`:
// In(3, 2) is "($2,$3,$4)". In(0, …) is a list nothing is in.
func In(n, from int) string {
	if n == 0 {
		return "(null)"
	}
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", from+i)
	}
	return "(" + strings.Join(list, ",") + ")"
}
