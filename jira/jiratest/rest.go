package jiratest

import (
	"net/http"
	"net/url"
	"strings"
)

// rest wraps a handler of the REST API: callers with a bad token, browsers
// that might have been lured, and tokens with too small a scope are refused,
// and good answers carry the rate limit.
func (s *Server) rest(h handler) http.HandlerFunc { return s.handle(restRules(h)) }

// restFor is rest for calls that need somebody who is known.
func (s *Server) restFor(h handler) http.HandlerFunc { return s.rest(loggedIn(h)) }

// restForAnyone is rest for calls that treat a bad token as no token at all,
// as the search does: 200, and nothing found.
func (s *Server) restForAnyone(h handler) http.HandlerFunc {
	return s.handle(func(c *call) (answer, error) {
		c.who.badBearer = false
		return restRules(h)(c)
	})
}

func restRules(h handler) handler {
	return func(c *call) (answer, error) {
		if err := c.admit(); err != nil {
			return answer{}, err
		}
		a, err := h(c)
		if err == nil && c.isRateLimited() {
			addRateLimit(a.header)
		}
		return a, err
	}
}

// admit refuses what Jira's filters refuse before any resource is asked.
func (c *call) admit() error {
	switch {
	case c.who.refused != nil:
		return c.who.refused
	case c.who.badBearer:
		return unauthenticated()
	case isWrite(c.r) && looksLikeBrowser(c.r) && !c.sameOrigin():
		return xsrfFailed()
	case isWrite(c.r) && c.who.how == byOAuth && c.who.scope == "READ" && !strings.HasSuffix(c.r.URL.Path, "/search"):
		// That READ cannot write is documented; the answer's text is not.
		return fail(http.StatusForbidden, "The scope of the access token does not allow this request.")
	}
	return nil
}

func isWrite(r *http.Request) bool {
	return r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodDelete
}

// looksLikeBrowser: writes with such a User-Agent need a matching Origin or
// Referer, whatever X-Atlassian-Token says (Atlassian's article 802591455).
func looksLikeBrowser(r *http.Request) bool {
	agent := strings.ToLower(r.UserAgent())
	return strings.HasPrefix(agent, "mozilla/") || strings.HasPrefix(agent, "opera/")
}

func (c *call) sameOrigin() bool {
	from := orElse(c.r.Header.Get("Origin"), c.r.Header.Get("Referer"))
	theirs, err := url.Parse(from)
	ours, ourErr := url.Parse(c.base)
	return err == nil && ourErr == nil && from != "" && theirs.Scheme == ours.Scheme && theirs.Host == ours.Host
}

func xsrfFailed() *failure {
	return &failure{status: http.StatusForbidden, page: []byte("XSRF check failed")}
}

// isRateLimited: remote links and serverInfo are exempt, as are anonymous calls.
func (c *call) isRateLimited() bool {
	path := c.r.URL.Path
	return c.version.has(rateLimits) && c.who.person != nil && !strings.HasSuffix(path, "/serverInfo") && !strings.Contains(path, "/remotelink")
}

// addRateLimit puts on the headers of a limited but healthy server; the
// Retry-After of 0 is there on every good answer.
func addRateLimit(h http.Header) {
	h["X-RateLimit-Limit"] = []string{"70"}
	h["X-RateLimit-Remaining"] = []string{"69"}
	h["X-RateLimit-FillRate"] = []string{"5"}
	h["X-RateLimit-Interval-Seconds"] = []string{"1"}
	h["Retry-After"] = []string{"0"}
}

// loggedIn refuses anonymous callers of calls that need somebody.
func loggedIn(h handler) handler {
	return func(c *call) (answer, error) {
		if c.who.person == nil {
			return answer{}, unauthenticated()
		}
		return h(c)
	}
}
