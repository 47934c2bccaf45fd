package boot

import (
	"context"
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
	return func() {
		cancel()
		chores.Wait()
	}
}

// sweep deletes expired sessions and old events, now and then every hour, until
// ctx ends.
func (a *App) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, table := range []string{platformSessions, bridgeSessions} {
			if err := httpkit.SweepSessions(ctx, a.db, table, time.Now()); err != nil && ctx.Err() == nil {
				a.config.Logger.WarnContext(ctx, "expired sessions stay another hour", "table", table, "error", err)
			}
		}
		a.forgetEvents(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// forgetEvents deletes what the event log need not hold any more.
func (a *App) forgetEvents(ctx context.Context) {
	if a.config.EventRetention == 0 {
		return
	}
	if _, err := a.Platform.ForgetEvents(ctx, time.Now().Add(-a.config.EventRetention)); err != nil && ctx.Err() == nil {
		a.config.Logger.WarnContext(ctx, "old events stay another hour", "error", err)
	}
}
