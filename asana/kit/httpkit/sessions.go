package httpkit

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/alexedwards/scs/v2"

	"jirabridge/asana/kit/sqldb"
)

// How long a session lives without a request, and at most.
const (
	idle     = 14 * 24 * time.Hour
	lifetime = 90 * 24 * time.Hour
)

// SessionConfig describes one kind of session.
type SessionConfig struct {
	DB *sqldb.DB
	// Table has the columns token text primary key, data bytea, expires_at
	// bigint (microseconds).
	Table string
	// Cookie is the beginning of the cookie's name, e.g. "platform".
	Cookie  string
	BaseURL string
	Now     func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is slog.Default()
	// Render answers a request whose session could not be read or written. Nil
	// answers in plain text.
	Render Render
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// NewSessions makes a session manager that keeps its sessions in c.Table.
// Tokens are kept hashed. Expired rows stay until [SweepSessions].
//
// It is not made by scs.New, which starts a goroutine that never ends. The
// price: managers made here share one context key, so a request must pass
// through LoadAndSave of one of them only.
func NewSessions(c SessionConfig) (*scs.SessionManager, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("sessions: %q is not an address", c.BaseURL)
	}
	if !identifier.MatchString(c.Table) {
		return nil, fmt.Errorf("sessions: %q is not a table", c.Table)
	}
	return &scs.SessionManager{
		IdleTimeout:      idle,
		Lifetime:         lifetime,
		Store:            &sessionStore{db: c.DB, table: c.Table, now: orNow(c.Now)},
		Codec:            textCodec{},
		HashTokenInStore: true,
		Cookie:           cookie(c.Cookie, base),
		ErrorFunc:        sessionFailed(c.Render, c.Logger),
	}, nil
}

// cookie names the port because browsers share cookies between the ports of
// a host, and two servers there would sign each other's people out.
func cookie(name string, base *url.URL) scs.SessionCookie {
	if base.Port() != "" {
		name += "-" + base.Port()
	}
	secure := base.Scheme == "https"
	if secure {
		name = "__Host-" + name
	}
	return scs.SessionCookie{Name: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure, Persist: true}
}

func orNow(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// sessionFailed answers as [Wrap] answers a handler that failed.
func sessionFailed(render Render, log *slog.Logger) func(http.ResponseWriter, *http.Request, error) {
	if render == nil {
		render = plainly
	}
	return func(w http.ResponseWriter, r *http.Request, err error) {
		Wrap(func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("session: %w", err)
		}, render, log).ServeHTTP(w, r)
	}
}

func plainly(w http.ResponseWriter, _ *http.Request, err error, id string) {
	http.Error(w, Text(err)+" ("+id+")", Status(err))
}

// SignIn makes ctx's session the person's, which it keeps under key, and gives
// it a new token: one planted before is worth nothing. What the session knew of
// another person is forgotten, and with it the text of [Browser]: nobody comes
// back from what somebody else has begun.
func SignIn(ctx context.Context, s *scs.SessionManager, key, person string) error {
	if before := s.GetString(ctx, key); before != "" && before != person {
		if err := s.Clear(ctx); err != nil {
			return err
		}
	}
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	s.Put(ctx, key, person)
	return nil
}

// browserKey is where a session keeps the text of [Browser].
const browserKey = "browser"

// Browser is a random text that stands for the browser ctx's session lives in.
// It is made on first use and stays when its person signs in, so a flow that
// leaves our pages and comes back can be bound to it.
func Browser(ctx context.Context, s *scs.SessionManager) string {
	name := s.GetString(ctx, browserKey)
	if name == "" {
		name = rand.Text()
		s.Put(ctx, browserKey, name)
	}
	return name
}
