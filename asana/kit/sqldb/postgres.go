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
	if _, chosen := config.RuntimeParams["jit"]; !chosen {
		config.RuntimeParams["jit"] = "off" // compiling took a fifth of a second of queries that take milliseconds
	}
	markLost(config)
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections / 2)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", err), db.Close())
	}
	return &DB{kind: Postgres, reader: db, writer: db, log: log}, nil
}
