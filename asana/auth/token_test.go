package auth_test

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
)

func TestPersonalAccessTokens(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		secret, token, err := w.auth.CreateToken(ctx, w.ada.GID, " backup script ")
		if err != nil {
			w.t.Fatal(err)
		}
		shape := regexp.MustCompile(`^2/` + w.ada.GID + `/` + token.GID + `:[0-9a-f]{32}$`)
		if !shape.MatchString(secret.Reveal()) || token.Description != "backup script" {
			w.t.Errorf("token %s, %+v", secret.Reveal(), token)
		}
		second, other, err := w.auth.CreateToken(ctx, w.ada.GID, "another")
		if err != nil {
			w.t.Fatal(err)
		}
		if a := w.me(secret.Reveal()); a.status != http.StatusOK || !strings.Contains(a.body, `"Person":"`+w.ada.GID+`"`) {
			w.t.Errorf("me: %d %s", a.status, a.body)
		}
		if err := w.auth.RevokeToken(ctx, w.ada.GID, token.GID); err != nil {
			w.t.Error(err)
		}
		w.wantMe(secret.Reveal(), http.StatusUnauthorized)
		w.wantMe(second.Reveal(), http.StatusOK)
		list, err := w.auth.Tokens(ctx, w.ada.GID)
		if err != nil || len(list) != 1 || list[0].GID != other.GID || list[0].Description != "another" {
			w.t.Errorf("tokens: %+v, %v", list, err)
		}
	})
}

func TestATokenIsItsOwners(t *testing.T) {
	each(t, func(w *world) {
		secret, token, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, "mine")
		if err != nil {
			w.t.Fatal(err)
		}
		var refused *asana.Error
		err = w.auth.RevokeToken(w.t.Context(), w.bo.GID, token.GID)
		if !errors.As(err, &refused) || refused.Kind != asana.NotFound {
			w.t.Errorf("Bo revokes Ada's token: %v", err)
		}
		w.wantMe(secret.Reveal(), http.StatusOK)
		if list, err := w.auth.Tokens(w.t.Context(), w.bo.GID); err != nil || len(list) != 0 {
			w.t.Errorf("Bo sees %v, %v", list, err)
		}
	})
}

func TestTokenDescription(t *testing.T) {
	each(t, func(w *world) {
		for _, text := range []string{"", "  \n", strings.Repeat("ö", 201)} {
			var refused *asana.Error
			_, _, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, text)
			if !errors.As(err, &refused) || refused.Kind != asana.Invalid || refused.Field != "description" {
				w.t.Errorf("%.10q: %v", text, err)
			}
		}
		if _, _, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, strings.Repeat("ö", 200)); err != nil {
			w.t.Error(err)
		}
	})
}

func TestLastUse(t *testing.T) {
	each(t, func(w *world) {
		secret, _, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, "script")
		if err != nil {
			w.t.Fatal(err)
		}
		lastUse := func() time.Time {
			return must(w.auth.Tokens(w.t.Context(), w.ada.GID))(w.t)[0].LastUsedAt
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
		secret, token, err := w.auth.CreateToken(w.t.Context(), w.ada.GID, "script")
		if err != nil {
			w.t.Fatal(err)
		}
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
