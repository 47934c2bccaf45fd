package asanatest

import (
	"testing"

	"jirabridge/asana"
)

// AddPerson makes a person of a role in the workspace; with role "" the person stays outside.
func (w *World) AddPerson(t *testing.T, name, email string, role asana.Role) Person {
	t.Helper()
	ctx := t.Context()
	p, err := w.Platform.CreatePerson(ctx, asana.NewPerson{Name: name, Email: email, Password: Password})
	check(t, err)
	if role != "" {
		check(t, w.Platform.AddMember(ctx, w.Owner.Actor, w.Workspace.GID, p.GID, role))
	}
	token, _, err := w.Auth.CreateToken(ctx, p.GID, "tests")
	check(t, err)
	return Person{p, asana.Actor{Person: p.GID}, token}
}

// populate makes the people and things every world has.
func (w *World) populate(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	w.Owner = w.AddPerson(t, "Olga Owner", "olga@example.com", "")
	var err error
	w.Workspace, err = w.Platform.CreateWorkspace(ctx, w.Owner.Actor, "Acme")
	check(t, err)
	w.SuperAdmin = w.AddPerson(t, "Sven Super", "sven@example.com", asana.SuperAdmin)
	w.Member = w.AddPerson(t, "Mia Member", "mia@example.com", asana.Member)
	w.Colleague = w.AddPerson(t, "Carl Colleague", "carl@example.com", asana.Member)
	w.Guest = w.AddPerson(t, "Greta Guest", "greta@example.org", asana.Guest)
	w.Outsider = w.AddPerson(t, "Otto Outsider", "otto@example.net", "")
	w.Team, err = w.Platform.CreateTeam(ctx, w.Owner.Actor, w.Workspace.GID, "Crew")
	check(t, err)
	w.Project = w.AddProject(t, "Website", false)
	w.Secret = w.AddProject(t, "Merger", true)
	for _, name := range []string{"Write the text", "Choose pictures", "Publish"} {
		w.Tasks = append(w.Tasks, w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: name}))
	}
}

// AddWorkspace makes another workspace, of which the person is the only member.
func (w *World) AddWorkspace(t *testing.T, name string, p Person) asana.Workspace {
	t.Helper()
	ctx := t.Context()
	space, err := w.Platform.CreateWorkspace(ctx, w.Owner.Actor, name)
	check(t, err)
	if p.GID != w.Owner.GID {
		check(t, w.Platform.AddMember(ctx, w.Owner.Actor, space.GID, p.GID, asana.Owner))
		check(t, w.Platform.RemoveMember(ctx, p.Actor, space.GID, w.Owner.GID))
	}
	return space
}

// AddProject makes a project of Owner and Member.
func (w *World) AddProject(t *testing.T, name string, private bool) asana.Project {
	t.Helper()
	ctx := t.Context()
	p, err := w.Platform.CreateProject(ctx, w.Owner.Actor, asana.NewProject{
		Workspace: w.Workspace.GID, Team: w.Team.GID, Name: name, Private: private,
	})
	check(t, err)
	check(t, w.Platform.AddProjectMember(ctx, w.Owner.Actor, p.GID, w.Member.GID))
	return p
}

// AddTask makes a task in Member's name.
func (w *World) AddTask(t *testing.T, n asana.NewTask) asana.Task {
	t.Helper()
	task, err := w.Platform.CreateTask(t.Context(), w.Member.Actor, n)
	check(t, err)
	return task
}
