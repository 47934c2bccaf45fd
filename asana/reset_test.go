package asana_test

import (
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestResetLinks(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		reset := func() string {
			link, err := p.ResetLink(ctx, w.SuperAdmin.Actor, space, w.Member.GID)
			check(t, err)
			return tokenOf(t, w, link, "/-/reset")
		}
		old := reset()
		now = now.Add(24*time.Hour + time.Second)
		_, err := p.ResetPassword(ctx, old, "a new password")
		fails(t, err, asana.NotFound, linkOver)
		replaced, token := reset(), reset()
		_, err = p.ResetFor(ctx, replaced)
		fails(t, err, asana.NotFound, linkOver)
		_, err = p.StartSession(ctx, w.Member.GID, "somewhere")
		check(t, err)
		_, err = p.ResetPassword(ctx, token, "short")
		fails(t, err, asana.Invalid, "password: A password has at least 10 and at most 1024 characters.")
		got, err := p.ResetPassword(ctx, token, "a new password")
		check(t, err)
		if list := sessionsOf(t, w, w.Member); got.GID != w.Member.GID || len(list) != 0 {
			t.Errorf("%+v, still signed in at %q", got, list)
		}
		_, err = p.CheckPassword(ctx, "mia@example.com", "a new password")
		check(t, err)
		_, err = p.ResetPassword(ctx, token, "once more, please")
		fails(t, err, asana.NotFound, linkOver)
		unused := reset()
		check(t, p.SetPassword(ctx, w.Member.Actor, "her own choice", ""))
		_, err = p.ResetFor(ctx, unused)
		fails(t, err, asana.NotFound, linkOver)
	})
}

func TestWhoMayReset(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		for _, c := range []struct {
			by, of asanatest.Person
			kind   asana.ErrKind
			want   string
		}{
			{w.Member, w.Guest, asana.Forbidden, "Only owners and super admins of the workspace may do this."},
			{w.SuperAdmin, w.Owner, asana.Forbidden, "Only an owner may reset the password of an owner."},
			{w.Owner, w.Owner, asana.Forbidden, "Change your own password under My Settings."},
			{w.Owner, w.Outsider, asana.NotFound, "user: Unknown object: " + w.Outsider.GID},
		} {
			_, err := p.ResetLink(ctx, c.by.Actor, space, c.of.GID)
			fails(t, err, c.kind, c.want)
		}
		// Whoever has an account in another workspace keeps it from the admins of this one.
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		check(t, p.AddMember(ctx, w.Outsider.Actor, other.GID, w.Member.GID, asana.Member))
		_, err := p.ResetLink(ctx, w.Owner.Actor, space, w.Member.GID)
		fails(t, err, asana.Forbidden, "This person is also in a workspace that you do not administer.")
	})
}
