// Package keep is what an administrator does with stored data: back it up
// while the program runs, restore it, move it from SQLite to PostgreSQL, and
// change the key its secrets are sealed with.
//
// A backup is one tar, readable by its owner only:
//
//	header.json    format, time, and the keyset under a passphrase
//	jirabridge.db  the database, copied in one piece by SQLite
//	files/KEY      every file the copied database names
//	manifest.json  schema versions, size and SHA-256 of each entry before it
//
// The manifest comes last, so that everything is streamed, and its absence
// tells a backup that was cut off. The passphrase protects the keyset, and so
// every secret in the database, not names, tasks and files: a backup is kept
// as safe as the data folder itself.
package keep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/cmd/internal/boot"
)

// openFolder opens the SQLite database of a data folder, which must be there.
func openFolder(ctx context.Context, dataDir string) (*sqldb.DB, error) {
	if err := findDatabase(dataDir); err != nil {
		return nil, err
	}
	return sqldb.Open(ctx, sqldb.Config{URL: "sqlite:" + boot.DatabaseFile(dataDir)})
}

// findDatabase refuses a folder without an SQLite database; opening it would
// make an empty one.
func findDatabase(dataDir string) error {
	_, err := os.Stat(boot.DatabaseFile(dataDir))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no SQLite database (a PostgreSQL database is kept with pg_dump, and the key file beside it)", dataDir)
	}
	return err
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
