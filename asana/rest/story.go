package rest

import (
	"net/http"

	"jirabridge/asana"
)

// story is a comment on a task.
type story struct {
	GID             string      `json:"gid"`
	ResourceType    string      `json:"resource_type"`
	CreatedAt       *string     `json:"created_at" rest:"compact"`
	ResourceSubtype string      `json:"resource_subtype" rest:"compact"`
	Text            string      `json:"text" rest:"compact"`
	HTMLText        string      `json:"html_text" rest:"optin"`
	IsPinned        bool        `json:"is_pinned"`
	CreatedBy       *user       `json:"created_by" rest:"compact"`
	Type            string      `json:"type"`
	IsEditable      bool        `json:"is_editable" rest:"optin"`
	IsEdited        bool        `json:"is_edited"`
	Hearted         bool        `json:"hearted"`
	Hearts          []*struct{} `json:"hearts"`
	NumHearts       int         `json:"num_hearts"`
	Liked           bool        `json:"liked"`
	Likes           []*struct{} `json:"likes"`
	NumLikes        int         `json:"num_likes"`
	Source          string      `json:"source"`
	Target          *task       `json:"target"`
}

func storyOperations() []operation {
	return []operation{{
		ID: "getStoriesForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/stories", Scope: "stories:read",
		Text: "Lists the comments on a task, oldest first.", Result: story{}, List: true, Do: getStories,
	}, {
		ID: "createStoryForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/stories", Scope: "stories:write",
		Body: &storyBody{}, Text: "Adds a comment to a task.", Result: story{}, Status: http.StatusCreated, Do: createStory,
	}, {
		ID: "getStory", Method: http.MethodGet, Path: "/stories/{story_gid}", Scope: "stories:read",
		Text: "Returns a comment.", Result: story{}, Do: getStory,
	}, {
		ID: "updateStory", Method: http.MethodPut, Path: "/stories/{story_gid}", Scope: "stories:write", Body: &storyBody{},
		Text: "Changes what a comment of your own says, or whether any is pinned.", Result: story{}, Do: updateStory,
	}, {
		ID: "deleteStory", Method: http.MethodDelete, Path: "/stories/{story_gid}", Scope: "stories:delete",
		Text: "Deletes a comment of your own.", Do: deleteStory,
	}}
}

func (c *call) storyRecord(m asana.Comment) *story {
	return &story{
		GID: m.GID, ResourceType: "story", CreatedAt: timestamp(m.CreatedAt), ResourceSubtype: "comment_added",
		Text: m.Text, HTMLText: m.HTMLText, IsPinned: m.Pinned, CreatedBy: userOf(m.CreatedBy), Type: "comment",
		IsEditable: m.CreatedBy.GID == c.actor.Person, IsEdited: !m.EditedAt.IsZero(), Source: "unknown",
		Target: taskOf(m.Task),
	}
}

func getStories(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	items, next, err := c.platform.Comments(c.ctx(), c.actor, gid, c.page)
	return all(items, next, err, c.storyRecord)
}

// storyBody is the body of createStoryForTask and updateStory.
type storyBody struct {
	Text     *string `json:"text"`
	HTMLText *string `json:"html_text"`
	IsPinned *bool   `json:"is_pinned"`
}

func createStory(c *call) (any, error) {
	gid, body, err := bodyAt[storyBody](c, "task_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.platform.AddComment(c.ctx(), c.actor, gid, asana.NewComment{Text: text(body.Text), HTMLText: text(body.HTMLText)})
	if err == nil && body.IsPinned != nil && *body.IsPinned {
		m, err = c.platform.UpdateComment(c.ctx(), c.actor, m.GID, asana.CommentChange{Pinned: body.IsPinned})
	}
	return one(m, err, c.storyRecord)
}

func getStory(c *call) (any, error) {
	gid, err := c.gid("story_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.platform.Comment(c.ctx(), c.actor, gid)
	return one(m, err, c.storyRecord)
}

func updateStory(c *call) (any, error) {
	gid, body, err := bodyAt[storyBody](c, "story_gid")
	if err != nil {
		return nil, err
	}
	m, err := c.platform.UpdateComment(c.ctx(), c.actor, gid, asana.CommentChange{Text: body.Text, HTMLText: body.HTMLText, Pinned: body.IsPinned})
	return one(m, err, c.storyRecord)
}

func deleteStory(c *call) (any, error) {
	gid, err := c.gid("story_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteComment(c.ctx(), c.actor, gid)
}
