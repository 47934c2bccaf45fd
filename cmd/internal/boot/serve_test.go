package boot_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/cmd/internal/boot"
)

// each runs f for a program on SQLite and for one on PostgreSQL; db is the
// URL of the database, config what to start the program with.
func each(t *testing.T, f func(t *testing.T, db string, config boot.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		f(t, "sqlite:"+filepath.Join(dir, "jirabridge.db"), boot.Config{DataDir: dir})
	})
	t.Run("postgres", func(t *testing.T) {
		url := sqldbtest.Postgres(t)
		f(t, url, boot.Config{DataDir: t.TempDir(), Database: url, Keys: keys(t)})
	})
}

// serve starts the program and waits until it is ready. What it returns stops
// the program and waits for its end.
func serve(t *testing.T, c boot.Config) (url string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.BaseURL = "http://" + listener.Addr().String()
	app, err := boot.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Serve(ctx, listener) }()
	if status := get(t, c.BaseURL+"/readyz"); status != http.StatusOK {
		t.Fatalf("not ready: %d", status)
	}
	return c.BaseURL, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func get(t *testing.T, url string) int {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	res, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode
}

func TestStopLeavesNothingBehind(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		before := goleak.IgnoreCurrent()
		url, stop := serve(t, c)
		if status := get(t, url+"/-/login"); status != http.StatusOK {
			t.Errorf("the sign-in page answers %d", status)
		}
		stop()
		goleak.VerifyNone(t, before)
	})
}

func TestCloseWithoutServing(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		before := goleak.IgnoreCurrent()
		c.BaseURL = base
		app, err := boot.New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t, before)
	})
}

// Copies of the program that are started together on an empty database take
// turns at making its tables.
func TestCopiesStartTogether(t *testing.T) {
	c := boot.Config{BaseURL: base, DataDir: t.TempDir(), Database: sqldbtest.Postgres(t), Keys: keys(t)}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			app, err := boot.New(t.Context(), c)
			if err != nil {
				t.Error(err)
				return
			}
			if err := app.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// A listener that fails ends the program, with everything beside it.
func TestServeEndsWithItsListener(t *testing.T) {
	each(t, func(t *testing.T, _ string, c boot.Config) {
		before := goleak.IgnoreCurrent()
		c.BaseURL = base
		app, err := boot.New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = listener.Close()
		if err := app.Serve(t.Context(), listener); err == nil {
			t.Error("served on a closed listener")
		}
		goleak.VerifyNone(t, before)
	})
}

func TestExpiredSessionsAreSwept(t *testing.T) {
	each(t, func(t *testing.T, url string, c boot.Config) {
		_, stop := serve(t, c) // makes the tables
		stop()
		db := sqldbtest.Open(t, url)
		now := time.Now()
		for _, table := range []string{"platform_sessions", "bridge_sessions"} {
			addSession(t, db, table, "old", now.Add(-time.Minute))
			addSession(t, db, table, "new", now.Add(time.Hour))
		}
		_, stop = serve(t, c)
		defer stop()
		for _, table := range []string{"platform_sessions", "bridge_sessions"} {
			for sessions(t, db, table) != "new" {
				if time.Since(now) > time.Minute {
					t.Fatalf("%s holds %q", table, sessions(t, db, table))
				}
				time.Sleep(20 * time.Millisecond)
			}
		}
	})
}

// TestWhatIsOverIsSwept: links, states of consents, and what was issued to apps.
func TestWhatIsOverIsSwept(t *testing.T) {
	each(t, func(t *testing.T, url string, c boot.Config) {
		_, stop := serve(t, c) // makes the tables
		stop()
		db := sqldbtest.Open(t, url)
		for _, row := range []string{
			"insert into people (gid, name, email, email_folded, password_hash, time_zone, created_at) values ('1', '', '', '', '', '', 0)",
			"insert into oauth_grants (id, person, app, scopes, created_at, revoked_at) select 'old', '1', a.gid, '', 1, 1 from apps a",
			"insert into one_time_links (gid, hash, purpose, workspace, person, email, role, created_by, created_at, expires_at, used_at) values ('old', '', 'invite', '', '', '', '', '', 1, 1, 0)",
			"insert into request_leases (key, copy, held, expires_at) values ('old', '', 10, 1)",
			"insert into bridge_states (hash, session, purpose, person, workspace, callback, return_path, verifier, pending, expires_at) values ('old', '', 'sign-in', '', '', '', '', '', '', 1)",
		} {
			if _, err := db.Writer().Exec(row); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		_, stop = serve(t, c)
		defer stop()
		for _, old := range []string{"oauth_grants where id = 'old'", "one_time_links where gid = 'old'", "bridge_states where hash = 'old'", "request_leases where key = 'old'"} {
			for n := 1; n != 0; time.Sleep(20 * time.Millisecond) {
				if err := db.Reader().QueryRow("select count(*) from " + old).Scan(&n); err != nil || time.Since(began) > time.Minute {
					t.Fatalf("%d of %s, %v", n, old, err)
				}
			}
		}
	})
}

func addSession(t *testing.T, db *sqldb.DB, table, token string, expires time.Time) {
	t.Helper()
	_, err := db.Writer().Exec("insert into "+table+" (token, data, expires_at) values ($1, $2, $3)", token, []byte{1}, sqldb.Micros(expires))
	if err != nil {
		t.Fatal(err)
	}
}

// sessions are the tokens in a table, one after the other.
func sessions(t *testing.T, db *sqldb.DB, table string) (tokens string) {
	t.Helper()
	rows, err := db.Reader().Query("select token from " + table + " order by token")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var token string
		if err := rows.Scan(&token); err != nil {
			t.Fatal(err)
		}
		tokens += token
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestOldEventsAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, url string, c boot.Config) {
		_, stop := serve(t, c) // makes the tables
		stop()
		db := sqldbtest.Open(t, url)
		for seq, age := range map[int]time.Duration{-2: 3 * time.Hour, -1: time.Hour} {
			_, err := db.Writer().Exec(`insert into events (seq, created_at, workspace, person, app, action, resource_type, resource, resource_subtype, parent_type, parent, task, projects, field, value)
				values ($1, $2, '', '', '', '', '', '', '', '', '', '', '', '', '')`, seq, sqldb.Micros(time.Now().Add(-age)))
			if err != nil {
				t.Fatal(err)
			}
		}
		count := func() (n int) {
			if err := db.Reader().QueryRow("select count(*) from events where seq < 0").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		c.EventRetention = 2 * time.Hour
		_, stop = serve(t, c)
		defer stop()
		for began := time.Now(); count() != 1; time.Sleep(20 * time.Millisecond) {
			if time.Since(began) > time.Minute {
				t.Fatalf("%d events are left of 2", count())
			}
		}
	})
}
