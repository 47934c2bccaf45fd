package rest

import (
	"time"

	"jirabridge/asana"
)

func getTasks(c *call) (any, error) {
	for _, name := range []string{"tag", "user_task_list"} { // which the platform has not
		if c.query.Get(name) != "" {
			return nil, badRequest(name + ": Not supported by this server")
		}
	}
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
	}{{"project", &q.Project}, {"section", &q.Section}, {"workspace", &q.Workspace}} {
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
	if q.Workspace != "" {
		q.Assignee, err = c.userInQuery("assignee")
	}
	return q, err
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
