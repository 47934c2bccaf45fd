package rest_test

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// finished waits until an export is.
func (a api) finished(gid string) object {
	a.t.Helper()
	var got object
	waitFor(a.t, func() bool {
		got = a.get("/organization_exports/" + gid).ok(200)
		return got["state"] == "finished" || got["state"] == "error"
	})
	if got["state"] != "finished" {
		a.t.Fatalf("%v", got)
	}
	return got
}

// archive downloads and unpacks an export.
func archive(t *testing.T, address string) map[string]any {
	t.Helper()
	res, err := http.Get(address)
	check(t, err)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/gzip" {
		t.Fatalf("download: %d %s", res.StatusCode, res.Header)
	}
	packed, err := gzip.NewReader(res.Body)
	check(t, err)
	var all map[string]any
	check(t, json.NewDecoder(packed).Decode(&all))
	return all
}

// running starts the jobs of a world.
func running(t *testing.T, w *asanatest.World) {
	t.Helper()
	check(t, w.Queue.Start(t.Context()))
	t.Cleanup(func() { _ = w.Queue.Stop(t.Context()) })
}

// named finds an object of an archive by its gid.
func named(list any, gid string) object {
	for _, item := range list.([]any) {
		if item.(object)["gid"] == gid {
			return item.(object)
		}
	}
	return nil
}

func TestOrganizationExport(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		foreign := a.as(w.Outsider).post("/tasks", object{"workspace": other.GID, "name": "Foreign", "assignee": "me"}).ok(201)["gid"].(string)
		hidden := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Buy “them”", HTMLNotes: "<body>Å <strong>b</strong></body>", DueOn: "2030-01-02"})
		story := a.post("/tasks/"+hidden.GID+"/stories", object{"text": "Soon."}).ok(201)["gid"].(string)
		s := a.as(w.AddService(t, "Backup", asana.Exports))
		made := s.post("/organization_exports", object{"organization": w.Workspace.GID}).ok(201)
		if made["state"] != "pending" || made["download_url"] != nil || made["organization"].(object)["gid"] != w.Workspace.GID {
			t.Errorf("asked for: %v", made)
		}
		again := s.post("/organization_exports", object{"organization": w.Workspace.GID}).ok(201)
		if again["gid"] != made["gid"] {
			t.Errorf("asked again before it began: %v", again)
		}
		running(t, w)
		all := archive(t, s.finished(made["gid"].(string))["download_url"].(string))
		task := named(all["tasks"], hidden.GID)
		if task["name"] != "Buy “them”" || task["completed"] != false || task["due_on"] != "2030-01-02" || task["parent"] != nil || task["completed_at"] != nil ||
			!strings.HasPrefix(task["created_at"].(string), "20") || !strings.Contains(task["html_notes"].(string), "<strong>") {
			t.Errorf("the task: %v", task)
		}
		if got := named(all["stories"], story); got["text"] != "Soon." || got["task"] != hidden.GID {
			t.Errorf("its comment: %v", got)
		}
		if named(all["projects"], w.Secret.GID)["private"] != true || named(all["users"], w.Guest.GID)["role"] != "guest" {
			t.Errorf("projects %v, users %v", all["projects"], all["users"])
		}
		if named(all["tasks"], foreign) != nil || named(all["users"], w.Outsider.GID) != nil || len(all["tasks"].([]any)) != 4 {
			t.Error("what is of another organization")
		}
		next := s.post("/organization_exports", object{"organization": w.Workspace.GID}).ok(201)
		if next["gid"] == made["gid"] {
			t.Error("the next backup is the last one")
		}
		s.finished(next["gid"].(string))
	})
}

