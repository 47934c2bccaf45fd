package bridgetest

import (
	"net/http"
	"strings"
)

// Hold makes Bridge anew, and holds its requests to Jira whose path contains
// part, until open is called. Those held so far are counted by waiting.
func (w *World) Hold(part string) (open func(), waiting func() int) {
	w.t.Helper()
	g := gate{w.config.Outbound, part, make(chan struct{}), make(chan struct{}, 1000)}
	usual := w.config.Outbound
	w.config.Outbound = g
	w.Bridge = w.Another()
	w.config.Outbound = usual
	return func() { close(g.opened) }, func() int { return len(g.held) }
}

type gate struct {
	next   http.RoundTripper
	part   string
	opened chan struct{}
	held   chan struct{}
}

// RoundTrip waits at the gate.
func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, g.part) {
		g.held <- struct{}{}
		select {
		case <-g.opened:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return g.next.RoundTrip(r)
}
