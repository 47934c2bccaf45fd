package rest

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

func taskRelationOperations() []operation {
	return []operation{{
		ID: "getSubtasksForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/subtasks", Scope: "tasks:read",
		Text: "Lists the tasks directly below a task, oldest first.", Result: task{}, List: true, Do: getSubtasks,
	}, {
		ID: "createSubtaskForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/subtasks", Scope: "tasks:write",
		Body: &newTask{}, Text: "Makes a task below another one.", Result: task{}, Status: http.StatusCreated,
		Do: createSubtask,
	}, {
		ID: "setParentForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/setParent", Scope: "tasks:write",
		Body: &newParent{}, Text: "Puts a task below another one, or below none with null.", Result: task{}, Do: setParent,
	}, {
		ID: "getProjectsForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/projects", Scope: "projects:read",
		Text: "Lists the projects a task is in.", Result: project{}, List: true, Do: getTaskProjects,
	}, {
		ID: "addProjectForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/addProject", Scope: "tasks:write",
		Body: &taskProject{}, Text: "Puts a task into a project, or at another place in it.", Do: addProject,
	}, {
		ID: "removeProjectForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/removeProject", Scope: "tasks:write",
		Body: &taskProject{}, Text: "Takes a task out of a project.", Do: removeProject,
	}, {
		ID: "addFollowersForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/addFollowers", Scope: "tasks:write",
		Body: &followers{}, Text: "Makes people collaborators of a task.", Result: task{}, Do: addFollowers,
	}, {
		ID: "removeFollowerForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/removeFollowers",
		Scope: "tasks:write", Body: &followers{}, Text: "Ends people's collaboration on a task.", Result: task{},
		Do: removeFollowers,
	}}
}

func getSubtasks(c *call) (any, error) { return c.related(c.platform.Subtasks) }

func createSubtask(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	if err := c.decode(&newTask{}); err != nil { // what is wrong is said, though the path decides
		return nil, err
	}
	c.data["parent"] = gid
	return createTask(c)
}

// newParent is the body of setParentForTask.
type newParent struct {
	Parent       *gid `json:"parent"`
	InsertBefore *gid `json:"insert_before"`
	InsertAfter  *gid `json:"insert_after"`
}

// setParent keeps subtasks in the order in which they were made.
func setParent(c *call) (any, error) {
	gid, body, err := bodyAt[newParent](c, "task_gid")
	if err != nil {
		return nil, err
	}
	switch {
	case body.Parent == nil:
		return nil, badRequest("parent: Missing input")
	case text(body.InsertBefore) != "":
		return nil, badRequest("insert_before: Not supported by this server")
	case text(body.InsertAfter) != "":
		return nil, badRequest("insert_after: Not supported by this server")
	}
	t, err := c.platform.SetParent(c.ctx(), c.actor, gid, text(body.Parent))
	return one(t, err, c.taskRecord)
}

func getTaskProjects(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Task(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	projects := make([]asana.Project, len(t.Memberships))
	for i, m := range t.Memberships {
		projects[i] = asana.Project{GID: m.Project.GID, Name: m.Project.Name}
	}
	return slice(c, projects, projectGID, projectRecord)
}

// taskProject is the body of addProjectForTask and removeProjectForTask.
type taskProject struct {
	Project      *gid `json:"project"`
	Section      *gid `json:"section"`
	InsertBefore *gid `json:"insert_before"`
	InsertAfter  *gid `json:"insert_after"`
}

func (c *call) taskAndProject() (task string, body taskProject, err error) {
	task, body, err = bodyAt[taskProject](c, "task_gid")
	if err == nil && text(body.Project) == "" {
		err = badRequest("project: Missing input")
	}
	return task, body, err
}

func addProject(c *call) (any, error) {
	gid, body, err := c.taskAndProject()
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.PlaceTask(c.ctx(), c.actor, gid, asana.Placement{
		Project: text(body.Project), Section: text(body.Section), Between: between(body.InsertBefore, body.InsertAfter),
	})
}

func removeProject(c *call) (any, error) {
	gid, body, err := c.taskAndProject()
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.TakeTask(c.ctx(), c.actor, gid, text(body.Project))
}

// followers is the body of addFollowersForTask and removeFollowerForTask.
type followers struct {
	Followers []userRef `json:"followers"`
}

func addFollowers(c *call) (any, error) { return c.changeFollowers(c.platform.AddFollowers) }

func removeFollowers(c *call) (any, error) { return c.changeFollowers(c.platform.RemoveFollowers) }

// changeFollowers answers the task, unless whoever asked does not see it any more.
func (c *call) changeFollowers(do func(ctx context.Context, a asana.Actor, task string, people ...string) error) (any, error) {
	gid, body, err := bodyAt[followers](c, "task_gid")
	if err != nil {
		return nil, err
	}
	before, err := c.platform.Task(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	people, err := c.people("followers", body.Followers)
	if err != nil {
		return nil, err
	}
	if err := do(c.ctx(), c.actor, gid, people...); err != nil {
		return nil, err
	}
	t, err := c.platform.Task(c.ctx(), c.actor, gid)
	if asana.IsKind(err, asana.NotFound) {
		return taskOf(asana.Ref{GID: gid, Name: before.Name}), nil
	}
	return one(t, err, c.taskRecord)
}
