package boottest

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSecondInterruptEndsAtOnce has a request under way that never ends: the
// first signal waits for it, the second does not. Ctrl-C and SIGTERM are the
// same to the program; only the first may be ignored where tests run in a
// shell's background.
func TestSecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	host := strings.TrimPrefix(w.PlatformURL, "http://")
	hang(t, host)
	interrupt := func() {
		t.Helper()
		if err := w.Demo.cmd.Process.Signal(syscall.SIGTERM); !errors.Is(err, os.ErrProcessDone) {
			must(t, err)
		}
	}
	interrupt()
	w.listensNoMore(t)
	select {
	case err := <-w.Demo.done:
		t.Fatalf("did not wait for the request: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	waitFor(t, "the end", func() bool {
		interrupt()
		return w.Demo.Ended()
	})
	err := <-w.Demo.done
	w.Demo.done <- nil
	var killed *exec.ExitError
	if !errors.As(err, &killed) || killed.Exited() {
		t.Errorf("it ended by itself: %v", err)
	}
}

// listensNoMore waits until the program, which is ending, takes no connections.
func (w *World) listensNoMore(t *testing.T) {
	t.Helper()
	waitFor(t, "the listener to close", func() bool {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.PlatformURL, "http://"))
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
}

// hang begins a sign-in whose body does not come, and returns when the
// program waits for it.
func hang(t *testing.T, host string) {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /-/login HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n", host)
	must(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	must(t, err)
	if !strings.Contains(line, "100 Continue") {
		t.Fatalf("answered %q", line)
	}
}
