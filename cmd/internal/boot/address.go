package boot

import (
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/rest"
)

// authority is a host as browsers write it: lower case, without the scheme's own
// port.
func authority(scheme, host string) string {
	host = strings.ToLower(host)
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != map[string]string{"http": "80", "https": "443"}[scheme] {
		return host
	}
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}

// oneAddress refuses pages that were asked for at another host or scheme than
// the base URL's: cookies, links and popups would fail there without a word,
// most often behind a proxy that was set up wrong. What programs ask for is not
// looked at.
type oneAddress struct {
	base  *url.URL
	frame *page.Frame
	log   *slog.Logger

	mu   sync.Mutex
	told map[string]bool // arrivals that were logged
}

// atOneAddress is next as far as the settings let it be seen.
func (a *App) atOneAddress(next http.Handler) http.Handler {
	base, err := url.Parse(a.config.BaseURL)
	if err != nil || !a.config.OneAddress {
		return next
	}
	return (&oneAddress{base: base, frame: a.frame, log: a.config.Logger}).wrap(next)
}

// maxTold bounds what strangers can make us remember.
const maxTold = 100

func (o *oneAddress) wrap(next http.Handler) http.Handler {
	refuse := httpkit.SecurityHeaders(false)(http.HandlerFunc(o.refuse))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.fits(httpkit.ArrivalOf(r)) || forPrograms(r.URL.Path) {
			next.ServeHTTP(w, r)
		} else {
			refuse.ServeHTTP(w, r)
		}
	})
}

func (o *oneAddress) refuse(w http.ResponseWriter, r *http.Request) {
	a := httpkit.ArrivalOf(r)
	o.tell(a)
	o.frame.RenderError(w, r, httpkit.Fail(http.StatusMisdirectedRequest, o.explain(r, a), nil), httpkit.RequestID(r.Context()))
}

// fits compares what is known: a proxy of ours may keep the scheme to itself,
// and our own requests through memory have none.
func (o *oneAddress) fits(a httpkit.Arrival) bool {
	if !a.Peer.IsValid() {
		return true
	}
	if a.Scheme != "" && a.Scheme != o.base.Scheme {
		return false
	}
	return authority(o.base.Scheme, a.Host) == o.base.Host
}

// forPrograms are addresses that work under any name: of monitors, of the API
// and of apps, and what the refusing page itself is made of.
func forPrograms(path string) bool {
	switch path {
	case "/healthz", "/readyz", "/-/oauth_token", "/-/oauth_revoke":
		return true
	}
	for _, folder := range []string{"/api/", rest.TriggerPath, "/app/v1/", "/assets/"} {
		if strings.HasPrefix(path, folder) {
			return true
		}
	}
	return false
}

// arrived is an arrival as an address.
func arrived(a httpkit.Arrival) string {
	if a.Scheme == "" {
		return a.Host
	}
	return a.Scheme + "://" + a.Host
}

func (o *oneAddress) tell(a httpkit.Arrival) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := arrived(a)
	if o.told[at] || len(o.told) >= maxTold {
		return
	}
	if o.told == nil {
		o.told = map[string]bool{}
	}
	o.told[at] = true
	o.log.Warn("pages are asked for at another address than the base URL: is the proxy in front set up right?",
		"arrived", at, "base_url", o.base.String(), "peer", a.Peer.String(), "trusted_proxy", a.Trusted)
}

// explain says in the reader's language where to go, and for whoever is there
// already, what the proxy in front does wrong.
func (o *oneAddress) explain(r *http.Request, a httpkit.Arrival) string {
	there := &url.URL{Scheme: o.base.Scheme, Host: o.base.Host, Path: r.URL.Path}
	args := map[string]any{"Arrived": arrived(a), "Base": o.base, "There": there, "Peer": a.Peer}
	why := "boot.address_proxy_unnamed"
	switch {
	case a.Trusted:
		why = "boot.address_proxy_changes"
	case r.Header.Get("X-Forwarded-Proto") != "" || r.Header.Get("X-Forwarded-Host") != "":
		why = "boot.address_proxy_not_believed"
	}
	return o.frame.T(r, "boot.address_other", args) + " " + o.frame.T(r, why, args)
}
