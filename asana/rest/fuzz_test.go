package rest_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/rest"
	"jirabridge/asana/store"
)

// fuzzed is the interface, with Member calling it as often as he likes; it calls nobody itself. Texts sent name
// things of its world as {task}, {project}, {section}, {workspace}, {team}, {user} and {custom_field}.
type fuzzed struct {
	*asanatest.World
	handler http.Handler
	files   string // the folder uploads are kept in
	names   *strings.Replacer
}

func startFuzzed(f *testing.F) fuzzed {
	f.Helper()
	files := f.TempDir()
	blobs, err := store.NewFolderBlobs(files)
	checkFuzz(f, err)
	w := asanatest.Start(f, sqldbtest.Open(f, sqldbtest.SQLite(f)), func(c *asana.Config) { c.Blobs = blobs })
	calls, err := hooks.New(hooks.Config{Platform: w.Platform, DB: w.DB, Transport: offline{}})
	checkFuzz(f, err)
	h, err := rest.New(rest.Config{Platform: w.Platform, Auth: fixed(w.Member.Actor), Hooks: calls, Host: w.Host, Rules: w.Rules, BaseURL: w.URL})
	checkFuzz(f, err)
	sections, err := w.Platform.Sections(f.Context(), w.Member.Actor, w.Project.GID)
	checkFuzz(f, err)
	field := w.AddField(f, asana.NewField{Name: "Effort", Kind: asana.FieldNumber})
	return fuzzed{w, h, files, strings.NewReplacer(
		"{task}", w.Tasks[0].GID, "{project}", w.Project.GID, "{section}", sections[0].GID, "{workspace}", w.Workspace.GID,
		"{team}", w.Team.GID, "{user}", w.Member.GID, "{custom_field}", field.GID,
	)}
}

func checkFuzz(f *testing.F, err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// offline is a network that is down.
type offline struct{}

// RoundTrip fails.
func (offline) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("offline") }

// send demands of an answer that it is JSON of a bounded size, that nothing broke, and that what is refused wrote
// nothing.
func (z fuzzed) send(t *testing.T, method string, r request) (status int, answer []byte) {
	t.Helper()
	before := lastEvent(t, z.World)
	path, query, _ := strings.Cut(z.names.Replace(r.path), "?")
	body := z.names.Replace(r.body)
	sent := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
	sent.URL = &url.URL{Path: "/api/1.0" + path, RawQuery: query}
	if r.contentType != "" {
		sent.Header.Set("Content-Type", r.contentType)
	}
	w := httptest.NewRecorder()
	z.handler.ServeHTTP(w, sent)
	status, answer = w.Code, w.Body.Bytes()
	if status >= http.StatusInternalServerError || len(answer) > 1<<20+6*len(body)+6*len(query) || !json.Valid(answer) || !utf8.Valid(answer) {
		t.Fatalf("%s %s?%s %q: %d %.500q (%d bytes)", method, path, query, body, status, answer, len(answer))
	}
	if status >= http.StatusBadRequest && lastEvent(t, z.World) != before {
		t.Fatalf("%s %s %q: refused with %d and done", method, path, body, status)
	}
	return status, answer
}

// writes are the operations that take a body and whose paths have only names of the world.
func writes() (all []rest.Operation) {
	for _, op := range rest.Operations() {
		op.Path = strings.ReplaceAll(op.Path, "_gid}", "}")
		known := strings.NewReplacer("{task}", "", "{project}", "", "{section}", "", "{workspace}", "", "{team}", "", "{user}", "", "{custom_field}", "")
		if op.Body != nil && !op.Only && !strings.Contains(known.Replace(op.Path), "{") {
			all = append(all, op)
		}
	}
	return all
}

