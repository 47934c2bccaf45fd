package asana_test

import (
	"strings"
	"sync"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// aService makes a service account as SuperAdmin and returns it as who acts.
func aService(t *testing.T, w *asanatest.World, name string, permissions ...asana.Permission) asana.Actor {
	t.Helper()
	_, gid, err := w.Platform.CreateService(t.Context(), w.SuperAdmin.Actor, w.Workspace.GID, asana.NewService{Name: name, Permissions: permissions})
	check(t, err)
	return asana.Actor{Person: gid, Service: true}
}

func TestServiceAccountsSeeEverything(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		full := aService(t, w, "Backup")
		hidden := w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Nobody's business", Private: true})
		inSecret := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Buy them"})
		for _, gid := range []string{hidden.GID, inSecret.GID, w.Tasks[0].GID} {
			got, err := p.Task(ctx, full, gid)
			check(t, err)
			if gid == inSecret.GID && len(got.Memberships) != 1 {
				t.Errorf("places %+v", got.Memberships)
			}
		}
		projects, err := p.Projects(ctx, full, w.Workspace.GID)
		check(t, err)
		if len(projects) != 2 {
			t.Errorf("lists %d projects", len(projects))
		}
		found, err := p.SearchTasks(ctx, full, asana.TaskSearch{Workspace: w.Workspace.GID, Text: "business", Limit: 10})
		if err != nil || len(found) != 1 {
			t.Errorf("finds %d: %v", len(found), err)
		}
		check(t, p.DeleteProject(ctx, full, w.Secret.GID))
	})
}

// One of limited scope, and one of another organization, sees nothing.
func TestScopedServiceAccountsSeeNothing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		_, gid, err := p.CreateService(ctx, w.Outsider.Actor, other.GID, asana.NewService{Name: "Foreign"})
		check(t, err)
		for name, a := range map[string]asana.Actor{
			"exports": aService(t, w, "Exports", asana.Exports), "provisioning": aService(t, w, "SCIM", asana.UserProvisioning, asana.AuditLogs),
			"foreign": {Person: gid, Service: true},
		} {
			_, err := p.Task(ctx, a, w.Tasks[0].GID)
			if !asana.IsKind(err, asana.NotFound) {
				t.Errorf("%s reads a task: %v", name, err)
			}
			if _, err = p.Project(ctx, a, w.Project.GID); !asana.IsKind(err, asana.NotFound) {
				t.Errorf("%s reads a project: %v", name, err)
			}
			found, _ := p.SearchTasks(ctx, a, asana.TaskSearch{Workspace: w.Workspace.GID, Limit: 10})
			projects, _ := p.Projects(ctx, a, w.Workspace.GID)
			if len(found)+len(projects) != 0 {
				t.Errorf("%s finds %d tasks and %d projects", name, len(found), len(projects))
			}
		}
	})
}

// What somebody leaves whom a program removes goes to an owner: the program may not even see it, and nobody signs in
// as it.
func TestWhatProgramsRemoveGoesToAnOwner(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member
		alone, err := p.CreateProject(ctx, mia.Actor, asana.NewProject{Workspace: w.Workspace.GID, Name: "Alone", Private: true})
		check(t, err)
		app, err := p.RegisterOwnApp(ctx, mia.Actor, ownApp("Reports", callback))
		check(t, err)
		check(t, p.RemoveMember(ctx, aService(t, w, "SCIM", asana.UserProvisioning), w.Workspace.GID, mia.GID))
		members, err := p.ProjectMembers(ctx, w.Owner.Actor, alone.GID)
		if err != nil || len(members) != 1 || members[0].GID != w.Owner.GID {
			t.Errorf("members of the project left alone: %+v, %v", members, err)
		}
		if _, err := p.OwnApp(ctx, w.Owner.Actor, app.GID); err != nil {
			t.Errorf("the app: %v", err)
		}
	})
}

func TestWhoManagesServiceAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		full := aService(t, w, "Backup")
		check(t, p.SetManagesUsers(ctx, w.Owner.Actor, w.Workspace.GID, w.Colleague.GID, true))
		for _, a := range []asana.Actor{w.Member.Actor, w.Colleague.Actor, w.Guest.Actor, full} {
			_, err := p.Services(ctx, a, w.Workspace.GID)
			fails(t, err, asana.Forbidden, "Only owners and super admins may manage service accounts.")
			_, err = p.ResetService(ctx, a, w.Workspace.GID, full.Person)
			fails(t, err, asana.Forbidden, "Only owners and super admins may manage service accounts.")
		}
		_, err := p.Services(ctx, w.Outsider.Actor, w.Workspace.GID)
		if !asana.IsKind(err, asana.NotFound) {
			t.Error(err)
		}
		for _, gid := range []string{"77", "x", w.Member.GID, w.Owner.GID} {
			err := p.RemoveService(ctx, w.Owner.Actor, w.Workspace.GID, gid)
			fails(t, err, asana.NotFound, "service_account: Unknown object: "+gid)
		}
		check(t, asana.SetPlan(ctx, w.DB, w.Workspace.GID, asana.Business))
		_, err = p.Services(ctx, w.Owner.Actor, w.Workspace.GID)
		fails(t, err, asana.PlanTooLow, "Service accounts are part of the Enterprise plan.")
	})
}

