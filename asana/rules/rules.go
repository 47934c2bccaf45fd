package rules

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"sync"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb"
)

//go:embed messages/*.toml
var messages embed.FS

// Pages is what this package contributes to the frame: the words of its reasons.
func Pages() page.Source { return page.Source{Name: "rules", Messages: messages} }

// Host carries out what apps do: *apphost.Host.
type Host interface {
	RunAction(ctx context.Context, owner asana.Actor, of apphost.RuleAction, run apphost.Run) (appcomponents.RunResult, apphost.Exchange, error)
	PreviewAction(ctx context.Context, owner asana.Actor, of apphost.RuleAction, run apphost.Run) (appcomponents.Preview, error)
}

// Config is what an Engine is made of. Platform, DB and Host are required.
type Config struct {
	Platform *asana.Platform
	DB       *sqldb.DB
	Host     Host
	Wait     time.Duration    // from a task's creation, before a rule takes it for new in the project
	Now      func() time.Time // time.Now when nil
	Logger   *slog.Logger     // nobody hears when nil
}

// Engine carries out rules. It is safe for concurrent use.
type Engine struct {
	platform *asana.Platform
	db       *sqldb.DB
	host     Host
	wait     time.Duration
	now      func() time.Time
	log      *slog.Logger

	working sync.WaitGroup
	places  map[bool]chan struct{} // for runs under way, by whether they have failed before
	scanned time.Time              // when due dates were looked at; of the one goroutine that goes round
	scanAt  time.Time              // when they are again
}

// How many runs are carried out at once: those that have failed have places of their own, so that they hold up nobody.
// With four, people waited for pages 2.7 times as long as else on PostgreSQL while a thousand tasks were taken up, and
// with two less than twice; that took a second longer.
const (
	runsAtOnce    = 2
	retriesAtOnce = 2
)

// New returns an Engine. It does nothing until Run.
func New(c Config) (*Engine, error) {
	if c.Platform == nil || c.DB == nil || c.Host == nil {
		return nil, errors.New("rules: Platform, DB and Host are required")
	}
	e := &Engine{platform: c.Platform, db: c.DB, host: c.Host, wait: c.Wait, now: c.Now, log: c.Logger}
	e.places = map[bool]chan struct{}{false: make(chan struct{}, runsAtOnce), true: make(chan struct{}, retriesAtOnce)}
	if e.now == nil {
		e.now = time.Now
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	return e, nil
}
