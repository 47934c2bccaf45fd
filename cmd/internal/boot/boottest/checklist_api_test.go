package boottest

import (
	"fmt"
	"net/http"
	"net/url"
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

// reportsThroughTheAPI counts the tasks of a project as its list has them, and posts a status update.
func (c *checklist) reportsThroughTheAPI(t *testing.T) {
	who := c.Role(t, "member", true)
	project := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Report"})["gid"])
	for i := range 5 {
		task := map[string]any{"projects": []string{project}, "name": fmt.Sprint("Task ", i), "completed": i%2 == 0, "due_on": "2020-01-02"}
		c.data(t, who, http.MethodPost, "/tasks", task)
	}
	counts := c.data(t, who, http.MethodGet, "/projects/"+project+"/task_counts?opt_fields=num_tasks,num_completed_tasks,num_incomplete_tasks", nil)
	if fmt.Sprint(counts["num_tasks"], counts["num_completed_tasks"], counts["num_incomplete_tasks"]) != "5 3 2" {
		t.Errorf("counts %v", counts)
	}
	open := c.list(t, who, "/tasks?completed_since=now&opt_fields=due_on,memberships.section.name&project="+project)
	if len(open) != 2 || open[0]["due_on"] != "2020-01-02" {
		t.Errorf("open: %v", open)
	}
	made := c.data(t, who, http.MethodPost, "/status_updates", map[string]any{"parent": project, "title": "Week 1", "text": "Two open.", "status_type": "at_risk"})
	back := c.data(t, who, http.MethodGet, "/status_updates/"+fmt.Sprint(made["gid"]), nil)
	if back["text"] != "Two open." || back["status_type"] != "at_risk" {
		t.Errorf("read back %v", back)
	}
	if got := dig(c.data(t, who, http.MethodGet, "/projects/"+project, nil), "current_status_update.gid"); got != made["gid"] {
		t.Errorf("the project's status is %v", got)
	}
}

// mirrorsKeepInStep follows a project by sync tokens while it changes, loses its token on the way, and ends
// equal to it.
func (c *checklist) mirrorsKeepInStep(t *testing.T) {
	who := c.Role(t, "member", true)
	project := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Mirrored"})["gid"])
	m := &mirror{c: c, who: who, project: project}
	m.follow(t)
	var tasks []string
	for i := range 60 {
		gid := fmt.Sprint(c.data(t, who, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": fmt.Sprint("Task ", i)})["gid"])
		tasks = append(tasks, gid)
		switch i % 5 {
		case 1:
			c.data(t, who, http.MethodPut, "/tasks/"+tasks[i/2], map[string]any{"name": fmt.Sprint("Renamed ", i)})
		case 2:
			c.data(t, who, http.MethodDelete, "/tasks/"+tasks[i-1], nil)
		case 3:
			m.follow(t)
		}
		if i == 40 {
			m.sync = "lost"
		}
	}
	m.follow(t)
	if m.fullReads != 2 {
		t.Errorf("%d full reads, want the first and the one after the token was lost", m.fullReads)
	}
	want := map[string]string{}
	for _, task := range c.list(t, who, "/projects/"+project+"/tasks?opt_fields=name&limit=100") {
		want[fmt.Sprint(task["gid"])] = fmt.Sprint(task["name"])
	}
	if fmt.Sprint(m.names) != fmt.Sprint(want) {
		t.Errorf("the mirror has %v, the platform %v", m.names, want)
	}
}

// mirror is another application's copy of a project: the names of its tasks.
type mirror struct {
	c         *checklist
	who       demo.Person
	project   string
	sync      string
	names     map[string]string
	fullReads int
}

// follow reads events to their end; told that its token is worth nothing it reads everything.
func (m *mirror) follow(t *testing.T) {
	for more := true; more; {
		r := m.c.API(t, m.who.Token, http.MethodGet, "/events?resource="+m.project+"&sync="+url.QueryEscape(m.sync), nil)
		body := r.JSON(t)
		m.sync = fmt.Sprint(body["sync"])
		if r.Status == http.StatusPreconditionFailed {
			m.fullReads++
			m.names = map[string]string{}
			for _, task := range m.c.list(t, m.who, "/projects/"+m.project+"/tasks?opt_fields=name&limit=100") {
				m.names[fmt.Sprint(task["gid"])] = fmt.Sprint(task["name"])
			}
			return
		}
		for _, e := range body["data"].([]any) {
			m.apply(t, e.(map[string]any))
		}
		more = body["has_more"] == true
	}
}

func (m *mirror) apply(t *testing.T, event map[string]any) {
	gid := dig(event, "resource.gid")
	if event["type"] != "task" {
		return
	}
	r := m.c.API(t, m.who.Token, http.MethodGet, "/tasks/"+gid+"?opt_fields=name", nil)
	if r.Status == http.StatusNotFound {
		delete(m.names, gid)
		return
	}
	m.names[gid] = fmt.Sprint(dig(r.JSON(t), "data.name"))
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
