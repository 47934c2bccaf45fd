package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"jirabridge/cmd/internal/metrics"
)

// watchState makes the metrics tell what the database knows.
func (a *App) watchState() {
	a.metrics.Watch(metrics.Store{DB: a.db, Jobs: a.queue.Counts, Links: a.Bridge.CountLinks})
}

// startMetrics serves /metrics on a listener of its own, which is for the
// company's monitoring and for nobody else, until stop is called.
func (a *App) startMetrics(ctx context.Context) (stop func() error, err error) {
	if a.config.MetricsListen == "" {
		return func() error { return nil }, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	handler := http.NewServeMux()
	handler.Handle("GET /metrics", a.metrics.Handler(a.config.Logger))
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return func() error {
		err := server.Close()
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		return err
	}, nil
}
