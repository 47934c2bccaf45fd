package rest_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/rest"
)

// described loads the document the interface serves. In its strict form an answer may have nothing the document
// does not name.
func described(t *testing.T, a api, strict bool) *openapi3.T {
	t.Helper()
	got := a.asNobody().get("/openapi.json")
	got.status(200)
	if strict {
		allowNothingElse(got.Body)
	}
	text, err := json.Marshal(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// allowNothingElse forbids properties that are not named, in every object of a document.
func allowNothingElse(v any) {
	switch v := v.(type) {
	case object:
		if _, ok := v["properties"].(object); ok && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, inside := range v {
			allowNothingElse(inside)
		}
	case []any:
		for _, inside := range v {
			allowNothingElse(inside)
		}
	}
}

// The document is one, needs no token, and has the operations of the table: neither more nor fewer. Where
// JIRABRIDGE_OPENAPI names a file, it is kept there for a linter.
func TestDocument(t *testing.T) {
	onSQLite(t, func(t *testing.T, _ *asanatest.World, a api) {
		document := described(t, a, false)
		if err := document.Validate(t.Context()); err != nil {
			t.Error(err)
		}
		if document.OpenAPI != "3.1.0" || len(document.Servers) != 1 || document.Servers[0].URL != a.base+"/api/1.0" {
			t.Errorf("version %s, servers %v", document.OpenAPI, document.Servers)
		}
		left := 0
		for _, item := range document.Paths.Map() {
			left += len(item.Operations())
		}
		for _, op := range rest.Operations() {
			asDescribed(t, document, op)
		}
		if left != len(rest.Operations()) {
			t.Errorf("%d operations are described, %d served", left, len(rest.Operations()))
		}
		if file := os.Getenv("JIRABRIDGE_OPENAPI"); file != "" {
			if err := os.WriteFile(file, []byte(a.get("/openapi.json").Raw), 0o600); err != nil {
				t.Error(err)
			}
		}
	})
}

// asDescribed holds a row of the table against the document.
func asDescribed(t *testing.T, document *openapi3.T, op rest.Operation) {
	t.Helper()
	item := document.Paths.Value(op.Path)
	if item == nil || item.GetOperation(op.Method) == nil {
		t.Errorf("%s is not described", op.ID)
		return
	}
	described := item.GetOperation(op.Method)
	scope := op.Scope
	if scope == "" {
		scope = "default"
	}
	flow := document.Components.SecuritySchemes["oauth2"].Value.Flows.AuthorizationCode
	switch {
	case described.OperationID != op.ID || described.Summary != op.Text:
		t.Errorf("%s is described as %s: %s", op.ID, described.OperationID, described.Summary)
	case scopeOf(described) != scope || flow.Scopes[scope] == "":
		t.Errorf("%s needs %q, not %q", op.ID, scope, scopeOf(described))
	case len(described.Tags) != 1 || document.Tags.Get(described.Tags[0]) == nil:
		t.Errorf("%s is in no group: add it to asanas.txt", op.ID)
	case (described.RequestBody != nil) != (op.Body != nil):
		t.Errorf("%s: a body is described: %t", op.ID, described.RequestBody != nil)
	case op.Plain && op.Result == nil:
		t.Errorf("%s: the table does not tell what is answered", op.ID)
	}
	for _, p := range op.Query {
		if got := described.Parameters.GetByInAndName("query", p.Name); got == nil || got.Required != p.Required {
			t.Errorf("%s: the parameter %s is not described", op.ID, p.Name)
		}
	}
}

// What is answered is what the document says, and nothing besides.
func TestAnswersAreAsDescribed(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		document := described(t, a, true)
		samples := answersOfAll(t, w, a)
		for _, op := range rest.Operations() {
			if item := document.Paths.Value(op.Path); item != nil && item.GetOperation(op.Method) != nil {
				answeredAsDescribed(t, op.ID, item.GetOperation(op.Method), samples[op.ID])
			}
		}
		get := document.Paths.Value("/tasks/{task_gid}").Get
		answeredAsDescribed(t, "unknown", get, a.get("/tasks/12"))
		answeredAsDescribed(t, "no token", get, a.asNobody().get("/tasks/12"))
		answeredAsDescribed(t, "first sync", document.Paths.Value("/events").Get, a.get("/events?resource="+w.Project.GID))
	})
}

func answeredAsDescribed(t *testing.T, name string, described *openapi3.Operation, sample answer) {
	t.Helper()
	response := described.Responses.Value(strconv.Itoa(sample.Status))
	if response == nil {
		t.Errorf("%s answers %d, which is not described: %s", name, sample.Status, sample.Raw)
		return
	}
	schema := response.Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(sample.Body, openapi3.EnableJSONSchema2020(), openapi3.MultiErrors()); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if _, ok := response.Value.Headers["Location"]; ok != (sample.Header.Get("Location") != "") {
		t.Errorf("%s: Location is described: %t", name, ok)
	}
}

// The list of what asana.com has is complete.
func TestAsanasOperations(t *testing.T) {
	document := specified(t)
	if document == nil {
		return
	}
	theirs := map[string][]string{}
	for _, item := range document.Paths.Map() {
		for _, op := range item.Operations() {
			theirs[op.Tags[0]] = append(theirs[op.Tags[0]], op.OperationID)
		}
	}
	for _, g := range rest.AsanasGroups() {
		slices.Sort(g.Operations)
		slices.Sort(theirs[g.Name])
		if !slices.Equal(g.Operations, theirs[g.Name]) {
			t.Errorf("%s: %v, want %v", g.Name, g.Operations, theirs[g.Name])
		}
		delete(theirs, g.Name)
	}
	if len(theirs) > 0 {
		t.Errorf("left out: %v", theirs)
	}
}

// What is not served is said in words.
func TestOmissionsAreNamed(t *testing.T) {
	onSQLite(t, func(t *testing.T, _ *asanatest.World, a api) {
		document := described(t, a, false)
		served := map[string]bool{}
		for _, op := range rest.Operations() {
			served[op.ID] = true
		}
		for _, g := range rest.AsanasGroups() {
			tag := document.Tags.Get(g.Name)
			if tag == nil && !strings.Contains(document.Info.Description, g.Name) {
				t.Errorf("%s: neither served nor said to be missing", g.Name)
			}
			for _, id := range g.Operations {
				if tag != nil && served[id] == slices.Contains(strings.FieldsFunc(tag.Description, notOfName), id) {
					t.Errorf("%s: served %t, and %q", id, served[id], tag.Description)
				}
			}
		}
	})
}

func notOfName(r rune) bool { return strings.ContainsRune(" ,:.", r) }
