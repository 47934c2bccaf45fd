// Package boot puts the program together: configuration, database, platform,
// bridge, the two faces, listeners and workers, and a graceful stop.
package boot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/auth"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/rules"
	"jirabridge/asana/store"
	"jirabridge/bridge"
	"jirabridge/cmd/internal/metrics"
)

// App is the program, put together but not yet serving.
type App struct {
	Platform *asana.Platform
	Auth     *auth.Auth
	Bridge   *bridge.Bridge
	BuiltIn  asana.App // the registration of our own app on the platform

	config  Config
	db      *sqldb.DB
	queue   *jobs.Queue
	keys    *seal.Keyset
	local   *httpkit.Local
	jira    http.RoundTripper
	hooks   *hooks.Hooks
	rules   *rules.Engine
	frame   *page.Frame
	handler http.Handler
	idle    idle
	recent  *recent

	metrics   *metrics.Metrics
	readiness readiness
}

// New opens the database, brings its tables up to date and puts every part
// together. Close the App when it is not served.
func New(ctx context.Context, c Config) (_ *App, err error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	a := &App{metrics: metrics.New(Version())}
	c.Logger, a.recent = keepRecent(c.Logger)
	a.config = c
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	return a, inOrder(ctx, a.openGround, a.buildFrame, a.buildPlatform, a.migrate, a.buildFaces)
}

// Close releases what New opened, of a program that is not served.
func (a *App) Close() error { return a.release(context.Background()) }

// release waits for what the bridge has under way, until ctx ends, and closes
// what it stands on.
func (a *App) release(ctx context.Context) error {
	var errs []error
	if a.Bridge != nil {
		if err := a.Bridge.Stop(ctx); err != nil { // what it was about is found out after the next start
			a.config.Logger.WarnContext(ctx, "work of the bridge was cut off", "error", err)
		}
	}
	if a.local != nil {
		errs = append(errs, a.local.Close())
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	return errors.Join(errs...)
}

// openGround opens what everything stands on: database, keys, jobs and the two
// transports.
func (a *App) openGround(ctx context.Context) (err error) {
	if a.keys, err = a.config.keyset(); err != nil {
		return fmt.Errorf("keyset: %w", err)
	}
	if a.db, err = sqldb.Open(ctx, sqldb.Config{URL: a.config.databaseURL(), Logger: a.config.Logger}); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if a.queue, err = jobs.New(jobs.Config{DB: a.db, Logger: a.config.Logger, Retention: a.config.JobRetention}); err != nil {
		return err
	}
	a.jira = a.metrics.Jira(a.config.toJira())
	a.local = httpkit.NewLocal(a.config.BaseURL, a.config.outbound(a.config.WebhookNetworks))
	return nil
}

func (a *App) buildPlatform(context.Context) error {
	blobs, err := a.blobs()
	if err != nil {
		return err
	}
	c := asana.Config{
		DB: a.db, Queue: a.queue, Blobs: blobs, Keys: a.keys, BaseURL: a.config.BaseURL, MaxFileSize: a.config.MaxFileSize,
	}
	if a.config.Mail != nil {
		if c.Mail, err = mail.New(*a.config.Mail); err != nil {
			return err
		}
	}
	if a.Platform, err = asana.New(c); err != nil {
		return err
	}
	a.Platform.RegisterJobs(a.queue)
	return nil
}

// blobs keeps files beside SQLite, and inside PostgreSQL, so that several
// copies need nothing but the database.
func (a *App) blobs() (store.Blobs, error) {
	if a.db.Kind() == sqldb.Postgres {
		return store.NewTableBlobs(a.db, time.Now), nil
	}
	return store.NewFolderBlobs(FilesDir(a.config.DataDir))
}

// migrate brings all tables up to date and writes our app's registration, one
// copy of the program at a time. The bridge is made on the way: it needs the
// registration's secret.
func (a *App) migrate(ctx context.Context) error {
	return a.db.Exclusively(ctx, func(ctx context.Context) error {
		migrateBridge := func(ctx context.Context) error { return a.Bridge.Migrate(ctx) }
		return inOrder(ctx, a.queue.Migrate, a.Platform.Migrate, a.register, a.buildBridge, migrateBridge)
	})
}

func inOrder(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) buildBridge(context.Context) (err error) {
	a.Bridge, err = bridge.New(bridge.Config{
		DB: a.db, Queue: a.queue, Keys: a.keys,
		BaseURL: a.config.BaseURL, PlatformURL: a.config.BaseURL,
		Outbound: a.jira, Watched: a.config.WatchedToJira(), Proxy: a.config.OutboundProxy, Platform: a.local,
		App:     bridge.AppCredentials{ClientID: a.BuiltIn.ClientID, ClientSecret: a.BuiltIn.ClientSecret},
		Version: Version(), RuleIssues: a.config.RuleIssues, Logger: a.config.Logger,
	})
	if err != nil {
		return err
	}
	a.Bridge.RegisterJobs(a.queue)
	return nil
}
