package rest

import "jirabridge/asana"

// userTaskList is what a user has to do in a workspace. Its gid is made of both.
type userTaskList struct {
	GID          string     `json:"gid"`
	ResourceType string     `json:"resource_type"`
	Name         string     `json:"name" rest:"compact"`
	Owner        *user      `json:"owner" rest:"compact"`
	Workspace    *workspace `json:"workspace" rest:"compact"`
}

// userTaskListGID takes the gid of a task list apart.
func userTaskListGID(gid string) (workspace, person string, err error) {
	workspace, person, ok := splitGID(gid)
	if !ok {
		return "", "", unknown("user_task_list", gid)
	}
	return workspace, person, nil
}

func getUserTaskList(c *call) (any, error) {
	gid, err := c.gid("user_task_list_gid")
	if err != nil {
		return nil, err
	}
	workspace, person, err := userTaskListGID(gid)
	if err != nil {
		return nil, err
	}
	return c.userTaskList(workspace, person)
}

func getUserTaskListForUser(c *call) (any, error) {
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	return c.userTaskList(workspace, person)
}

func (c *call) userTaskList(workspace, person string) (any, error) {
	w, err := c.platform.Workspace(c.ctx(), c.actor, workspace)
	if err != nil {
		return nil, err
	}
	p, err := c.platform.PersonSeen(c.ctx(), c.actor, person)
	if err != nil {
		return nil, err
	}
	return &userTaskList{GID: pairGID(workspace, person), ResourceType: "user_task_list", Name: "My tasks of " + p.Name,
		Owner:     userOf(asana.Ref{GID: p.GID, Name: p.Name}),
		Workspace: workspaceOf(asana.Ref{GID: w.GID, Name: w.Name})}, nil
}

func getUserTaskListTasks(c *call) (any, error) {
	gid, err := c.gid("user_task_list_gid")
	if err != nil {
		return nil, err
	}
	workspace, person, err := userTaskListGID(gid)
	if err != nil {
		return nil, err
	}
	return c.tasksOf(asana.TaskQuery{Workspace: workspace, Assignee: person})
}
