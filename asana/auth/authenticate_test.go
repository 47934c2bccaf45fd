package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
)

func TestLastUse(t *testing.T) {
	each(t, func(w *world) {
		secret, _ := w.personalToken(w.ada, "script")
		lastUse := func() time.Time {
			return must(w.platform.Tokens(w.t.Context(), asana.Actor{Person: w.ada.GID}))(w.t)[0].LastUsedAt
		}
		if !lastUse().IsZero() {
			w.t.Error("used before it was")
		}
		w.wantMe(secret.Reveal(), http.StatusOK)
		first := lastUse()
		if d := w.clock.Now().Sub(first); d < 0 || d > time.Second {
			w.t.Errorf("first use noted as %v", first)
		}
		w.clock.pass(29 * time.Second)
		w.wantMe(secret.Reveal(), http.StatusOK)
		if !lastUse().Equal(first) {
			w.t.Error("written again after 29 seconds")
		}
		w.clock.pass(2 * time.Second)
		w.wantMe(secret.Reveal(), http.StatusOK)
		if !lastUse().After(first) {
			w.t.Error("not written after 31 seconds")
		}
	})
}

func TestWhoIsNotLetIn(t *testing.T) {
	each(t, func(w *world) {
		secret, token := w.personalToken(w.ada, "script")
		right := secret.Reveal()
		_, afterColon, _ := strings.Cut(right, ":")
		flipped := right[:len(right)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(right, "0")]
		for _, wrong := range []string{"", "x", "2/", "2/1/2:3", flipped, right[:len(right)-1], "2/" + w.bo.GID + "/" + token.GID + ":" + afterColon, strings.Repeat("a", 64)} {
			if a := w.me(wrong); a.status != http.StatusUnauthorized || strings.TrimSpace(a.body) != "Not Authorized" {
				w.t.Errorf("%q: %d %s", wrong, a.status, a.body)
			}
		}
		if a := w.signedIn(w.ada).get("/api/1.0/users/me"); a.status != http.StatusUnauthorized {
			w.t.Errorf("the session cookie opens the API: %d", a.status)
		}
		if a := w.browser().get("/api/1.0/users/me?access_token=" + right); a.status != http.StatusOK {
			w.t.Errorf("access_token in the query: %d", a.status)
		}
		basic := http.Header{"Authorization": {"Basic " + right}}
		if a := w.browser().do(http.MethodGet, "/api/1.0/users/me", nil, basic); a.status != http.StatusUnauthorized {
			w.t.Errorf("Basic: %d", a.status)
		}
		lower := http.Header{"Authorization": {"bearer " + right}}
		if a := w.browser().do(http.MethodGet, "/api/1.0/users/me", nil, lower); a.status != http.StatusOK {
			w.t.Errorf("bearer in small letters: %d", a.status)
		}
	})
}

// A token works until the end of its last day, and as long as its owner has API access.
func TestWhenATokenWorks(t *testing.T) {
	each(t, func(w *world) {
		ctx, bo, ada := w.t.Context(), asana.Actor{Person: w.bo.GID}, asana.Actor{Person: w.ada.GID}
		space := must(w.platform.CreateWorkspace(ctx, bo, "Acme"))(w.t)
		access := func(on bool) {
			w.t.Helper()
			if err := w.platform.SetAPIAccess(ctx, bo, space.GID, w.ada.GID, on); err != nil {
				w.t.Fatal(err)
			}
		}
		if err := w.platform.AddMember(ctx, bo, space.GID, w.ada.GID, asana.Member); err != nil {
			w.t.Fatal(err)
		}
		access(true)
		today := w.clock.Now().UTC().Format(time.DateOnly)
		secret, _, err := w.platform.CreateToken(ctx, ada, asana.NewToken{Description: "today", ExpiresOn: today})
		if err != nil {
			w.t.Fatal(err)
		}
		w.wantMe(secret.Reveal(), http.StatusOK)
		access(false)
		if a := w.me(secret.Reveal()); a.status != http.StatusForbidden || !strings.Contains(a.body, "API access") {
			w.t.Errorf("without API access: %d %s", a.status, a.body)
		}
		access(true)
		w.wantMe(secret.Reveal(), http.StatusOK)
		w.clock.pass(24 * time.Hour)
		w.wantMe(secret.Reveal(), http.StatusUnauthorized)
	})
}

// Whoever finds a token can end it without signing in, and learns nothing.
func TestRevokeLeaked(t *testing.T) {
	each(t, func(w *world) {
		leaked, _ := w.personalToken(w.ada, "leaked")
		other, _ := w.personalToken(w.ada, "other")
		granted := w.token(exchange(w.code(nil)))
		var said []string
		for _, text := range []string{"", "nonsense", " " + leaked.Reveal() + "\n", leaked.Reveal(), granted.AccessToken} {
			a := w.browser().post("/-/revoke_token", url.Values{"token": {text}})
			if text != "" {
				said = append(said, a.body)
			}
			if text == "" && a.status != http.StatusBadRequest || text != "" && a.status != http.StatusOK {
				w.t.Errorf("%q: %d", text, a.status)
			}
		}
		for _, body := range said {
			if body != said[0] || strings.Contains(body, leaked.Reveal()) {
				w.t.Errorf("the answers differ, or show the token: %s", body)
			}
		}
		w.wantMe(leaked.Reveal(), http.StatusUnauthorized)
		w.wantMe(granted.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(granted.RefreshToken)))
		w.wantMe(other.Reveal(), http.StatusOK)
	})
}
