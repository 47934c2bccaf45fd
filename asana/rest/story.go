package rest

import "jirabridge/asana"

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

func storyRecord(m asana.Comment) *story {
	return &story{
		GID: m.GID, ResourceType: "story", CreatedAt: timestamp(m.CreatedAt), ResourceSubtype: "comment_added",
		Text: m.Text, HTMLText: m.HTMLText, CreatedBy: userOf(m.CreatedBy), Type: "comment", Source: "unknown",
		Target: taskOf(m.Task),
	}
}

func getStories(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	items, next, err := c.platform.Comments(c.ctx(), c.actor, gid, c.page)
	return all(items, next, err, storyRecord)
}

// newStory is the body of createStoryForTask.
type newStory struct {
	Text     *string `json:"text"`
	HTMLText *string `json:"html_text"`
}

func createStory(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	var body newStory
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	m, err := c.platform.AddComment(c.ctx(), c.actor, gid, asana.NewComment{Text: text(body.Text), HTMLText: text(body.HTMLText)})
	return storyRecord(m), err
}
