package httpkit_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/asana/kit/httpkit"
)

// post sends a body to a handler that reads at most 100 bytes and then takes an
// hour, and says what came of the reading and of its context.
func post(t *testing.T, body io.Reader) (read, alive error) {
	t.Helper()
	done := make(chan struct{})
	handler := func(_ http.ResponseWriter, r *http.Request) {
		defer close(done)
		if _, read = io.ReadAll(r.Body); read == nil {
			time.Sleep(time.Hour)
		}
		alive = r.Context().Err()
	}
	l := httpkit.NewLocal(own, refused{})
	l.Serve(httpkit.LimitBody(100)(http.HandlerFunc(handler)))
	if res, err := (&http.Client{Transport: l}).Post(own+"/", "text/plain", body); err == nil {
		_ = res.Body.Close()
	}
	<-done
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	time.Sleep(2 * time.Second) // until the body has noticed, too
	return read, alive
}

// trickle is a body of n bytes, of which one comes every second.
type trickle struct{ n int }

func (b *trickle) Read(p []byte) (int, error) {
	if b.n == 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Second)
	b.n--
	return copy(p, "x"), nil
}

func TestSlowBodyIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		if read, _ := post(t, &trickle{50}); !errors.Is(read, os.ErrDeadlineExceeded) {
			t.Errorf("read with %v", read)
		}
		if took := time.Since(began); took > 40*time.Second {
			t.Errorf("held for %v", took)
		}
	})
}

func TestLargeBodyIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var large *http.MaxBytesError
		if read, _ := post(t, strings.NewReader(strings.Repeat("x", 101))); !errors.As(read, &large) {
			t.Errorf("read with %v", read)
		}
	})
}

// A body that came in time leaves the handler all the time it needs.
func TestBodyInTimeIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if read, alive := post(t, &trickle{20}); read != nil || alive != nil {
			t.Errorf("read with %v, then %v", read, alive)
		}
	})
}

// A client that sends all it has before it reads gets its answer, too, however
// much that is.
func TestLargeBodyIsAnswered(t *testing.T) {
	server := httptest.NewServer(httpkit.LimitBody(100)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	})))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const size = 15 << 20
	if _, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("x", size)); err != nil {
		t.Fatal(err)
	}
	if got, err := bufio.NewReader(conn).ReadString('\n'); err != nil || got != "HTTP/1.1 413 Request Entity Too Large\r\n" {
		t.Errorf("%q, %v", got, err)
	}
}
