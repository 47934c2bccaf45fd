// Package mailtest is an SMTP server for tests: it takes mail, over STARTTLS,
// TLS or in plain, with or without logging in, and keeps it to be looked at.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"
)

// Config says how the server behaves.
type Config struct {
	Address        string           // "" is a free port of this machine
	Certificate    *tls.Certificate // offered with STARTTLS; nil offers none
	Implicit       bool             // TLS from the first byte instead
	User, Password string           // "" takes mail from anybody
	Ways           string           // to log in; "" is PLAIN LOGIN

	// Reply answers a command line in the server's place, unless it is "".
	Reply func(line string) string
}

// Server is a running server.
type Server struct {
	Address string // host:port

	config   Config
	listener net.Listener
	sessions sync.WaitGroup

	mu    sync.Mutex
	mails []Mail
	open  map[net.Conn]bool
}

// Start starts a server, which ends with the test or with Stop.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	if c.Address == "" {
		c.Address = "127.0.0.1:0"
	}
	if c.Ways == "" {
		c.Ways = "PLAIN LOGIN"
	}
	l, err := net.Listen("tcp", c.Address)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: l.Addr().String(), config: c, listener: l, open: map[net.Conn]bool{}}
	s.sessions.Go(s.accept)
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server and its connections. It may be called twice.
func (s *Server) Stop() {
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.sessions.Wait()
}

// Mails are those taken so far, the first first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[conn] = true
		s.mu.Unlock()
		s.sessions.Go(func() { s.serve(conn) })
	}
}

func (s *Server) serve(raw net.Conn) {
	defer func() {
		_ = raw.Close()
		s.mu.Lock()
		delete(s.open, raw)
		s.mu.Unlock()
	}()
	talk := &session{server: s, conn: raw}
	if s.config.Implicit {
		talk.encrypt()
	}
	talk.lines = bufio.NewReader(talk.conn)
	talk.say("220 mail.test ready")
	for {
		line, err := talk.lines.ReadString('\n')
		if err != nil || !talk.answer(strings.TrimRight(line, "\r\n")) {
			return
		}
	}
}

func (s *Server) keep(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
}
