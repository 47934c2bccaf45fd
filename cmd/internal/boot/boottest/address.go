package boottest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"testing"
)

// lastPort is the port that was chosen last. They are below those that the
// system chooses for anybody's connections: one that is let go, for a program
// that starts again, is still free a moment later.
var lastPort atomic.Int64

// freeAddress is an address nobody listens on, and nobody else of this test
// process is given.
func freeAddress(t testing.TB) string {
	t.Helper()
	const lowest, many = 12_000, 20_000
	lastPort.CompareAndSwap(0, rand.Int64N(many))
	for range many {
		at := fmt.Sprintf("127.0.0.1:%d", lowest+lastPort.Add(1)%many)
		l, err := net.Listen("tcp", at)
		if err == nil {
			must(t, l.Close())
			return at
		}
	}
	t.Fatal("no port is free")
	return ""
}
