package asana_test

import (
	"sync"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestRolesTellAdmins(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		for _, c := range []struct {
			person       asanatest.Person
			role         asana.Role
			admin, guest bool
		}{
			{w.Owner, asana.Owner, true, false}, {w.SuperAdmin, asana.SuperAdmin, true, false},
			{w.Member, asana.Member, false, false}, {w.Guest, asana.Guest, false, true},
		} {
			list, err := w.Platform.Memberships(t.Context(), c.person.Actor, c.person.GID)
			check(t, err)
			if len(list) != 1 || list[0].Role != c.role || list[0].IsAdmin != c.admin || list[0].IsGuest != c.guest || !list[0].IsActive {
				t.Errorf("%s: %+v", c.person.Name, list)
			}
		}
	})
}

func TestOwnersAreMadeByOwnersAndOneStays(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		only := "Only an owner may add, change or remove an owner."
		last := "A workspace needs an owner. Make somebody else an owner first."
		super := w.SuperAdmin.Actor
		fails(t, p.AddMember(ctx, super, space, w.Member.GID, asana.Owner), asana.Forbidden, only)
		fails(t, p.AddMember(ctx, super, space, w.Owner.GID, asana.Member), asana.Forbidden, only)
		fails(t, p.RemoveMember(ctx, super, space, w.Owner.GID), asana.Forbidden, only)
		fails(t, p.RemoveMember(ctx, w.Owner.Actor, space, w.Owner.GID), asana.Conflict, last)
		fails(t, p.AddMember(ctx, w.Owner.Actor, space, w.Owner.GID, asana.Guest), asana.Conflict, last)
		fails(t, p.AddMember(ctx, w.Owner.Actor, space, "1234567890123456", asana.Guest), asana.NotFound, "user: Unknown object: 1234567890123456")
		fails(t, p.AddMember(ctx, w.Owner.Actor, space, w.Member.GID, "king"), asana.Invalid, "role: Not a role: king")
		check(t, p.AddMember(ctx, w.Owner.Actor, space, w.SuperAdmin.GID, asana.Owner))
		check(t, p.RemoveMember(ctx, super, space, w.Owner.GID))
		if role, err := p.Role(ctx, space, w.Owner.GID); role != "" || err != nil {
			t.Errorf("removed, yet %q (%v)", role, err)
		}
		check(t, p.AddMember(ctx, super, space, w.Owner.GID, asana.Guest)) // and back, as something else
		if role, _ := p.Role(ctx, space, w.Owner.GID); role != asana.Guest {
			t.Errorf("role %q, want guest", role)
		}
	})
}

func TestMembershipsOfOthersAreThoseShared(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		w.AddWorkspace(t, "Side business", w.Colleague)
		own, err := p.Memberships(ctx, w.Colleague.Actor, w.Colleague.GID)
		check(t, err)
		seen, err := p.Memberships(ctx, w.Member.Actor, w.Colleague.GID)
		check(t, err)
		if len(own) != 2 || len(seen) != 1 || seen[0].Workspace.GID != w.Workspace.GID {
			t.Errorf("own %v, seen %v", own, seen)
		}
	})
}

func TestPrivateProjectKeepsAMember(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Owner.Actor
		check(t, p.RemoveProjectMember(ctx, a, w.Secret.GID, w.Member.GID))
		fails(t, p.RemoveProjectMember(ctx, a, w.Secret.GID, w.Owner.GID), asana.Conflict, "A private project needs a member. Add somebody else first.")
		_, err := p.Project(ctx, w.Member.Actor, w.Secret.GID)
		fails(t, err, asana.NotFound, "project: Unknown object: "+w.Secret.GID)
		fails(t, p.AddProjectMember(ctx, a, w.Secret.GID, w.Outsider.GID), asana.Invalid, "members: Not a user in Workspace: "+w.Outsider.GID)
		_, err = p.CreateProject(ctx, a, asana.NewProject{Workspace: w.Workspace.GID, Team: "1234567890123456", Name: "x"})
		fails(t, err, asana.NotFound, "team: Unknown object: 1234567890123456")
	})
}

// Two who remove each other at the same moment do not both succeed: a workspace keeps an owner, a private
// project a member.
func TestTheLastOneStaysWhoeverIsFirst(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		for range 10 {
			check(t, p.AddMember(ctx, w.Owner.Actor, space, w.Member.GID, asana.Owner))
			atOnce(w.Owner, w.Member, func(a asana.Actor, other string) { _ = p.AddMember(ctx, a, space, other, asana.Member) })
			owner, other := w.Owner, w.Member
			if role, err := p.Role(ctx, space, owner.GID); role != asana.Owner || err != nil {
				owner, other = other, owner
			}
			check(t, p.AddMember(ctx, owner.Actor, space, other.GID, asana.Owner))
			atOnce(w.Owner, w.Member, func(a asana.Actor, other string) { _ = p.RemoveProjectMember(ctx, a, w.Secret.GID, other) })
			n := count(t, w.DB.Reader(), "select count(*) from project_members where project = $1", w.Secret.GID)
			if n == 0 {
				t.Fatal("the private project has no member")
			}
			_ = p.AddProjectMember(ctx, w.Owner.Actor, w.Secret.GID, w.Member.GID)
			_ = p.AddProjectMember(ctx, w.Member.Actor, w.Secret.GID, w.Owner.GID)
		}
	})
}

// atOnce lets two people do something to each other.
func atOnce(a, b asanatest.Person, do func(a asana.Actor, other string)) {
	var group sync.WaitGroup
	group.Go(func() { do(a.Actor, b.GID) })
	group.Go(func() { do(b.Actor, a.GID) })
	group.Wait()
}
