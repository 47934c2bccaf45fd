package httpkit

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Local is a transport that knows our own address: requests to it go through
// memory to our own handler, as real HTTP with streaming bodies and deadlines;
// all others go outside.
type Local struct {
	base     *url.URL
	listener *memory
	inside   *http.Transport
	outside  http.RoundTripper
	server   *http.Server
}

// NewLocal makes a Local for baseURL. Requests to it wait until
// [Local.Serve] is called.
func NewLocal(baseURL string, outside http.RoundTripper) *Local {
	base, err := url.Parse(baseURL)
	if err != nil {
		base = &url.URL{} // matches nothing: everything goes outside
	}
	listener := newMemory()
	inside := &http.Transport{
		DialContext:        listener.dial,
		MaxIdleConns:       100,
		IdleConnTimeout:    time.Minute,
		DisableCompression: true,
	}
	inside.MaxIdleConnsPerHost = inside.MaxIdleConns
	return &Local{base: base, listener: listener, inside: inside, outside: outside}
}

// Serve answers requests to our own address with h, until [Local.Close]. It
// returns at once and is called once.
func (l *Local) Serve(h http.Handler) {
	l.server = &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = l.server.Serve(l.listener) }()
}

// Close ends the in-memory connections.
func (l *Local) Close() error {
	l.inside.CloseIdleConnections()
	if l.server != nil {
		return l.server.Close()
	}
	return l.listener.Close()
}

// RoundTrip sends r to ourselves or outside. It refuses the context of an open
// transaction: the handler it reaches may well need the database.
func (l *Local) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := refuseInTx(r); err != nil {
		return nil, err
	}
	if !l.isOurs(r.URL) {
		return l.outside.RoundTrip(r)
	}
	own := r.Clone(r.Context())
	own.URL.Scheme = "http" // memory needs no TLS
	if own.Host == "" {
		own.Host = r.URL.Host
	}
	res, err := l.inside.RoundTrip(own)
	if err != nil {
		return nil, err
	}
	res.Request = r
	return res, nil
}

func (l *Local) isOurs(u *url.URL) bool {
	return l.base.Host != "" && u.Scheme == l.base.Scheme && authority(u) == authority(l.base)
}

// authority is host and port in one spelling.
func authority(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