// A service account is no person where people are meant.
func TestServiceAccountsAreNoPeople(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		gid := aService(t, w, "Backup").Person
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		for name, err := range map[string]error{
			"added elsewhere":  p.AddMember(ctx, w.Outsider.Actor, other.GID, gid, asana.Member),
			"made an owner":    p.AddMember(ctx, w.Owner.Actor, w.Workspace.GID, gid, asana.Owner),
			"removed":          p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, gid),
			"given permission": p.SetManagesUsers(ctx, w.Owner.Actor, w.Workspace.GID, gid, true),
			"given a password": p.SetPassword(ctx, asana.Actor{Person: gid}, "a long password", ""),
		} {
			if !asana.IsKind(err, asana.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := p.ResetLink(ctx, w.Owner.Actor, w.Workspace.GID, gid)
		if !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("a link for a password: %v", err)
		}
		if _, err = p.StartSession(ctx, gid, "Firefox"); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("a session: %v", err)
		}
		for _, email := range []string{"", "service account " + gid} {
			if _, err := p.PersonByEmail(ctx, email); !asana.IsKind(err, asana.NotFound) {
				t.Errorf("found as %q: %v", email, err)
			}
		}
	})
}

func TestServiceAccountsChange(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		a := aService(t, w, "Backup")
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Nightly", Assignee: a.Person})
		check(t, p.EditService(ctx, w.Owner.Actor, space, a.Person, asana.NewService{Name: " Nightly backup ", Permissions: []asana.Permission{asana.Exports, asana.Exports}}))
		s, err := p.ServiceByGID(ctx, w.Owner.Actor, space, a.Person)
		check(t, err)
		if s.Name != "Nightly backup" || len(s.Permissions) != 1 || !s.Authorized || s.CreatedBy != "Sven Super" {
			t.Errorf("%+v", s)
		}
		if _, err := p.Task(ctx, a, task.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("of limited scope now: %v", err)
		}
		check(t, p.DeauthorizeService(ctx, w.Owner.Actor, space, a.Person))
		if s, err = p.ServiceByGID(ctx, w.Owner.Actor, space, a.Person); err != nil || s.Authorized {
			t.Errorf("deauthorized: %+v, %v", s, err)
		}
		kept, err := p.Task(ctx, w.Member.Actor, task.GID)
		if err != nil || kept.Assignee.Name != "Nightly backup" {
			t.Errorf("its work: %+v, %v", kept.Assignee, err)
		}
		check(t, p.RemoveService(ctx, w.Owner.Actor, space, a.Person))
		kept, err = p.Task(ctx, w.Member.Actor, task.GID)
		if err != nil || kept.Assignee.GID != "" {
			t.Errorf("after it was removed: %+v, %v", kept.Assignee, err)
		}
		_, err = p.ResetService(ctx, w.Owner.Actor, space, a.Person)
		fails(t, err, asana.NotFound, "service_account: Unknown object: "+a.Person)
	})
}

// Two who reset at once leave one token.
func TestServiceTokensAreResetOneByOne(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		a := aService(t, w, "Backup")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				_, err := w.Platform.ResetService(t.Context(), w.Owner.Actor, w.Workspace.GID, a.Person)
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		tokens, err := w.Platform.Tokens(t.Context(), a)
		if err != nil || len(tokens) != 1 {
			t.Errorf("%d tokens: %v", len(tokens), err)
		}
	})
}

func TestBadServiceAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		for _, n := range []asana.NewService{{}, {Name: strings.Repeat("x", 2000)}, {Name: "a\x00b"}, {Name: "x", Permissions: []asana.Permission{"root"}}} {
			_, _, err := w.Platform.CreateService(t.Context(), w.Owner.Actor, w.Workspace.GID, n)
			if !asana.IsKind(err, asana.Invalid) {
				t.Errorf("%.20q: %v", n.Name, err)
			}
		}
	})
}
