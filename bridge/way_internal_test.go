package bridge

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/jira"
)

// begin is a way with content of ten bytes that nobody holds.
func begin(t *testing.T) (context.Context, *way, io.Reader) {
	t.Helper()
	ctx, w := setOut(t.Context())
	close(w.kept)
	t.Cleanup(w.end)
	return ctx, w, w.of(strings.NewReader("ten bytes!"), 10)
}

// TestWayEndsWhenNothingMoves: however long it takes, as long as it moves.
func TestWayEndsWhenNothingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, _, content := begin(t)
		for range 9 {
			time.Sleep(29 * time.Second)
			if _, err := content.Read(make([]byte, 1)); err != nil || ctx.Err() != nil {
				t.Fatal(err, ctx.Err())
			}
		}
		time.Sleep(31 * time.Second)
		if ctx.Err() == nil {
			t.Error("a way without movement goes on")
		}
	})
}

// TestWayWaitsForJira: a file that has gone out whole may take Jira minutes.
func TestWayWaitsForJira(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, _, content := begin(t)
		_, err := io.Copy(io.Discard, content)
		check(t, err)
		time.Sleep(9 * time.Minute)
		if ctx.Err() != nil {
			t.Error("Jira was not waited for")
		}
		time.Sleep(2 * time.Minute)
		if ctx.Err() == nil {
			t.Error("Jira is waited for without end")
		}
	})
}

// TestDoubt: only a whole file that nobody has answered for may still arrive.
func TestDoubt(t *testing.T) {
	_, w, content := begin(t)
	cut := &jira.Error{Kind: jira.Unreachable, Err: errors.New("cut")}
	if w.inDoubt(cut) != 0 {
		t.Error("half a file is waited for")
	}
	_, err := io.Copy(io.Discard, content)
	check(t, err)
	for status, doubt := range map[int]bool{0: true, http.StatusBadGateway: true, http.StatusGatewayTimeout: true, http.StatusServiceUnavailable: false} {
		if got := w.inDoubt(&jira.Error{Kind: jira.Unavailable, Status: status}) > 0; got != doubt {
			t.Errorf("status %d: doubt %v", status, got)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
