// Package store holds the platform's tables: migrations, the queries sqlc generates code from, and blobs.
package store

import (
	"embed"
	"io/fs"
)

//go:generate go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate

//go:embed migrations/*.sql
var migrations embed.FS

// VersionTable is the table that tells which of the migrations a database has had.
const VersionTable = "asana_schema"

// Migrations returns the tree of goose migrations, one .sql file per version at its root.
func Migrations() fs.FS {
	tree, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return tree
}
