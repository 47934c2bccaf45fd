package httpkit

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Arrival is how a request reached us, as far as it can be believed.
type Arrival struct {
	// Client is who asked; not valid for requests of our own through memory.
	Client netip.Addr
	// Peer is who opened the connection: the client or the nearest proxy.
	Peer netip.Addr
	// Scheme is http or https, or "" when a trusted proxy does not say which.
	Scheme string
	// Host is what the client asked for, with its port if it named one.
	Host string
	// Trusted tells that the peer is one of our proxies.
	Trusted bool
}

type arrivalKey struct{}

// Proxies believes X-Forwarded-For, -Proto and -Host from the given networks
// and from nobody else. It goes around everything that asks for [ArrivalOf] or
// [ClientIP].
func Proxies(trusted []netip.Prefix) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), arrivalKey{}, arrive(r, trusted))
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// ArrivalOf is how r reached us. Outside of [Proxies] no proxy is trusted.
func ArrivalOf(r *http.Request) Arrival {
	if a, ok := r.Context().Value(arrivalKey{}).(Arrival); ok {
		return a
	}
	return arrive(r, nil)
}

// ClientIP is the address of who sent r, for logs and for counting attempts. It
// is not valid for requests of our own through memory. See [Proxies].
func ClientIP(r *http.Request) netip.Addr { return ArrivalOf(r).Client }

func arrive(r *http.Request, trusted []netip.Prefix) Arrival {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	a := Arrival{Peer: plain(peer.Addr()), Scheme: "http", Host: r.Host}
	a.Client, a.Trusted = a.Peer, inside(trusted, a.Peer)
	if r.TLS != nil {
		a.Scheme = "https"
	}
	if !a.Trusted {
		return a
	}
	a.Client = client(r, trusted, a.Peer)
	a.Scheme = strings.ToLower(nearest(r, "X-Forwarded-Proto"))
	if a.Scheme == "" && r.TLS != nil {
		a.Scheme = "https"
	}
	if host := nearest(r, "X-Forwarded-Host"); host != "" {
		a.Host = host
	}
	return a
}

// client walks from the nearest proxy outwards and stops at the first address
// that is none of ours: what stands further out the client may have made up.
func client(r *http.Request, trusted []netip.Prefix, peer netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	found := peer
	for _, hop := range slices.Backward(hops) {
		addr, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return found
		}
		if found = plain(addr); !inside(trusted, found) {
			return found
		}
	}
	return found
}

// nearest is what the proxy next to us wrote into a header that each proxy adds
// a value to.
func nearest(r *http.Request, header string) string {
	values := strings.Split(strings.Join(r.Header.Values(header), ","), ",")
	return strings.TrimSpace(values[len(values)-1])
}

// plain is an address in the spelling networks are written in.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func inside(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}
