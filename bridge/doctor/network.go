package doctor

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"

	"jirabridge/asana/kit/httpkit"
)

// name is about the name of the host.
func (e *examination) name(context.Context) Step {
	host := e.base.Hostname()
	l, ok := e.probe.trail.lookupOf(host)
	var unknown *net.DNSError
	switch {
	case !ok, httpkit.IsGuarded(e.probe.err): // an address needs none; where a private name leads is not told
		return saw(host)
	case l.err == nil:
		return saw(host + ": " + strings.Join(l.found, ", "))
	case e.Proxy != nil:
		return saw(host).noting("dns_proxied")
	case errors.As(l.err, &unknown) && unknown.IsNotFound:
		return saw(host).but(Fail, "dns_unknown", "Host", host)
	}
	return saw(host).but(Fail, "dns_failed", "Host", host)
}

// connection is about the way to host and port, or to the outbound proxy.
func (e *examination) connection(context.Context) Step {
	to, failed := e.probe.trail.connected()
	switch {
	case httpkit.IsGuarded(e.probe.err):
		return saw().but(Fail, "tcp_private", "Host", e.base.Hostname())
	case to != "":
		return e.permitted(to)
	case e.Proxy != nil:
		return saw(addresses(failed)...).but(Fail, "tcp_proxy", "Proxy", e.Proxy.Host)
	case len(failed) == 0:
		return saw().but(Fail, "tcp_timeout", "At", e.base.Host)
	}
	s, last := saw(addresses(failed)...), failed[len(failed)-1]
	switch {
	case errors.Is(last.err, syscall.ECONNREFUSED):
		return s.but(Fail, "tcp_refused", "At", last.to)
	case isTimeout(last.err):
		return s.but(Fail, "tcp_timeout", "At", last.to)
	}
	return s.but(Fail, "tcp_unreachable", "At", last.to)
}

// permitted is a connection that was made, also if the program that serves
// would not make it.
func (e *examination) permitted(to string) Step {
	at, err := netip.ParseAddrPort(to)
	if err == nil && e.Proxy == nil && e.Refuses != nil && e.Refuses(at.Addr()) {
		return saw(to).but(Hint, "tcp_not_served", "Address", at.Addr().Unmap().String())
	}
	return saw(to)
}

func addresses(of []dial) (list []string) {
	for _, d := range of {
		list = append(list, d.to)
	}
	return list
}

// proxy is about what stands between: the outbound proxy of ours, and whatever
// is in front of Jira.
func (e *examination) proxy(context.Context) Step {
	p := e.probe
	s := saw(e.ownProxy())
	if !e.Discreet {
		s = saw(e.ownProxy(), cmp.Or(header("Via", p.header), "Via: –"), header("Server", p.header))
	}
	var refused *httpkit.ProxyRefused
	switch {
	case errors.As(p.err, &refused) && refused.Status == http.StatusProxyAuthRequired, p.status == http.StatusProxyAuthRequired:
		return s.but(Fail, "proxy_login")
	case errors.As(p.err, &refused):
		return s.but(Fail, "proxy_refused", "Status", refused.Status)
	case p.status == 0:
		return s.but(Fail, "no_answer")
	case p.isOfJira():
		return s
	case p.status == http.StatusBadGateway || p.status == http.StatusServiceUnavailable || p.status == http.StatusGatewayTimeout:
		return s.but(Fail, "proxy_down", "Status", p.status)
	case p.status == http.StatusForbidden && p.isPage():
		return s.but(Fail, "proxy_blocks", "Status", p.status)
	}
	return s
}

// ownProxy is the outbound proxy without its password, "" for none.
func (e *examination) ownProxy() string {
	if e.Proxy == nil {
		return ""
	}
	return "--outbound-proxy: " + e.Proxy.Scheme + "://" + e.Proxy.Host
}

// header is a line of a header, "" when it is missing.
func header(name string, h http.Header) string {
	if value := h.Get(name); value != "" {
		return name + ": " + short(value)
	}
	return ""
}
