package asana_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// tokenOf is the token of a link that leads to a page.
func tokenOf(t *testing.T, w *asanatest.World, link, page string) string {
	t.Helper()
	token, ok := strings.CutPrefix(link, w.URL+page+"?token=")
	if !ok || len(token) != 32 {
		t.Fatalf("link %q", link)
	}
	return token
}

func invite(t *testing.T, w *asanatest.World, email string, role asana.Role) string {
	t.Helper()
	link, err := w.Platform.Invite(t.Context(), w.SuperAdmin.Actor, w.Workspace.GID, asana.NewInvitation{Email: email, Role: role})
	check(t, err)
	return tokenOf(t, w, link, "/-/join")
}

const linkOver = "link: This link was used already, has expired or was withdrawn. Ask for a new one."

func TestInvitationsAreForThoseOutside(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		for _, c := range []struct {
			by    asanatest.Person
			email string
			role  asana.Role
			kind  asana.ErrKind
			want  string
		}{
			{w.Member, "new@example.com", asana.Member, asana.Forbidden, "Only those who may manage users may do this."},
			{w.Owner, "new@example.com", asana.Owner, asana.Invalid, "role: Not a role: owner"},
			{w.Owner, "new", asana.Member, asana.Invalid, "email: Not an e-mail address: new"},
			{w.Owner, "MIA@example.com", asana.Guest, asana.Conflict, "email: Mia Member is in the workspace already."},
			{w.Outsider, "new@example.com", asana.Member, asana.NotFound, "workspace: Unknown object: " + space},
		} {
			_, err := p.Invite(ctx, c.by.Actor, space, asana.NewInvitation{Email: c.email, Role: c.role})
			fails(t, err, c.kind, c.want)
		}
	})
}

func TestSomebodyNewJoins(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		replaced, token := invite(t, w, "New@example.com", asana.Member), invite(t, w, "new@example.com", asana.Guest)
		_, err := p.InvitedBy(ctx, replaced)
		fails(t, err, asana.NotFound, linkOver)
		open, err := p.Invitations(ctx, w.Owner.Actor, w.Workspace.GID)
		check(t, err)
		if len(open) != 1 || open[0].Email != "new@example.com" || open[0].Role != asana.Guest || open[0].InvitedBy != "Sven Super" {
			t.Errorf("open %+v", open)
		}
		_, err = p.Join(ctx, token, asana.Join{Name: "Nina New", Password: "short"})
		fails(t, err, asana.Invalid, "password: A password has at least 10 and at most 1024 characters.")
		var won atomic.Int32
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				switch _, err := p.Join(ctx, token, asana.Join{Name: "Nina New", Password: "long enough!"}); {
				case err == nil:
					won.Add(1)
				case !asana.IsKind(err, asana.NotFound) && !asana.IsKind(err, asana.Invalid): // used, or by now there is an account
					t.Error(err)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 {
			t.Errorf("%d won", won.Load())
		}
		nina, err := p.CheckPassword(ctx, "new@example.com", "long enough!")
		check(t, err)
		if role, _ := p.Role(ctx, w.Workspace.GID, nina.GID); role != asana.Guest {
			t.Errorf("role %q", role)
		}
		_, err = p.Join(ctx, token, asana.Join{Name: "Nina New", Password: "long enough!"})
		fails(t, err, asana.NotFound, linkOver)
	})
}

func TestSomebodyKnownJoinsWithThePassword(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		token := invite(t, w, "otto@example.net", asana.SuperAdmin)
		if got, err := p.InvitedBy(ctx, token); err != nil || !got.Known || got.Workspace != "Acme" {
			t.Errorf("%+v %v", got, err)
		}
		_, err := p.Join(ctx, token, asana.Join{Name: "Mallory", Password: "not the password", Address: office})
		fails(t, err, asana.Invalid, "password: The password is wrong.")
		got, err := p.Join(ctx, token, asana.Join{Password: asanatest.Password, Address: office})
		check(t, err)
		if role, _ := p.Role(ctx, w.Workspace.GID, w.Outsider.GID); got.GID != w.Outsider.GID || role != asana.SuperAdmin {
			t.Errorf("%+v is %q", got, role)
		}
	})
}

func TestInvitationsEnd(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		over := func(token, why string) {
			t.Helper()
			if _, err := p.InvitedBy(ctx, token); !asana.IsKind(err, asana.NotFound) {
				t.Errorf("%s, yet %v", why, err)
			}
		}
		old := invite(t, w, "a@example.com", asana.Member)
		now = now.Add(7*24*time.Hour + time.Second)
		over(old, "expired")
		withdrawn := invite(t, w, "b@example.com", asana.Member)
		list, err := p.Invitations(ctx, w.Owner.Actor, space)
		check(t, err)
		if len(list) != 1 {
			t.Fatalf("open %+v", list)
		}
		fails(t, p.WithdrawInvitation(ctx, w.Member.Actor, space, list[0].GID), asana.Forbidden, "Only those who may manage users may do this.")
		check(t, p.WithdrawInvitation(ctx, w.Owner.Actor, space, list[0].GID))
		over(withdrawn, "withdrawn")
		of := invite(t, w, "c@example.com", asana.SuperAdmin)
		check(t, p.AddMember(ctx, w.Owner.Actor, space, w.SuperAdmin.GID, asana.Member))
		over(of, "made by somebody who may not any more")
	})
}
