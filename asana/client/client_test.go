package client_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/client"
)

func TestReadOneObject(t *testing.T) {
	person := object{"gid": "11", "resource_type": "user", "name": "Ann", "email": "ann@example.com", "photo": nil}
	task := object{
		"gid": "501", "name": "Fly", "notes": "To the moon", "html_notes": "<body>To the moon</body>", "permalink_url": "https://x.y/0/0/501",
		"workspace": object{"gid": "1", "name": "Acme"}, "assignee": nil,
		"custom_fields": []object{{"gid": "7", "name": "Component", "type": "text", "display_value": "core"}, {"gid": "8", "name": "Cost", "type": "number", "display_value": nil}},
	}
	file := object{
		"gid": "901", "name": "a.txt", "resource_subtype": "asana", "host": "asana", "size": 4, "view_url": nil, "download_url": "https://x.y/d",
		"created_at": "2035-10-05T14:48:00.000Z", "parent": object{"gid": "501", "name": "Fly"},
	}
	for name, try := range map[string]struct {
		record object
		path   string
		get    func(c *client.Client) (any, error)
		want   any
	}{
		"me": {person, "/api/1.0/users/me", func(c *client.Client) (any, error) { return c.Me(t.Context()) }, client.Person{GID: "11", Name: "Ann", Email: "ann@example.com"}},
		"task": {task, "/api/1.0/tasks/501", func(c *client.Client) (any, error) { return c.Task(t.Context(), "501") }, client.Task{
			GID: "501", Name: "Fly", Notes: "To the moon", HTMLNotes: "<body>To the moon</body>", PermalinkURL: "https://x.y/0/0/501",
			Workspace: client.Workspace{GID: "1", Name: "Acme"}, CustomFields: []client.CustomField{
				{GID: "7", Name: "Component", Type: "text", DisplayValue: "core"}, {GID: "8", Name: "Cost", Type: "number"},
			},
		}},
		"attachment": {file, "/api/1.0/attachments/901", func(c *client.Client) (any, error) { return c.Attachment(t.Context(), "901") }, wantFile()},
	} {
		s := serve(t, says(200, object{"data": try.record}))
		got, err := try.get(s.client(t))
		check(t, err)
		if diff := cmp.Diff(try.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		r := s.requests()[0]
		if r.Method != "GET" || r.URL.Path != try.path || r.FormValue("opt_fields") == "" {
			t.Errorf("%s asked %s %s", name, r.Method, r.URL)
		}
		if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("Accept") != "application/json" {
			t.Errorf("%s sent %v", name, r.Header)
		}
	}
}

func wantFile() client.Attachment {
	want := client.Attachment{
		GID: "901", Name: "a.txt", ResourceSubtype: client.FileAttachment, Host: "asana", Size: 4, DownloadURL: "https://x.y/d",
		CreatedAt: time.Date(2035, 10, 5, 14, 48, 0, 0, time.UTC),
	}
	want.Parent.GID = "501"
	return want
}

// A gid is part of a path, never more.
func TestGIDsAreEscaped(t *testing.T) {
	s := serve(t, says(404, object{}))
	c := s.client(t)
	for _, gid := range []string{"../users/me", "1?opt_fields=x", "1#2", "a b"} {
		_, _ = c.Task(t.Context(), gid)
		_, _ = c.Attachment(t.Context(), gid)
	}
	for _, r := range s.requests() {
		if strings.Count(r.URL.EscapedPath(), "/") != 4 || r.URL.Query().Get("opt_fields") == "x" {
			t.Errorf("asked %s", r.URL)
		}
	}
}

// Lists are read to the end, page by page.
func TestListsOfSeveralPages(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		page := object{"data": []object{{"gid": "1", "name": "Acme"}}, "next_page": object{"offset": "eyJ0+/=", "path": "/x", "uri": "https://x.y"}}
		if r.FormValue("offset") == "eyJ0+/=" {
			page = object{"data": []object{{"gid": "2", "name": "Bolt"}}, "next_page": nil}
		}
		says(200, page)(w, r)
	})
	got, err := s.client(t).Workspaces(t.Context())
	check(t, err)
	if diff := cmp.Diff([]client.Workspace{{GID: "1", Name: "Acme"}, {GID: "2", Name: "Bolt"}}, got); diff != "" {
		t.Error(diff)
	}
	if r := s.requests()[0]; r.URL.Path != "/api/1.0/workspaces" || r.FormValue("limit") != "100" {
		t.Errorf("asked %s", r.URL)
	}
}

func TestPagesWithoutEnd(t *testing.T) {
	s := serve(t, says(200, object{"data": []object{}, "next_page": object{"offset": "again"}}))
	_, err := s.client(t).Workspaces(t.Context())
	_ = wantKind(t, "endless list", err, client.BadAnswer)
	if n := len(s.requests()); n > 100 {
		t.Errorf("%d pages were read", n)
	}
}

