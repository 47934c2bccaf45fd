package rest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/rest"
)

var variable = regexp.MustCompile(`\{([a-z_]+)_gid\}`)

// Every row of the table is complete, is routed, and looks at the token and at its scope before anything else.
func TestTable(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		stranger, app := a, a.through("77", "openid")
		stranger.token = "2/1/1:unknown"
		seen := map[string]bool{}
		for _, op := range rest.Operations() {
			if op.ID == "" || op.Text == "" || op.Do == nil || seen[op.ID] {
				t.Errorf("row %q is incomplete or there twice", op.ID)
			}
			seen[op.ID] = true
			if !strings.HasSuffix(op.Text, ".") {
				t.Errorf("%s: the text is no sentence", op.ID)
			}
			writes := op.Method == http.MethodPost || op.Method == http.MethodPut
			bare := op.Method == http.MethodPost && op.Body == nil // what is asked for stands in the path
			if writes != (op.Body != nil) && !bare || op.Body != nil && reflect.TypeOf(op.Body).Kind() != reflect.Pointer {
				t.Errorf("%s: body %T does not fit %s", op.ID, op.Body, op.Method)
			}
			path := variable.ReplaceAllString(op.Path, "1234567890123456")
			stranger.send(op.Method, path, "", nil).fails(401, "Not Authorized")
			needed := op.Scope
			if needed == "" {
				needed = "default"
			}
			app.send(op.Method, path, "", nil).fails(403, "This app was not granted the scope this needs: "+needed)
		}
	})
}

func TestRecordsBeginWithWhatTheyAre(t *testing.T) {
	for _, op := range rest.Operations() {
		if op.Result == nil || op.Plain {
			continue
		}
		record := reflect.TypeOf(op.Result)
		if record.Field(0).Tag.Get("json") != "gid" || record.Field(1).Tag.Get("json") != "resource_type" {
			t.Errorf("%s answers a record without gid and resource_type first", op.ID)
		}
	}
}

func TestRouteComesBeforeToken(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		a.token = ""
		for _, request := range []string{"GET /nonsense", "GET /", "PATCH /tasks/1", "POST /tasks/1", "DELETE /workspaces", "HEAD /goals", "GET /portfolios"} {
			method, path, _ := strings.Cut(request, " ")
			got := a.send(method, path, "", nil)
			if method == "HEAD" {
				got.status(404)
				continue
			}
			got.fails(404, "No matching route for request")
		}
		a.get("/users/me").fails(401, "Not Authorized")
	})
}

func TestTokenInQuery(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		token := a.token
		a.token = ""
		if got := a.get("/users/me?access_token=" + token).ok(200); got["email"] != w.Member.Email {
			t.Errorf("me = %v", got)
		}
		page := a.get("/projects?limit=1&access_token=" + token)
		_, secret, _ := strings.Cut(token, ":") // the rest of it is escaped in an address
		if page.Body["next_page"] == nil || strings.Contains(page.Raw, secret) {
			t.Errorf("next_page repeats the token: %s", page.Raw)
		}
	})
}

func TestHeaders(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		got := a.get("/users/me").Header
		for name, want := range map[string]string{
			"Content-Type": "application/json; charset=UTF-8", "X-Asana-Api-Version": "1.1", "Cache-Control": "no-store",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s, want %s", name, got.Get(name), want)
			}
		}
	})
}

func TestBodies(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		unwrapped := "Unrecognized request field name . The only allowed keys at the top level are: data, options. " +
			"Is it possible you did not wrap object properties in a data object?"
		for _, c := range []struct{ contentType, body, want string }{
			{"application/json", `{"data":`, "Could not parse request data, invalid JSON"},
			{"application/json", `[]`, "Could not parse request data, invalid JSON"},
			{"application/json", `{} {}`, "Could not parse request data, invalid JSON"},
			{"application/json", `{"name":"x"}`, unwrapped},
			{"application/json", `{"data":[1]}`, "data: Value is not a JSON object"},
			{"application/json", `{"options":1}`, "options: Value is not a JSON object"},
			{"application/json", ``, "You should specify one of workspace, parent, projects"},
			{"application/json", `{"data":null}`, "You should specify one of workspace, parent, projects"},
			{"application/x-www-form-urlencoded", `a=%zz`, "Could not parse request data, invalid form"},
			{"text/plain", `x`, "Could not parse request data: the content type must be application/json or application/x-www-form-urlencoded"},
		} {
			a.send("POST", "/tasks", c.contentType, strings.NewReader(c.body)).fails(400, c.want)
		}
		large := `{"data":{"name":"` + strings.Repeat("x", 10<<20) + `"}}`
		a.send("POST", "/tasks", "application/json", strings.NewReader(large)).fails(413, "The request is too large.")
	})
}

