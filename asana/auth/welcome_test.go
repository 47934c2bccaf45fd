package auth_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// empty runs f on a platform without people.
func empty(t *testing.T, f func(w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(newEmptyWorld(t, db)) })
}

// firstLink is the path of a new first link.
func (w *world) firstLink() string {
	w.t.Helper()
	link, ok, err := w.platform.FirstRunLink(w.t.Context())
	if err != nil || !ok || !strings.HasPrefix(link, w.url+"/-/welcome?token=") {
		w.t.Fatalf("first link %q, %t, %v", link, ok, err)
	}
	return strings.TrimPrefix(link, w.url)
}

func welcomeInput(link string) url.Values {
	_, token, _ := strings.Cut(link, "token=")
	return url.Values{
		"token": {token}, "name": {"Ada Lovelace"}, "email": {"ada@example.com"}, "password": {password},
		"workspace": {"Acme"}, "project": {"Website"},
	}
}

func TestTheFirstPersonBecomesTheOwner(t *testing.T) {
	empty(t, func(w *world) {
		link, b := w.firstLink(), w.browser()
		if a := b.get(link); a.status != http.StatusOK || !strings.Contains(a.body, `name="workspace"`) {
			w.t.Fatalf("%d %s", a.status, a.body)
		}
		input := welcomeInput(link)
		a := b.post("/-/welcome", input)
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location.Path, "/0/") {
			w.t.Fatalf("%d %s", a.status, a.body)
		}
		if a := b.get("/0/home"); a.body != "home of Ada Lovelace" {
			w.t.Errorf("not signed in: %d %s", a.status, a.body)
		}
		for _, again := range []answer{b.get(link), b.post("/-/welcome", input)} {
			if again.status != http.StatusGone || !strings.Contains(again.body, "used already") {
				w.t.Errorf("the link again: %d %s", again.status, again.body)
			}
		}
		if link, ok, err := w.platform.FirstRunLink(w.t.Context()); ok || err != nil || link != "" {
			w.t.Errorf("a second owner is asked for: %q %t %v", link, ok, err)
		}
	})
}

func TestTheFirstLinkIsReplacedAndExpires(t *testing.T) {
	empty(t, func(w *world) {
		old, link := w.firstLink(), w.firstLink()
		if a := w.browser().get(old); a.status != http.StatusGone {
			w.t.Errorf("the replaced link: %d", a.status)
		}
		w.clock.pass(59 * time.Minute)
		if a := w.browser().get(link); a.status != http.StatusOK {
			w.t.Errorf("after 59 minutes: %d", a.status)
		}
		w.clock.pass(2 * time.Minute)
		if a := w.browser().post("/-/welcome", welcomeInput(link)); a.status != http.StatusGone {
			w.t.Errorf("after an hour: %d", a.status)
		}
		if a := w.browser().get("/-/welcome"); a.status != http.StatusGone {
			w.t.Errorf("without a token: %d", a.status)
		}
	})
}

func TestWrongInputLeavesTheFirstLinkGood(t *testing.T) {
	empty(t, func(w *world) {
		link, b := w.firstLink(), w.browser()
		for field, c := range map[string]struct{ value, want string }{
			"name": {" ", "Enter a name."}, "email": {"ada", "“ada” is not an email address."},
			"password":  {"123456789", "A password has at least 10 and at most 1024 characters."},
			"workspace": {"", "Enter a name."}, "project": {"", "Enter a name."},
		} {
			input := welcomeInput(link)
			input.Set(field, c.value)
			a := b.post("/-/welcome", input)
			if a.status != http.StatusBadRequest || !strings.Contains(a.body, c.want) || !strings.Contains(a.body, `aria-invalid="true"`) {
				w.t.Errorf("%s: %d %s", field, a.status, a.body)
			}
			if strings.Contains(a.body, password) {
				w.t.Errorf("%s: the password is shown", field)
			}
		}
		if a := b.post("/-/welcome", welcomeInput(link)); a.status != http.StatusSeeOther {
			w.t.Errorf("then all is right: %d %s", a.status, a.body)
		}
	})
}

func TestOfTwoFirstPeopleAtOnceOneWins(t *testing.T) {
	empty(t, func(w *world) {
		link := w.firstLink()
		var won, lost atomic.Int32
		wait(w.t, 4, func(_ context.Context, i int) {
			input := welcomeInput(link)
			input.Set("email", string(rune('a'+i))+"@example.com")
			switch a := w.browser().post("/-/welcome", input); a.status {
			case http.StatusSeeOther:
				won.Add(1)
			case http.StatusGone:
				lost.Add(1)
			default:
				w.t.Errorf("%d %s", a.status, a.body)
			}
		})
		if won.Load() != 1 || lost.Load() != 3 {
			w.t.Errorf("%d won, %d lost", won.Load(), lost.Load())
		}
	})
}
