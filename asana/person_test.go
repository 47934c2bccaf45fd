package asana_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestPeopleAndPasswords(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		got, err := p.CheckPassword(ctx, " MIA@Example.com ", asanatest.Password)
		check(t, err)
		if got != w.Member.Person {
			t.Errorf("got %+v, want %+v", got, w.Member.Person)
		}
		wrong := "The e-mail address or the password is wrong."
		for email, password := range map[string]string{
			"mia@example.com": "wrong password", "nobody@example.com": asanatest.Password, "": "",
			"sven@example.com": strings.Repeat("x", 2000),
		} {
			_, err := p.CheckPassword(ctx, email, password)
			fails(t, err, asana.Forbidden, wrong)
		}
		check(t, p.SetPassword(ctx, w.Member.Actor, "another good one", ""))
		_, err = p.CheckPassword(ctx, "mia@example.com", asanatest.Password)
		fails(t, err, asana.Forbidden, wrong)
		_, err = p.CheckPassword(ctx, "mia@example.com", "another good one")
		check(t, err)

		nobody, err := p.CreatePerson(ctx, asana.NewPerson{Name: "No Password", Email: "none@example.com"})
		check(t, err)
		_, err = p.CheckPassword(ctx, nobody.Email, "")
		fails(t, err, asana.Forbidden, wrong)
	})
}

func TestPasswordsAreHashedWithTheConfiguredCost(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		var hash string
		row := w.DB.Reader().QueryRowContext(t.Context(), "select password_hash from people where gid = $1", w.Member.GID)
		check(t, row.Scan(&hash))
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") || strings.Contains(hash, asanatest.Password) {
			t.Errorf("hash %s", hash)
		}
	})
}

func TestBadPeople(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		good := asana.NewPerson{Name: "Nina", Email: "nina@example.com", Password: "long enough"}
		for _, c := range []struct {
			change func(*asana.NewPerson)
			kind   asana.ErrKind
			want   string
		}{
			{func(n *asana.NewPerson) { n.Name = " " }, asana.Invalid, "name: Missing input"},
			{func(n *asana.NewPerson) { n.Name = strings.Repeat("å", 1025) }, asana.Invalid, "name: Too long: at most 1024 characters are allowed"},
			{func(n *asana.NewPerson) { n.Name = "a\x00b" }, asana.Invalid, "name: Not valid text"},
			{func(n *asana.NewPerson) { n.Name = "\xff" }, asana.Invalid, "name: Not valid text"},
			{func(n *asana.NewPerson) { n.Email = "a\xff@example.com" }, asana.Invalid, "email: Not valid text"},
			{func(n *asana.NewPerson) { n.Email = "\x00@example.com" }, asana.Invalid, "email: Not valid text"},
			{func(n *asana.NewPerson) { n.Password = "long enough\x00" }, asana.Invalid, "password: Not valid text"},
			{func(n *asana.NewPerson) { n.Email = "nina" }, asana.Invalid, "email: Not an e-mail address: nina"},
			{func(n *asana.NewPerson) { n.Email = "N <n@example.com>" }, asana.Invalid, "email: Not an e-mail address: N <n@example.com>"},
			{func(n *asana.NewPerson) { n.Email = "MIA@example.COM" }, asana.Conflict, "email: This email address is already in use."},
			{func(n *asana.NewPerson) { n.Password = "short" }, asana.Invalid, "password: A password has at least 10 and at most 1024 characters."},
		} {
			n := good
			c.change(&n)
			_, err := w.Platform.CreatePerson(t.Context(), n)
			fails(t, err, c.kind, c.want)
		}
	})
}

func TestTimeZone(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		check(t, p.SetTimeZone(ctx, w.Member.Actor, "Europe/Stockholm"))
		got, err := p.Person(ctx, w.Member.GID)
		check(t, err)
		if got.TimeZone != "Europe/Stockholm" {
			t.Errorf("time zone %q", got.TimeZone)
		}
		fails(t, p.SetTimeZone(ctx, w.Member.Actor, "Middle/Earth"), asana.Invalid, "time_zone: Not a time zone: Middle/Earth")
	})
}

func TestACancelledRequestWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.Platform.CreateTask(ctx, w.Member.Actor, asana.NewTask{Projects: []string{w.Project.GID}}); err == nil {
			t.Error("a task was made for a request that had ended")
		}
		if _, err := w.Platform.CheckPassword(ctx, "mia@example.com", asanatest.Password); err == nil {
			t.Error("a password was checked for a request that had ended")
		}
	})
}

// count is for what the domain has no question for: the rows of a table.
func count(t *testing.T, db *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	check(t, db.QueryRowContext(t.Context(), query, args...).Scan(&n))
	return n
}
