package boottest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// reportsThroughTheAPI counts a project's tasks by section, assignee and state from what a script reads. The
// project's page shows the same. A status update is posted and read back.
func (c *checklist) reportsThroughTheAPI(t *testing.T) {
	who := c.Role(t, "member", true)
	project := c.reported(t, who, c.Role(t, "owner", true))
	counts := c.data(t, who, http.MethodGet, "/projects/"+project+"/task_counts?opt_fields=num_tasks,num_completed_tasks,num_incomplete_tasks", nil)
	if fmt.Sprint(counts["num_tasks"], counts["num_completed_tasks"], counts["num_incomplete_tasks"]) != "24 8 16" {
		t.Errorf("counts %v", counts)
	}
	report := c.report(t, who, "/projects/"+project+"/tasks?limit=100")
	if open := c.report(t, who, "/tasks?completed_since=now&limit=100&project="+project); report.total("") != 24 || open.total("completed") != 0 ||
		open.total("") != 16 || report.total("overdue") != 8 || report.total("completed") != 8 {
		t.Errorf("the report says %v, that of open tasks %v", report, open)
	}
	page := c.signIn(t, who)
	must(t, page.Open(t.Context(), c.PlatformURL+"/0/"+project))
	if diff := cmp.Diff(shownReport(page), report); diff != "" {
		t.Errorf("the report differs from the page (-page +report):\n%s", diff)
	}
	made := c.data(t, who, http.MethodPost, "/status_updates", map[string]any{"parent": project, "title": "Week 1", "text": "Two open.", "status_type": "at_risk"})
	back := c.data(t, who, http.MethodGet, "/status_updates/"+fmt.Sprint(made["gid"]), nil)
	if back["title"] != "Week 1" || back["text"] != "Two open." || back["status_type"] != "at_risk" {
		t.Errorf("read back %v", back)
	}
	if got := dig(c.data(t, who, http.MethodGet, "/projects/"+project, nil), "current_status_update.gid"); got != made["gid"] {
		t.Errorf("the project's status is %v", got)
	}
}

// reported makes a project with tasks of all states, in two sections, of two people and of nobody.
func (c *checklist) reported(t *testing.T, who, other demo.Person) string {
	t.Helper()
	project := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Report"})["gid"])
	section := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects/"+project+"/sections", map[string]any{"name": "Doing"})["gid"])
	for i := range 24 {
		task := map[string]any{"name": fmt.Sprint("Task ", i), "completed": i%3 == 0}
		task["assignee"] = []any{who.GID, who.GID, other.GID, nil}[i%4]
		task["due_on"] = []any{"2020-01-02", "2020-01-02", nil, "2099-01-02"}[i/2%4]
		if task["projects"] = []string{project}; i%5 < 3 {
			delete(task, "projects")
			task["memberships"] = []map[string]any{{"project": project, "section": section}}
		}
		c.data(t, who, http.MethodPost, "/tasks", task)
	}
	return project
}

// report is how many tasks there are of a section, assignee and state.
type report map[string]int

func (r report) add(section, assignee, state string) { r[section+" / "+assignee+" / "+state]++ }

// total counts the tasks of a state, of all with "".
func (r report) total(state string) (n int) {
	for key, tasks := range r {
		if strings.HasSuffix(key, state) {
			n += tasks
		}
	}
	return n
}

// report computes one from a list of tasks.
func (c *checklist) report(t *testing.T, who demo.Person, path string) report {
	t.Helper()
	r, today := report{}, time.Now().UTC().Format(time.DateOnly)
	for _, task := range c.list(t, who, path+"&opt_fields=completed,due_on,assignee.name,memberships.section.name") {
		state, due := "open", dig(task, "due_on")
		switch {
		case task["completed"] == true:
			state = "completed"
		case due != "" && due < today:
			state = "overdue"
		}
		r.add(dig(task["memberships"].([]any)[0], "section.name"), dig(task, "assignee.name"), state)
	}
	return r
}

// shownReport computes one from the rows of the project's open page.
func shownReport(page *visitor.Visitor) report {
	r, section := report{}, ""
	for n := range page.Page.Descendants() {
		switch {
		case hasClass(n, "list-title"):
			section = strings.TrimSpace(n.FirstChild.Data)
		case hasClass(n, "task-row") && !hasClass(n, "task-new"):
			state := "open"
			if inside(n, "late").Type == html.ElementNode {
				state = "overdue"
			} else if hasClass(n, "is-done") {
				state = "completed"
			}
			r.add(section, visitor.Attribute(inside(n, "task-who"), "title"), state)
		}
	}
	return r
}

// inside finds what has a class within a node; what is not there is empty.
func inside(n *html.Node, class string) *html.Node {
	for child := range n.Descendants() {
		if hasClass(child, class) {
			return child
		}
	}
	return &html.Node{}
}

func hasClass(n *html.Node, class string) bool {
	return n.Type == html.ElementNode && slices.Contains(strings.Fields(visitor.Attribute(n, "class")), class)
}
