package jiratest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Running is a simulated Jira that listens on a socket.
type Running struct {
	*Server
	// URL is the base URL, context path included, without a slash at the end.
	URL string

	http *http.Server
	done chan struct{} // closed when it no longer serves
	idle idleConns
}

// Listen starts a simulated Jira on addr; port 0 takes a free one.
func Listen(addr string, c Config) (*Running, error) {
	s, err := New(c)
	if err != nil {
		return nil, err
	}
	at, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("jiratest: %w", err)
	}
	l, err := net.ListenTCP("tcp", at)
	if err != nil {
		return nil, fmt.Errorf("jiratest: %w", err)
	}
	r := &Running{Server: s, URL: "http://" + l.Addr().String() + s.contextPath, done: make(chan struct{})}
	r.http = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ConnState: r.idle.note}
	r.http.RegisterOnShutdown(r.idle.close)
	if c.BaseURL == "" {
		s.SetBaseURL(r.URL)
	}
	r.post.start(s.version.carriers())
	go func() {
		defer close(r.done)
		_ = r.http.Serve(l) // ends with Close, in no other way
	}()
	return r, nil
}

// Close stops listening, lets running requests finish until ctx ends, and cuts
// those that have not. Requests held up by a fault are let go at once.
func (r *Running) Close(ctx context.Context) error {
	r.stopWaiting()
	r.post.close()
	err := r.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, r.http.Close())
	}
	<-r.done
	return err
}

// idleConns are connections on which nothing was ever asked. Clients open such
// in reserve, and Shutdown would wait five seconds for them.
type idleConns struct {
	mu   sync.Mutex
	list map[net.Conn]bool
}

func (i *idleConns) note(c net.Conn, state http.ConnState) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.list == nil {
		i.list = map[net.Conn]bool{}
	}
	if state == http.StateNew {
		i.list[c] = true
	} else {
		delete(i.list, c)
	}
}

func (i *idleConns) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for c := range i.list {
		_ = c.Close() // whoever opened it has not used it
	}
}
