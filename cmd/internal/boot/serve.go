package boot

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/rest"
	"jirabridge/bridge"
)

// surface is a part that mounts its own addresses.
type surface interface{ Routes(r *mux.Router) }

// route makes the one handler of the program. Every address is listed in the
// package comments of the parts; the last part takes what is left.
func (a *App) route(frame *page.Frame, api http.Handler, parts ...surface) http.Handler {
	r := mux.NewRouter()
	r.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	r.HandleFunc("/readyz", a.ready)
	a.Auth.OpenIDRoutes(r) // some lie below the API
	r.PathPrefix("/api/1.0").Handler(api)
	r.PathPrefix(rest.TriggerPath).Handler(api)
	r.PathPrefix("/assets/").Handler(frame.Assets())
	for _, p := range parts {
		p.Routes(r)
	}
	return a.idle.count(a.metrics.Requests(httpkit.Logging(a.config.Logger, bridge.HookPath, rest.TriggerPath)(a.atOneAddress(r))))
}

// Listen opens the socket that c names, with TLS when there is a certificate.
func Listen(ctx context.Context, c Config) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil || c.Certificate == nil {
		return listener, err
	}
	return tls.NewListener(listener, c.Certificate.config(c.Logger)), nil
}

// Serve answers on listener and works on jobs until ctx ends. Then it takes no
// new work, waits up to 20 s for what runs, gives jobs back and closes.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	stopMetrics, err := a.startMetrics(ctx)
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	if err := a.queue.Start(ctx); err != nil {
		return errors.Join(err, listener.Close(), stopMetrics(), a.Close())
	}
	a.local.Serve(a.handler)
	stopChores := a.startChores(ctx)
	server := &http.Server{
		Handler:           httpkit.Proxies(a.config.Proxies)(a.handler),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.config.Logger.Handler(), slog.LevelInfo), // mostly TLS of strangers
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopChores()
	return errors.Join(err, a.stop(context.WithoutCancel(ctx), server), stopMetrics())
}
