package boottest

import (
	"testing"
	"time"
)

// waitFor polls until ok, for work that goes on after the answer.
func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	waitLong(t, patience, what, ok)
}

// waitLong is waitFor for what takes its time on purpose.
func waitLong(t testing.TB, longest time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(longest)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", longest, what)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// must fails the test for an error that nothing is expected to cause.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
