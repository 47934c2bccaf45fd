package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
)

func TestGuessingAtTheSignInPage(t *testing.T) {
	each(t, func(w *world) {
		for _, email := range []string{"ada@example.com", "nobody@example.com"} {
			b := w.browser()
			try := func(password string) answer {
				return b.post("/-/login", url.Values{"email": {email}, "password": {password}, "next": {"/0/home"}})
			}
			for range 5 {
				if a := try("a guess"); a.status != http.StatusUnauthorized {
					w.t.Fatalf("%s: %d", email, a.status)
				}
			}
			a := try(password)
			if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "30" || a.header.Get("Set-Cookie") != "" ||
				!strings.Contains(a.body, "Too many failed attempts. Try again in a minute.") || !strings.Contains(a.body, `value="/0/home"`) {
				w.t.Errorf("%s, the sixth: %d %v %s", email, a.status, a.header, a.body)
			}
		}
		w.clock.pass(30 * time.Second)
		w.signedIn(w.ada)
	})
}

func TestSessionsBeginAndEnd(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		sessions := func(p asana.Person) []asana.Session {
			return must(w.platform.Sessions(w.t.Context(), asana.Actor{Person: p.GID}))(w.t)
		}
		first := sessions(w.ada)
		w.clock.pass(time.Hour)
		b.get("/0/home")
		if again := sessions(w.ada); len(first) != 1 || len(again) != 1 || again[0].SeenAt.Sub(first[0].SeenAt) != time.Hour || again[0].StartedAt != first[0].StartedAt {
			w.t.Errorf("%+v, an hour later %+v", first, again)
		}
		// Whoever signs in takes the place of whoever was.
		b.post("/-/login", url.Values{"email": {w.bo.Email}, "password": {password}, "time_zone": {"Europe/Stockholm"}})
		if len(sessions(w.ada)) != 0 || len(sessions(w.bo)) != 1 {
			w.t.Errorf("Ada has %+v, Bo %+v", sessions(w.ada), sessions(w.bo))
		}
		if zone := must(w.platform.Person(w.t.Context(), w.bo.GID))(w.t).TimeZone; zone != "Europe/Stockholm" {
			w.t.Errorf("time zone %q", zone)
		}
		b.post("/-/logout", nil)
		if len(sessions(w.bo)) != 0 {
			w.t.Errorf("signed out, yet %+v", sessions(w.bo))
		}
		// A browser that claims a strange time zone signs in all the same.
		c := w.browser()
		a := c.post("/-/login", url.Values{"email": {w.ada.Email}, "password": {password}, "time_zone": {"Middle/Earth"}})
		if a.status != http.StatusSeeOther {
			w.t.Errorf("%d %s", a.status, a.body)
		}
	})
}

// With the last workspace everything ends that lets a person, or a program in the person's name, in.
func TestRemovalEndsAccess(t *testing.T) {
	each(t, func(w *world) {
		ctx, bo := w.t.Context(), asana.Actor{Person: w.bo.GID}
		space := must(w.platform.CreateWorkspace(ctx, bo, "Acme"))(w.t)
		if err := w.platform.AddMember(ctx, bo, space.GID, w.ada.GID, asana.Member); err != nil {
			w.t.Fatal(err)
		}
		if err := w.platform.SetAPIAccess(ctx, bo, space.GID, w.ada.GID, true); err != nil {
			w.t.Fatal(err)
		}
		secret, _ := w.personalToken(w.ada, "tests")
		b, granted := w.signedIn(w.ada), w.token(exchange(w.code(nil)))
		w.wantMe(secret.Reveal(), http.StatusOK)
		w.wantMe(granted.AccessToken, http.StatusOK)
		plan := must(w.platform.PlanRemoval(ctx, bo, space.GID, w.ada.GID))(w.t)
		if plan.Sessions != 2 || plan.Tokens != 1 || plan.Apps != 1 || !plan.Last {
			w.t.Errorf("plan %+v", plan)
		}
		if err := w.platform.RemoveMember(ctx, bo, space.GID, w.ada.GID); err != nil {
			w.t.Fatal(err)
		}
		w.wantMe(secret.Reveal(), http.StatusUnauthorized)
		w.wantMe(granted.AccessToken, http.StatusUnauthorized)
		w.wantGrantError(w.token(refresh(granted.RefreshToken)))
		if a := b.get("/0/home"); a.status != http.StatusSeeOther {
			w.t.Errorf("the session lives: %d %s", a.status, a.body)
		}
	})
}
