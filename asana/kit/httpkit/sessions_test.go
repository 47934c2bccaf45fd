package httpkit_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/alexedwards/scs/v2"
	"go.uber.org/goleak"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

func sessions(t *testing.T, db *sqldb.DB, base string, now func() time.Time) *scs.SessionManager {
	t.Helper()
	tree := fstest.MapFS{"00001_sessions.sql": {Data: []byte(
		"-- +goose Up\ncreate table sessions (token text primary key, data bytea not null, expires_at bigint not null);\n")}}
	if err := db.Migrate(t.Context(), tree, "test_schema"); err != nil {
		t.Fatal(err)
	}
	s, err := httpkit.NewSessions(httpkit.SessionConfig{DB: db, Table: "sessions", Cookie: "test", BaseURL: base, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pages sign in at /in, out at /out, and name the person anywhere.
func pages(s *scs.SessionManager) http.Handler {
	return s.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/browser":
			_, _ = io.WriteString(w, httpkit.Browser(r.Context(), s))
			return
		case "/in":
			_ = httpkit.SignIn(r.Context(), s, "person", "Ada")
		case "/other":
			_ = httpkit.SignIn(r.Context(), s, "person", "Bo")
		case "/out":
			_ = s.Destroy(r.Context())
		}
		_, _ = io.WriteString(w, s.GetString(r.Context(), "person"))
	}))
}

// visit asks for path with the cookies, and returns the body and new cookies.
func visit(h http.Handler, path string, cookies ...*http.Cookie) (string, []*http.Cookie) {
	r := get(path)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String(), w.Result().Cookies()
}

func TestSessionLives(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := &clock{at: time.Now()}
		h := pages(sessions(t, db, "http://127.0.0.1:8080", c.now))
		_, in := visit(h, "/in")
		if who, _ := visit(h, "/", in...); who != "Ada" {
			t.Fatalf("the person is %q", who)
		}
		if who, _ := visit(h, "/"); who != "" {
			t.Errorf("a stranger is %q", who)
		}
		visit(h, "/out", in...)
		if who, _ := visit(h, "/", in...); who != "" {
			t.Errorf("after signing out the person is %q", who)
		}
	})
}

// A request that was under way when its person signed out, or got a new token
// by signing in, does not bring the old session back when it ends.
func TestEndedSessionStaysEnded(t *testing.T) {
	for _, end := range []string{"/out", "/in"} {
		sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
			s := sessions(t, db, "http://127.0.0.1:8080", nil)
			h := pages(s)
			_, in := visit(h, "/in")
			slow := s.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				visit(h, end, in...) // meanwhile
				_, _ = io.WriteString(w, s.GetString(r.Context(), "person"))
			}))
			_, late := visit(slow, "/", in...)
			for _, cookies := range [][]*http.Cookie{in, late} {
				if who, _ := visit(h, "/", cookies...); who != "" {
					t.Errorf("after %s the old token is %s's", end, who)
				}
			}
		})
	}
}

func TestBrowserStaysAndDiffers(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	h := pages(sessions(t, db, "http://127.0.0.1:8080", nil))
	first, cookies := visit(h, "/browser")
	_, renewed := visit(h, "/in", cookies...)
	if again, _ := visit(h, "/browser", renewed...); again != first || first == "" {
		t.Errorf("%q became %q by signing in", first, again)
	}
	if other, _ := visit(h, "/browser"); other == first {
		t.Error("two browsers have the same name")
	}
	_, others := visit(h, "/other", renewed...)
	if other, _ := visit(h, "/browser", others...); other == first {
		t.Error("another person goes on where the first has begun")
	}
}

func TestSessionExpires(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := &clock{at: time.Now()}
		h := pages(sessions(t, db, "http://127.0.0.1:8080", c.now))
		_, in := visit(h, "/in")
		c.add(13 * 24 * time.Hour)
		if who, _ := visit(h, "/", in...); who != "Ada" {
			t.Error("gone after 13 days")
		}
		c.add(2 * 24 * time.Hour)
		if who, _ := visit(h, "/", in...); who != "" {
			t.Error("alive after two weeks without a request")
		}
		if err := httpkit.SweepSessions(t.Context(), db, "sessions", c.now()); err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := db.Reader().QueryRow("select count(*) from sessions").Scan(&rows); err != nil || rows != 0 {
			t.Errorf("%d rows, %v", rows, err)
		}
	})
}

