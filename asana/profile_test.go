package asana_test

import (
	"net/netip"
	"slices"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestProfileChangesWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member
		for _, bad := range []asana.Profile{{Name: " ", TimeZone: "Asia/Tokyo"}, {Name: "Mia M.", TimeZone: "Middle/Earth"}} {
			if err := p.SetProfile(ctx, mia.Actor, bad); !asana.IsKind(err, asana.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if got, err := p.Person(ctx, mia.GID); err != nil || got != mia.Person {
			t.Errorf("%+v, %v", got, err)
		}
		for range 2 { // the second time nothing changes
			check(t, p.SetProfile(ctx, mia.Actor, asana.Profile{Name: " Mia M. ", TimeZone: "Asia/Tokyo"}))
		}
		if got, err := p.Person(ctx, mia.GID); err != nil || got.Name != "Mia M." || got.TimeZone != "Asia/Tokyo" {
			t.Errorf("%+v, %v", got, err)
		}
		fieldsChanged(t, w, "name", "time_zone")
		fails(t, p.SetProfile(ctx, asana.Actor{Person: "1"}, asana.Profile{Name: "x"}), asana.NotFound, "user: Unknown object: 1")
	})
}

func TestChangeEmail(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member
		here := netip.MustParseAddr("192.0.2.1")
		for _, c := range []struct {
			email, password string
			kind            asana.ErrKind
			want            string
		}{
			{"mia", asanatest.Password, asana.Invalid, "email: Not an e-mail address: mia"},
			{"new@example.com", "wrong", asana.Invalid, "email_password: This is not your password."},
			{"Otto@Example.net", asanatest.Password, asana.Conflict, "email: This e-mail address cannot be used. Enter another one."},
		} {
			fails(t, p.ChangeEmail(ctx, mia.Actor, c.email, c.password, here), c.kind, c.want)
		}
		check(t, p.ChangeEmail(ctx, mia.Actor, mia.Email, asanatest.Password, here)) // which it is already
		fieldsChanged(t, w)
		check(t, p.ChangeEmail(ctx, mia.Actor, " MIA@example.com ", asanatest.Password, here))
		lying, err := p.ResetLink(ctx, w.Owner.Actor, w.Workspace.GID, mia.GID)
		check(t, err)
		check(t, p.ChangeEmail(ctx, mia.Actor, "Mia@New.example", asanatest.Password, here))
		_, err = p.ResetFor(ctx, tokenOf(t, w, lying, "/-/reset"))
		fails(t, err, asana.NotFound, linkOver)
		fieldsChanged(t, w, "email", "email")
		if _, err := p.CheckPassword(ctx, "mia@new.example", asanatest.Password); err != nil {
			t.Error(err)
		}
		_, err = p.PersonByEmail(ctx, "mia@example.com")
		fails(t, err, asana.NotFound, "user: Unknown object: mia@example.com")
		if n := count(t, w.DB.Reader(), "select count(*) from personal_access_tokens where person = $1", mia.GID); n != 1 {
			t.Errorf("%d tokens left", n)
		}
	})
}

// fieldsChanged fails unless these, in their order, are what people have changed about themselves.
func fieldsChanged(t *testing.T, w *asanatest.World, want ...string) {
	t.Helper()
	events, err := w.Platform.Events(t.Context(), 0, 1000)
	check(t, err)
	var got []string
	for _, e := range events {
		if e.ResourceType == "user" && e.Action == asana.ActionChanged {
			got = append(got, e.Field)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("changed %q, want %q", got, want)
	}
}
