package jiratest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gorilla/mux"
)

// maxBody bounds a request that is not an upload.
const maxBody = 8 << 20

// call is one request on its way through a handler.
type call struct {
	*Server
	r    *http.Request
	who  identity
	base string // the server's address, context path included
	at   time.Time
	body []byte
}

// handler answers a call. It runs with the server's mutex held and returns what
// to send instead of sending it, so that a slow reader holds up nobody.
type handler func(*call) (answer, error)

// handle wraps a handler for the router.
func (s *Server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			writeFailure(w, fail(http.StatusRequestEntityTooLarge, "The request is too large."))
			return
		}
		c := s.newCall(r)
		c.body = body
		a, err := s.locked(c, h)
		s.send(w, c, a, err)
	}
}

// handleStream is for uploads: the handler reads the body and locks by itself.
func (s *Server) handleStream(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := s.newCall(r)
		a, err := h(c)
		s.send(w, c, a, err)
	}
}

func (s *Server) newCall(r *http.Request) *call {
	x := exchangeOf(r)
	return &call{Server: s, r: r, who: x.who, base: s.base(r), at: s.now()}
}

// locked runs the handler under the mutex and writes the snapshot when
// something changed.
func (s *Server) locked(c *call, h handler) (answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := h(c)
	if saveErr := s.save(); saveErr != nil {
		return answer{}, saveErr
	}
	return a, err
}

func (s *Server) send(w http.ResponseWriter, c *call, a answer, err error) {
	var f *failure
	switch {
	case err == nil:
		a.write(w)
	case errors.As(err, &f):
		writeFailure(w, f)
	default:
		writeFailure(w, &failure{status: http.StatusInternalServerError, message: err.Error()})
	}
}

// base is the address the server gives as its own.
func (s *Server) base(r *http.Request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.baseURL != "" {
		return s.baseURL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + s.contextPath
}

// link is an address of this Jira: path begins with a slash.
func (c *call) link(path string) string { return c.base + path }

// restLink is an address below REST API 2.
func (c *call) restLink(format string, args ...any) string {
	return c.base + "/rest/api/2/" + fmt.Sprintf(format, args...)
}

func (c *call) path(name string) string { return mux.Vars(c.r)[name] }

func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// number reads a numeric parameter of the query; anything odd counts as absent.
func (c *call) number(name string, fallback int) int {
	n, err := strconv.Atoi(c.query(name))
	if err != nil || n < 0 {
		return fallback
	}
	return n
}

// form is the body of a page's form together with the query.
func (c *call) form() (url.Values, error) {
	values, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, fail(http.StatusBadRequest, "The form could not be read.")
	}
	for name, list := range c.r.URL.Query() {
		values[name] = append(values[name], list...)
	}
	return values, nil
}

// json decodes the body. Jira refuses other content types with 415 and, in its
// beans, properties it does not know with 400.
func (c *call) json(into any) error {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "application/json" {
		return &failure{status: http.StatusUnsupportedMediaType, message: "HTTP 415 Unsupported Media Type"}
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	switch {
	case err == nil:
		return nil
	case json.Unmarshal(c.body, into) == nil: // so it was only that
		return fail(http.StatusBadRequest, fmt.Sprintf("Unrecognized field (%v), not marked as ignorable", err))
	}
	return fail(http.StatusBadRequest, "Can not read the JSON of the request: "+err.Error())
}
