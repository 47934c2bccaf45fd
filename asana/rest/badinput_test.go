package rest_test

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/rest"
)

// What is no proper request is refused by every operation, and nothing is written.
func TestBadInputWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		s, all, service := newStage(t, w, a), rows(), a.as(w.AddService(t, "Full"))
		for _, op := range rest.Operations() {
			a := a
			if op.Only {
				a = service
			}
			if all[op.ID].try == nil {
				t.Errorf("%s: how to try it? Give it a row", op.ID)
				continue
			}
			path, body := all[op.ID].try(s)
			before := lastEvent(t, w)
			for name, r := range badRequests(op, path, body) {
				if status, text := a.direct(op.Method, r); status < 400 || status > 499 {
					t.Errorf("%s with %s: %d %.300s", op.ID, name, status, text)
				}
			}
			if lastEvent(t, w) != before {
				t.Errorf("%s wrote something", op.ID)
			}
		}
	})
}

// A client that sends all it has before it reads gets its answer, too, however much that is.
func TestTooLargeIsAnswered(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		for what, token := range map[string]string{"413 Request Entity Too Large": a.token, "401 Unauthorized": "2/1/1:unknown"} {
			conn, err := net.Dial("tcp", strings.TrimPrefix(w.URL, "http://"))
			check(t, err)
			defer conn.Close()
			const size = 15 << 20
			_, err = fmt.Fprintf(conn, "POST /api/1.0/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
				token, size, strings.Repeat("x", size))
			check(t, err)
			if got, err := bufio.NewReader(conn).ReadString('\n'); err != nil || got != "HTTP/1.1 "+what+"\r\n" {
				t.Errorf("%q, %v", got, err)
			}
		}
	})
}

func lastEvent(t *testing.T, w *asanatest.World) (seq int64) {
	t.Helper()
	var last sql.NullInt64
	if err := w.DB.Reader().QueryRowContext(t.Context(), "select max(seq) from events").Scan(&last); err != nil {
		t.Fatal(err)
	}
	return last.Int64
}

// request is what is sent of a request besides its method.
type request struct{ path, contentType, body string }

// direct sends a request past the network, which loses answers that come before a large body is read.
func (a api) direct(method string, r request) (status int, text string) {
	a.t.Helper()
	sent := httptest.NewRequestWithContext(a.t.Context(), method, "/api/1.0"+r.path, strings.NewReader(r.body))
	sent.Header.Set("Authorization", "Bearer "+a.token)
	if r.contentType != "" {
		sent.Header.Set("Content-Type", r.contentType)
	}
	got := httptest.NewRecorder()
	a.world.Router.ServeHTTP(got, sent)
	return got.Code, got.Body.String()
}

// badRequests are spoilt versions of a request that is good.
func badRequests(op rest.Operation, path string, body any) map[string]request {
	all := badPaths(op)
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	queries := map[string]string{
		"long opt_fields": "opt_fields=" + strings.Repeat("a.", 6000), "opt_fields that multiply": "opt_fields=" + strings.Repeat("(a|b|c).", 20) + "d",
	}
	if op.List {
		for name, value := range map[string]string{"limit 0": "limit=0", "limit 101": "limit=101", "limit x": "limit=x", "a forged offset": "limit=1&offset=eyJ0eXAiOiJKV1QifQ"} {
			queries[name] = value
		}
	}
	for _, p := range op.Query {
		queries["NUL in "+p.Name] = p.Name + "=%00"
		queries["no text in "+p.Name] = p.Name + "=%ff"
	}
	for name, query := range queries {
		all[name] = request{path: path + join + query}
	}
	if op.Body != nil {
		for name, r := range badBodies(op, body) {
			r.path = path
			all[name] = r
		}
	}
	return all
}

// badPaths name objects there cannot be.
func badPaths(op rest.Operation) map[string]request {
	all := map[string]request{}
	if !strings.Contains(op.Path, "{") {
		return all
	}
	for _, gid := range []string{"12", "0", "-1", "12%2034", "12%00", "%ff", "%EF%BC%91%EF%BC%92", "1'--", strings.Repeat("9", 40), "me%00"} {
		r := request{path: variable.ReplaceAllString(op.Path, gid)}
		if op.Body != nil {
			r.body = `{"data":{}}`
		}
		all["gid "+gid] = r
	}
	return all
}

// badBodies are those no operation takes, and the good one with each of its values spoilt.
func badBodies(op rest.Operation, body any) map[string]request {
	const form, many = "application/x-www-form-urlencoded", 100_000
	all := map[string]request{
		"10 MB":              {body: `{"data":{"name":"` + strings.Repeat("x", 10<<20) + `"}}`},
		"a form of 10 MB":    {contentType: form, body: "name=" + strings.Repeat("x", 10<<20)},
		"deep lists":         {body: `{"data":{"x":` + strings.Repeat("[", many) + strings.Repeat("]", many) + `}}`},
		"deep objects":       {body: strings.Repeat(`{"data":`, many) + "1" + strings.Repeat("}", many)},
		"a name twice":       {body: `{"data":{"name":"a","name":"b"}}`},
		"two envelopes":      {body: `{"data":{},"data":{}}`},
		"a list":             {body: `[{"data":{}}]`},
		"data that is none":  {body: `{"data":"x"}`},
		"no envelope":        {body: `{"name":"x"}`},
		"half":               {body: `{"data":{"name":"x"`},
		"two documents":      {body: `{"data":{}}{"data":{}}`},
		"no text":            {body: "{\"data\":{\"name\":\"\xff\"}}"},
		"a broken form":      {contentType: form, body: "name=%zz"},
		"a form that is not": {contentType: form, body: "name=%ff"},
		"NUL in a form":      {contentType: form, body: "name=%00"},
		"plain text":         {contentType: "text/plain", body: "x"},
		"parts of nothing":   {contentType: "multipart/form-data", body: "x"},
		"parts cut off":      {contentType: "multipart/form-data; boundary=x", body: "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc"},
	}
	good, _ := body.(object)
	for name, value := range badValues(op.Body) {
		spoilt := maps.Clone(good)
		field, _, _ := strings.Cut(name, " ")
		spoilt[field] = value
		text, _ := json.Marshal(object{"data": spoilt})
		all[name] = request{body: string(text)}
	}
	return all
}

// badValues are values no field of a body can have, by the field's name and what is wrong.
func badValues(body any) object {
	bad, fields := object{}, reflect.TypeOf(body).Elem()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Field(i).Tag.Get("json"), ",")
		if fields.Field(i).Type.Name() != "freeForm" { // which takes any
			bad[name+" is an object"] = object{"x": []int{1}}
		}
		bad[name+" is a list"] = []any{object{}, nil}
		if fields.Field(i).Type == reflect.TypeFor[*string]() {
			bad[name+" is a number"] = 12
		}
		bad[name+" has NUL"] = "1\x002"
	}
	return bad
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
