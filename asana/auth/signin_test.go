package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSignIn(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		a := b.get("/0/home?x=1")
		if a.status != http.StatusSeeOther || a.location.RequestURI() != "/-/login?next=%2F0%2Fhome%3Fx%3D1" {
			w.t.Fatalf("a stranger got %d %v", a.status, a.location)
		}
		if a = b.get(a.location.RequestURI()); a.status != http.StatusOK || !strings.Contains(a.body, `value="/0/home?x=1"`) {
			w.t.Fatalf("sign-in page: %d %s", a.status, a.body)
		}
		a = b.post("/-/login", url.Values{"email": {" ADA@example.com"}, "password": {password}, "next": {"/0/home?x=1"}})
		if a.status != http.StatusSeeOther || a.location.RequestURI() != "/0/home?x=1" {
			w.t.Fatalf("sign-in: %d %v", a.status, a.location)
		}
		if a = b.get("/0/home"); a.body != "home of Ada Lovelace" {
			w.t.Fatalf("home: %d %s", a.status, a.body)
		}
		if a = b.get("/-/login?next=/0/home"); a.status != http.StatusSeeOther || a.location.Path != "/0/home" {
			w.t.Errorf("who is signed in is asked again: %d", a.status)
		}
	})
}

func TestWrongPasswordAndUnknownAddressLookTheSame(t *testing.T) {
	each(t, func(w *world) {
		text := "The email address or the password is wrong."
		for _, email := range []string{"ada@example.com", "nobody@example.com", `"><b>`} {
			a := w.browser().post("/-/login", url.Values{"email": {email}, "password": {"guess"}, "next": {"/0/home"}})
			if a.status != http.StatusUnauthorized || !strings.Contains(a.body, text) {
				w.t.Errorf("%s: %d %s", email, a.status, a.body)
			}
			if strings.Contains(a.body, "<b>") || a.header.Get("Set-Cookie") != "" {
				w.t.Errorf("%s: unescaped, or a cookie was set", email)
			}
			if email == "ada@example.com" && !strings.Contains(a.body, `value="ada@example.com"`) {
				w.t.Error("the address is lost")
			}
			if !strings.Contains(a.body, `value="/0/home"`) || strings.Contains(a.body, "guess") {
				w.t.Error("the way on is lost, or the password is shown")
			}
		}
	})
}

func TestSessionCookie(t *testing.T) {
	each(t, func(w *world) {
		a := w.browser().post("/-/login", url.Values{"email": {w.ada.Email}, "password": {password}})
		cookies := (&http.Response{Header: a.header}).Cookies()
		if len(cookies) != 1 {
			w.t.Fatalf("cookies: %v", cookies)
		}
		c, port := cookies[0], strings.TrimPrefix(w.url, "http://127.0.0.1:")
		if c.Name != "platform-"+port || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			w.t.Errorf("cookie: %+v", c)
		}
		var kept int
		err := w.db.Reader().QueryRow("select count(*) from platform_sessions where token = $1", c.Value).Scan(&kept)
		if err != nil || kept != 0 {
			w.t.Errorf("the cookie's value is in the table: %d %v", kept, err)
		}
	})
}

func TestSignInChangesTheSession(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.bo)
		base, _ := url.Parse(w.url)
		planted := b.client.Jar.Cookies(base)
		b.post("/-/login", url.Values{"email": {w.ada.Email}, "password": {password}})
		if now := b.client.Jar.Cookies(base); now[0].Value == planted[0].Value {
			w.t.Error("the session token is the one from before")
		}
		b.client.Jar.SetCookies(base, planted)
		if a := b.get("/0/home"); a.status != http.StatusSeeOther {
			w.t.Errorf("the token from before still opens %q", a.body)
		}
	})
}

func TestSignOutEndsTheSessionOnTheServer(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		base, _ := url.Parse(w.url)
		copied := b.client.Jar.Cookies(base)
		if a := b.get("/-/logout"); a.status != http.StatusMethodNotAllowed {
			w.t.Errorf("a link signs out: %d", a.status)
		}
		a := b.post("/-/logout", url.Values{"next": {"/0/home"}})
		if a.status != http.StatusSeeOther || a.location.RequestURI() != "/-/login?next=%2F0%2Fhome" {
			w.t.Errorf("sign-out: %d %v", a.status, a.location)
		}
		b.client.Jar.SetCookies(base, copied)
		if a := b.get("/0/home"); a.status != http.StatusSeeOther {
			w.t.Errorf("a copy of the cookie still opens %q", a.body)
		}
	})
}

func TestNextStaysHere(t *testing.T) {
	each(t, func(w *world) {
		for _, next := range []string{
			"https://evil.example/", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "/\n/evil.example",
			"javascript:alert(1)", "data:text/html,x", " //evil.example", "evil.example", "http:/evil.example", "http:evil.example",
			"///evil.example", "/%zz", "",
		} {
			a := w.browser().post("/-/login", url.Values{"email": {w.ada.Email}, "password": {password}, "next": {next}})
			if a.status != http.StatusSeeOther || a.header.Get("Location") != "/" {
				w.t.Errorf("%q leads to %q", next, a.header.Get("Location"))
			}
			a = w.signedIn(w.ada).get("/-/login?next=" + url.QueryEscape(next))
			if a.header.Get("Location") != "/" {
				w.t.Errorf("%q leads who is signed in to %q", next, a.header.Get("Location"))
			}
		}
	})
}

func TestForgedForms(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		consent := authorizePath(w.app, nil)
		for _, path := range []string{"/-/login", "/-/logout", consent} {
			for _, header := range []http.Header{
				{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}},
			} {
				form := url.Values{"decision": {"allow"}, "person": {w.ada.GID}, "email": {w.bo.Email}, "password": {password}}
				if a := b.do(http.MethodPost, path, form, header); a.status != http.StatusForbidden {
					w.t.Errorf("%s with %v: %d", path, header, a.status)
				}
			}
		}
		if a := b.get("/0/home"); a.body != "home of Ada Lovelace" {
			w.t.Errorf("after all that: %d %s", a.status, a.body)
		}
	})
}

func TestScriptsAreNotRedirected(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		if a := b.do(http.MethodGet, "/0/home", nil, http.Header{"Sec-Fetch-Mode": {"cors"}}); a.status != http.StatusUnauthorized {
			w.t.Errorf("a script's GET: %d", a.status)
		}
		if a := b.post("/0/home", url.Values{}); a.status != http.StatusUnauthorized {
			w.t.Errorf("POST: %d", a.status)
		}
	})
}

func TestPopupPagesKeepTheirOpener(t *testing.T) {
	each(t, func(w *world) {
		for _, a := range []answer{w.browser().get("/-/login"), w.signedIn(w.ada).get(authorizePath(w.app, nil))} {
			if a.header.Get("Cross-Origin-Opener-Policy") != "" {
				w.t.Error("the page cuts itself off from its opener")
			}
			if !strings.Contains(a.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
				w.t.Error("the page may be framed")
			}
			if a.header.Get("Referrer-Policy") != "same-origin" {
				w.t.Errorf("referrer policy %q", a.header.Get("Referrer-Policy"))
			}
		}
	})
}
