package auth_test

import (
	"net/http"
	"testing"
	"time"

	"jirabridge/asana"
)

// What is revoked here ends with the next request; what another copy of the program revokes, within five seconds.
func TestRevocationBites(t *testing.T) {
	each(t, func(w *world) {
		ctx, ada := w.t.Context(), asana.Actor{Person: w.ada.GID}
		elsewhere := newPlatform(w.t, w)
		here, one := w.personalToken(w.ada, "revoked here")
		there, two := w.personalToken(w.ada, "revoked elsewhere")
		w.wantMe(here.Reveal(), http.StatusOK)
		if err := w.platform.RevokeToken(ctx, ada, one.GID); err != nil {
			w.t.Fatal(err)
		}
		w.wantMe(here.Reveal(), http.StatusUnauthorized)
		w.wantMe(there.Reveal(), http.StatusOK)
		if err := elsewhere.RevokeToken(ctx, ada, two.GID); err != nil {
			w.t.Fatal(err)
		}
		w.clock.pass(5 * time.Second)
		w.wantMe(there.Reveal(), http.StatusUnauthorized)
	})
}

// A token that is remembered expires to the second.
func TestRememberedTokenExpires(t *testing.T) {
	each(t, func(w *world) {
		secret, token := w.personalToken(w.ada, "until tonight")
		midnight := w.clock.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
		last := asana.NewToken{Description: "until tonight", ExpiresOn: midnight.Add(-time.Hour).Format(time.DateOnly)}
		if err := w.platform.EditToken(w.t.Context(), asana.Actor{Person: w.ada.GID}, token.GID, last); err != nil {
			w.t.Fatal(err)
		}
		w.clock.pass(midnight.Sub(w.clock.Now()) - time.Second)
		w.wantMe(secret.Reveal(), http.StatusOK)
		w.clock.pass(time.Second)
		w.wantMe(secret.Reveal(), http.StatusUnauthorized)
	})
}
