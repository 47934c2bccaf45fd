package rest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/rest"
)

// What is no proper request is refused, and nothing is written.
func TestBadInputWritesNothing(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		service := a.as(w.AddService(t, "Full"))
		before, err := w.Platform.Events(t.Context(), 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for name, body := range map[string]string{
			"10 MB":           `{"data":{"workspace":"` + w.Workspace.GID + `","name":"` + strings.Repeat("x", 10<<20) + `"}}`,
			"deep lists":      `{"data":{"projects":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}}`,
			"deep objects":    strings.Repeat(`{"data":`, 50_000) + "1" + strings.Repeat("}", 50_000),
			"duplicate names": `{"data":{"workspace":"` + w.Workspace.GID + `","name":"a","name":"b"}}`,
			"two envelopes":   `{"data":{"workspace":"` + w.Workspace.GID + `"},"data":{}}`,
			"a list":          `[{"data":{}}]`,
			"half":            `{"data":{"workspace":"` + w.Workspace.GID,
			"no text":         "{\"data\":{\"name\":\"\xff\"}}",
		} {
			got := a.send("POST", "/tasks", "application/json", strings.NewReader(body))
			if got.Status < 400 || got.Status > 499 {
				t.Errorf("%s: %d %.200s", name, got.Status, got.Raw)
			}
		}
		for _, op := range rest.Operations() {
			path, a := variable.ReplaceAllString(op.Path, "12"), a
			if op.Only {
				a = service
			}
			if got := a.send(op.Method, path+"?opt_fields="+strings.Repeat("a.", 6000), "", nil); got.Status < 400 || got.Status > 499 {
				t.Errorf("%s with huge opt_fields: %d", op.ID, got.Status)
			}
			if got := a.get(strings.ReplaceAll(path, "12", "foreign%00")); op.Method == http.MethodGet && strings.Contains(path, "12") && got.Status != 404 && got.Status != 400 {
				t.Errorf("%s with a foreign gid: %d", op.ID, got.Status)
			}
			for _, body := range wrongTypes(op.Body) {
				if got := a.sendJSON(op.Method, path, object{"data": body}); got.Status < 400 || got.Status > 499 {
					t.Errorf("%s with %v: %d %s", op.ID, body, got.Status, got.Raw)
				}
			}
		}
		after, err := w.Platform.Events(t.Context(), 0, 10_000)
		if err != nil || len(after) != len(before) {
			t.Errorf("%d events were written, %v", len(after)-len(before), err)
		}
	})
}

// wrongTypes are bodies of which each has one value of a type it cannot have.
func wrongTypes(body any) (bodies []object) {
	if body == nil {
		return nil
	}
	fields := reflect.TypeOf(body).Elem()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Field(i).Tag.Get("json"), ",")
		bodies = append(bodies, object{name: object{"x": []int{1}}}, object{name: []any{object{}, nil}})
	}
	return bodies
}

// Whatever a body is, it is read or refused as a request that is wrong.
func FuzzBodies(f *testing.F) {
	for _, seed := range []string{
		`{"data":{"name":"x","projects":["1"],"memberships":[{"project":"1","section":null}]}}`,
		`{"data":{"actions":[{"relative_path":"/x","method":"get","data":{},"options":{"fields":["a"]}}]}}`,
		`{"data":{"custom_fields":{"1":"x","2":null,"3":4}},"options":{"pretty":true}}`,
		`{"data":{"followers":"me,1,a@b.c","due_at":1e999}}`, `[]`, `{"a":`, `{"data":{"a":1,"a":2}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		body, err := rest.ParseJSON(text)
		if !refused(err) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Fatalf("%q is no JSON", text)
		}
		data, _ := body["data"].(map[string]any)
		for _, op := range rest.Operations() {
			if op.Body == nil {
				continue
			}
			into := reflect.New(reflect.TypeOf(op.Body).Elem()).Interface()
			if err := rest.DecodeInto(data, into); !refused(err) {
				t.Fatalf("%s: %q: %v", op.ID, text, err)
			}
		}
	})
}

// refused tells whether an error is none, or the sender's fault.
func refused(err error) bool {
	var public *httpkit.Error
	return err == nil || errors.As(err, &public) && public.Status < 500 && fmt.Sprint(public) != ""
}
