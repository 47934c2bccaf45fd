package asana_test

import (
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestOwnersMakeWorkspaces(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		made, gid, err := p.FoundWorkspace(ctx, w.Owner.Actor, asana.NewWorkspace{Name: " Garden ", Project: " Roses "})
		check(t, err)
		if role, err := p.Role(ctx, made.GID, w.Owner.GID); role != asana.Owner || err != nil || made.Name != "Garden" {
			t.Errorf("%q of %q, %v", role, made.Name, err)
		}
		project, err := p.Project(ctx, w.Owner.Actor, gid)
		check(t, err)
		if project.Name != "Roses" || project.Workspace.GID != made.GID {
			t.Errorf("project = %+v", project)
		}
		if n := count(t, w.DB.Reader(), "select count(*) from events where workspace = $1 and resource_type = 'workspace' and action = 'added'", made.GID); n != 1 {
			t.Errorf("%d events of the workspace, want 1", n)
		}
		_, gid, err = p.FoundWorkspace(ctx, w.Owner.Actor, asana.NewWorkspace{Name: "Bare"})
		check(t, err)
		if list, err := p.Workspaces(ctx, w.Owner.Actor); gid != "" || len(list) != 3 || err != nil {
			t.Errorf("project %q; workspaces %v, %v", gid, list, err)
		}
	})
}

func TestWhoMayNotMakeWorkspaces(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		for _, who := range []asanatest.Person{w.SuperAdmin, w.Member, w.Guest, w.Outsider} {
			if may, err := p.MayFoundWorkspace(ctx, who.Actor); may || err != nil {
				t.Errorf("%s may: %v, %v", who.Name, may, err)
			}
			_, err := p.CreateWorkspace(ctx, who.Actor, "Mine")
			fails(t, err, asana.Forbidden, "Only the owner of a workspace may make another one.")
		}
		// An owner who has been removed is one no longer.
		space := w.AddWorkspace(t, "Side business", w.Member)
		check(t, p.AddMember(ctx, w.Member.Actor, space.GID, w.Colleague.GID, asana.Owner))
		check(t, p.RemoveMember(ctx, w.Colleague.Actor, space.GID, w.Member.GID))
		if may, err := p.MayFoundWorkspace(ctx, w.Member.Actor); may || err != nil {
			t.Errorf("removed, yet may: %v, %v", may, err)
		}
	})
}

func TestWorkspacesNeedNames(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, long := t.Context(), strings.Repeat("å", 10_000)
		for _, c := range []struct {
			n    asana.NewWorkspace
			want string
		}{
			{asana.NewWorkspace{Name: " "}, "name: Missing input"},
			{asana.NewWorkspace{Name: long}, "name: Too long: at most 1024 characters are allowed"},
			{asana.NewWorkspace{Name: "a\x00b"}, "name: Not valid text"},
			{asana.NewWorkspace{Name: "Good", Project: long}, "project: Too long: at most 1024 characters are allowed"},
			{asana.NewWorkspace{Name: "Good", Project: "a\x00b"}, "project: Not valid text"},
		} {
			_, _, err := w.Platform.FoundWorkspace(ctx, w.Owner.Actor, c.n)
			fails(t, err, asana.Invalid, c.want)
		}
		if list, err := w.Platform.Workspaces(ctx, w.Owner.Actor); len(list) != 1 || err != nil {
			t.Errorf("a refused workspace was made: %v, %v", list, err)
		}
	})
}
