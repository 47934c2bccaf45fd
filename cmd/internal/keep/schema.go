package keep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	platform "jirabridge/asana/store"
	bridge "jirabridge/bridge/store"
)

// versionQueries ask each version table what the database has had.
var versionQueries = map[string]string{
	platform.VersionTable: "select coalesce(max(version_id), 0) from " + platform.VersionTable + " where is_applied",
	bridge.VersionTable:   "select coalesce(max(version_id), 0) from " + bridge.VersionTable + " where is_applied",
	"river_migration":     "select coalesce(max(version), 0) from river_migration where line = 'main'",
}

// versions are the schema versions of a database, by version table.
func versions(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	found := map[string]int64{}
	for table, query := range versionQueries {
		var version int64
		if err := db.QueryRowContext(ctx, query).Scan(&version); err != nil {
			return nil, fmt.Errorf("schema version in %s: %w", table, err)
		}
		found[table] = version
	}
	return found, nil
}

// makeTables brings all tables of a database to this program's versions, as
// the program does when it starts.
func makeTables(ctx context.Context, db *sqldb.DB) error {
	queue, err := jobs.New(jobs.Config{DB: db, Logger: quiet()})
	if err != nil {
		return err
	}
	return db.Exclusively(ctx, func(ctx context.Context) error {
		return errors.Join(
			queue.Migrate(ctx),
			db.Migrate(ctx, platform.Migrations(), platform.VersionTable),
			db.Migrate(ctx, bridge.Migrations(), bridge.VersionTable),
		)
	})
}

// sameVersions refuses to copy between tables that may differ.
func sameVersions(from, to map[string]int64) error {
	var differ []string
	for table, version := range to {
		if from[table] != version {
			differ = append(differ, fmt.Sprintf("%s is %d, not %d", table, from[table], version))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	slices.Sort(differ)
	return fmt.Errorf("the data folder was last used by another version of this program (%v): start this one on it once, stop it, and try again", differ)
}

// quiet is a logger for what needs one: a command tells how it went itself.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
