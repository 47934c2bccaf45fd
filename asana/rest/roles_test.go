package rest_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/rest"
)

// A row says what happens to each person who tries an operation, a letter each:
//
//	O owner, S super admin, M member, C a member who is not in the private project,
//	G guest, I guest in the public project, F guest who only collaborates on the task,
//	X somebody outside the workspace, R a removed member
//
// y done, f seen but not allowed, n said to be out of reach, b refused as a bad request. Whoever sends no token
// gets 401 from every operation. Two words are two rows: what is asked about is public, and private to O and M.
type row struct {
	want string
	try  func(s stage) (path string, body any)
}

// The rows most operations have.
const ( //             OSMCGIFXR OSMCGIFXR
	everybody       = "yyyyyyyyy"
	inWorkspace     = "yyyyyyynn"
	staff           = "yyyyfffnn"
	whoSeesTeam     = "yyyynnnnn" // and changes it
	admins          = "yyfffffnn"
	whoSeesTask     = "yyyynyynn ynynnnynn"
	whoSeesProject  = "yyyynynnn ynynnnnnn"
	whoEditsProject = "yyyynfnnn ynynnnnnn"
)

// privateProject is in the names of the private project and its sections, privateTask in those of its tasks: they
// must not be in any answer to somebody who does not see them.
const (
	privateProject = "Zebra"
	privateTask    = "Okapi"
)

// Every operation does for each person what its row says, and tells nobody of what he does not see.
func TestEveryOperationForEveryRole(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		s, all := newStage(t, w, a), rows()
		for _, op := range rest.Operations() {
			r, ok := all[op.ID]
			if !ok {
				t.Errorf("%s: nobody said who may do it; give it a row", op.ID)
				continue
			}
			for i, want := range strings.Fields(r.want) {
				s.private = i == 1
				if got := s.walk(op, r); got != want {
					t.Errorf("%s, private %t\n  got  %s\n  want %s\n       OSMCGIFXR", op.ID, s.private, got, want)
				}
			}
		}
	})
}

// stage is where an operation is tried.
type stage struct {
	t       *testing.T
	w       *asanatest.World
	a       api // Member's
	cast    []asanatest.Person
	invited asanatest.Person
	follows asanatest.Person
	private bool
}

func newStage(t *testing.T, w *asanatest.World, a api) stage {
	t.Helper()
	w.Router.PathPrefix("/receiver/").HandlerFunc(shakeHands)
	invited := w.AddPerson(t, "Ines Invited", "ines@example.org", asana.Guest)
	follows := w.AddPerson(t, "Fia Follower", "fia@example.org", asana.Guest)
	removed := w.AddPerson(t, "Rolf Removed", "rolf@example.com", asana.Member)
	owner := a.as(w.Owner)
	for _, project := range []string{w.Project.GID, w.Secret.GID} {
		owner.post("/projects/"+project+"/addMembers", object{"members": removed.GID}).ok(200)
	}
	owner.post("/projects/"+w.Project.GID+"/addMembers", object{"members": invited.GID}).ok(200)
	owner.put("/projects/"+w.Secret.GID, object{"name": privateProject}).ok(200)
	owner.post("/workspaces/"+w.Workspace.GID+"/removeUser", object{"user": removed.GID}).ok(200)
	elsewhere := w.AddWorkspace(t, "Elsewhere", w.Outsider)
	if err := errors.Join(w.Platform.SetRequestLimit(t.Context(), w.Outsider.Actor, elsewhere.GID, 1_000_000),
		w.Platform.AddMember(t.Context(), w.Outsider.Actor, elsewhere.GID, removed.GID, asana.Member)); err != nil {
		t.Fatal(err)
	}
	removed.Token = w.AppToken(t, removed.GID) // what he had ended with the removal
	for _, n := range []asana.NewTask{         // what lists must not show to others
		{Projects: []string{w.Secret.GID}, Name: privateTask, Assignee: w.Member.GID},
		{Projects: []string{w.Project.GID}, Name: privateTask, Assignee: w.Member.GID, Private: true},
	} {
		n.Followers = []string{w.Owner.GID, follows.GID}
		w.AddTask(t, n)
	}
	return stage{t, w, a, []asanatest.Person{w.Owner, w.SuperAdmin, w.Member, w.Colleague, w.Guest, invited, follows,
		w.Outsider, removed}, invited, follows, false}
}

// walk tries an operation as everybody. What reads is asked of the same things, what writes of new ones.
func (s stage) walk(op rest.Operation, r row) string {
	s.t.Helper()
	path, body := r.try(s)
	s.send(s.a.asNobody(), op, path, body).fails(401, "Not Authorized")
	got := ""
	for i, person := range s.cast {
		if op.Method != "GET" {
			path, body = r.try(s)
		}
		answer := s.send(s.a.as(person), op, path, body)
		got += s.letter(op, answer)
		if i != 0 && i != 2 && (strings.Contains(answer.Raw, privateProject) || person.GID != s.follows.GID && strings.Contains(answer.Raw, privateTask)) {
			s.t.Errorf("%s tells %s of what is private: %s", op.ID, person.Name, answer.Raw)
		}
	}
	return got
}

