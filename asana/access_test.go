package asana_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// cast is who tries everything. Invited is a guest added to the public project; Removed was a member.
type cast struct {
	*asanatest.World
	Invited, Removed asanatest.Person
}

func newCast(t *testing.T, w *asanatest.World) cast {
	t.Helper()
	c := cast{World: w}
	c.Invited = w.AddPerson(t, "Ines Invited", "ines@example.org", asana.Guest)
	check(t, w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Project.GID, c.Invited.GID))
	c.Removed = w.AddPerson(t, "Rolf Removed", "rolf@example.com", asana.Member)
	check(t, w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Secret.GID, c.Removed.GID))
	check(t, w.Platform.RemoveMember(t.Context(), w.Owner.Actor, w.Workspace.GID, c.Removed.GID))
	_, err := w.DB.Writer().ExecContext(t.Context(), // a row that was left behind opens nothing
		"insert into project_members (project, person, created_at) values ($1, $2, 0)", w.Secret.GID, c.Removed.GID)
	check(t, err)
	return c
}

// columns are the people, in the order of the tables below.
func (c cast) columns() []asanatest.Person {
	return []asanatest.Person{c.Owner, c.SuperAdmin, c.Member, c.Colleague, c.Guest, c.Invited, c.Outsider, c.Removed}
}

// outcome is one letter: y done, n as if it did not exist, f seen but not allowed.
func outcome(t *testing.T, err error) string {
	t.Helper()
	var e *asana.Error
	switch {
	case err == nil:
		return "y"
	case asana.IsKind(err, asana.Forbidden):
		return "f"
	case errors.As(err, &e) && e.Kind == asana.NotFound && e.Hidden:
		return "n"
	}
	t.Errorf("unexpected error: %v", err)
	return "?"
}

// row compares a table's row with what happens to each person.
func (c cast) row(t *testing.T, name, want string, try func(ctx context.Context, a asana.Actor) error) {
	t.Helper()
	var got []string
	for _, p := range c.columns() {
		got = append(got, outcome(t, try(t.Context(), p.Actor)))
	}
	if g := strings.Join(got, " "); g != want {
		t.Errorf("%-28s\n  got  %s\n  want %s\n       (owner super member colleague guest invited outsider removed)", name, g, want)
	}
}

// Who may do what to a task made by Member.
//
//	O owner, S super admin, M member, C colleague, G guest, I guest in the public project, X outsider, R removed
func TestTaskAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		c := newCast(t, w)
		public, secret := []string{w.Project.GID}, []string{w.Secret.GID}
		for _, kind := range []struct {
			name   string
			task   asana.NewTask
			see    string // and edit, comment, attach, follow
			delete string
		}{ //                                                    O S M C G I X R    O S M C G I X R
			{"in a public project", asana.NewTask{Projects: public}, "y y y y n y n n", "y y y y n f n n"},
			{"in a private project", asana.NewTask{Projects: secret}, "y n y n n n n n", "y n y n n n n n"},
			{"in both", asana.NewTask{Projects: append(secret, public...)}, "y y y y n y n n", "y y y y n f n n"},
			{"private", asana.NewTask{Projects: public, Private: true}, "n n y n n n n n", "n n y n n n n n"},
			{"private, assigned to a guest", asana.NewTask{Projects: public, Private: true, Assignee: w.Guest.GID}, "n n y n y n n n", "n n y n f n n n"},
			{"secret, followed by a colleague", asana.NewTask{Projects: secret, Followers: []string{w.Colleague.GID}}, "y n y y n n n n", "y n y y n n n n"},
			{"in no project", asana.NewTask{Workspace: w.Workspace.GID}, "n n y n n n n n", "n n y n n n n n"},
			{"in no project, assigned", asana.NewTask{Workspace: w.Workspace.GID, Assignee: w.Colleague.GID}, "n n y y n n n n", "n n y y n n n n"},
			{"below a public one", asana.NewTask{Parent: w.Tasks[0].GID}, "y y y y n y n n", "y y y y n f n n"},
			{"private below a public one", asana.NewTask{Parent: w.Tasks[0].GID, Private: true}, "n n y n n n n n", "n n y n n n n n"},
		} {
			kind.task.Name = kind.name
			c.tryTask(t, kind.name, kind.task, kind.see, kind.delete)
		}
	})
}

