package jiratest

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// maxRequests bounds the log; the oldest are forgotten first.
const maxRequests = 10000

// Request is one request the server has seen.
type Request struct {
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"` // context path included
	Query  string    `json:"query"`
	User   string    `json:"user"`   // "" for an anonymous one
	Agent  string    `json:"agent"`  // User-Agent
	Status int       `json:"status"` // 0: not answered (yet, or at all)
}

type requestLog struct {
	mu   sync.Mutex
	list []*Request
}

func (l *requestLog) add(q *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, q)
	if len(l.list) > maxRequests {
		l.list = append(l.list[:0:0], l.list[len(l.list)-maxRequests:]...)
	}
}

func (l *requestLog) setStatus(q *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q.Status = status
}

// Requests lists what was asked so far, oldest first. The endpoints below
// /rest/sim are not in it.
func (s *Server) Requests() []Request {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	out := make([]Request, len(s.requests.list))
	for i, q := range s.requests.list {
		out[i] = *q
	}
	return out
}

// ClearRequests forgets what was asked so far.
func (s *Server) ClearRequests() {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	s.requests.list = nil
}

// exchange is what is known of a request before it is routed.
type exchange struct {
	who    identity
	record *Request
}

type exchangeKey struct{}

func withExchange(r *http.Request, x *exchange) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
}

func exchangeOf(r *http.Request) *exchange {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	return x
}

// statusWriter notes the status that goes out.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}
