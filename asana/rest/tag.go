package rest

import (
	"net/http"

	"jirabridge/asana"
)

// tag is a label for tasks.
type tag struct {
	GID          string     `json:"gid"`
	ResourceType string     `json:"resource_type"`
	Name         string     `json:"name" rest:"compact"`
	Color        *string    `json:"color"`
	Notes        string     `json:"notes"`
	CreatedAt    *string    `json:"created_at"`
	Followers    []*user    `json:"followers"` // tags are followed by nobody here
	Workspace    *workspace `json:"workspace"`
	PermalinkURL string     `json:"permalink_url"`

	full bool
}

func tagOperations() []operation {
	return []operation{{
		ID: "getTags", Method: http.MethodGet, Path: "/tags", Scope: "tags:read", Text: "Lists the tags of a workspace.",
		Query:  []parameter{{Name: "workspace", Text: "The workspace.", Required: true}},
		Result: tag{}, List: true, Do: getTags,
	}, {
		ID: "createTag", Method: http.MethodPost, Path: "/tags", Scope: "tags:write", Body: &tagBody{},
		Text: "Makes a tag in a workspace.", Result: tag{}, Status: http.StatusCreated, Do: createTag,
	}, {
		ID: "getTagsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/tags", Scope: "tags:read",
		Text: "Lists the tags of a workspace.", Result: tag{}, List: true, Do: getWorkspaceTags,
	}, {
		ID: "createTagForWorkspace", Method: http.MethodPost, Path: "/workspaces/{workspace_gid}/tags", Scope: "tags:write",
		Body: &tagBody{}, Text: "Makes a tag in a workspace.", Result: tag{}, Status: http.StatusCreated,
		Do: createWorkspaceTag,
	}, {
		ID: "getTag", Method: http.MethodGet, Path: "/tags/{tag_gid}", Scope: "tags:read", Text: "Returns a tag.",
		Result: tag{}, Do: getTag,
	}, {
		ID: "updateTag", Method: http.MethodPut, Path: "/tags/{tag_gid}", Scope: "tags:write", Body: &tagBody{},
		Text: "Changes a tag.", Result: tag{}, Do: updateTag,
	}, {
		ID: "deleteTag", Method: http.MethodDelete, Path: "/tags/{tag_gid}", Text: "Deletes a tag.", Do: deleteTag,
	}, {
		ID: "getTagsForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/tags", Scope: "tags:read",
		Text: "Lists the tags of a task.", Result: tag{}, List: true, Do: getTaskTags,
	}, {
		ID: "addTagForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/addTag", Scope: "tasks:write",
		Body: &taskTag{}, Text: "Puts a tag on a task.", Do: addTag,
	}, {
		ID: "removeTagForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/removeTag", Scope: "tasks:write",
		Body: &taskTag{}, Text: "Takes a tag off a task.", Do: removeTag,
	}}
}

func tagOf(ref asana.Ref) *tag {
	if ref.GID == "" {
		return nil
	}
	return &tag{GID: ref.GID, ResourceType: "tag", Name: ref.Name}
}

func (c *call) tagRecord(t asana.Tag) *tag {
	return &tag{GID: t.GID, ResourceType: "tag", Name: t.Name, Color: nullable(t.Color), Notes: t.Notes,
		CreatedAt: timestamp(t.CreatedAt), Workspace: workspaceOf(t.Workspace), PermalinkURL: c.baseURL + "/0/" + t.GID,
		full: true}
}

// complete reads what a reference lacks.
func (t *tag) complete(c *call) error {
	if t.full {
		return nil
	}
	if err := checkScope(c.actor, "tags:read"); err != nil {
		return err
	}
	full, err := c.platform.Tag(c.ctx(), c.actor, t.GID)
	if err != nil {
		return err
	}
	*t = *c.tagRecord(full)
	return nil
}

func getTags(c *call) (any, error) {
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	return c.tagsOf(workspace)
}

func getWorkspaceTags(c *call) (any, error) {
	workspace, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.tagsOf(workspace)
}

func (c *call) tagsOf(workspace string) (any, error) {
	items, err := c.platform.Tags(c.ctx(), c.actor, workspace)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(t asana.Tag) string { return t.GID }, func(t asana.Tag) any { return c.tagRecord(t) })
}

// tagBody is the body of createTag, createTagForWorkspace and updateTag.
type tagBody struct {
	Workspace *gid    `json:"workspace"`
	Name      *string `json:"name"`
	Color     *string `json:"color"`
	Notes     *string `json:"notes"`
}

func createTag(c *call) (any, error) {
	var body tagBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Workspace) == "" {
		return nil, badRequest("workspace: Missing input")
	}
	t, err := c.newTag(text(body.Workspace), body)
	return t, about("workspace", err)
}

func createWorkspaceTag(c *call) (any, error) {
	workspace, body, err := bodyAt[tagBody](c, "workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.newTag(workspace, body)
}

func (c *call) newTag(workspace string, body tagBody) (any, error) {
	t, err := c.platform.CreateTag(c.ctx(), c.actor, asana.NewTag{Workspace: workspace, Name: text(body.Name),
		Color: text(body.Color), Notes: text(body.Notes)})
	return one(t, err, c.tagRecord)
}

func getTag(c *call) (any, error) {
	gid, err := c.gid("tag_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Tag(c.ctx(), c.actor, gid)
	return one(t, err, c.tagRecord)
}

func updateTag(c *call) (any, error) {
	gid, body, err := bodyAt[tagBody](c, "tag_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.UpdateTag(c.ctx(), c.actor, gid, asana.TagChange{Name: body.Name, Color: body.Color, Notes: body.Notes})
	return one(t, err, c.tagRecord)
}

func deleteTag(c *call) (any, error) {
	gid, err := c.gid("tag_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteTag(c.ctx(), c.actor, gid)
}

func getTaskTags(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Task(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, t.Tags, func(r asana.Ref) string { return r.GID }, func(r asana.Ref) any { return tagOf(r) })
}

// taskTag is the body of addTagForTask and removeTagForTask.
type taskTag struct {
	Tag *gid `json:"tag"`
}

func (c *call) taskAndTag() (task, tag string, err error) {
	task, body, err := bodyAt[taskTag](c, "task_gid")
	if err == nil && text(body.Tag) == "" {
		err = badRequest("tag: Missing input")
	}
	return task, text(body.Tag), err
}

func addTag(c *call) (any, error) {
	task, tag, err := c.taskAndTag()
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.TagTask(c.ctx(), c.actor, task, tag)
}

func removeTag(c *call) (any, error) {
	task, tag, err := c.taskAndTag()
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.UntagTask(c.ctx(), c.actor, task, tag)
}
