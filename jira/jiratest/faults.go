package jiratest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Fault is misbehaviour to order: the next Times requests that match are
// delayed, answered with something else, or cut off.
type Fault struct {
	// Match is a method (or *) and, after a space, a regular expression that the
	// path contains a match of; the path is tried with and without the context
	// path.
	Match string `json:"match"`
	// Times is how often; 0 means once, a negative number until cleared.
	Times int `json:"times"`
	// Status, Headers and Body replace the answer; without them the request is
	// handled as ever.
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	// DelayMS is waited, in milliseconds, before the request is handled. It is
	// handled then even if the other side has gone.
	DelayMS int `json:"delay_ms"`
	// AnswerDelayMS is waited, in milliseconds, after the request was handled and
	// before it is answered, or cut off. The list of requests shows it as done
	// meanwhile.
	AnswerDelayMS int `json:"answer_delay_ms"`
	// Drop cuts the connection: "before" the request is handled or "after" it
	// was, without an answer. "" and "never": not at all.
	Drop string `json:"drop"`
	// HTML answers with a page, as a proxy or a sign-in service in front would.
	HTML bool `json:"html"`
}

type armedFault struct {
	Fault
	method string
	path   *regexp.Regexp
	left   int
}

type faults struct {
	mu   sync.Mutex
	list []*armedFault
}

// SetFault orders a fault. Faults are tried in the order they were set.
func (s *Server) SetFault(f Fault) error {
	method, pattern, found := strings.Cut(strings.TrimSpace(f.Match), " ")
	if !found {
		return fmt.Errorf(`match %q is not "METHOD PATH-REGEXP"`, f.Match)
	}
	path, err := regexp.Compile(strings.TrimSpace(pattern))
	if err != nil {
		return fmt.Errorf("match: %w", err)
	}
	if f.Drop != "" && f.Drop != "before" && f.Drop != "after" && f.Drop != "never" {
		return fmt.Errorf("drop %q is none of before, after and never", f.Drop)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("status %d is not one a server answers with", f.Status)
	}
	left := f.Times
	if left == 0 {
		left = 1
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &armedFault{Fault: f, method: strings.ToUpper(method), path: path, left: left})
	return nil
}

// ClearFaults takes back all faults.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// take finds the fault for a request and counts it down; nil if there is none.
func (s *Server) takeFault(method, path string) *Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, f := range s.faults.list {
		if f.left == 0 || f.method != "*" && f.method != method {
			continue
		}
		if f.path.MatchString(path) || f.path.MatchString(strings.TrimPrefix(path, s.contextPath)) {
			if f.left > 0 {
				f.left--
			}
			return &f.Fault
		}
	}
	return nil
}

// misbehave answers a request the way the fault says.
func (s *Server) misbehave(f *Fault, w http.ResponseWriter, r *http.Request) {
	if f.Drop == "before" {
		s.wait(f.DelayMS)
		cutConnection()
	}
	if f.DelayMS > 0 || f.AnswerDelayMS > 0 || f.Drop == "after" {
		holdBody(r)
		s.wait(f.DelayMS)
	}
	if f.replaces() {
		f.write(w)
		return
	}
	done := &withheld{header: w.Header()}
	s.handler.ServeHTTP(done, r)
	s.requests.setStatus(exchangeOf(r).record, done.status)
	s.wait(f.AnswerDelayMS)
	if f.Drop == "after" {
		cutConnection()
	}
	done.send(w)
}

// cutConnection makes net/http close the connection without an answer.
func cutConnection() { panic(http.ErrAbortHandler) }

// holdBody reads the body now, so that the request can still be handled when
// the other side has stopped waiting.
func holdBody(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
}

func (s *Server) wait(ms int) {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
	case <-s.stop:
	}
}

func (f *Fault) replaces() bool {
	return f.Drop != "after" && (f.Status != 0 || f.HTML || f.Body != "" || len(f.Headers) > 0)
}

func (f *Fault) write(w http.ResponseWriter) {
	body, kind := f.Body, "application/json;charset=UTF-8"
	if f.HTML {
		kind = "text/html;charset=UTF-8"
		body = orElse(body, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>")
	}
	w.Header().Set("Content-Type", kind)
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(max(f.Status, http.StatusOK))
	_, _ = io.WriteString(w, body)
}

// withheld is an answer that is sent later, or never.
type withheld struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *withheld) Header() http.Header { return a.header }

func (a *withheld) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *withheld) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

func (a *withheld) send(w http.ResponseWriter) {
	w.WriteHeader(max(a.status, http.StatusOK))
	_, _ = w.Write(a.body.Bytes())
}