func TestAnswersAreNotEscaped(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		got := a.put("/tasks/"+w.Tasks[0].GID+"?opt_fields=name", map[string]any{"name": "a < b & c\u2028"})
		if !strings.Contains(got.Raw, `"name":"a < b & c`) {
			t.Errorf("body %s", got.Raw)
		}
		if pretty := a.get("/users/me?opt_pretty"); !strings.Contains(pretty.Raw, "\n  \"data\": {\n") {
			t.Errorf("opt_pretty answered %s", pretty.Raw)
		}
	})
}

func TestUsersAndWorkspaces(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		want := map[string]any{
			"gid": w.Member.GID, "resource_type": "user", "name": "Mia Member", "email": "mia@example.com", "photo": nil,
			"workspaces": []any{map[string]any{"gid": w.Workspace.GID, "resource_type": "workspace", "name": "Acme"}},
		}
		for _, ref := range []string{"me", w.Member.GID, "mia@example.com"} {
			if diff := cmp.Diff(want, a.get("/users/"+ref).ok(200)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", ref, diff)
			}
		}
		if got := a.get("/users/" + w.Guest.GID).ok(200); got["email"] != "greta@example.org" {
			t.Errorf("guest = %v", got)
		}
		a.get("/users/"+w.Outsider.GID).fails(403, "You do not have access to this user.")
		a.get("/users/otto@example.net").fails(404, "user: Unknown object: otto@example.net")
		a.get("/users/nobody@example.net").fails(404, "user: Unknown object: nobody@example.net")
		a.get("/users/x").fails(404, "user: Not a recognized ID: x")

		if got := a.get("/workspaces/" + w.Workspace.GID).ok(200); got["is_organization"] != true {
			t.Errorf("workspace = %v", got)
		}
		a.as(w.Outsider).get("/workspaces/"+w.Workspace.GID).fails(403, "You do not have access to this workspace.")
		if got := a.as(w.Outsider).get("/workspaces").list(); len(got) != 0 {
			t.Errorf("the outsider has workspaces: %v", got)
		}
	})
}

func TestWorkspaceMembershipsTellAdmins(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		for person, want := range map[*asanatest.Person][2]bool{
			&w.Owner: {true, false}, &w.SuperAdmin: {true, false}, &w.Member: {false, false}, &w.Guest: {false, true},
		} {
			got := a.as(*person).get("/users/me/workspace_memberships?opt_fields=is_admin,is_guest,is_active,workspace.name").list()
			if len(got) != 1 || got[0]["is_admin"] != want[0] || got[0]["is_guest"] != want[1] || got[0]["is_active"] != true {
				t.Errorf("%s: %v", person.Name, got)
			}
		}
		other := w.AddWorkspace(t, "Side business", w.Member) // or the token would end
		if err := w.Platform.RemoveMember(t.Context(), w.Owner.Actor, w.Workspace.GID, w.Member.GID); err != nil {
			t.Fatal(err)
		}
		if got := a.get("/users/me/workspace_memberships?opt_fields=workspace").list(); len(got) != 1 || got[0]["workspace"].(map[string]any)["gid"] != other.GID {
			t.Errorf("removed, yet a member: %v", got)
		}
		a.get("/tasks/"+w.Tasks[0].GID).fails(403, "You do not have access to this task.")
	})
}

func TestScopes(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		reader := a.through("77", "tasks:read", "openid")
		reader.get("/tasks/" + w.Tasks[0].GID).ok(200)
		reader.put("/tasks/"+w.Tasks[0].GID, map[string]any{"name": "x"}).status(403)
		reader.get("/projects").status(403)
		a.through("77", "default").get("/users/me/workspace_memberships").list()
		a.through("77").get("/users/me").status(403)
	})
}

func TestProject(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		got := a.get("/projects/" + w.Secret.GID).ok(200)
		if got["privacy_setting"] != "private" || got["public"] != false || len(got["members"].([]any)) != 2 ||
			got["team"].(map[string]any)["name"] != "Crew" || got["owner"].(map[string]any)["gid"] != w.Owner.GID {
			t.Errorf("project = %v", got)
		}
		a.as(w.Colleague).get("/projects/"+w.Secret.GID).fails(403, "You do not have access to this project.")
		a.get("/projects/1234567890123456").fails(404, "project: Unknown object: 1234567890123456")
		if got := gids(a.as(w.Colleague).get("/projects?workspace=" + w.Workspace.GID).list()); len(got) != 1 || got[0] != w.Project.GID {
			t.Errorf("colleague's projects = %v", got)
		}
		if got := a.as(w.Guest).get("/projects").list(); len(got) != 0 {
			t.Errorf("guest's projects = %v", got)
		}
		a.as(w.Outsider).get("/projects?workspace="+w.Workspace.GID).fails(403, "You do not have access to this workspace.")
	})
}

