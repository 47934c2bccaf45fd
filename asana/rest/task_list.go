package rest

import (
	"net/http"
	"time"

	"jirabridge/asana"
)

func completedSince() parameter {
	return parameter{Name: "completed_since", Text: "Only open tasks and those completed since this time; now for open ones only."}
}

func taskListOperations() []operation {
	return []operation{{
		ID: "getTasks", Method: http.MethodGet, Path: "/tasks", Scope: "tasks:read",
		Text: "Lists the tasks of a project, of a section, of a tag, or of a user in a workspace: exactly one of them.",
		Query: []parameter{
			{Name: "project", Text: "The project."}, {Name: "section", Text: "The section."}, {Name: "tag", Text: "The tag."},
			{Name: "user_task_list", Text: "The user's task list."},
			{Name: "assignee", Text: "The user: gid, e-mail address, or me. Needs workspace."},
			{Name: "workspace", Text: "The workspace. Needs assignee."},
			completedSince(), {Name: "modified_since", Text: "Only tasks modified since this time."},
		},
		Result: task{}, List: true, Do: getTasks,
	}, {
		ID: "getTasksForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/tasks", Scope: "tasks:read",
		Text:  "Lists the tasks of a project by section and position.",
		Query: []parameter{completedSince()}, Result: task{}, List: true, Do: getProjectTasks,
	}, {
		ID: "getTasksForSection", Method: http.MethodGet, Path: "/sections/{section_gid}/tasks", Scope: "tasks:read",
		Text: "Lists the tasks of a section by position.", Query: []parameter{completedSince()}, Result: task{}, List: true,
		Do: getSectionTasks,
	}, {
		ID: "getTasksForTag", Method: http.MethodGet, Path: "/tags/{tag_gid}/tasks", Scope: "tasks:read",
		Text: "Lists the tasks with a tag, oldest first.", Result: task{}, List: true, Do: getTagTasks,
	}, {
		ID: "getTasksForUserTaskList", Method: http.MethodGet, Path: "/user_task_lists/{user_task_list_gid}/tasks",
		Scope: "tasks:read", Text: "Lists the tasks of a user in a workspace, oldest first.",
		Query: []parameter{completedSince()}, Result: task{}, List: true, Do: getUserTaskListTasks,
	}, {
		ID: "getUserTaskList", Method: http.MethodGet, Path: "/user_task_lists/{user_task_list_gid}", Scope: "tasks:read",
		Text: "Returns a user's task list.", Result: userTaskList{}, Do: getUserTaskList,
	}, {
		ID: "getUserTaskListForUser", Method: http.MethodGet, Path: "/users/{user_gid}/user_task_list", Scope: "tasks:read",
		Text:   "Returns the task list of a user in a workspace.",
		Query:  []parameter{{Name: "workspace", Text: "The workspace.", Required: true}},
		Result: userTaskList{}, Do: getUserTaskListForUser,
	}}
}

func getTasks(c *call) (any, error) {
	q, err := c.taskQuery()
	if err != nil {
		return nil, err
	}
	if q.ModifiedSince, err = c.since("modified_since"); err != nil {
		return nil, err
	}
	return c.tasksOf(q)
}

// taskQuery reads which one of the possible lists is wanted.
func (c *call) taskQuery() (q asana.TaskQuery, err error) {
	wanted := 0
	for _, list := range []struct {
		name string
		into *string
	}{{"project", &q.Project}, {"section", &q.Section}, {"tag", &q.Tag}, {"user_task_list", &q.Assignee}, {"workspace", &q.Workspace}} {
		if c.query.Get(list.name) == "" {
			continue
		}
		wanted++
		if *list.into, err = c.required(list.name); err != nil {
			return q, err
		}
	}
	if assignee := c.query.Get("assignee"); wanted != 1 || (assignee != "") != (q.Workspace != "") {
		return q, badRequest("Must specify exactly one of project, tag, section, user task list, or assignee + workspace")
	}
	if q.Assignee != "" {
		q.Workspace, q.Assignee, err = userTaskListGID(q.Assignee)
	} else if q.Workspace != "" {
		q.Assignee, err = c.userInQuery("assignee")
	}
	return q, err
}

func getSectionTasks(c *call) (any, error) {
	gid, err := c.gid("section_gid")
	if err != nil {
		return nil, err
	}
	return c.tasksOf(asana.TaskQuery{Section: gid})
}

func getTagTasks(c *call) (any, error) {
	gid, err := c.gid("tag_gid")
	if err != nil {
		return nil, err
	}
	return c.tasksOf(asana.TaskQuery{Tag: gid})
}

func getProjectTasks(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	return c.tasksOf(asana.TaskQuery{Project: gid})
}

// tasksOf answers a list; completed_since narrows every one of them.
func (c *call) tasksOf(q asana.TaskQuery) (any, error) {
	var err error
	if q.CompletedSince, err = c.since("completed_since"); err != nil {
		return nil, err
	}
	items, next, err := c.platform.FindTasks(c.ctx(), c.actor, q, c.page)
	return all(items, next, err, c.taskRecord)
}

// since reads a time of the query; zero when it is not there. Nothing has happened since "now": clients ask so
// for open tasks only.
func (c *call) since(name string) (time.Time, error) {
	text := c.query.Get(name)
	switch text {
	case "":
		return time.Time{}, nil
	case "now":
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1970 {
			return t, nil
		}
	}
	return time.Time{}, badRequest(name + ": Date-time must be in ISO-8601 format, or now, not: " + text)
}
