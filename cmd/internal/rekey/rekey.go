// Package rekey looks after the keys that the secrets in a database are sealed
// with: it counts them, and seals anew what an older key has sealed.
//
//	keys rotate    a new key seals, the older ones open
//	keys retire    what older ones sealed is sealed anew; then they are dropped
//
// Every secret is moved by one statement, which changes nothing when somebody
// else was faster: copies of the program may run meanwhile, and a crash leaves
// each secret sealed with the one key or the other, both still in the file.
package rekey

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
)

// batch is how many secrets are read at once.
const batch = 100

// column is a column of sealed texts, empty where there is no secret. Each is
// bound to the place TABLE/KEY/COLUMN.
type column struct {
	table string
	key   []string // columns of the primary key
	name  string
}

// columns are all of the program. A test compares them with the tables.
func columns() []column {
	return []column{
		{"apps", []string{"gid"}, "secret"},
		{"bridge_connections", []string{"id"}, "client_secret"},
		{"bridge_credentials", []string{"realm", "person"}, "access"},
		{"bridge_credentials", []string{"realm", "person"}, "refresh"},
		{"bridge_hooks", []string{"connection"}, "address"},
		{"bridge_hooks", []string{"connection"}, "signing"},
		{"bridge_signing_keys", []string{"workspace"}, "private_key"},
		{"bridge_states", []string{"hash"}, "verifier"},
		{"bridge_states", []string{"hash"}, "pending"},
		{"one_time_links", []string{"gid"}, "mail_token"},
		{"openid_keys", []string{"kid"}, "private"},
		{"rule_triggers", []string{"gid"}, "secret"},
		{"webhooks", []string{"gid"}, "secret"},
	}
}

// Run seals anew, with the primary of keys, what other keys have sealed. The
// error names what keys cannot open; all else has been moved then.
func Run(ctx context.Context, db *sqldb.DB, keys *seal.Keyset) (moved int, err error) {
	var failed []error
	for _, c := range columns() {
		n, err := c.moveAll(ctx, db, keys)
		moved += n
		failed = append(failed, err)
		if err != nil && !errors.Is(err, errSealed) {
			break
		}
	}
	return moved, errors.Join(failed...)
}

// moveAll goes through a column until nothing is left but what keys cannot open,
// which stays at the head of the list.
func (c column) moveAll(ctx context.Context, db *sqldb.DB, keys *seal.Keyset) (moved int, err error) {
	var failed []error
	for {
		rows, err := c.older(ctx, db, keys.Primary(), len(failed))
		if err != nil || len(rows) == 0 {
			return moved, errors.Join(append(failed, err)...)
		}
		for _, r := range rows {
			n, err := c.move(ctx, db, keys, r)
			if err != nil && !errors.Is(err, errSealed) {
				return moved, err
			}
			if err != nil {
				failed = append(failed, err)
			}
			moved += n
		}
	}
}

// row is a secret and the key of its row.
type row struct {
	key    []string
	sealed []byte
}

// older reads some secrets that the primary key has not sealed.
func (c column) older(ctx context.Context, db *sqldb.DB, primary seal.Mark, skip int) ([]row, error) {
	keys := strings.Join(c.key, ", ")
	query := fmt.Sprintf("select %[1]s, %[2]s from %[3]s where length(%[2]s) > 0 and substr(%[2]s, 1, %[4]d) <> $1 order by %[1]s limit %[5]d offset %[6]d",
		keys, c.name, c.table, len(primary), batch, skip)
	rows, err := db.Reader().QueryContext(ctx, query, primary[:])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.table, err)
	}
	defer func() { _ = rows.Close() }()
	var list []row
	for rows.Next() {
		r := row{key: make([]string, len(c.key))}
		into := make([]any, 0, len(c.key)+1)
		for i := range r.key {
			into = append(into, &r.key[i])
		}
		if err := rows.Scan(append(into, &r.sealed)...); err != nil {
			return nil, fmt.Errorf("read %s: %w", c.table, err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// errSealed is of a secret that keys do not open.
var errSealed = errors.New("cannot be opened")

// move seals one secret anew, unless it has changed since it was read.
func (c column) move(ctx context.Context, db *sqldb.DB, keys *seal.Keyset, r row) (moved int, err error) {
	place := strings.Join(append(append([]string{c.table}, r.key...), c.name), "/")
	plain, err := keys.Open(r.sealed, place)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errSealed, err)
	}
	fresh, err := keys.Seal(plain, place)
	if err != nil {
		return 0, err
	}
	query, args := fmt.Sprintf("update %[1]s set %[2]s = $1 where %[2]s = $2", c.table, c.name), []any{fresh, r.sealed}
	for i, name := range c.key {
		query += fmt.Sprintf(" and %s = $%d", name, i+3)
		args = append(args, r.key[i])
	}
	result, err := db.Writer().ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", place, err)
	}
	n, err := result.RowsAffected()
	return int(n), err
}