func TestStories(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/tasks/" + w.Tasks[0].GID + "/stories"
		first := a.post(path, map[string]any{"text": "1 < 2"})
		made := first.ok(201)
		if made["text"] != "1 < 2" || made["type"] != "comment" || made["resource_subtype"] != "comment_added" {
			t.Errorf("story = %v", made)
		}
		if got, want := first.Header.Get("Location"), w.URL+"/api/1.0/stories/"+made["gid"].(string); got != want {
			t.Errorf("Location %s, want %s", got, want)
		}
		a.as(w.Colleague).post(path+"?opt_fields=html_text,text", map[string]any{"html_text": "<body>See <a href=\"https://example.com\">this</a></body>"}).ok(201)
		got := a.get(path + "?limit=10&opt_fields=text,html_text").list()
		if len(got) != 2 || got[0]["html_text"] != "<body>1 &lt; 2</body>" || got[1]["text"] != "See this" {
			t.Errorf("stories = %v", got)
		}
		a.post(path, map[string]any{}).fails(400, "text: Missing input")
		a.post(path, map[string]any{"text": "a", "html_text": "<body>b</body>"}).fails(400, "You may only provide one of text or html_text!")
	})
}

// What the domain hides is 403 where it exists and 404 where it does not, as clients of asana.com expect.
func TestPrivateTask(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Private", Private: true})
		other := a.as(w.Colleague)
		other.get("/tasks/"+task.GID).fails(403, "You do not have access to this task.")
		other.put("/tasks/"+task.GID, map[string]any{"name": "x"}).fails(403, "You do not have access to this task.")
		other.get("/attachments?parent="+task.GID).fails(403, "You do not have access to this task.")
		other.post("/tasks", map[string]any{"parent": task.GID}).fails(403, "You do not have access to this task.")
		a.get("/tasks/" + task.GID).ok(200)
	})
}

// Texts the databases cannot hold are answered like any other wrong value, on both.
func TestTextsThatAreNoText(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		before := changes(t, w)
		for _, bad := range []string{"%00", "%ff", "%C3"} {
			for _, path := range []string{"/users/a" + bad + "@x.test", "/users/" + bad, "/tasks/" + bad, "/projects/" + bad} {
				a.get(path).status(404)
			}
			a.get("/tasks?project=" + bad).status(400)
			a.get("/attachments?parent=" + bad).status(400)
		}
		for _, bad := range []string{"\x00", "\xff"} {
			a.upload(part{Name: "parent", Content: bad}, part{Name: "file", File: "f", Content: "x"}).status(400)
			a.upload(part{Name: "file", File: "f", Content: "x"}, part{Name: "parent", Content: bad}).status(400)
			a.upload(part{Name: "parent", Content: w.Tasks[0].GID}, part{Name: "name", Content: bad}, part{Name: "file", File: "f", Content: "x"}).status(400)
			form := url.Values{"workspace": {w.Workspace.GID}, "name": {bad}, "custom_fields[" + bad + "]": {bad}, "assignee": {bad + "@x"}}
			a.send("POST", "/tasks", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).status(400)
		}
		a.post("/tasks", map[string]any{"projects": []string{w.Project.GID}, "custom_fields": map[string]any{"\x00": "x"}}).status(400)
		for _, bad := range []string{`\u0000`, "\xff"} {
			for _, field := range []string{"name", "notes", "html_notes", "due_on"} {
				body := `{"data": {"projects": ["` + w.Project.GID + `"], "` + field + `": "a` + bad + `b"}}`
				a.send("POST", "/tasks", "application/json", strings.NewReader(body)).status(400)
			}
			body := `{"data": {"parent": "` + w.Tasks[0].GID + `", "resource_subtype": "external", "name": "a` + bad + `", "url": "https://x.test"}}`
			a.send("POST", "/attachments", "application/json", strings.NewReader(body)).status(400)
			a.upload(part{Name: "parent", Content: w.Tasks[0].GID}, part{Name: "file", File: "%C3%A5%00b", Content: "x"}).status(400)
		}
		if after := changes(t, w); after != before {
			t.Errorf("%d changes before, %d after", before, after)
		}
	})
}

