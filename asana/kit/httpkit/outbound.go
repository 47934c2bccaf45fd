package httpkit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"code.dny.dev/ssrf"

	"jirabridge/asana/kit/sqldb"
)

// ErrInTx is what our transports answer when a request is made inside a
// transaction.
var ErrInTx = errors.New("a request was made inside a database transaction")

// OutboundConfig says which addresses requests may go to besides public ones,
// and how.
type OutboundConfig struct {
	// Networks are allowed although they are private, e.g. 10.1.0.0/16. This
	// machine itself, link-local addresses and those where clouds hand out
	// credentials are allowed only one by one, e.g. 127.0.0.1/32.
	Networks []netip.Prefix
	// AllowLoopback allows this machine itself.
	AllowLoopback bool
	// Proxy is an http or https address that all requests go through; nil is
	// none. It may be anywhere.
	Proxy *url.URL
	// Roots are the certificates to trust; nil is the system's.
	Roots *x509.CertPool
	// Timeout is how long connecting may take, and again how long the answer's
	// headers may take to arrive. Zero is 30 s.
	Timeout time.Duration
	// UserAgent is what a request calls us that does not say so itself; "" is
	// net/http's.
	UserAgent string
	// Patient lets an answer's headers take as long as the request's context
	// allows: a large file is not taken in within Timeout.
	Patient bool
	// Once makes a connection for each request, so that somebody can watch how
	// it is made.
	Once bool
}

// ProxyRefused is the failure of a request for which the proxy did not let a
// connection through.
type ProxyRefused struct{ Status int }

// Error says what the proxy answered.
func (e *ProxyRefused) Error() string { return fmt.Sprintf("the proxy answered %d", e.Status) }

// refusedByProxy keeps the status of a refusal, of which net/http keeps the text.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode != http.StatusOK {
		return &ProxyRefused{res.StatusCode}
	}
	return nil
}

// NewOutbound makes the transport for requests to other machines. It connects
// to public addresses on any port and to what c names; all others are refused
// when dialled, after the name was looked up, so a name cannot be changed in
// between. Proxy variables of the environment are not used, TLS is 1.2 or
// newer, and the context of an open transaction is refused with [ErrInTx].
//
// With a proxy the address is looked up and judged before the request is handed
// over. A name that only the proxy can look up is left to the proxy.
func NewOutbound(c OutboundConfig) http.RoundTripper {
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	g := newGuard(c)
	dialer := &net.Dialer{Timeout: c.Timeout, Control: g.control}
	t := &http.Transport{
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots},
		TLSHandshakeTimeout:   c.Timeout,
		ResponseHeaderTimeout: c.Timeout,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ForceAttemptHTTP2:     true,
		DisableKeepAlives:     c.Once,
	}
	if c.Patient {
		t.ResponseHeaderTimeout = 0
	}
	if c.Proxy == nil {
		t.DialContext = dialer.DialContext
		return refusing{naming{c.UserAgent, t}}
	}
	dialer.Control = nil // only the proxy is ever dialled
	t.DialContext, t.Proxy, t.OnProxyConnectResponse = dialer.DialContext, http.ProxyURL(c.Proxy), refusedByProxy
	return refusing{naming{c.UserAgent, judging{guard: g, next: t}}}
}

// IsGuarded tells whether err is a request to an address that is not allowed.
func IsGuarded(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) ||
		errors.Is(err, ssrf.ErrProhibitedPort)
}

// refusing is a transport that no transaction may wait for.
type refusing struct{ next http.RoundTripper }

// RoundTrip is the next transport's, outside of transactions.
func (t refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := refuseInTx(r); err != nil {
		return nil, err
	}
	return t.next.RoundTrip(r)
}

// naming is a transport that says who we are.
type naming struct {
	agent string
	next  http.RoundTripper
}

// RoundTrip adds the User-Agent where there is none.
func (t naming) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.agent != "" && r.UserAgent() == "" {
		r = r.Clone(r.Context())
		r.Header.Set("User-Agent", t.agent)
	}
	return t.next.RoundTrip(r)
}

// refuseInTx also closes the body, as a RoundTripper must.
func refuseInTx(r *http.Request) error {
	if !sqldb.InTx(r.Context()) {
		return nil
	}
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return fmt.Errorf("%s %s: %w", r.Method, r.URL.Host, ErrInTx)
}