func (s stage) send(a api, op rest.Operation, path string, body any) answer {
	s.t.Helper()
	if op.Body == nil {
		return a.send(op.Method, path, "", nil)
	}
	return a.sendJSON(op.Method, path, object{"data": body})
}

func (s stage) letter(op rest.Operation, got answer) string {
	s.t.Helper()
	switch {
	case got.Status == 200 || got.Status == 201 || got.Status == 412:
		return "y"
	case got.Status == 403 && strings.Contains(got.Raw, "You do not have access to this"), got.Status == 404:
		return "n"
	case got.Status == 403:
		return "f"
	case got.Status == 400:
		return "b"
	}
	s.t.Errorf("%s: %d %s", op.ID, got.Status, got.Raw)
	return "?"
}

// made is the gid of what an answer made.
func (s stage) made(got answer) string { s.t.Helper(); return got.ok(got.Status)["gid"].(string) }

func (s stage) space() string { return s.w.Workspace.GID }

func (s stage) project() string {
	if s.private {
		return s.w.Secret.GID
	}
	return s.w.Project.GID
}

// name is what a new thing is called: names tell nobody else of private things.
func (s stage) name(private string) string {
	if s.private {
		return private
	}
	return "Open"
}

// newProject is one of Owner and Member, with the guest who is in public projects.
func (s stage) newProject() string {
	s.t.Helper()
	project := s.w.AddProject(s.t, s.name(privateProject), s.private).GID
	if !s.private {
		s.a.post("/projects/"+project+"/addMembers", object{"members": s.invited.GID}).ok(200)
	}
	return project
}

// task is a new one by Member that the follower collaborates on.
func (s stage) task() string {
	s.t.Helper()
	return s.w.AddTask(s.t, asana.NewTask{Projects: []string{s.project()}, Name: s.name(privateTask), Followers: []string{s.follows.GID}}).GID
}

func (s stage) section() string {
	s.t.Helper()
	return s.made(s.a.post("/projects/"+s.project()+"/sections", object{"name": s.name(privateProject)}))
}

func (s stage) story() string {
	s.t.Helper()
	return s.made(s.a.post("/tasks/"+s.task()+"/stories", object{"text": s.name(privateTask)}))
}

func (s stage) file() string {
	s.t.Helper()
	return s.made(s.a.post("/attachments", object{"parent": s.task(), "resource_subtype": "external", "name": s.name(privateTask), "url": "https://example.com"}))
}

func (s stage) status() string {
	s.t.Helper()
	return s.made(s.a.post("/status_updates", object{"parent": s.project(), "title": s.name(privateProject), "text": "-", "status_type": "on_track"}))
}

func (s stage) tag() string {
	s.t.Helper()
	return s.made(s.a.post("/tags", object{"workspace": s.space(), "name": "urgent"}))
}

// team is a new one of Member's.
func (s stage) team() string {
	s.t.Helper()
	return s.made(s.a.post("/teams", object{"organization": s.space(), "name": "Night shift"}))
}

// membership is somebody's in a new project.
func (s stage) membership() (project, person string) {
	s.t.Helper()
	project = s.newProject()
	person = s.newPerson()
	s.a.post("/projects/"+project+"/addMembers", object{"members": person}).ok(200)
	return project, person
}

// workspaceMembership is Colleague's membership of the workspace.
func (s stage) workspaceMembership() string {
	s.t.Helper()
	return gids(s.a.get("/users/" + s.w.Colleague.GID + "/workspace_memberships").list())[0]
}

// tagged is a tag on a task.
func (s stage) tagged() string {
	s.t.Helper()
	tag := s.tag()
	s.a.post("/tasks/"+s.task()+"/addTag", object{"tag": tag}).ok(200)
	return tag
}

// newPerson is a new member.
func (s stage) newPerson() string {
	s.t.Helper()
	return s.w.AddPerson(s.t, "Nina New", strings.ToLower(rand.Text())+"@example.com", asana.Member).GID
}

// field is a custom field made for the project, with two options.
func (s stage) field() (field, first, second string) {
	s.t.Helper()
	made, err := s.w.Platform.CreateProjectField(s.t.Context(), s.w.Member.Actor, s.project(), asana.NewField{
		Name: s.name(privateProject), Kind: "enum", Options: []asana.NewOption{{Name: s.name(privateProject)}, {Name: "Other"}},
	}, asana.NewSetting{})
	if err != nil {
		s.t.Fatal(err)
	}
	return made.Field.GID, made.Field.Options[0].GID, made.Field.Options[1].GID
}

// libraryField is a custom field that every project may take.
func (s stage) libraryField() string {
	s.t.Helper()
	return s.made(s.a.post("/custom_fields", object{"workspace": s.space(), "name": rand.Text(), "resource_subtype": "text"}))
}
