package httpkit

import (
	"net/url"
	"strings"
)

// LocalPath returns next, an address that came with a request, when it is a
// path on this server, else "/". Browsers read "//host", "/\host" and paths
// with tabs or line breaks in them as other servers.
func LocalPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, misread) {
		return "/"
	}
	return next
}

func misread(c rune) bool { return c == '\\' || c < ' ' || c == 0x7f }
