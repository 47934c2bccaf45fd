package boot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"jirabridge/asana/kit/httpkit"
)

// The tables of browser sessions, and how often the expired ones are deleted.
const (
	platformSessions = "platform_sessions"
	bridgeSessions   = "bridge_sessions"
	sweepEvery       = time.Hour
)

func (a *App) sessions(table, cookie string) (*scs.SessionManager, error) {
	return httpkit.NewSessions(httpkit.SessionConfig{
		DB: a.db, Table: table, Cookie: cookie, BaseURL: a.config.BaseURL, Logger: a.config.Logger, Render: a.frame.RenderError,
	})
}

// startChores begins what is done beside requests and jobs. It goes on until
// ctx ends or stop is called, which waits for the end.
func (a *App) startChores(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var chores sync.WaitGroup
	chores.Go(func() { a.idle.watch(ctx) })
	chores.Go(func() { a.sweep(ctx) })
	chores.Go(func() { a.Bridge.Run(ctx) })
	chores.Go(func() { a.hooks.Run(ctx) })
	chores.Go(func() { a.rules.Run(ctx) })
	return func() {
		cancel()
		chores.Wait()
	}
}

// sweep deletes what is over, now and then every hour, until ctx ends.
func (a *App) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := a.sweepOnce(ctx); err != nil && ctx.Err() == nil {
			a.config.Logger.WarnContext(ctx, "something that is over stays another hour", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// sweepOnce deletes expired sessions, links, states and tokens, and old events.
// What fails does not keep the rest.
func (a *App) sweepOnce(ctx context.Context) error {
	now := time.Now()
	return errors.Join(
		httpkit.SweepSessions(ctx, a.db, platformSessions, now),
		httpkit.SweepSessions(ctx, a.db, bridgeSessions, now),
		a.Platform.Sweep(ctx),
		a.Auth.Sweep(ctx),
		a.Bridge.Sweep(ctx),
		a.forgetEvents(ctx, now),
	)
}

// forgetEvents deletes what the event log need not hold any more.
func (a *App) forgetEvents(ctx context.Context, now time.Time) error {
	if a.config.EventRetention == 0 {
		return nil
	}
	_, err := a.Platform.ForgetEvents(ctx, now.Add(-a.config.EventRetention))
	return err
}
