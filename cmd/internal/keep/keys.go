package keep

import (
	"context"
	"errors"
	"fmt"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/cmd/internal/rekey"
)

// RotateKeys adds a new key to the keyset in a file and makes it the one that
// seals. Everything sealed before still opens, with the keys that stay. A
// program that runs has read the file before: it goes on with the old key
// until it is started again. It returns how many keys there are now.
func RotateKeys(file string) (int, error) {
	keys, err := seal.Load(file)
	if err != nil {
		return 0, err
	}
	if keys, err = keys.Rotated(); err != nil {
		return 0, err
	}
	return keys.Len(), keys.Replace(file)
}

// RetireConfig says which keys and what they have sealed.
type RetireConfig struct {
	KeyFile  string
	DataDir  string      // with the SQLite database, unless
	Database seal.Secret // is the URL of a PostgreSQL
}

// Retired tells what [RetireKeys] did.
type Retired struct {
	Moved  int    // secrets that were sealed anew
	Before string // the file with the keys that were dropped; "" when there was one key only
}

// RetireKeys seals with the newest key what older ones have sealed, also while
// the program runs, and then drops the older ones from the file. It drops none
// as long as a secret needs it. Cut off, it goes on when called again.
func RetireKeys(ctx context.Context, c RetireConfig) (done Retired, err error) {
	keys, err := seal.Load(c.KeyFile)
	if err != nil {
		return done, err
	}
	db, err := c.open(ctx)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if done.Moved, err = rekey.Run(ctx, db, keys); err != nil {
		return done, fmt.Errorf("the older keys stay: %w", err)
	}
	use, err := rekey.Count(ctx, db)
	if err != nil {
		return done, err
	}
	if n := use.Older(keys); n > 0 {
		return done, fmt.Errorf("the older keys stay: %d secrets were sealed with them meanwhile, by a copy of the program that has not been started with %s yet", n, c.KeyFile)
	}
	done.Before, err = seal.Retire(c.KeyFile)
	return done, err
}

func (c RetireConfig) open(ctx context.Context) (*sqldb.DB, error) {
	return Database{c.DataDir, c.Database}.open(ctx)
}