func (c cast) tryTask(t *testing.T, name string, n asana.NewTask, see, remove string) {
	t.Helper()
	p := c.Platform
	fresh := func() string { return c.AddTask(t, n).GID } // one for each person: what one does must not help the next
	for _, op := range []struct {
		name, want string
		do         func(ctx context.Context, a asana.Actor, task string) error
	}{
		{"see", see, func(ctx context.Context, a asana.Actor, task string) error { return second(p.Task(ctx, a, task)) }},
		{"list attachments", see, func(ctx context.Context, a asana.Actor, task string) error {
			_, _, err := p.Attachments(ctx, a, task, asana.Page{})
			return err
		}},
		{"list comments", see, func(ctx context.Context, a asana.Actor, task string) error {
			_, _, err := p.Comments(ctx, a, task, asana.Page{})
			return err
		}},
		{"list subtasks", see, func(ctx context.Context, a asana.Actor, task string) error { return second(p.Subtasks(ctx, a, task)) }},
		{"list apps", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.InstalledAppsForTask(ctx, a, task))
		}},
		{"change", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.UpdateTask(ctx, a, task, asana.TaskChange{Completed: ptr(true)}))
		}},
		{"comment", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.AddComment(ctx, a, task, asana.NewComment{Text: "Hm."}))
		}},
		{"attach a link", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.AttachExternal(ctx, a, task, asana.NewExternal{Name: "Doc", URL: "https://example.com"}))
		}},
		{"attach a file", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.AttachFile(ctx, a, task, "f", "", strings.NewReader("x")))
		}},
		{"follow", see, func(ctx context.Context, a asana.Actor, task string) error {
			return p.AddFollowers(ctx, a, task, c.Owner.GID)
		}},
		{"add below", see, func(ctx context.Context, a asana.Actor, task string) error {
			return second(p.CreateTask(ctx, a, asana.NewTask{Parent: task, Name: "Part"}))
		}},
		{"delete", remove, func(ctx context.Context, a asana.Actor, task string) error { return p.DeleteTask(ctx, a, task) }},
	} {
		c.row(t, name+": "+op.name, op.want, func(ctx context.Context, a asana.Actor) error { return op.do(ctx, a, fresh()) })
	}
}

// second drops a result, to look at the error alone.
func second[T any](_ T, err error) error { return err }

func TestProjectAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		c, p := newCast(t, w), w.Platform
		app, err := p.RegisterApp(t.Context(), asana.NewApp{Name: "Tracker"})
		check(t, err)
		for _, op := range []struct {
			name, public, private string
			do                    func(ctx context.Context, a asana.Actor, project string) error
		}{ //              O S M C G I X R    O S M C G I X R
			{"see", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error { return second(p.Project(ctx, a, g)) }},
			{"sections", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error { return second(p.Sections(ctx, a, g)) }},
			{"members", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error { return second(p.ProjectMembers(ctx, a, g)) }},
			{"tasks", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				_, _, err := p.Tasks(ctx, a, g, asana.Page{})
				return err
			}},
			{"add task", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return second(p.CreateTask(ctx, a, asana.NewTask{Projects: []string{g}, Name: "New"}))
			}},
			{"rename", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return second(p.UpdateProject(ctx, a, g, asana.ProjectChange{Name: ptr("Renamed")}))
			}},
			{"add section", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return second(p.CreateSection(ctx, a, g, "More"))
			}},
			{"add field", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return second(p.CreateProjectField(ctx, a, g, asana.NewField{Name: "Order", Kind: asana.FieldText}, asana.NewSetting{}))
			}},
			{"add member", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.AddProjectMember(ctx, a, g, w.Owner.GID)
			}},
			{"remove member", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.RemoveProjectMember(ctx, a, g, w.SuperAdmin.GID)
			}},
			{"follow", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.FollowProject(ctx, a, g, w.Owner.GID)
			}},
			{"unfollow", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.UnfollowProject(ctx, a, g, w.Owner.GID)
			}},
			{"followers", "y y y y n y n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error { return second(p.ProjectFollowers(ctx, a, g)) }},
			{"install app", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.InstallApp(ctx, a, g, app.GID)
			}},
			{"uninstall app", "y y y y n f n n", "y n y n n n n n", func(ctx context.Context, a asana.Actor, g string) error {
				return p.UninstallApp(ctx, a, g, app.GID)
			}},
		} {
			c.row(t, op.name+", public", op.public, func(ctx context.Context, a asana.Actor) error { return op.do(ctx, a, w.Project.GID) })
			c.row(t, op.name+", private", op.private, func(ctx context.Context, a asana.Actor) error { return op.do(ctx, a, w.Secret.GID) })
		}
	})
}

func TestWorkspaceAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		c, p, space := newCast(t, w), w.Platform, w.Workspace.GID
		for _, op := range []struct {
			name, want string
			do         func(ctx context.Context, a asana.Actor) error
		}{ //          O S M C G I X R
			{"see", "y y y y y y n n", func(ctx context.Context, a asana.Actor) error { return second(p.Workspace(ctx, a, space)) }},
			{"projects", "y y y y y y n n", func(ctx context.Context, a asana.Actor) error { return second(p.Projects(ctx, a, space)) }},
			{"people", "y y y y y y n n", func(ctx context.Context, a asana.Actor) error { return second(p.Members(ctx, a, space)) }},
			{"teams", "y y y y y y n n", func(ctx context.Context, a asana.Actor) error { return second(p.Teams(ctx, a, space)) }},
			{"add project", "y y y y f f n n", func(ctx context.Context, a asana.Actor) error {
				return second(p.CreateProject(ctx, a, asana.NewProject{Workspace: space, Name: "New"}))
			}},
			{"add team", "y y y y f f n n", func(ctx context.Context, a asana.Actor) error { return second(p.CreateTeam(ctx, a, space, "New")) }},
			{"add loose task", "y y y y f f n n", func(ctx context.Context, a asana.Actor) error {
				return second(p.CreateTask(ctx, a, asana.NewTask{Workspace: space, Name: "New"}))
			}},
			{"add a member", "y y f f f f n n", func(ctx context.Context, a asana.Actor) error {
				return p.AddMember(ctx, a, space, w.Colleague.GID, asana.Member)
			}},
			{"add an owner", "y f f f f f n n", func(ctx context.Context, a asana.Actor) error {
				return p.AddMember(ctx, a, space, w.Owner.GID, asana.Owner)
			}},
			{"rename", "y y f f f f n n", func(ctx context.Context, a asana.Actor) error {
				return second(p.RenameWorkspace(ctx, a, space, "Works"))
			}},
			{"rename a colleague", "f f f y n n n n", func(ctx context.Context, a asana.Actor) error {
				return p.SetName(ctx, a, w.Colleague.GID, "Carl")
			}},
			{"see a member", "y y y y n n n n", func(ctx context.Context, a asana.Actor) error {
				return second(p.PersonSeen(ctx, a, w.Colleague.GID))
			}},
			{"see who shares a project", "y y y y n y n n", func(ctx context.Context, a asana.Actor) error {
				return second(p.PersonSeen(ctx, a, w.Owner.GID))
			}},
		} {
			c.row(t, op.name, op.want, op.do)
		}
	})
}

// A page must not be able to tell what is hidden from what does not exist.
func TestHiddenReadsLikeMissing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Hidden"})
		file, err := p.AttachFile(ctx, w.Member.Actor, task.GID, "f", "", strings.NewReader("x"))
		check(t, err)
		_, hidden := p.Task(ctx, w.Colleague.Actor, task.GID)
		_, hiddenProject := p.Project(ctx, w.Colleague.Actor, w.Secret.GID)
		_, _, hiddenFile := p.OpenAttachment(ctx, w.Colleague.Actor, file.GID)
		check(t, p.DeleteTask(ctx, w.Member.Actor, task.GID))
		_, missing := p.Task(ctx, w.Colleague.Actor, task.GID)
		_, _, missingFile := p.OpenAttachment(ctx, w.Colleague.Actor, file.GID)
		if hidden.Error() != missing.Error() || !asana.IsKind(hidden, asana.NotFound) || !asana.IsKind(missing, asana.NotFound) {
			t.Errorf("hidden: %v, missing: %v", hidden, missing)
		}
		if hiddenFile.Error() != missingFile.Error() {
			t.Errorf("hidden file: %v, missing file: %v", hiddenFile, missingFile)
		}
		fails(t, hiddenProject, asana.NotFound, "project: Unknown object: "+w.Secret.GID)
	})
}

