package sqldb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// connections is the most one process asks of PostgreSQL, whose default limit
// is 100 for everybody.
const connections = 20

func openPostgres(ctx context.Context, url string, log *slog.Logger) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	markLost(config)
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(uncompiled))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections / 2)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", err), db.Close())
	}
	return &DB{kind: Postgres, reader: db, writer: db, log: log}, nil
}

// uncompiled has PostgreSQL run queries as they are: to compile those of large
// tables takes it a fifth of a second, to run them milliseconds. It is said here
// and not in the address, from which PgBouncer takes no settings.
func uncompiled(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "set jit = off")
	return err
}
