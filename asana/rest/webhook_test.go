package rest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jirabridge/asana/asanatest"
)

// receiver answers every handshake.
func receiver(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(shakeHands))
	t.Cleanup(server.Close)
	return server.URL
}

func shakeHands(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Hook-Secret", r.Header.Get("X-Hook-Secret"))
}

func (s samples) webhooks() map[string]answer {
	target := receiver(s.t)
	made := s.a.post("/webhooks", object{"resource": s.w.Project.GID, "target": target + "/a?b=c",
		"filters": []object{{"resource_type": "task", "action": "changed", "fields": []string{"due_on"}}}})
	hook := "/webhooks/" + s.made(made)
	return map[string]answer{
		"createWebhook": made,
		"getWebhooks":   s.a.get("/webhooks?limit=1&workspace=" + s.w.Workspace.GID + "&resource=" + s.w.Project.GID),
		"getWebhook":    s.a.get(hook),
		"updateWebhook": s.a.put(hook, object{"filters": []object{{"resource_type": "story"}}}),
		"deleteWebhook": s.a.delete(hook),
	}
}

func TestWebhooks(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		target, ctx := receiver(t), t.Context()
		form := a.send("POST", "/webhooks", "application/x-www-form-urlencoded", strings.NewReader("resource="+w.Tasks[0].GID+"&target="+target))
		secret, _ := form.Body["X-Hook-Secret"].(string)
		hook := form.ok(201)
		if len(secret) != 64 || hook["active"] != false || !strings.HasSuffix(form.Header.Get("Location"), "/webhooks/"+hook["gid"].(string)) {
			t.Errorf("made %s at %s", form.Raw, form.Header.Get("Location"))
		}
		if err := w.Hooks.Tell(ctx); err != nil {
			t.Fatal(err)
		}
		path := "/webhooks/" + hook["gid"].(string)
		read := a.get(path).ok(200)
		if resource := read["resource"].(map[string]any); read["active"] != true || resource["name"] != "Write the text" || resource["resource_type"] != "task" {
			t.Errorf("read %v", read)
		}
		if strings.Contains(a.get(path+"?opt_fields=filters,secret,X-Hook-Secret").Raw, secret) {
			t.Error("the secret is told again")
		}
		second := a.post("/webhooks", object{"resource": w.Project.GID, "target": target, "filters": []object{{"action": "added"}}}).ok(201)
		list := "/webhooks?workspace=" + w.Workspace.GID
		page := a.get(list + "&limit=1")
		next := page.Body["next_page"].(map[string]any)["offset"].(string)
		if got := append(gids(page.list()), gids(a.get(list+"&limit=1&offset="+next).list())...); strings.Join(got, " ") != hook["gid"].(string)+" "+second["gid"].(string) {
			t.Errorf("listed %v", got)
		}
		if got := gids(a.get(list + "&resource=" + w.Project.GID).list()); len(got) != 1 || got[0] != second["gid"] {
			t.Errorf("on the project: %v", got)
		}
		a.get(list+"&resource=x").fails(400, "resource: Not a recognized ID: x")
		a.get("/webhooks").fails(400, "workspace: Missing input")
		if after := a.put(path, object{"filters": []object{{"resource_type": "story"}}}).ok(200); after["filters"].([]any)[0].(map[string]any)["resource_type"] != "story" {
			t.Errorf("changed: %v", after)
		}
		a.put(path, object{}).fails(400, "filters: Missing input")
		a.put(path, object{"filters": []string{"x"}}).fails(400, "filters: [0]: Value is not a JSON object")
		a.put(path, object{"filters": []object{{"fields": []int{1}}}}).status(400)
		for _, other := range []api{a.as(w.Colleague), a.as(w.Owner), a.through("5", "default")} {
			if got := other.get(list).list(); len(got) != 0 {
				t.Errorf("somebody else lists %v", got)
			}
			for _, got := range []answer{other.get(path), other.delete(path), other.put(path, object{"filters": []object{}})} {
				got.fails(403, "You do not have access to this webhook.")
			}
		}
		a.delete(path).status(200)
		a.get(path).fails(404, "webhook: Unknown object: "+hook["gid"].(string))
	})
}

func TestWebhooksRefused(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		target := receiver(t)
		a.post("/webhooks", object{"target": target}).fails(400, "You should specify one of resource")
		a.post("/webhooks", object{"resource": w.Project.GID}).fails(400, "target: Missing input")
		a.post("/webhooks", object{"resource": "12", "target": target}).fails(400, "resource: Unknown object: 12")
		a.as(w.Colleague).post("/webhooks", object{"resource": w.Secret.GID, "target": target}).fails(403, "You do not have access to this project.")
		a.post("/webhooks", object{"resource": w.Project.GID, "target": "http://10.0.0.1/"}).fails(403, "target: The address may not be called.")
		a.post("/webhooks", object{"resource": w.Project.GID, "target": w.URL + "/api/1.0/users/me"}).fails(400,
			"The remote server which is intended to receive the webhook responded with an incorrect status code: 404")
		a.post("/webhooks", object{"resource": w.Project.GID, "target": target}).ok(201)
		a.post("/webhooks", object{"resource": w.Project.GID, "target": target}).fails(403, "Duplicated webhook. You already have an "+
			"existing webhook for the given resource and target. Delete the old one before creating another.")
		a.through("5", "webhooks:read").post("/webhooks", object{"resource": w.Project.GID, "target": target}).status(403)
	})
}