// changes is how many there have been.
func changes(t *testing.T, w *asanatest.World) int {
	t.Helper()
	events, err := w.Platform.Events(t.Context(), 0, 10000)
	if err != nil {
		t.Fatal(err)
	}
	return len(events)
}

// A short opt_fields can name very many fields.
func TestOptFieldsIsBounded(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		path := "/tasks/" + w.Tasks[0].GID + "?opt_fields="
		a.get(path+strings.Repeat("(parent|projects).", 40)+"name").fails(400, "opt_fields: Too many fields")
		a.get(path+strings.Repeat("(", 4000)+"name"+strings.Repeat(")", 4000)).fails(400, "opt_fields: Too many fields")
		a.get(path+strings.Repeat("name,", 3000)).fails(400, "opt_fields: Too long")
		for _, odd := range []string{"(", ")", "()", "(a", "a)", "((a|b)", "a..b", ".", "|", "(a|).b"} {
			a.get(path + url.QueryEscape(odd)).ok(200)
		}
	})
}

// Neither can an answer hold everybody in every project of every task.
func TestAnswersAreBounded(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		for i := range 120 {
			w.AddPerson(t, fmt.Sprint("Person ", i), fmt.Sprintf("p%d@example.com", i), asana.Member)
		}
		var followers []string
		members, err := w.Platform.Members(t.Context(), w.Owner.Actor, w.Workspace.GID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			followers = append(followers, m.User.GID)
			if err := w.Platform.AddProjectMember(t.Context(), w.Owner.Actor, w.Project.GID, m.User.GID); err != nil {
				t.Fatal(err)
			}
		}
		for range 97 {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Many", Followers: followers[:100]})
		}
		path := "/tasks?limit=100&project=" + w.Project.GID + "&opt_fields="
		a.get(path + "followers.name,memberships.project.name").list()
		everybody := "(projects|memberships.project).(members|followers).workspaces.name"
		a.get(path+everybody+",followers.workspaces.name,(projects|memberships.project).owner.workspaces.name").fails(400, "The result is too large. You should use pagination (may require specifying a workspace)!")
	})
}

// opt_fields leads an app no further than its scopes: fields beyond them are left out, and a write is answered
// all the same.
func TestFieldsStayWithinScopes(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Do it", Notes: "quietly", Assignee: w.Member.GID}).GID
		file := a.upload(part{Name: "parent", Content: task}, part{Name: "file", File: "f", Content: "x"}).ok(200)["gid"].(string)
		for _, c := range []struct{ scopes, path, want string }{
			{"attachments:read", "/attachments/" + file + "?opt_fields=parent.(name|notes)", `{"data":{"gid":"F","parent":{"gid":"T","name":"Do it"}}}`},
			{"attachments:read", "/attachments/" + file + "?opt_fields=parent.notes", `{"data":{"gid":"F","parent":{"gid":"T","resource_type":"task"}}}`},
			{"attachments:read tasks:read", "/attachments/" + file + "?opt_fields=parent.notes,parent.assignee.email", `{"data":{"gid":"F","parent":{"gid":"T","notes":"quietly","assignee":{"gid":"M","resource_type":"user"}}}}`},
			{"tasks:read users:read", "/tasks/" + task + "?opt_fields=assignee.email,projects.notes", `{"data":{"gid":"T","assignee":{"gid":"M","email":"mia@example.com"},"projects":[{"gid":"P","resource_type":"project"}]}}`},
			{"projects:read", "/projects/" + w.Project.GID + "?opt_fields=name,owner.email", `{"data":{"gid":"P","name":"Website","owner":{"gid":"O","resource_type":"user"}}}`},
		} {
			got := a.through("77", strings.Fields(c.scopes)...).get(c.path)
			got.status(200)
			text := strings.NewReplacer(file, "F", task, "T", w.Member.GID, "M", w.Project.GID, "P", w.Owner.GID, "O").Replace(strings.TrimSpace(got.Raw))
			if text = strings.ReplaceAll(text, "\n", ""); text != c.want {
				t.Errorf("%s with %s:\n got  %s\n want %s", c.path, c.scopes, text, c.want)
			}
		}
		made := a.through("77", "tasks:write").post("/tasks?opt_fields=notes,assignee.email", map[string]any{"projects": []string{w.Project.GID}, "notes": "n", "assignee": "me"}).ok(201)
		if made["notes"] != "n" {
			t.Errorf("made %v", made)
		}
	})
}