// What somebody sees of a task does not tell of projects and parents he does not see.
func TestATaskDoesNotTellOfHiddenThings(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx := t.Context()
		both := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID, w.Project.GID}, Name: "In both"})
		seen, err := w.Platform.Task(ctx, w.Colleague.Actor, both.GID)
		check(t, err)
		if len(seen.Memberships) != 1 || seen.Memberships[0].Project.GID != w.Project.GID {
			t.Errorf("the colleague sees it in %v", seen.Memberships)
		}
		above := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Hidden"})
		below := w.AddTask(t, asana.NewTask{Parent: above.GID, Name: "Part", Assignee: w.Colleague.GID})
		seen, err = w.Platform.Task(ctx, w.Colleague.Actor, below.GID)
		check(t, err)
		if seen.Parent != (asana.Ref{}) {
			t.Errorf("the colleague sees the parent %v", seen.Parent)
		}
		if full, _ := w.Platform.Task(ctx, w.Member.Actor, below.GID); full.Parent.Name != "Hidden" {
			t.Errorf("the member sees the parent %v", full.Parent)
		}
	})
}

func TestAttachmentsAreDeletedByMembersAndTheirMakers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Shared", Followers: []string{w.Guest.GID}})
		attach := func(a asana.Actor) string {
			t.Helper()
			made, err := p.AttachFile(ctx, a, task.GID, "f", "", strings.NewReader("x"))
			check(t, err)
			return made.GID
		}
		check(t, p.DeleteAttachment(ctx, w.Guest.Actor, attach(w.Guest.Actor)))
		check(t, p.DeleteAttachment(ctx, w.Colleague.Actor, attach(w.Guest.Actor)))
		fails(t, p.DeleteAttachment(ctx, w.Guest.Actor, attach(w.Member.Actor)), asana.Forbidden, "Guests may remove only what they attached.")
		gid := attach(w.Member.Actor)
		fails(t, p.DeleteAttachment(ctx, w.Outsider.Actor, gid), asana.NotFound, "attachment: Unknown object: "+gid)
	})
}

func TestMakingAProjectPrivateKeepsItsMaker(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		_, err := p.UpdateProject(ctx, w.Colleague.Actor, w.Project.GID, asana.ProjectChange{Private: ptr(true)})
		check(t, err)
		_, err = p.Project(ctx, w.Colleague.Actor, w.Project.GID)
		check(t, err)
		_, err = p.Project(ctx, w.SuperAdmin.Actor, w.Project.GID)
		fails(t, err, asana.NotFound, "project: Unknown object: "+w.Project.GID)
		_, err = p.UpdateTask(ctx, w.Colleague.Actor, w.Tasks[0].GID, asana.TaskChange{Private: ptr(true)})
		check(t, err)
	})
}

// A guest knows nobody until something is shared with him.
func TestGuestsKnowFewPeople(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		names := func() (list []string) {
			t.Helper()
			members, err := w.Platform.Members(t.Context(), w.Guest.Actor, w.Workspace.GID)
			check(t, err)
			for _, m := range members {
				list = append(list, m.User.Name)
			}
			return list
		}
		if diff := cmp.Diff([]string{"Greta Guest"}, names()); diff != "" {
			t.Error(diff)
		}
		w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Shared", Followers: []string{w.Guest.GID}})
		if diff := cmp.Diff([]string{"Greta Guest", "Mia Member"}, names()); diff != "" {
			t.Error(diff)
		}
	})
}
