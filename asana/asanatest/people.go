package asanatest

import (
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// AddPerson makes a person of a role in the workspace; with role "" the person stays outside.
func (w *World) AddPerson(t testing.TB, name, email string, role asana.Role) Person {
	t.Helper()
	ctx := t.Context()
	p, err := w.Platform.CreatePerson(ctx, asana.NewPerson{Name: name, Email: email, Password: Password})
	check(t, err)
	if role != "" {
		check(t, w.Platform.AddMember(ctx, w.Owner.Actor, w.Workspace.GID, p.GID, role))
	}
	who := Person{p, asana.Actor{Person: p.GID}, ""}
	switch role {
	case asana.Owner, asana.SuperAdmin, asana.Member:
		check(t, w.Platform.SetAPIAccess(ctx, w.Owner.Actor, w.Workspace.GID, p.GID, true))
		who.Token = w.personalToken(t, who.Actor)
	default:
		who.Token = w.AppToken(t, p.GID)
	}
	return who
}

// AddService makes a service account in the workspace; without permissions it has full access.
func (w *World) AddService(t *testing.T, name string, permissions ...asana.Permission) Person {
	t.Helper()
	token, gid, err := w.Platform.CreateService(t.Context(), w.Owner.Actor, w.Workspace.GID, asana.NewService{Name: name, Permissions: permissions})
	check(t, err)
	words := make([]string, len(permissions))
	for i, p := range permissions {
		words[i] = string(p)
	}
	actor := asana.Actor{Person: gid, Service: true, Scopes: asana.ServiceScopes(strings.Join(words, " "))}
	return Person{asana.Person{GID: gid, Name: name}, actor, token}
}

func (w *World) personalToken(t testing.TB, a asana.Actor) seal.Secret {
	t.Helper()
	token, _, err := w.Platform.CreateToken(t.Context(), a, asana.NewToken{Description: "tests"})
	check(t, err)
	return token
}

// AppToken is what guests and outsiders call the API with, who cannot have tokens of their own: the access
// token of an app they have allowed everything.
func (w *World) AppToken(t testing.TB, person string) seal.Secret {
	t.Helper()
	ctx, now := t.Context(), time.Now()
	if w.app.GID == "" {
		app, err := w.Platform.RegisterApp(ctx, asana.NewApp{Name: "Tests", Scopes: []string{"default"}})
		check(t, err)
		w.app = app
	}
	token, grant := seal.NewToken(""), seal.NewToken("").Reveal()
	q := store.New(w.DB.Writer())
	check(t, q.SaveConsent(ctx, store.SaveConsentParams{Person: person, App: w.app.GID, Scopes: "default", CreatedAt: sqldb.Micros(now)}))
	check(t, q.InsertGrant(ctx, store.InsertGrantParams{ID: grant, Person: person, App: w.app.GID, Scopes: "default", CreatedAt: sqldb.Micros(now)}))
	check(t, q.InsertGrantToken(ctx, store.InsertGrantTokenParams{
		Hash: seal.Hash(token.Reveal()), GrantID: grant, Kind: "access", CreatedAt: sqldb.Micros(now), ExpiresAt: sqldb.Micros(now.AddDate(1, 0, 0)),
	}))
	return token
}

// populate makes the people and things every world has.
func (w *World) populate(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	w.Owner = w.AddPerson(t, "Olga Owner", "olga@example.com", "")
	var err error
	w.Workspace, err = w.Platform.CreateWorkspace(ctx, w.Owner.Actor, "Acme")
	check(t, err)
	check(t, w.Platform.SetRequestLimit(ctx, w.Owner.Actor, w.Workspace.GID, 1_000_000))
	w.Owner.Token = w.personalToken(t, w.Owner.Actor)
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
func (w *World) AddWorkspace(t testing.TB, name string, p Person) asana.Workspace {
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
func (w *World) AddProject(t testing.TB, name string, private bool) asana.Project {
	t.Helper()
	ctx := t.Context()
	p, err := w.Platform.CreateProject(ctx, w.Owner.Actor, asana.NewProject{
		Workspace: w.Workspace.GID, Team: w.Team.GID, Name: name, Private: private,
	})
	check(t, err)
	check(t, w.Platform.AddProjectMember(ctx, w.Owner.Actor, p.GID, w.Member.GID))
	return p
}

// AddField makes a custom field for the project.
func (w *World) AddField(t testing.TB, n asana.NewField) asana.CustomField {
	t.Helper()
	s, err := w.Platform.CreateProjectField(t.Context(), w.Owner.Actor, w.Project.GID, n, asana.NewSetting{})
	check(t, err)
	return s.Field
}

// AddTask makes a task in Member's name.
func (w *World) AddTask(t testing.TB, n asana.NewTask) asana.Task {
	t.Helper()
	task, err := w.Platform.CreateTask(t.Context(), w.Member.Actor, n)
	check(t, err)
	return task
}
