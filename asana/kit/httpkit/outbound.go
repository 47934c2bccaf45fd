package httpkit

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"

	"jirabridge/asana/kit/sqldb"
)

// ErrInTx is what our transports answer when a request is made inside a
// transaction.
var ErrInTx = errors.New("a request was made inside a database transaction")

// OutboundConfig says which addresses requests may go to besides public ones.
type OutboundConfig struct {
	// Networks are allowed although they are private, e.g. 10.1.0.0/16.
	Networks []netip.Prefix
	// AllowLoopback allows this machine itself.
	AllowLoopback bool
	// Timeout is how long connecting may take, and again how long the answer's
	// headers may take to arrive. Zero is 30 s.
	Timeout time.Duration
}

// NewOutbound makes the transport for requests to other machines. It connects
// to public addresses on any port and to what c names; loopback, private,
// link-local and metadata addresses are refused when dialled, after the name
// was looked up, so a name cannot be changed in between. Proxy variables of the
// environment are not used, TLS is 1.2 or newer, and the context of an open
// transaction is refused with [ErrInTx].
func NewOutbound(c OutboundConfig) http.RoundTripper {
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	dialer := &net.Dialer{Timeout: c.Timeout, Control: guardian(c).Safe}
	return refusing{&http.Transport{
		DialContext:           dialer.DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   c.Timeout,
		ResponseHeaderTimeout: c.Timeout,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ForceAttemptHTTP2:     true,
	}}
}

func guardian(c OutboundConfig) *ssrf.Guardian {
	networks := c.Networks
	if c.AllowLoopback {
		networks = append([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, networks...)
	}
	var v4, v6 []netip.Prefix
	for _, n := range networks {
		if n.Addr().Is4() {
			v4 = append(v4, n)
		} else {
			v6 = append(v6, n)
		}
	}
	// Without any port, 8443 and 8080 would be refused, where such servers often are.
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
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
