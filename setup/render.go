package setup

import (
	"errors"
	"net/http"
	"strings"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// statuses are the answers to the bridge's failures.
var statuses = map[bridge.Kind]int{
	bridge.NotConnected:  http.StatusNotFound,
	bridge.NeedsConsent:  http.StatusUnauthorized,
	bridge.Invalid:       http.StatusBadRequest,
	bridge.Forbidden:     http.StatusForbidden,
	bridge.NotFound:      http.StatusNotFound,
	bridge.AlreadyLinked: http.StatusBadRequest,
	bridge.Busy:          http.StatusBadRequest,
	bridge.Slow:          http.StatusBadRequest,
	bridge.Unreachable:   http.StatusBadRequest,
	bridge.BadState:      http.StatusUnprocessableEntity,
}

func status(k bridge.Kind) int {
	if s, ok := statuses[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

func (s *Setup) render(w http.ResponseWriter, r *http.Request, status int, name string, v *view) error {
	return s.frame.Render(w, r, status, "setup/"+name, page.View{Title: "setup.title", Layout: "screen", Data: v})
}

// stopped is a page on which the way ends, with a link to where one goes on.
type stopped struct{ Title, Text, To, Link string }

// Hook names the link for tests, after its words.
func (s stopped) Hook() string {
	return strings.ReplaceAll(strings.TrimPrefix(s.Link, "setup."), "_", "-")
}

func (s *Setup) stop(w http.ResponseWriter, r *http.Request, status int, title, text, to, link string) error {
	return s.frame.Render(w, r, status, "setup/stopped", page.View{Title: title, Data: stopped{title, text, to, link}})
}

// say puts a failure of the bridge into the reader's words; "" for any other.
func (s *Setup) say(r *http.Request, err error) string {
	var e *bridge.Error
	if !errors.As(err, &e) {
		return ""
	}
	return s.frame.T(r, e.Text.ID, e.Text.Args)
}

// renderError answers a request that failed: with the bridge's own words and a
// way to begin again where the person can do something about it.
func (s *Setup) renderError(w http.ResponseWriter, r *http.Request, err error, id string) {
	var e *bridge.Error
	if !errors.As(err, &e) {
		s.frame.RenderError(w, r, err, id)
		return
	}
	code := status(e.Kind)
	if code >= http.StatusInternalServerError {
		s.frame.RenderError(w, r, httpkit.Fail(code, s.say(r, err), err), id)
		return
	}
	if err := s.stop(w, r, code, "setup.stopped", s.say(r, err), homePath, "setup.back"); err != nil {
		s.frame.RenderError(w, r, err, id)
	}
}
