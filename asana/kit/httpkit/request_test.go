package httpkit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"jirabridge/asana/kit/httpkit"
)

// What follows a secret path stands in no line, whether somebody serves the path
// or nobody does.
func TestSecretPathsAreNotLogged(t *testing.T) {
	var out bytes.Buffer
	log := logTo(&out)
	h := httpkit.Logging(log, "/in/hooks/")(httpkit.Wrap(func(http.ResponseWriter, *http.Request) error {
		return errors.New("broken")
	}, show, log))
	ask(h, get("/in/hooks/hunter2"))
	ask(h, get("/in/hooks/hunter2/more"))
	if s := out.String(); strings.Contains(s, "hunter2") || strings.Count(s, `"path":"/in/hooks/…"`) != 4 {
		t.Errorf("logged %s", s)
	}
}

// What a handler notes stands in every later line about the request, whoever
// logs it, and in no line about another one.
func TestNotesAreLogged(t *testing.T) {
	var out bytes.Buffer
	log := httpkit.Noted(logTo(&out))
	h := httpkit.Logging(log)(httpkit.Wrap(func(_ http.ResponseWriter, r *http.Request) error {
		httpkit.Note(r.Context(), "person", "1")
		httpkit.Note(r.Context(), "person", "12")
		httpkit.Note(r.Context(), "link", "")
		log.With("part", "x").WarnContext(r.Context(), "beside", "connection", "its own")
		httpkit.Note(r.Context(), "connection", "7")
		return errors.New("broken")
	}, show, log))
	ask(h, get("/api/1.0/users/ines@example.com?access_token=hunter2"))
	var ids []any
	for line := range strings.Lines(out.String()) {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if got["person"] != "12" || got["link"] != nil || strings.Count(line, `"id"`) != 1 {
			t.Errorf("logged %s", line)
		}
		if got["msg"] == "beside" && (strings.Count(line, `"connection"`) != 1 || got["connection"] != "its own") {
			t.Errorf("logged %s", line)
		}
		ids = append(ids, got["id"])
	}
	if len(ids) != 3 || ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("ids %v in %s", ids, &out)
	}
	if s := out.String(); strings.Contains(s, "ines") || strings.Contains(s, "hunter2") || !strings.Contains(s, `"path":"/api/1.0/users/…"`) {
		t.Errorf("logged %s", s)
	}
	out.Reset()
	log.Info("elsewhere")
	if strings.Contains(out.String(), "person") {
		t.Errorf("logged %s", &out)
	}
}

func TestObserveTellsTheStatus(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    int
	}{
		"silent":   {func(http.ResponseWriter, *http.Request) {}, 200},
		"refused":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, 404},
		"early":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(201) }, 201},
		"hung up":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		"answered": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) }, 200},
	} {
		got := -1
		observed := httpkit.Observe(func(_ *http.Request, a httpkit.Answered) { got = a.Status })(c.handler)
		func() {
			defer func() { _ = recover() }()
			ask(observed, get("/"))
		}()
		if got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestDatabaseFailureIs503(t *testing.T) {
	gone := &pgconn.PgError{Code: "57P01", Message: "terminating connection"}
	for name, c := range map[string]struct {
		err  error
		want int
		text string
	}{
		"plain":           {gone, 503, "cannot reach its data"},
		"of the handler":  {httpkit.Fail(500, "Oh no.", gone), 503, "cannot reach its data"},
		"in its words":    {httpkit.Fail(503, "Come back.", gone), 503, "Come back."},
		"a file's disk":   {&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, 503, "disk is full"},
		"a refusal":       {httpkit.Fail(400, "Wrong.", gone), 400, "Wrong."},
		"something other": {errors.New("gone"), 500, "Something went wrong"},
	} {
		var out bytes.Buffer
		w := ask(httpkit.Wrap(func(http.ResponseWriter, *http.Request) error { return c.err }, show, logTo(&out)), get("/"))
		if w.Code != c.want || !strings.Contains(w.Body.String(), c.text) || (c.want == 503) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%s: %d %q, Retry-After %q", name, w.Code, w.Body, w.Header().Get("Retry-After"))
		}
		if c.want == 503 && !strings.Contains(out.String(), "terminating") && !strings.Contains(out.String(), "no space") {
			t.Errorf("%s: logged %s", name, &out)
		}
	}
}