// Only service accounts that may, and only of their own organization; the address of the archive is for an hour.
func TestWhoExports(t *testing.T) {
	now := time.Now()
	clock := func(c *asana.Config) { c.Now = func() time.Time { return now } }
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		now = time.Now()
		other := w.AddWorkspace(t, "Elsewhere", w.Outsider)
		s, body := a.as(w.AddService(t, "Full")), object{"organization": w.Workspace.GID}
		export := s.post("/organization_exports", body).ok(201)["gid"].(string)
		for who, caller := range map[string]api{"a member": a, "an owner": a.as(w.Owner), "an app": a.through("77", "default"),
			"a service account for something else": a.as(w.AddService(t, "SCIM", asana.UserProvisioning))} {
			if made, read := caller.post("/organization_exports", body), caller.get("/organization_exports/"+export); made.Status != 403 || read.Status != 403 {
				t.Errorf("%s: %d, %d", who, made.Status, read.Status)
			}
		}
		_, gid, err := w.Platform.CreateService(t.Context(), w.Outsider.Actor, other.GID, asana.NewService{Name: "Foreign"})
		check(t, err)
		token, err := w.Platform.ResetService(t.Context(), w.Outsider.Actor, other.GID, gid)
		check(t, err)
		foreign := a.as(asanatest.Person{Token: token})
		if got := foreign.get("/organization_exports/" + export); got.Status != 403 {
			t.Errorf("of another organization: %d %s", got.Status, got.Raw)
		}
		if got := foreign.post("/organization_exports", body); got.Status != 403 {
			t.Errorf("another organization: %d %s", got.Status, got.Raw)
		}
		for _, bad := range []any{nil, "", "x", 7, "77", []string{"1"}, w.Project.GID} {
			if got := s.post("/organization_exports", object{"organization": bad}); got.Status != 400 {
				t.Errorf("%v: %d %s", bad, got.Status, got.Raw)
			}
		}
		for _, bad := range []string{"77", "x", "1' or 1=1", strings.Repeat("9", 40)} {
			if got := s.get("/organization_exports/" + strings.ReplaceAll(bad, " ", "%20")); got.Status != 404 {
				t.Errorf("%s: %d %s", bad, got.Status, got.Raw)
			}
		}
		inBatch := s.post("/batch", object{"actions": []object{{"relative_path": "/organization_exports", "method": "post", "data": body}}})
		if got := inBatch.list()[0]["status_code"]; got != float64(400) {
			t.Errorf("in a batch: %v", got)
		}
		running(t, w)
		address := s.finished(export)["download_url"].(string)
		status := func(address string) int {
			res, err := http.Get(address)
			check(t, err)
			check(t, res.Body.Close())
			return res.StatusCode
		}
		if got := status(address); got != 200 {
			t.Errorf("the address: %d", got)
		}
		for _, forged := range []string{strings.Replace(address, "expires=1", "expires=2", 1), strings.Split(address, "?")[0],
			strings.Replace(address, export, w.Tasks[0].GID, 1), address + "x"} {
			if got := status(forged); got != 403 {
				t.Errorf("%s: %d", forged, got)
			}
		}
		now = now.Add(61 * time.Minute)
		if got := status(address); got != 403 {
			t.Errorf("an hour later: %d", got)
		}
		if got := status(s.get("/organization_exports/" + export).ok(200)["download_url"].(string)); got != 200 {
			t.Errorf("asked anew: %d", got)
		}
	}, clock)
}

// What a program that died has begun is written anew by the next.
func TestExportSurvivesARestart(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		s := a.as(w.AddService(t, "Full"))
		export := s.post("/organization_exports", object{"organization": w.Workspace.GID}).ok(201)["gid"].(string)
		_, err := w.DB.Writer().ExecContext(t.Context(), "update organization_exports set state = 'started' where gid = $1", export)
		check(t, err)
		half, err := w.Blobs.Create(t.Context(), "export"+export)
		check(t, err)
		_, err = half.Write([]byte("half of an archive"))
		check(t, err)
		running(t, w)
		if all := archive(t, s.finished(export)["download_url"].(string)); len(all["tasks"].([]any)) != 3 {
			t.Errorf("tasks: %v", all["tasks"])
		}
	})
}
