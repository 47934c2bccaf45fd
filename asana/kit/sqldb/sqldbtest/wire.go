package sqldbtest

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// Wire is the network between a program and its PostgreSQL, to be cut and listened to.
type Wire struct {
	URL string // of the database, through the wire

	statements atomic.Int64

	listener net.Listener
	server   string
	mu       sync.Mutex
	isCut    bool
	open     []net.Conn
}

// NewWire lays a wire to the database at address.
func NewWire(t testing.TB, address string) *Wire {
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
		pairs.Go(func() { pass(client, server, client) })
		// Counted first: the answer may be there before this goroutine goes on.
		pairs.Go(func() { pass(io.MultiWriter(&counter{count: &w.statements}, server), client, server) })
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

// pass copies what comes from a connection and then closes both.
func pass(to io.Writer, from, other net.Conn) {
	_, _ = io.Copy(to, from)
	_ = other.Close()
	_ = from.Close()
}

// Statements is how many statements were executed so far.
func (w *Wire) Statements() int64 { return w.statements.Load() }

// counter counts the messages that execute a statement: a byte that is the kind, four that are the length of
// themselves and the rest. The first message has no kind.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
type counter struct {
	count *atomic.Int64
	begun bool
	head  []byte // of the message that arrives
	rest  int    // bytes until the next message
}

func (l *counter) Write(p []byte) (int, error) {
	for _, b := range p {
		if l.rest > 0 {
			l.rest--
			continue
		}
		if l.head = append(l.head, b); !l.begun && len(l.head) == 1 {
			l.head = append(l.head[:0], 0, b)
		}
		if len(l.head) == 5 {
			l.message()
		}
	}
	return len(p), nil
}

func (l *counter) message() {
	if l.head[0] == 'E' || l.head[0] == 'Q' {
		l.count.Add(1)
	}
	l.rest = int(binary.BigEndian.Uint32(l.head[1:])) - 4
	l.begun, l.head = true, l.head[:0]
}