func TestSessionTokenIsNotStored(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := pages(sessions(t, db, "http://127.0.0.1:8080", nil))
		_, in := visit(h, "/in")
		var token string
		if err := db.Reader().QueryRow("select token from sessions").Scan(&token); err != nil {
			t.Fatal(err)
		}
		if token == in[0].Value {
			t.Error("who reads the table can take over sessions")
		}
		stolen := *in[0]
		stolen.Value = token
		if who, _ := visit(h, "/", &stolen); who != "" {
			t.Error("the stored hash works as a token")
		}
	})
}

func TestSessionIsNotWrittenByEachView(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := &clock{at: time.Now()}
		s := sessions(t, db, "http://127.0.0.1:8080", c.now)
		store := s.Store.(scs.CtxStore)
		expires := func(at time.Time, data string) (got int64) {
			t.Helper()
			if err := store.CommitCtx(t.Context(), "x", []byte(data), at); err != nil {
				t.Fatal(err)
			}
			if err := db.Reader().QueryRow("select expires_at from sessions").Scan(&got); err != nil {
				t.Fatal(err)
			}
			return got
		}
		at := c.now().Add(time.Hour)
		first := expires(at, "a")
		if expires(at.Add(time.Minute), "a") != first {
			t.Error("written a minute later")
		}
		if expires(at.Add(2*time.Hour), "a") == first || expires(at.Add(2*time.Hour+time.Minute), "b") == expires(at, "a") {
			t.Error("not written when it matters")
		}
	})
}

// A page view works while nothing can be written, an hour later too.
func TestSessionIsReadWhileNothingCanBeWritten(t *testing.T) {
	db, c := sqldbtest.Open(t, sqldbtest.SQLite(t)), &clock{at: time.Now()}
	h := pages(sessions(t, db, "http://127.0.0.1:8080", c.now))
	_, in := visit(h, "/browser")
	_, in = visit(h, "/in", in...)
	for _, on := range []string{"insert", "update"} {
		if _, err := db.Writer().Exec("create trigger full_" + on + " before " + on + " on sessions begin select raise(abort, 'full'); end"); err != nil {
			t.Fatal(err)
		}
	}
	for _, later := range []time.Duration{0, 2 * time.Hour} {
		c.add(later)
		for range 20 { // in whatever order its values come
			if who, _ := visit(h, "/", in...); who != "Ada" {
				t.Fatalf("the person is %q", who)
			}
		}
	}
	if answer, _ := visit(h, "/other", in...); answer == "Bo" {
		t.Error("signed in, but that was not kept")
	}
}

// Whoever was signed in when gob was still written stays so.
func TestSessionOfAnEarlierVersion(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	s := sessions(t, db, "http://127.0.0.1:8080", nil)
	codec := s.Codec
	s.Codec = scs.GobCodec{}
	_, in := visit(pages(s), "/in")
	s.Codec = codec
	if who, _ := visit(pages(s), "/", in...); who != "Ada" {
		t.Errorf("the person is %q", who)
	}
}

func TestSessionCookie(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	for base, want := range map[string]struct {
		name   string
		secure bool
	}{
		"http://127.0.0.1:8080":       {"test-8080", false},
		"https://bridge.example:8443": {"__Host-test-8443", true},
		"https://bridge.example":      {"__Host-test", true},
	} {
		_, in := visit(pages(sessions(t, db, base, nil)), "/in")
		if len(in) != 1 {
			t.Fatalf("%s: %d cookies", base, len(in))
		}
		c := in[0]
		if c.Name != want.name || c.Secure != want.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %s", base, c)
		}
	}
}

func TestSessionsRefuse(t *testing.T) {
	for _, c := range []httpkit.SessionConfig{
		{Table: "sessions", BaseURL: "nowhere"}, {Table: "sessions; drop", BaseURL: "http://x"}, {BaseURL: "http://x"},
	} {
		if _, err := httpkit.NewSessions(c); err == nil {
			t.Errorf("%+v", c)
		}
	}
	if err := httpkit.SweepSessions(t.Context(), nil, "x; drop", time.Now()); err == nil {
		t.Error("swept")
	}
}

func TestSessionsStartNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	if _, err := httpkit.NewSessions(httpkit.SessionConfig{Table: "sessions", Cookie: "x", BaseURL: "http://x"}); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before)
}

func TestSessionFailureHidesTheCause(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	h := pages(sessions(t, db, "http://127.0.0.1:8080", nil))
	_, in := visit(h, "/in")
	if _, err := db.Writer().Exec("drop table sessions"); err != nil {
		t.Fatal(err)
	}
	body, _ := visit(h, "/", in...)
	if body == "" || strings.Contains(body, "table") || strings.Contains(body, "SQL") {
		t.Errorf("answered %q", body)
	}
}
