package jiratest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// serve is the way of every request: note it, find out who asks, misbehave if
// a fault says so, refuse what is outside the context path, route.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	x := &exchange{who: s.identify(r)}
	r = withExchange(r, x)
	sw := &statusWriter{ResponseWriter: w}
	s.standardHeaders(sw, r, x.who)
	if strings.HasPrefix(r.URL.Path, s.contextPath+"/rest/sim/") {
		s.handler.ServeHTTP(sw, r)
		return
	}
	x.record = &Request{Time: s.now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, User: x.who.name(), Agent: r.UserAgent()}
	s.requests.add(x.record)
	defer func() { s.requests.setStatus(x.record, sw.status) }()
	if f := s.takeFault(r.Method, r.URL.Path); f != nil {
		s.misbehave(f, sw, r)
		return
	}
	s.handler.ServeHTTP(sw, r)
}

// standardHeaders are on every answer of a Data Center node.
func (s *Server) standardHeaders(w http.ResponseWriter, r *http.Request, who identity) {
	h := w.Header()
	h.Set("Date", s.now().UTC().Format(http.TimeFormat))
	h.Set("X-AREQUESTID", s.requestID())
	h.Set("X-ANODEID", "node1")
	h.Set("X-AUSERNAME", who.header())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Security-Policy", "frame-ancestors 'self'")
	if cookie, err := r.Cookie(sessionCookie); err == nil && who.how == bySession {
		h.Set("X-ASESSIONID", sessionLabel(cookie.Value))
	}
	if s.version.has(traceIDs) {
		h.Set("ATL-TraceId", s.hex(8))
	}
	if who.person != nil && (who.how == byPassword || who.how == bySession) {
		h.Set("X-Seraph-LoginReason", "OK")
	}
}

// requestID has Jira's form: minute of the day, a counter, users at work.
func (s *Server) requestID() string {
	now := s.now()
	return itoa(now.Hour()*60+now.Minute()) + "x" + s.hex(4) + "x1"
}

// sessionLabel tells sessions apart in logs, and opens none.
func sessionLabel(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:3])
}
