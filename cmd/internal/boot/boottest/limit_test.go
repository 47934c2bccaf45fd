package boottest

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// TestLimitOfTwoCopies has two copies of the program on one PostgreSQL and asks both at once with one token. They
// pass what the account's limit is and no more, and what only an owner may raise it to.
func TestLimitOfTwoCopies(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "postgres", Connect: "none", Args: []string{"--requests-per-minute", "200"}})
	second := freeAddress(t)
	StartProcess(t, "serving at", mustBuild(t).Jirabridge, "serve", "--base-url", w.PlatformURL, "--listen", second,
		"--data", t.TempDir(), "--database", w.Database, "--key-file", filepath.Join(w.Data, "keyset.json"))
	k := &knocker{w: w, who: w.Role(t, "member", false), start: time.Now(), copies: []string{w.APIURL, "http://" + second + "/api/1.0"}}
	k.knock(t, 200)
	k.passed(t, 200)
	for _, role := range []string{"member", "super_admin"} {
		if got := w.setLimit(t, w.Role(t, role, false), "240"); got != http.StatusForbidden {
			t.Errorf("a %s sets the limit: %d", role, got)
		}
	}
	k.knock(t, 10)
	k.passed(t, 200)
	if got := w.setLimit(t, w.Role(t, "owner", false), "240"); got != http.StatusOK {
		t.Fatalf("the owner sets the limit: %d", got)
	}
	waitFor(t, "the limit to be raised", func() bool { k.knock(t, 10); return k.all > 230 })
	k.passed(t, 240)
}

// setLimit posts what the form on the account's page does.
func (w *World) setLimit(t *testing.T, who demo.Person, n string) int {
	t.Helper()
	v := w.signIn(t, who)
	_ = v.Post(t.Context(), "/0/account/limit", url.Values{"workspace": {w.WorkspaceGID}, "requests_per_minute": {n}})
	return v.Status
}

// knocker asks several copies at once and counts what passes.
type knocker struct {
	w      *World
	who    demo.Person
	copies []string // addresses of the interface
	start  time.Time

	mu  sync.Mutex
	all int // that passed
	now int // of those, what passed in the minute after start
}

// knock asks every copy n times, four requests at a time.
func (k *knocker) knock(t *testing.T, n int) {
	t.Helper()
	var group sync.WaitGroup
	for _, address := range k.copies {
		left := make(chan struct{}, n)
		for range n {
			left <- struct{}{}
		}
		close(left)
		for range 4 {
			group.Go(func() {
				for range left {
					k.ask(t, address)
				}
			})
		}
	}
	group.Wait()
}

// ask asks one copy, by the name both have.
func (k *knocker) ask(t *testing.T, address string) {
	req := request(t, http.MethodGet, address+"/users/me", nil)
	req.Host = strings.TrimPrefix(k.w.PlatformURL, "http://")
	req.Header.Set("Authorization", "Bearer "+k.who.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	resp.Body.Close()
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case resp.StatusCode == http.StatusOK:
		k.all++
		if time.Since(k.start) < time.Minute {
			k.now++
		}
	case resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "":
		t.Errorf("%s: %d, Retry-After %q", address, resp.StatusCode, resp.Header.Get("Retry-After"))
	}
}

// passed compares with the limit: nearly all of it can be used, and no more in a minute, which a slow machine
// may have let pass.
func (k *knocker) passed(t *testing.T, limit int) {
	t.Helper()
	if k.now > limit || k.all < limit-10 {
		t.Errorf("%d requests passed in the first minute and %d in all, the limit is %d", k.now, k.all, limit)
	}
}
