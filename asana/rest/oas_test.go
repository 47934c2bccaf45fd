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

// Every operation answers the status and the kind of record the table says. Where Asana's specification is at
// hand those that Asana has also have the path, the scope and the status there, and answer what Asana's schema allows.
func TestAgainstAsanasSpecification(t *testing.T) {
	document := specified(t)
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		samples := answersOfAll(t, w, a)
		for _, op := range rest.Operations() {
			sample, ok := samples[op.ID]
			if !ok {
				t.Errorf("%s: nothing was tried", op.ID)
				continue
			}
			if !asTheTable(t, op, sample) || document == nil {
				continue
			}
			asSpecified(t, document, op, sample)
		}
	})
}

// specified loads the specification, nil where it is not.
func specified(t *testing.T) *openapi3.T {
	t.Helper()
	if _, err := os.Stat(specification); err != nil {
		t.Logf("checked without Asana's specification: %v", err)
		return nil
	}
	document, err := openapi3.NewLoader().LoadFromFile(filepath.FromSlash(specification))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// asTheTable holds an answer against our own table.
func asTheTable(t *testing.T, op rest.Operation, sample answer) bool {
	t.Helper()
	want := op.Status
	if want == 0 {
		want = 200
	}
	list, isList := sample.Body["data"].([]any)
	record, _ := sample.Body["data"].(map[string]any)
	switch {
	case sample.Status != want:
		t.Errorf("%s answers %d: %s", op.ID, sample.Status, sample.Raw)
		return false
	case op.Plain:
	case isList != op.List || op.List && len(list) == 0:
		t.Errorf("%s answers no list or an empty one: %s", op.ID, sample.Raw)
	case op.Result == nil && !op.List && record["gid"] != nil:
		t.Errorf("%s answers a record the table knows nothing of: %s", op.ID, sample.Raw)
	case op.Result != nil && !op.List && record["gid"] == nil:
		t.Errorf("%s answers no record: %s", op.ID, sample.Raw)
	}
	return true
}

// asSpecified holds an operation and its answer against Asana's.
func asSpecified(t *testing.T, document *openapi3.T, op rest.Operation, sample answer) {
	t.Helper()
	item := document.Paths.Value(op.Path)
	if op.Group != "" {
		if item != nil && item.GetOperation(op.Method) != nil {
			t.Errorf("%s %s is Asana's, and not beyond it", op.Method, op.Path)
		}
		return
	}
	if item == nil || item.GetOperation(op.Method) == nil {
		t.Errorf("%s %s is no operation of Asana's", op.Method, op.Path)
		return
	}
	theirs := item.GetOperation(op.Method)
	if theirs.OperationID != op.ID || scopeOf(theirs) != op.Scope {
		t.Errorf("%s with scope %q is %s with %q there", op.ID, op.Scope, theirs.OperationID, scopeOf(theirs))
	}
	response := theirs.Responses.Value(strconv.Itoa(sample.Status))
	if response == nil {
		t.Errorf("%s answers %d, which Asana does not: %s", op.ID, sample.Status, sample.Raw)
		return
	}
	for _, problem := range problems(response.Value.Content.Get("application/json").Schema.Value, sample.Body) {
		t.Errorf("%s: %s", op.ID, problem)
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
