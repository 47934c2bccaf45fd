package asana_test

import (
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func sessionsOf(t *testing.T, w *asanatest.World, p asanatest.Person) (list []string) {
	t.Helper()
	sessions, err := w.Platform.Sessions(t.Context(), p.Actor)
	check(t, err)
	for _, s := range sessions {
		list = append(list, s.Browser)
	}
	return list
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		start := func(browser string) string {
			gid, err := p.StartSession(ctx, w.Member.GID, browser)
			check(t, err)
			now = now.Add(time.Second)
			return gid
		}
		old, phone, desk := start("old\x00\xff"), start("phone"), start(strings.Repeat("å", 3000))
		if got, seen, err := p.SessionPerson(ctx, phone); err != nil || got != w.Member.Person || seen.IsZero() {
			t.Errorf("%+v %v %v", got, seen, err)
		}
		if list := sessionsOf(t, w, w.Member); len(list) != 3 || list[2] != "old" || list[1] != "phone" {
			t.Errorf("sessions %q", list)
		}
		check(t, p.EndSession(ctx, w.Colleague.Actor, phone)) // not his: nothing happens
		check(t, p.EndSession(ctx, w.Member.Actor, old))
		_, _, err := p.SessionPerson(ctx, old)
		fails(t, err, asana.NotFound, "session: Unknown object: "+old)
		check(t, p.EndOtherSessions(ctx, w.Member.Actor, phone))
		if list := sessionsOf(t, w, w.Member); len(list) != 1 || list[0] != "phone" {
			t.Errorf("sessions %q, ended %s", list, desk)
		}
		now = now.Add(15 * 24 * time.Hour)
		if list := sessionsOf(t, w, w.Member); len(list) != 0 {
			t.Errorf("after two weeks %q", list)
		}
	})
}

func TestANewPasswordEndsSessions(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		keep, err := p.StartSession(ctx, w.Member.GID, "here")
		check(t, err)
		_, err = p.StartSession(ctx, w.Member.GID, "there")
		check(t, err)
		change := func(old, password string) error {
			return p.ChangePassword(ctx, w.Member.Actor, old, password, office, keep)
		}
		fails(t, change("not this one", "another good one"), asana.Invalid, "old_password: This is not your password.")
		fails(t, change(asanatest.Password, "short"), asana.Invalid, "password: A password has at least 10 and at most 1024 characters.")
		check(t, change(asanatest.Password, "another good one"))
		if list := sessionsOf(t, w, w.Member); len(list) != 1 || list[0] != "here" {
			t.Errorf("sessions %q", list)
		}
	})
}
