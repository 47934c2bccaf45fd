package rest_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/rest"
)

// specification is Asana's description of its own interface. It is not part of the product: it stands beside
// the repository on machines that have it.
const specification = "../../../shared/specs/asana_oas.yaml"

// Every operation has the path, the scope and the status Asana's has, and answers what Asana's schema allows.
func TestAgainstAsanasSpecification(t *testing.T) {
	if _, err := os.Stat(specification); err != nil {
		t.Logf("checked without Asana's specification: %v", err)
		return
	}
	document, err := openapi3.NewLoader().LoadFromFile(filepath.FromSlash(specification))
	if err != nil {
		t.Fatal(err)
	}
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		samples := answersOfAll(t, w, a)
		for _, op := range rest.Operations() {
			item := document.Paths.Value(op.Path)
			if item == nil || item.GetOperation(op.Method) == nil {
				t.Errorf("%s %s is no operation of Asana's", op.Method, op.Path)
				continue
			}
			theirs := item.GetOperation(op.Method)
			if theirs.OperationID != op.ID || scopeOf(theirs) != op.Scope {
				t.Errorf("%s with scope %q is %s with %q there", op.ID, op.Scope, theirs.OperationID, scopeOf(theirs))
			}
			sample, ok := samples[op.ID]
			if !ok {
				t.Errorf("%s: nothing was tried", op.ID)
				continue
			}
			response := theirs.Responses.Value(strconv.Itoa(sample.Status))
			if response == nil {
				t.Errorf("%s answers %d, which Asana does not: %s", op.ID, sample.Status, sample.Raw)
				continue
			}
			for _, problem := range problems(response.Value.Content.Get("application/json").Schema.Value, sample.Body) {
				t.Errorf("%s: %s", op.ID, problem)
			}
		}
	})
}

// answersOfAll tries each operation once, with every field a record has.
func answersOfAll(t *testing.T, w *asanatest.World, a api) map[string]answer {
	t.Helper()
	task, project, space := w.Tasks[0].GID, w.Project.GID, w.Workspace.GID
	if _, err := w.Platform.CreateTextField(t.Context(), w.Owner.Actor, project, "Order"); err != nil {
		t.Fatal(err)
	}
	file := a.upload(part{Name: "parent", Content: task}, part{Name: "file", File: "f", Content: "x"})
	extra := w.Tasks[2].GID
	return map[string]answer{
		"getUser":                        a.get("/users/me"),
		"getWorkspaceMembershipsForUser": a.get("/users/me/workspace_memberships?limit=5&opt_fields=is_admin,is_guest,is_active,created_at,user,workspace"),
		"getWorkspaces":                  a.get("/workspaces?limit=5"),
		"getWorkspace":                   a.get("/workspaces/" + space),
		"getProjects":                    a.get("/projects?limit=1"),
		"getProjectsForWorkspace":        a.get("/workspaces/" + space + "/projects?limit=5"),
		"getProject":                     a.get("/projects/" + project),
		"getSectionsForProject":          a.get("/projects/" + project + "/sections?opt_fields=name,created_at,project.name"),
		"createTask":                     a.post("/tasks", map[string]any{"projects": []string{project}, "name": "New", "assignee": "me", "due_on": "2030-01-02"}),
		"getTasks":                       a.get("/tasks?limit=2&project=" + project),
		"getTasksForProject":             a.get("/projects/" + project + "/tasks"),
		"getTask":                        a.get("/tasks/" + task),
		"updateTask":                     a.put("/tasks/"+task+"?opt_fields=html_notes,num_subtasks,created_by.name,name,assignee,completed_at", map[string]any{"completed": true}),
		"createStoryForTask":             a.post("/tasks/"+task+"/stories", map[string]any{"text": "Hm."}),
		"getStoriesForTask":              a.get("/tasks/" + task + "/stories?limit=5"),
		"createAttachmentForObject":      file,
		"getAttachmentsForObject":        a.get("/attachments?limit=5&parent=" + task),
		"getAttachment":                  a.get("/attachments/" + file.ok(200)["gid"].(string)),
		"deleteAttachment":               a.delete("/attachments/" + file.ok(200)["gid"].(string)),
		"deleteTask":                     a.delete("/tasks/" + extra),
	}
}

func scopeOf(op *openapi3.Operation) string {
	for _, requirement := range *op.Security {
		if scopes := requirement["oauth2"]; len(scopes) > 0 {
			return strings.Join(scopes, " ")
		}
	}
	return ""
}

// problems are the violations of a schema. null where the schema forgets to allow it is none: asana.com
// answers null there too.
func problems(schema *openapi3.Schema, body any) []string {
	return flatten(schema.VisitJSON(body, openapi3.MultiErrors(), openapi3.VisitAsResponse()))
}

func flatten(err error) (list []string) {
	var many openapi3.MultiError
	var one *openapi3.SchemaError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, e := range many {
			list = append(list, flatten(e)...)
		}
	case errors.As(err, &one) && one.Origin != nil:
		list = flatten(one.Origin)
	case errors.As(err, &one) && one.Value == nil && (one.SchemaField == "nullable" || one.SchemaField == "enum" || one.SchemaField == "type"):
	case errors.As(err, &one):
		list = append(list, "/"+strings.Join(one.JSONPointer(), "/")+": "+one.Reason)
	default:
		list = append(list, err.Error())
	}
	return list
}
