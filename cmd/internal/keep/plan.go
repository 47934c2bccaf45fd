package keep

import (
	"context"
	"errors"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	platform "jirabridge/asana/store"
)

// Database says where an installation keeps its data.
type Database struct {
	DataDir string      // with the SQLite database, unless
	URL     seal.Secret // is that of a PostgreSQL
}

func (d Database) open(ctx context.Context) (*sqldb.DB, error) {
	if d.URL == "" {
		return openFolder(ctx, d.DataDir)
	}
	return sqldb.Open(ctx, sqldb.Config{URL: d.URL.Reveal()})
}

// with opens the database for f, if this program knows its tables.
func (d Database) with(ctx context.Context, f func(db *sqldb.DB) error) (err error) {
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	have, known, err := db.Schema(ctx, platform.Migrations(), platform.VersionTable)
	if err == nil && have != known {
		err = errors.New("the database is of an older version of this program: start this one on it once, and try again")
	}
	if err != nil {
		return err
	}
	return f(db)
}

// Plans lists the workspaces of an installation with their plans.
func Plans(ctx context.Context, d Database) (list []asana.AccountPlan, err error) {
	err = d.with(ctx, func(db *sqldb.DB) error {
		list, err = asana.AccountPlans(ctx, db)
		return err
	})
	return list, err
}

// SetPlan sets the plan of a workspace, also while the program runs, which heeds it at once.
func SetPlan(ctx context.Context, d Database, workspace string, plan asana.Plan) error {
	return d.with(ctx, func(db *sqldb.DB) error { return asana.SetPlan(ctx, db, workspace, plan) })
}
