package rekey

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	platform "jirabridge/asana/store"
	bridge "jirabridge/bridge/store"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// makeTables is what a database looks like to us.
func makeTables(t *testing.T, db *sqldb.DB) {
	t.Helper()
	check(t, db.Migrate(t.Context(), platform.Migrations(), platform.VersionTable))
	check(t, db.Migrate(t.Context(), bridge.Migrations(), bridge.VersionTable))
}

// rotated are a keyset and the same one with a newer key.
func rotated(t *testing.T) (before, after *seal.Keyset) {
	t.Helper()
	before, err := seal.Generate()
	check(t, err)
	after, err = before.Rotated()
	check(t, err)
	return before, after
}

// people is more than two batches.
const people = 2*batch + 30

// fill seals tokens of many people with keys.
func fill(t *testing.T, db *sqldb.DB, keys *seal.Keyset) {
	t.Helper()
	for i := range people {
		person := fmt.Sprintf("p%03d", i)
		put(t, db, person, secret(t, keys, person, "access"), secret(t, keys, person, "refresh"))
	}
	put(t, db, "revoked", []byte{}, []byte{})
}

func secret(t *testing.T, keys *seal.Keyset, person, column string) []byte {
	t.Helper()
	sealed, err := keys.Seal([]byte(column+" of "+person), "bridge_credentials/platform/"+person+"/"+column)
	check(t, err)
	return sealed
}

func put(t *testing.T, db *sqldb.DB, person string, access, refresh []byte) {
	t.Helper()
	_, err := db.Writer().ExecContext(t.Context(), `insert into bridge_credentials
		(realm, person, account, account_name, display_name, access, refresh, expires_at, generation, lease, lease_until, dead, updated_at)
		values ('platform', $1, '', '', '', $2, $3, 0, 1, '', 0, false, 0)`, person, access, refresh)
	check(t, err)
}

// opens checks that keys open what fill has sealed.
func opens(t *testing.T, db *sqldb.DB, keys *seal.Keyset) {
	t.Helper()
	for i := range people {
		person := fmt.Sprintf("p%03d", i)
		var access, refresh []byte
		check(t, db.Reader().QueryRowContext(t.Context(), "select access, refresh from bridge_credentials where person = $1", person).Scan(&access, &refresh))
		for column, sealed := range map[string][]byte{"access": access, "refresh": refresh} {
			if mark, _ := seal.MarkOf(sealed); mark != keys.Primary() {
				t.Fatalf("%s of %s was left to an older key", column, person)
			}
			plain, err := keys.Open(sealed, "bridge_credentials/platform/"+person+"/"+column)
			if err != nil || string(plain) != column+" of "+person {
				t.Fatalf("%s of %s is %q, %v", column, person, plain, err)
			}
		}
	}
}

// Copies that do it at the same time share the work, and it may be cut off.
func TestEverythingIsSealedAnew(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		makeTables(t, db)
		before, after := rotated(t)
		fill(t, db, before)
		cut, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Run(cut, db, after); err == nil {
			t.Error("went on after the end of its context")
		}
		var moved [3]int
		var copies sync.WaitGroup
		for i := range moved {
			copies.Go(func() {
				var err error
				if moved[i], err = Run(t.Context(), db, after); err != nil {
					t.Error(err)
				}
			})
		}
		copies.Wait()
		if sum := moved[0] + moved[1] + moved[2]; sum != 2*people {
			t.Errorf("%v secrets were moved, %d in all; want %d", moved, sum, 2*people)
		}
		opens(t, db, after)
	})
}

// What changed after it was read is left as it is now.
func TestAFasterChangeStays(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		makeTables(t, db)
		before, after := rotated(t)
		put(t, db, "ada", secret(t, before, "ada", "access"), []byte{})
		c := columns()[2]
		list, err := c.older(t.Context(), db, after.Primary(), 0)
		check(t, err)
		newer := secret(t, after, "ada", "access")
		_, err = db.Writer().ExecContext(t.Context(), "update bridge_credentials set access = $1", newer)
		check(t, err)
		if n, err := c.move(t.Context(), db, after, list[0]); n != 0 || err != nil {
			t.Errorf("moved %d, %v", n, err)
		}
		var is []byte
		check(t, db.Reader().QueryRowContext(t.Context(), "select access from bridge_credentials").Scan(&is))
		if !slices.Equal(is, newer) {
			t.Error("the newer token is lost")
		}
	})
}

// A secret that no key opens is named and does not hold up the others.
func TestForeignSecretsAreNamed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		makeTables(t, db)
		before, after := rotated(t)
		fill(t, db, before)
		foreign, err := seal.Generate()
		check(t, err)
		put(t, db, "a stranger", secret(t, foreign, "a stranger", "access"), []byte("short"))
		use, err := Count(t.Context(), db)
		check(t, err)
		if use.Older(after) != 2*people+2 || use.Foreign(after) != 2 || use.Foreign(before) != 2 {
			t.Errorf("%d older and %d foreign secrets", use.Older(after), use.Foreign(after))
		}
		moved, err := Run(t.Context(), db, after)
		if moved != 2*people || err == nil || !strings.Contains(err.Error(), "bridge_credentials/platform/a stranger/access") {
			t.Errorf("moved %d, %v", moved, err)
		}
		opens(t, db, after)
		use, err = Count(t.Context(), db)
		check(t, err)
		if use.Older(after) != 2 || use.Foreign(after) != 2 {
			t.Errorf("%v is left", use)
		}
	})
}

// Every column of bytes is either sealed and known here, or no secret of ours.
func TestEverySealedColumnIsKnown(t *testing.T) {
	plain := []string{"blob_chunks.data", "bridge_sessions.data", "platform_sessions.data", "task_words.word"}
	db := sqldbtest.Open(t, sqldbtest.Postgres(t))
	makeTables(t, db)
	rows, err := db.Reader().QueryContext(t.Context(), "select table_name || '.' || column_name from information_schema.columns where table_schema = current_schema() and data_type = 'bytea'")
	check(t, err)
	defer func() { _ = rows.Close() }()
	var found []string
	for rows.Next() {
		var name string
		check(t, rows.Scan(&name))
		if !slices.Contains(plain, name) {
			found = append(found, name)
		}
	}
	check(t, rows.Err())
	var known []string
	for _, c := range columns() {
		known = append(known, c.table+"."+c.name)
	}
	slices.Sort(found)
	slices.Sort(known)
	if !slices.Equal(found, known) {
		t.Errorf("the tables have the sealed columns\n%v, known are\n%v", found, known)
	}
}
