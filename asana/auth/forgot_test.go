package auth_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// noBox is a mail server that is never asked: no jobs are worked here.
type noBox struct{}

// Send does nothing.
func (noBox) Send(context.Context, mail.Message) error { return nil }

// ask fills in the page for a forgotten password.
func ask(t *testing.T, w *asanatest.World, email string) (status int, text string) {
	t.Helper()
	form := strings.NewReader(url.Values{"email": {email}}.Encode())
	r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/-/forgot", form))(t)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", w.URL)
	resp := must(http.DefaultClient.Do(r))(t)
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode, string(must(io.ReadAll(resp.Body))(t))
}

// TestForgottenPasswords: the answers are the same whether somebody has the address or not, and cost the same
// work in the database.
func TestForgottenPasswords(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := asanatest.Start(t, db, func(c *asana.Config) { c.Mail = noBox{} })
		for i := range 6 {
			known, a := ask(t, w, "mia@example.com")
			unknown, b := ask(t, w, "mio@example.com")
			want, says := http.StatusOK, "has an account here, an email with a link is on its way"
			if i == 5 {
				want, says = http.StatusTooManyRequests, "You have asked too often. Try again in a minute."
			}
			if known != want || unknown != want || a != strings.ReplaceAll(b, "mio@", "mia@") || !strings.Contains(a, says) {
				t.Errorf("%d: %d %s\n%d %s", i, known, a, unknown, b)
			}
		}
		for table, want := range map[string]int{"one_time_links": 2, "river_job": 10} {
			var n int
			if err := db.Reader().QueryRow("select count(*) from " + table).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d, want %d (%v)", table, n, want, err)
			}
		}
	})
}

func TestForgottenPasswordsWithoutMail(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		if a := b.get("/-/login"); !strings.Contains(a.body, `href="/-/forgot"`) {
			w.t.Errorf("no way to the page from %s", a.body)
		}
		for _, a := range []answer{b.get("/-/forgot"), b.post("/-/forgot", url.Values{"email": {w.ada.Email}})} {
			if a.status != http.StatusOK || !strings.Contains(a.body, "Ask an owner or super admin") || strings.Contains(a.body, `name="email"`) {
				w.t.Errorf("%d %s", a.status, a.body)
			}
		}
	})
}

// TestLanguageIsNoted at signing in, and when it is chosen afterwards.
func TestLanguageIsNoted(t *testing.T) {
	each(t, func(w *world) {
		b := w.signedIn(w.ada)
		reads := func(want string) {
			w.t.Helper()
			if p := must(w.platform.Person(w.t.Context(), w.ada.GID))(w.t); p.Language != want {
				w.t.Errorf("reads %q, not %q", p.Language, want)
			}
		}
		reads("en")
		base := must(url.Parse(w.url))(w.t)
		b.client.Jar.SetCookies(base, []*http.Cookie{{Name: "lang", Value: "pl"}})
		w.clock.pass(time.Minute)
		b.get("/0/home")
		reads("pl")
	})
}
