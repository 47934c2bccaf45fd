package boottest

import (
	"fmt"
	"net/http"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// scriptsRead reads with nothing but a token.
func (c *checklist) scriptsRead(t *testing.T) {
	who := c.Role(t, "member", true)
	task := c.NewTask(t, who.Token, map[string]any{"name": "Read me"})
	me := c.data(t, who, http.MethodGet, "/users/me", nil)
	if me["email"] != who.Email {
		t.Errorf("me is %v, not %s", me, who.Email)
	}
	if got := c.data(t, who, http.MethodGet, "/tasks/"+task, nil); got["name"] != "Read me" {
		t.Errorf("the task reads %v", got)
	}
	if got := c.API(t, who.Token, http.MethodGet, "/projects", nil); got.Status != http.StatusOK {
		t.Errorf("projects: %d %s", got.Status, got.Body)
	}
	if got := c.API(t, "", http.MethodGet, "/users/me", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", got.Status)
	}
}

// scriptsWrite makes a task that stands on its page in the name of the token's person.
func (c *checklist) scriptsWrite(t *testing.T) {
	who := c.Role(t, "member", true)
	made := c.data(t, who, http.MethodPost, "/tasks", map[string]any{"projects": []string{c.ProjectGID}, "name": "Written from outside"})
	gid := fmt.Sprint(made["gid"])
	story := c.data(t, who, http.MethodPost, "/tasks/"+gid+"/stories", map[string]any{"text": "And commented on"})
	if by := dig(story, "created_by.gid"); by != who.GID {
		t.Errorf("the comment is by %s, not by %s", by, who.GID)
	}
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	tab.Go(c.TaskURL(gid))
	tab.SeeText("body", "And commented on")
}

// data calls the REST interface and returns the record it answers.
func (c *checklist) data(t *testing.T, who demo.Person, method, path string, body any) map[string]any {
	t.Helper()
	r := c.API(t, who.Token, method, path, body)
	if r.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Body)
	}
	return r.JSON(t)["data"].(map[string]any)
}

// list is data for a list.
func (c *checklist) list(t *testing.T, who demo.Person, path string) (records []map[string]any) {
	t.Helper()
	r := c.API(t, who.Token, http.MethodGet, path, nil)
	if r.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, r.Status, r.Body)
	}
	for _, one := range r.JSON(t)["data"].([]any) {
		records = append(records, one.(map[string]any))
	}
	return records
}
