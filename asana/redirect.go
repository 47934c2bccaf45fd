package asana

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// OutOfBand is the redirect address of programs that a browser cannot be sent back to: the code is shown to be
// copied (https://developers.asana.com/docs/oauth).
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// What an app's redirect addresses are limited to, in number and in characters.
const (
	maxRedirects = 20
	maxRedirect  = 2000
)

// checkRedirects tidies the addresses somebody entered for an app of his own: space around them, empty ones and
// ones entered twice go. Requests are compared with them character by character, so nothing else is changed.
func checkRedirects(entered []string) ([]string, error) {
	var list []string
	for _, address := range entered {
		address = strings.TrimSpace(address)
		if address == "" || slices.Contains(list, address) {
			continue
		}
		if err := checkRedirect(address); err != nil {
			return nil, err
		}
		list = append(list, address)
	}
	switch {
	case len(list) == 0:
		return nil, invalid("redirect_uris", "redirect_missing", "Missing input")
	case len(list) > maxRedirects:
		return nil, invalid("redirect_uris", "redirect_many", "At most %d addresses are allowed", "Max", maxRedirects)
	}
	return list, nil
}

// checkRedirect takes https, http on the machine the browser runs on (RFC 8252 §7.3), and OutOfBand.
func checkRedirect(address string) error {
	if address == OutOfBand {
		return nil
	}
	return checkAddress("redirect_uris", address)
}

// checkAddress takes https, and http on one's own machine. What a browser would run instead of open, and what it
// would not send on, is refused.
func checkAddress(field, address string) error {
	if err := checkText(field, address, maxRedirect); err != nil {
		return err
	}
	u, err := url.Parse(address)
	refuse := func(id string) error {
		return invalid(field, id, "Not an address that can be used: %s", "Address", shortText(address, 100))
	}
	switch {
	case strings.Contains(address, "#"):
		return refuse("redirect_fragment")
	case err != nil || !plainAddress(address):
		return refuse("redirect_broken")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())):
		return refuse("redirect_scheme")
	case u.Opaque != "" || u.User != nil || u.Hostname() == "" || strings.Contains(u.Hostname(), "*"):
		return refuse("redirect_broken")
	}
	return nil
}

// plainAddress tells whether all characters may stand in an address as they are (RFC 3986 §2). Browsers repair
// the others, each in its own way: a backslash becomes a slash, a tab is left out.
func plainAddress(address string) bool {
	return !strings.ContainsFunc(address, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r)
	})
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
