package sqldbtest

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Wire is the network between a program and its PostgreSQL, to be cut.
type Wire struct {
	URL string // of the database, through the wire

	listener net.Listener
	server   string
	mu       sync.Mutex
	isCut    bool
	open     []net.Conn
}

// NewWire lays a wire to the database at address.
func NewWire(t *testing.T, address string) *Wire {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{listener: listener, server: u.Host}
	u.Host = listener.Addr().String()
	w.URL = u.String()
	var accepting sync.WaitGroup
	accepting.Go(w.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		accepting.Wait()
		w.Cut()
	})
	return w
}

// Cut ends every connection, and every later one at once, until Mend.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
	for _, c := range w.open {
		_ = c.Close()
	}
	w.open = nil
}

// Mend lets connections through again.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = false
}

func (w *Wire) accept() {
	var pairs sync.WaitGroup
	defer pairs.Wait()
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil || !w.keep(client, server) {
			_ = client.Close()
			continue
		}
		pairs.Go(func() { pass(client, server) })
		pairs.Go(func() { pass(server, client) })
	}
}

// keep remembers a pair of connections to cut, unless the wire is cut.
func (w *Wire) keep(client, server net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.isCut {
		_ = server.Close()
		return false
	}
	w.open = append(w.open, client, server)
	return true
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}
