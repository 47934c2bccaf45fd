package hooks

import (
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
)

// Config is what Hooks are made of. Platform, DB and Transport are required.
type Config struct {
	Platform  *asana.Platform
	DB        *sqldb.DB
	Transport http.RoundTripper // decides which addresses may be called
	Now       func() time.Time  // time.Now when nil
	Logger    *slog.Logger      // nobody hears when nil
}

// Hooks makes webhooks and calls their receivers. It is safe for concurrent use.
type Hooks struct {
	platform *asana.Platform
	db       *sqldb.DB
	client   *http.Client
	now      func() time.Time
	log      *slog.Logger

	working sync.WaitGroup
	calls   map[bool]chan struct{} // places for calls under way, by whether the receiver fails
}

// How many receivers are called at once: those that fail have places of their own, so that they hold up nobody.
const (
	callsAtOnce   = 64
	retriesAtOnce = 32
)

// New returns Hooks. They call nobody until Run.
func New(c Config) (*Hooks, error) {
	if c.Platform == nil || c.DB == nil || c.Transport == nil {
		return nil, errors.New("hooks: Platform, DB and Transport are required")
	}
	h := &Hooks{platform: c.Platform, db: c.DB, now: c.Now, log: c.Logger}
	h.client = &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	h.calls = map[bool]chan struct{}{false: make(chan struct{}, callsAtOnce), true: make(chan struct{}, retriesAtOnce)}
	if h.now == nil {
		h.now = time.Now
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	return h, nil
}
