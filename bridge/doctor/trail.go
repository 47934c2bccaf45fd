package doctor

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"slices"
	"sync"
)

// trail is what is seen of a connection while it is made. A connection that
// lost the race against another one may still report when the request is over.
type trail struct {
	mu      sync.Mutex
	asked   string // the name that is being looked up
	names   []lookup
	dials   []dial
	shook   bool // hands, for TLS
	tls     tls.ConnectionState
	tlsErr  error
	reached string // address that the request went to
}

type lookup struct {
	host  string
	found []string
	err   error
}

type dial struct {
	to  string
	err error
}

// hooks notice what happens.
func (t *trail) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart: func(i httptrace.DNSStartInfo) { t.note(func() { t.asked = i.Host }) },
		DNSDone: func(i httptrace.DNSDoneInfo) {
			l := lookup{err: i.Err}
			for _, a := range i.Addrs {
				l.found = append(l.found, a.String())
			}
			t.note(func() { l.host = t.asked; t.names = append(t.names, l) })
		},
		ConnectDone: func(_, to string, err error) { t.note(func() { t.dials = append(t.dials, dial{to, err}) }) },
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			t.note(func() { t.shook, t.tls, t.tlsErr = true, s, err })
		},
		GotConn: func(i httptrace.GotConnInfo) { t.note(func() { t.reached = i.Conn.RemoteAddr().String() }) },
	}
}

func (t *trail) note(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

// lookupOf is what came of a name; false when nobody looked it up.
func (t *trail) lookupOf(host string) (l lookup, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.names, func(l lookup) bool { return l.host == host })
	if i < 0 {
		return lookup{}, false
	}
	return t.names[i], true
}

// connected is the address that a connection was made to, "" for none; failed
// are the attempts that came to nothing.
func (t *trail) connected() (to string, failed []dial) {
	t.mu.Lock()
	defer t.mu.Unlock()
	to = t.reached
	for _, d := range t.dials {
		if d.err != nil {
			failed = append(failed, d)
		} else if to == "" {
			to = d.to
		}
	}
	return to, failed
}

// handshake is the last one; ok is false when there was none.
func (t *trail) handshake() (state tls.ConnectionState, ok bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tls, t.shook, t.tlsErr
}

// isTimeout tells whether an error is about time.
func isTimeout(err error) bool {
	var slow net.Error
	return errors.As(err, &slow) && slow.Timeout()
}
