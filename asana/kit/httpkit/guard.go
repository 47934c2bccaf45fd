package httpkit

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"

	"code.dny.dev/ssrf"
)

// guard decides which addresses may be dialled.
type guard struct {
	public *ssrf.Guardian // public addresses and the networks that were allowed
	named  []netip.Addr   // delicate addresses that were allowed one by one
	local  bool           // so is this machine itself
}

func newGuard(c OutboundConfig) *guard {
	g := &guard{local: c.AllowLoopback}
	var v4, v6 []netip.Prefix
	for _, n := range c.Networks {
		switch {
		case n.IsSingleIP() && IsDelicate(n.Addr()):
			g.named = append(g.named, n.Addr())
		case n.Addr().Is4():
			v4 = append(v4, n)
		default:
			v6 = append(v6, n)
		}
	}
	// Without any port, 8443 and 8080 would be refused, where such servers often are.
	g.public = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	return g
}

// control is a dialer's Control.
func (g *guard) control(network, address string, c syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !IsDelicate(at.Addr()) {
		return g.public.Safe(network, address, c)
	}
	return g.judge(at.Addr())
}

// judge is nil for an address that may be dialled.
func (g *guard) judge(a netip.Addr) error {
	a = plain(a)
	if !IsDelicate(a) {
		return g.public.SafeAddr(a)
	}
	if slices.Contains(g.named, a) || (g.local && a.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("%w: %s is a delicate address that was not allowed by itself", ssrf.ErrProhibitedIP, a)
}

// Allows tells whether a may be called.
func (c OutboundConfig) Allows(a netip.Addr) bool { return newGuard(c).judge(a) == nil }

// metadata is where clouds tell any program of a machine its credentials,
// besides link-local addresses: those of AWS, Alibaba and Oracle.
func metadata() []netip.Addr {
	return []netip.Addr{netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("192.0.0.192")}
}

// IsDelicate tells whether a is allowed only when it is named itself, never as
// part of a network: this machine, link-local and multicast addresses, and
// those of cloud metadata.
func IsDelicate(a netip.Addr) bool {
	a = plain(a)
	return a.IsLoopback() || a.IsUnspecified() || a.IsLinkLocalUnicast() || a.IsMulticast() ||
		(a.Is4() && a.As4()[0] == 0) || slices.Contains(metadata(), a)
}

// judging looks at where a request goes before a proxy gets it.
type judging struct {
	guard *guard
	next  http.RoundTripper
}

// RoundTrip refuses what the guard refuses.
func (t judging) RoundTrip(r *http.Request) (*http.Response, error) {
	addrs, err := net.DefaultResolver.LookupNetIP(r.Context(), "ip", r.URL.Hostname())
	if err != nil {
		return t.next.RoundTrip(r) // the proxy may know the name
	}
	for _, a := range addrs {
		if err := t.guard.judge(a); err != nil {
			if r.Body != nil {
				_ = r.Body.Close()
			}
			return nil, err
		}
	}
	return t.next.RoundTrip(r)
}