// FuzzJSON sends texts of JSON to every operation that writes.
func FuzzJSON(f *testing.F) {
	all := writes()
	for i := range all {
		f.Add(uint8(i), `{"data":{"name":"x","workspace":"{workspace}","projects":["{project}"],"parent":"{task}","task":"{task}","text":"x"}}`)
	}
	for _, body := range []string{
		`{"data":{"memberships":[{"project":"{project}","section":"{section}"}],"custom_fields":{"{custom_field}":4e2},"workspace":"{workspace}"}}`,
		`{"data":{"html_notes":"<body><a data-asana-gid=\"{task}\"/></body>","due_at":"2020-01-01T00:00:00Z","projects":["{project}"]}}`,
		`{"data":{"resource":"{project}","target":"https://example.com/x","filters":[{"action":"changed","fields":["name"]}]}}`,
		`{"data":{"actions":[{"relative_path":"/tasks/{task}","method":"get","options":{"fields":["name"]}}]}}`, `{"data":{"a":1,"a":2}}`,
	} {
		f.Add(uint8(0), body)
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		op := all[int(which)%len(all)]
		z.send(t, op.Method, request{op.Path, "application/json", body})
	})
}

// FuzzForms sends forms to every operation that writes.
func FuzzForms(f *testing.F) {
	all := writes()
	for i := range all {
		f.Add(uint8(i), "name=x&workspace={workspace}&projects[0]={project}&projects[]={project}&task={task}&opt_fields=name")
		f.Add(uint8(i), "name=%zz")
		f.Add(uint8(i), "custom_fields[{custom_field}]=4&custom_fields=x&followers=me,{user}&completed=True&due_on=2020-02-30")
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, which uint8, form string) {
		op := all[int(which)%len(all)]
		z.send(t, op.Method, request{op.Path, "application/x-www-form-urlencoded", form})
	})
}

// FuzzUploads sends bodies of many parts; of what is refused no file is left.
func FuzzUploads(f *testing.F) {
	const parent = "--x\r\nContent-Disposition: form-data; name=\"parent\"\r\n\r\n{task}\r\n"
	const file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%C3%A5.txt\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n"
	const name = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nn\r\n"
	const link = "--x\r\nContent-Disposition: form-data; name=\"resource_subtype\"\r\n\r\nexternal\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://example.com\r\n"
	for _, body := range []string{parent + file, file + parent, file + name + parent, parent + link, file + parent + link, file + file, parent} {
		f.Add("multipart/form-data; boundary=x", body+"--x--\r\n")
		f.Add("multipart/form-data; boundary=\"x\"; charset=y", body)
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		status, _ := z.send(t, http.MethodPost, request{"/attachments", contentType, body})
		if left := z.emptyFiles(t); status >= http.StatusBadRequest && left > 0 {
			t.Fatalf("%d, and %d files are left of %q", status, left, body)
		}
	})
}

// emptyFiles deletes the files of uploads and tells how many there were.
func (z fuzzed) emptyFiles(t *testing.T) (n int) {
	t.Helper()
	check(t, filepath.WalkDir(z.files, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		return os.Remove(path)
	}))
	return n
}

// FuzzFields asks for fields, in the query and in the body.
func FuzzFields(f *testing.F) {
	for _, fields := range []string{
		"name", "this.name,(assignee|followers).email", "projects.(owner|team).name,memberships.section", "((a|b).c", ")(", "a..b,,", "parent.parent.parent.name",
		"custom_fields.enum_options,notes,html_notes,num_likes",
	} {
		f.Add(fields)
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, fields string) {
		query := "opt_pretty&opt_fields=" + url.QueryEscape(fields)
		z.send(t, http.MethodGet, request{path: "/tasks/{task}?" + query})
		z.send(t, http.MethodGet, request{path: "/projects/{project}/tasks?limit=2&" + query})
		body, err := json.Marshal(object{"data": object{}, "options": object{"fields": []string{fields}}})
		check(t, err)
		z.send(t, http.MethodPut, request{path: "/tasks/{task}", body: string(body)})
	})
}

