package boottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/cmd/internal/demo"
)

// mirrorsKeepInStep follows a project by sync tokens through 1,000 changes that somebody else makes meanwhile. The
// mirror is restarted twice, and in the end has what the platform has. Then it loses its token.
func (c *checklist) mirrorsKeepInStep(t *testing.T) {
	who, other := c.Role(t, "member", true), c.Role(t, "owner", true)
	project := c.mirrored(t, other)
	m := &mirror{c: c, who: who, project: project, file: filepath.Join(t.TempDir(), "mirror.json")}
	m.follow(t)
	changes := c.changeTogether(t, other, project)
	for restarts := 0; changes.running() || restarts < 2; m.follow(t) {
		if changes.made.Load() >= int64(300*(restarts+1)) {
			m.read(t) // and is ended before it has saved what it read
			m, restarts = m.restarted(t), restarts+1
		}
	}
	m.follow(t) // the last changes may have been made after the last reading
	if m.FullReads != 1 || changes.made.Load() != 1000 || m.Events < 500 || len(m.Tasks) < 50 {
		t.Errorf("%d full reads, %d changes, %d events, %d tasks", m.FullReads, changes.made.Load(), m.Events, len(m.Tasks))
	}
	m.equals(t)

	lost := fmt.Sprint(c.data(t, other, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": "Missed"})["gid"])
	m.Sync = "lost"
	m.follow(t)
	if m.FullReads != 2 || m.Tasks[lost] == nil {
		t.Errorf("%d full reads, the task is %v", m.FullReads, m.Tasks[lost])
	}
	m.equals(t)
}

// mirrored makes a project with four sections and a custom field.
func (c *checklist) mirrored(t *testing.T, who demo.Person) string {
	t.Helper()
	made := c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Mirrored"})
	project := "/projects/" + fmt.Sprint(made["gid"])
	for i := range 3 {
		c.data(t, who, http.MethodPost, project+"/sections", map[string]any{"name": fmt.Sprint("Section ", i)})
	}
	c.data(t, who, http.MethodPost, project+"/addCustomFieldSetting", map[string]any{"custom_field": c.TextCustomFieldGID})
	return fmt.Sprint(made["gid"])
}

// mirror is another application's copy of a project: what its tasks are, as JSON. What begins with a capital
// is saved.
type mirror struct {
	c       *checklist
	who     demo.Person
	project string
	file    string

	Sync      string
	Tasks     map[string]map[string]any
	FullReads int
	Events    int
}

// mirroredFields are what a mirror keeps of a task.
const mirroredFields = "opt_fields=name,notes,completed,due_on,assignee.gid,custom_fields.gid,custom_fields.display_value," +
	"memberships.project.gid,memberships.section.gid"

// follow reads events to their end, and saves after every answer.
func (m *mirror) follow(t *testing.T) {
	t.Helper()
	for more := true; more; {
		more = m.read(t)
		saved, err := json.Marshal(m)
		must(t, err)
		must(t, os.WriteFile(m.file, saved, 0o600))
	}
}

// restarted is the mirror as another process finds it: what was saved.
func (m *mirror) restarted(t *testing.T) *mirror {
	t.Helper()
	saved, err := os.ReadFile(m.file)
	must(t, err)
	again := &mirror{c: m.c, who: m.who, project: m.project, file: m.file}
	must(t, json.Unmarshal(saved, again))
	return again
}

// read takes one answer; told that its token is worth nothing it reads everything.
func (m *mirror) read(t *testing.T) (more bool) {
	t.Helper()
	r := m.c.API(t, m.who.Token, http.MethodGet, "/events?resource="+m.project+"&sync="+url.QueryEscape(m.Sync), nil)
	body := r.JSON(t)
	if r.Status == http.StatusPreconditionFailed {
		m.Tasks, m.Sync = m.platform(t), fmt.Sprint(body["sync"])
		m.FullReads++
		return false
	}
	if r.Status != http.StatusOK {
		t.Fatalf("events: %d %s", r.Status, r.Body)
	}
	var changed []string
	for _, e := range body["data"].([]any) {
		m.Events++
		if gid := dig(e, "resource.gid"); dig(e, "type") == "task" && !slices.Contains(changed, gid) {
			changed = append(changed, gid)
		}
	}
	for some := range slices.Chunk(changed, 10) {
		m.readTasks(t, some)
	}
	m.Sync = fmt.Sprint(body["sync"])
	return body["has_more"] == true
}

// readTasks reads tasks again. Those the person does not find, or not in the project, are left out.
func (m *mirror) readTasks(t *testing.T, gids []string) {
	t.Helper()
	var actions []map[string]any
	for _, gid := range gids {
		actions = append(actions, map[string]any{"method": "get", "relative_path": "/tasks/" + gid + "?" + mirroredFields})
	}
	for i, a := range m.c.batchOf(t, m.who.Token, actions) {
		delete(m.Tasks, gids[i])
		task, _ := a.Body["data"].(map[string]any)
		switch {
		case a.Status == http.StatusOK && inProject(task, m.project):
			m.Tasks[gids[i]] = task
		case a.Status != http.StatusOK && a.Status != http.StatusNotFound && a.Status != http.StatusForbidden:
			t.Fatalf("task %s: %d %v", gids[i], a.Status, a.Body)
		}
	}
}

func inProject(task map[string]any, project string) bool {
	return slices.ContainsFunc(task["memberships"].([]any), func(m any) bool {
		return dig(m, "project.gid") == project
	})
}

// platform reads all tasks of the project, page by page.
func (m *mirror) platform(t *testing.T) map[string]map[string]any {
	t.Helper()
	tasks, next := map[string]map[string]any{}, ""
	for {
		body := m.c.API(t, m.who.Token, http.MethodGet, "/projects/"+m.project+"/tasks?limit=100&"+mirroredFields+next, nil).JSON(t)
		for _, one := range body["data"].([]any) {
			task := one.(map[string]any)
			tasks[task["gid"].(string)] = task
		}
		page, more := body["next_page"].(map[string]any)
		if !more {
			return tasks
		}
		next = "&offset=" + url.QueryEscape(fmt.Sprint(page["offset"]))
	}
}

// equals compares the mirror with the platform, task by task and field by field.
func (m *mirror) equals(t *testing.T) {
	t.Helper()
	if diff := cmp.Diff(m.platform(t), m.Tasks); diff != "" {
		t.Errorf("the mirror differs from the platform (-platform +mirror):\n%s", diff)
	}
}

// batched is what one action of a batch answers.
type batched struct {
	Status int            `json:"status_code"`
	Body   map[string]any `json:"body"`
}

func (w *World) batchOf(t testing.TB, token string, actions []map[string]any) []batched {
	t.Helper()
	r := w.API(t, token, http.MethodPost, "/batch", map[string]any{"actions": actions})
	var answer struct{ Data []batched }
	if err := json.Unmarshal(r.Body, &answer); err != nil || len(answer.Data) != len(actions) {
		t.Errorf("a batch: %d %s", r.Status, r.Body)
		return make([]batched, len(actions))
	}
	return answer.Data
}

// changes are under way.
type changes struct {
	made atomic.Int64
	done chan struct{}
}

func (c *changes) running() bool {
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// changeTogether has four programs of one person make 250 changes each: nine at a time over /batch, the tenth on a page.
func (c *checklist) changeTogether(t *testing.T, who demo.Person, project string) *changes {
	t.Helper()
	all := &changes{done: make(chan struct{})}
	sections := c.list(t, who, "/projects/"+project+"/sections")
	var group sync.WaitGroup
	for range 4 {
		s := &script{c: c, who: who, project: project}
		for _, one := range sections {
			s.sections = append(s.sections, fmt.Sprint(one["gid"]))
		}
		page := c.signIn(t, who)
		group.Go(func() {
			for range 25 {
				s.round(t, func(task, private string) {
					err := page.Post(t.Context(), "/0/"+project+"/"+task, url.Values{"private": {private}})
					if err != nil || page.Status != http.StatusOK {
						t.Errorf("private %s: %d %v", private, page.Status, err)
					}
				})
				all.made.Add(10)
			}
		})
	}
	go func() { group.Wait(); close(all.done) }()
	return all
}

// script changes tasks of its own in a project.
type script struct {
	c        *checklist
	who      demo.Person
	project  string
	sections []string
	n        int

	inside, outside, private []string // tasks
}

// round makes ten changes.
func (s *script) round(t *testing.T, setPrivate func(task, private string)) {
	var actions []map[string]any
	for range 9 {
		method, path, data := s.change()
		actions = append(actions, map[string]any{"method": method, "relative_path": path, "data": data})
	}
	for i, a := range s.c.batchOf(t, s.who.Token, actions) {
		if a.Status != http.StatusOK && a.Status != http.StatusCreated {
			t.Errorf("%v: %d %v", actions[i], a.Status, a.Body)
		}
		if a.Status == http.StatusCreated {
			s.inside = append(s.inside, dig(a.Body, "data.gid"))
		}
	}
	if len(s.private) > 2 {
		setPrivate(pop(&s.private, 0), "off")
		return
	}
	task := s.inside[s.n%len(s.inside)]
	if !slices.Contains(s.private, task) {
		s.private = append(s.private, task)
	}
	setPrivate(task, "on")
}

// change is the next of all kinds in turn; as long as there are few tasks they are created.
func (s *script) change() (method, path string, data map[string]any) {
	s.n++
	section := s.sections[s.n%len(s.sections)]
	if kind := s.n % 11; kind < 3 || len(s.inside) < 9 || kind == 8 && len(s.outside) == 0 {
		return "post", "/tasks", map[string]any{"name": fmt.Sprint("Task ", s.n), "memberships": []map[string]any{{"project": s.project, "section": section}}}
	}
	at := s.n * 7 % len(s.inside)
	task := s.inside[at]
	switch s.n % 11 {
	case 3:
		return "put", "/tasks/" + task, map[string]any{"name": fmt.Sprint("Renamed ", s.n), "notes": fmt.Sprint("By change ", s.n)}
	case 4:
		return "put", "/tasks/" + task, map[string]any{"completed": s.n%2 == 0, "assignee": s.who.GID}
	case 5:
		return "post", "/sections/" + section + "/addTask", map[string]any{"task": task}
	case 6, 7:
		s.outside = append(s.outside, pop(&s.inside, at))
		return "post", "/tasks/" + task + "/removeProject", map[string]any{"project": s.project}
	case 8:
		task = pop(&s.outside, 0)
		s.inside = append(s.inside, task)
		return "post", "/tasks/" + task + "/addProject", map[string]any{"project": s.project, "section": section}
	case 9:
		pop(&s.inside, at)
		s.private = slices.DeleteFunc(s.private, func(gid string) bool { return gid == task })
		return "delete", "/tasks/" + task, nil
	}
	return "put", "/tasks/" + task, map[string]any{"due_on": "2031-05-06", "custom_fields": map[string]any{s.c.TextCustomFieldGID: fmt.Sprint("Value ", s.n)}}
}

// pop takes one out of a list.
func pop(list *[]string, at int) string {
	one := (*list)[at]
	*list = slices.Delete(*list, at, at+1)
	return one
}
