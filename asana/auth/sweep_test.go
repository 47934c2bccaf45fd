package auth_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

const day = 24 * time.Hour

// issuedRows are the rows of grants, codes and tokens there are.
func (w *world) issuedRows() (n [3]int) {
	w.t.Helper()
	for i, table := range []string{"oauth_grants", "oauth_codes", "oauth_tokens"} {
		if err := w.db.Reader().QueryRow("select count(*) from " + table).Scan(&n[i]); err != nil {
			w.t.Fatal(err)
		}
	}
	return n
}

func (w *world) sweepLeaves(grants, codes, tokens int) {
	w.t.Helper()
	if err := w.auth.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if n := w.issuedRows(); n != [3]int{grants, codes, tokens} {
		w.t.Errorf("%v grants, codes and tokens are left, want %v", n, [3]int{grants, codes, tokens})
	}
}

// What was issued is forgotten a month after it is over, and not before: until then a second use is noticed.
func TestSweep(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		first := w.token(exchange(w.code(nil))) // stays in use
		second := w.token(refresh(first.RefreshToken))
		w.code(nil)                             // never exchanged
		given := w.token(exchange(w.code(nil))) // will be given back
		w.clock.pass(2 * time.Hour)
		w.want(w.token(refresh(second.RefreshToken)), http.StatusOK, "")
		if a := w.browser().do(http.MethodPost, "/-/oauth_revoke", url.Values{
			"client_id": {w.app.ClientID}, "client_secret": {w.app.ClientSecret.Reveal()}, "token": {given.RefreshToken},
		}, nil); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		w.sweepLeaves(3, 3, 8)
		w.clock.pass(30*day - 3*time.Hour)
		w.sweepLeaves(3, 3, 8)
		w.clock.pass(5 * time.Hour)
		w.sweepLeaves(1, 0, 1) // the refresh token that was not used yet
		w.clock.pass(365 * day)
		w.sweepLeaves(1, 0, 1)
	})
}

// A code or refresh token that was used is known as such for a month, over all sweeps.
func TestSweepKeepsWhatReuseIsSeenBy(t *testing.T) {
	each(t, func(w *world) {
		codes := []string{w.code(nil), w.code(nil)}
		var first, second []tokens
		for i, code := range codes {
			first = append(first, w.token(exchange(code)))
			second = append(second, w.token(refresh(first[i].RefreshToken)))
		}
		w.clock.pass(29 * day)
		w.sweepLeaves(2, 2, 8)
		w.wantGrantError(w.token(exchange(codes[0])))
		w.wantGrantError(w.token(refresh(first[1].RefreshToken)))
		for _, family := range second { // is revoked as a whole
			w.wantGrantError(w.token(refresh(family.RefreshToken)))
		}
	})
}