// FuzzOffsets asks lists to go on from anywhere: from texts that are no offset, and from one of another list.
func FuzzOffsets(f *testing.F) {
	lists := []string{
		"/tasks?project={project}", "/tasks?assignee=me&workspace={workspace}", "/tasks?section={section}", "/attachments?parent={task}",
		"/projects/{project}/tasks", "/projects/{project}/sections", "/tasks/{task}/stories", "/tasks/{task}/subtasks", "/tasks/{task}/projects",
		"/workspaces/{workspace}/users", "/workspaces/{workspace}/projects", "/workspaces/{workspace}/tasks/search", "/workspaces/{workspace}/tags",
		"/workspaces/{workspace}/custom_fields", "/workspaces", "/users", "/projects", "/webhooks?workspace={workspace}",
	}
	for i := range lists {
		f.Add(uint8(i), true, "1", "1")
		f.Add(uint8(i), true, "00000000000000000001 1", "100")
		f.Add(uint8(i), false, "eyJ0eXAiOiJKV1QifQ", "+1")
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, which uint8, ours bool, offset, limit string) {
		list := lists[int(which)%len(lists)]
		if ours {
			path, _, _ := strings.Cut(z.names.Replace(list), "?")
			var err error
			offset, err = z.Platform.Opaque("offset "+z.Member.GID+" /api/1.0"+path, offset)
			check(t, err)
		}
		query := url.Values{"offset": {offset}, "limit": {limit}}.Encode()
		if strings.Contains(list, "?") {
			list += "&" + query
		} else {
			list += "?" + query
		}
		z.send(t, http.MethodGet, request{path: list})
	})
}

// FuzzBatch sends an action through a batch, whose own answer holds to the same as any.
func FuzzBatch(f *testing.F) {
	for _, path := range []string{"/tasks/{task}", "/tasks/{task}/../../batch", "/projects/{project}/tasks?limit=1", "//x", "/%zz", "/users/me?opt_fields=a%zz"} {
		f.Add(path, "get", `{"limit":1}`, `{"fields":["name"],"limit":1}`)
		f.Add(path, "put", `{"name":"x"}`, `{"pretty":true}`)
	}
	f.Add("/tasks", "POST", `{"workspace":"{workspace}","name":"x","assignee":"me"}`, `null`)
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, path, method, data, options string) {
		action := object{"relative_path": path, "method": method}
		for name, text := range map[string]string{"data": data, "options": options} {
			if json.Valid([]byte(text)) {
				action[name] = json.RawMessage(text)
			}
		}
		body, err := json.Marshal(object{"data": object{"actions": []any{action}}})
		check(t, err)
		before := lastEvent(t, z.World)
		_, answer := z.send(t, http.MethodPost, request{path: "/batch", body: string(body)})
		var got struct {
			Data []struct {
				Status int `json:"status_code"`
			}
		}
		check(t, json.Unmarshal(answer, &got))
		for _, one := range got.Data {
			if one.Status >= 500 || one.Status >= 400 && lastEvent(t, z.World) != before {
				t.Fatalf("%s: %s", body, answer)
			}
		}
	})
}

// FuzzSearch searches tasks, projects and names.
func FuzzSearch(f *testing.F) {
	searches := []string{"/workspaces/{workspace}/tasks/search?", "/workspaces/{workspace}/projects/search?", "/workspaces/{workspace}/typeahead?resource_type=task&"}
	for i := range searches {
		for _, query := range []string{
			"text=a+%22b&sort_by=relevance", "query=a%25_&count=3", "assignee.any=me,{user}&projects.not={project}&sections.all={section}&teams.any={team}",
			"due_on=null&due_at.after=2020-01-01T00:00:00Z&created_on.before=0000-01-01", "completed=false&is_blocked=True&sort_ascending=1", "created_on=x&completed_on.after=2020-02-30",
			"custom_fields.{custom_field}.greater_than=1e3&custom_fields.{custom_field}.is_set=true&custom_fields.{custom_field}.value=4",
		} {
			f.Add(uint8(i), query)
		}
	}
	z := startFuzzed(f)
	f.Fuzz(func(t *testing.T, which uint8, query string) {
		z.send(t, http.MethodGet, request{path: searches[int(which)%len(searches)] + query})
	})
}
