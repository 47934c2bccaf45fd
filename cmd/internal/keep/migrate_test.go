package keep_test

import (
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

func TestMigrate(t *testing.T) {
	w := fill(t)
	for i := range 600 { // more than one batch
		_, err := w.app.Platform.AddComment(t.Context(), w.actor, w.task, asana.NewComment{Text: fmt.Sprint("line ", i)})
		check(t, err)
	}
	check(t, w.app.Close())
	db := openFile(t, w.dir)
	seedBridge(t, db)
	seedNumbers(t, db, w.task)
	names := slices.DeleteFunc(sqliteTables(t, db), func(name string) bool {
		return strings.HasPrefix(name, "river_") || strings.HasSuffix(name, "_schema") || strings.HasPrefix(name, "blob")
	})
	was := rows(t, db, names)
	check(t, db.Close())

	url := sqldbtest.Postgres(t)
	done, err := keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: w.dir, To: seal.Secret(url)})
	check(t, err)
	if done.Files != 1 || len(done.Missing) != 0 || done.Tables != len(names) || done.Rows != int64(strings.Count(was, "\n")+1) {
		t.Errorf("migrated %+v of %d tables", done, len(names))
	}
	to := sqldbtest.Open(t, url)
	if is := rows(t, to.Reader(), names); is != was {
		t.Errorf("the rows differ: %s", firstDifference(was, is))
	}
	c := boot.Config{DataDir: t.TempDir(), Database: url, Keys: keysOf(t, w.dir)}
	holds(t, c)
	holds(t, boot.Config{DataDir: w.dir}) // what was there stays usable

	if _, err := keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: w.dir, To: seal.Secret(url)}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("migrated over a database: %v", err)
	}
}

// seedNumbers gives a task a whole number and a broken one.
func seedNumbers(t *testing.T, db *sql.DB, task string) {
	t.Helper()
	for field, number := range map[string]float64{"1": 3, "2": 0.25} {
		_, err := db.Exec(`insert into custom_fields (gid, workspace, name, created_at, kind)
			select $1, t.workspace, 'Number', 1, 'number' from tasks t where t.gid = $2`, field, task)
		check(t, err)
		_, err = db.Exec(`insert into task_values (task, field, item, position, value, folded, head, number, moment)
			values ($1, $2, '', 0, '', '', '', $3, 0)`, task, field, number)
		check(t, err)
	}
}

// seedBridge writes a row into tables that refer to each other.
func seedBridge(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, statement := range []string{
		`insert into bridge_connections (id, workspace, workspace_name, jira_url, browse_base, client_id, client_secret, version, connected_by, active, connected_at)
			values ('c', 'w', 'W', 'http://j', 'http://j', 'i', x'00ff', '9.12.2', 'p', true, 7)`,
		`insert into bridge_links (id, task, workspace, connection, person, submission, attachment, state, project, issue_type, issue_id, issue_key, name, url, error, snapshot, read_at, created_at, updated_at)
			values ('l', 't', 'w', 'c', 'p', 's', 'a', 'linked', '1', '1', '1', 'IT-1', 'n', 'u', '', '{}', 1, 2, 3)`,
		`insert into bridge_sessions values ('s', x'', 5)`,
		`insert into bridge_followers values ('l', 's2', 4)`,
	} {
		_, err := db.ExecContext(t.Context(), statement)
		check(t, err)
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("line %d: %s\nbecame %s", i, as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d lines became %d", len(as), len(bs))
}

// Jobs that have still to run are run by the program on the new database: here
// the one that deletes a deleted attachment's file.
func TestMigrateTakesJobsAlong(t *testing.T) {
	w := fill(t)
	files, _, err := w.app.Platform.Attachments(t.Context(), w.actor, w.task, asana.Page{})
	check(t, err)
	check(t, w.app.Platform.DeleteAttachment(t.Context(), w.actor, files[0].GID))
	check(t, w.app.Close())
	url := sqldbtest.Postgres(t)
	done, err := keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: w.dir, To: seal.Secret(url)})
	check(t, err)
	db := sqldbtest.Open(t, url)
	var ready, later int
	check(t, db.Reader().QueryRow("select count(*) filter (where state = 'available'), count(*) filter (where state = 'scheduled') from river_job where kind = 'asana_discard_blob'").Scan(&ready, &later))
	if done.Jobs != 2 || ready != 1 || later != 1 { // the other looks after the upload a day later
		t.Errorf("%d jobs came along: %d ready, %d later", done.Jobs, ready, later)
	}
}

func TestMigrateRefuses(t *testing.T) {
	w := fill(t) // the program is on the folder
	url := sqldbtest.Postgres(t)
	migrate := func(dir, to, words string) {
		t.Helper()
		_, err := keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: dir, To: seal.Secret(to)})
		if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("want words on %q, got %v", words, err)
		}
	}
	migrate(w.dir, url, "stop the program first")
	migrate(t.TempDir(), url, "no SQLite database")
	check(t, w.app.Close())
	migrate(w.dir, sqldbtest.SQLite(t), "must be a PostgreSQL")
	migrate(w.dir, "postgres://me:hunter2@127.0.0.1:1/x?connect_timeout=1", "PostgreSQL")
	db := openFile(t, w.dir)
	var version int64
	check(t, db.QueryRow("select max(version_id) from asana_schema").Scan(&version))
	_, err := db.Exec("insert into asana_schema (version_id, is_applied) values ($1, true)", version+1)
	check(t, err)
	check(t, db.Close())
	migrate(w.dir, url, "another version of this program")
	if columns := tables(t, url); columns != 0 {
		t.Errorf("%d tables were made in the target", columns)
	}
}

// What cannot be copied leaves a target without people, and says what to do.
func TestMigrateFailsWhole(t *testing.T) {
	w := fill(t)
	check(t, w.app.Close())
	check(t, os.RemoveAll(boot.FilesDir(w.dir)))
	db := openFile(t, w.dir)
	_, err := db.Exec("update tasks set name = $1", "nul \x00 byte") // which PostgreSQL's text cannot hold
	check(t, err)
	check(t, db.Close())
	url := sqldbtest.Postgres(t)
	_, err = keep.Migrate(t.Context(), keep.MigrateConfig{DataDir: w.dir, To: seal.Secret(url)})
	if err == nil || !strings.Contains(err.Error(), "copy table tasks") || !strings.Contains(err.Error(), "make it anew") {
		t.Errorf("got %v", err)
	}
	var people int
	check(t, sqldbtest.Open(t, url).Reader().QueryRow("select count(*) from people").Scan(&people))
	if people != 0 {
		t.Errorf("%d people in half a copy", people)
	}
}

func tables(t *testing.T, url string) (n int) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: url})
	check(t, err)
	defer func() { check(t, db.Close()) }()
	check(t, db.Reader().QueryRow("select count(*) from information_schema.tables where table_schema = current_schema()").Scan(&n))
	return n
}