func TestMembershipsAndAttachments(t *testing.T) {
	s := serve(t, says(200, object{"data": []object{{
		"gid": "5", "user": object{"gid": "11"}, "workspace": object{"gid": "1", "name": "Acme"}, "is_active": true, "is_admin": true, "is_guest": false,
	}}}))
	got, err := s.client(t).WorkspaceMemberships(t.Context())
	check(t, err)
	want := []client.WorkspaceMembership{{GID: "5", User: client.Person{GID: "11"}, Workspace: client.Workspace{GID: "1", Name: "Acme"}, IsActive: true, IsAdmin: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.client(t).Attachments(t.Context(), "501"); err != nil {
		t.Error(err)
	}
	asked := s.requests()
	if asked[0].URL.Path != "/api/1.0/users/me/workspace_memberships" || asked[1].URL.Path != "/api/1.0/attachments" || asked[1].FormValue("parent") != "501" {
		t.Errorf("asked %s and %s", asked[0].URL, asked[1].URL)
	}
}

// The content comes from wherever the API says, without the token.
func TestDownload(t *testing.T) {
	content := strings.Repeat("x", 1<<20)
	store := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/d?sig=1", http.StatusFound)
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		_, _ = io.WriteString(w, content)
	})
	s := serve(t, says(200, object{"data": object{"gid": "901", "download_url": store.URL + "/moved"}}))
	body, size, err := s.client(t).Download(t.Context(), "901")
	check(t, err)
	defer body.Close()
	got, err := io.ReadAll(body)
	check(t, err)
	if string(got) != content || size != int64(len(content)) {
		t.Errorf("read %d bytes of %d", len(got), size)
	}
	for _, r := range store.requests() {
		if r.Header.Get("Authorization") != "" {
			t.Error("the token was sent along")
		}
	}
}

// Whoever passes a file on has to say how long it is, also when the answer does
// not: because it comes in chunks, or would have been packed.
func TestDownloadSaysTheSize(t *testing.T) {
	store := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("a packed answer is asked for")
		}
		_, _ = io.WriteString(w, "abc")
		_ = http.NewResponseController(w).Flush()
		_, _ = io.WriteString(w, "def")
	})
	s := serve(t, says(200, object{"data": object{"gid": "901", "size": 6, "download_url": store.URL}}))
	body, size, err := s.client(t).Download(t.Context(), "901")
	check(t, err)
	defer body.Close()
	if got, err := io.ReadAll(body); string(got) != "abcdef" || size != 6 {
		t.Errorf("read %q of %d bytes, %v", got, size, err)
	}
}

func TestDownloadOfNothing(t *testing.T) {
	gone := serve(t, says(403, object{}))
	for name, try := range map[string]struct {
		address any
		want    client.Kind
	}{
		"a link":     {nil, client.NotFound},
		"expired":    {gone.URL, client.Forbidden},
		"no address": {"http://[::1", client.NotFound},
		"away":       {"http://127.0.0.1:1/x", client.Unreachable},
	} {
		s := serve(t, says(200, object{"data": object{"gid": "901", "download_url": try.address}}))
		_, _, err := s.client(t).Download(t.Context(), "901")
		_ = wantKind(t, name, err, try.want)
	}
	s := serve(t, says(200, object{"data": object{"gid": "901", "download_url": "http://127.0.0.1:1/x?signature=s3cret"}}))
	if _, _, err := s.client(t).Download(t.Context(), "901"); strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error gives the file away: %v", err)
	}
	s = serve(t, says(404, object{}))
	_, _, err := s.client(t).Download(t.Context(), "901")
	_ = wantKind(t, "unknown attachment", err, client.NotFound)
}

// The form Asana documents for attachments.
func TestAttachExternal(t *testing.T) {
	var form url.Values
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
			return
		}
		form = r.MultipartForm.Value
		says(200, object{"data": object{"gid": "901", "name": "CP-1 Fly", "resource_subtype": "external", "connected_to_app": true}})(w, r)
	})
	made, err := s.client(t).AttachExternal(t.Context(), "501", "CP-1 Fly", "https://tracker.example.com/browse/CP-1?a=b&c=d")
	check(t, err)
	if made.GID != "901" || !made.ConnectedToApp || made.ResourceSubtype != client.ExternalAttachment {
		t.Errorf("made %+v", made)
	}
	want := url.Values{
		"parent": {"501"}, "resource_subtype": {"external"}, "name": {"CP-1 Fly"},
		"url": {"https://tracker.example.com/browse/CP-1?a=b&c=d"}, "connect_to_app": {"true"},
	}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Error(diff)
	}
	if r := s.requests()[0]; r.Method != "POST" || r.URL.Path != "/api/1.0/attachments" {
		t.Errorf("asked %s %s", r.Method, r.URL)
	}
}

func TestConfigIsChecked(t *testing.T) {
	some := func(context.Context) (string, error) { return token, nil }
	for _, c := range []client.Config{
		{BaseURL: "", Token: some}, {BaseURL: "app.asana.com", Token: some}, {BaseURL: "ftp://x", Token: some}, {BaseURL: "https://x.y"},
	} {
		if _, err := client.New(c); err == nil {
			t.Errorf("%+v is accepted", c.BaseURL)
		}
	}
}
