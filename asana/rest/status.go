package rest

import (
	"net/http"

	"jirabridge/asana"
)

// statusUpdate is a report on how a project is going.
type statusUpdate struct {
	GID             string      `json:"gid"`
	ResourceType    string      `json:"resource_type"`
	Title           string      `json:"title" rest:"compact"`
	ResourceSubtype string      `json:"resource_subtype" rest:"compact"`
	Text            string      `json:"text"`
	HTMLText        string      `json:"html_text" rest:"optin"`
	StatusType      string      `json:"status_type"`
	Author          *user       `json:"author"`
	CreatedAt       *string     `json:"created_at"`
	CreatedBy       *user       `json:"created_by"`
	Hearted         bool        `json:"hearted"`
	Hearts          []*struct{} `json:"hearts"`
	Liked           bool        `json:"liked"`
	Likes           []*struct{} `json:"likes"`
	ModifiedAt      *string     `json:"modified_at"`
	NumHearts       int         `json:"num_hearts"`
	NumLikes        int         `json:"num_likes"`
	Parent          *project    `json:"parent"`
}

func statusOperations() []operation {
	return []operation{{
		ID: "getStatusesForObject", Method: http.MethodGet, Path: "/status_updates",
		Text:   "Lists the status updates of a project, newest first.",
		Query:  []parameter{{Name: "parent", Text: "The project.", Required: true}},
		Result: statusUpdate{}, List: true, Do: getStatuses,
	}, {
		ID: "createStatusForObject", Method: http.MethodPost, Path: "/status_updates", Body: &newStatus{},
		Text: "Reports on a project.", Result: statusUpdate{}, Status: http.StatusCreated, Do: createStatus,
	}, {
		ID: "getStatus", Method: http.MethodGet, Path: "/status_updates/{status_update_gid}",
		Text: "Returns a status update.", Result: statusUpdate{}, Do: getStatus,
	}, {
		ID: "deleteStatus", Method: http.MethodDelete, Path: "/status_updates/{status_update_gid}",
		Text: "Deletes a status update.", Do: deleteStatus,
	}}
}

func statusRecord(s asana.StatusUpdate) any {
	return &statusUpdate{GID: s.GID, ResourceType: "status_update", Title: s.Title,
		ResourceSubtype: "project_status_update", Text: s.Text, HTMLText: s.HTMLText, StatusType: s.Type,
		Author: userOf(s.CreatedBy), CreatedBy: userOf(s.CreatedBy), CreatedAt: timestamp(s.CreatedAt),
		ModifiedAt: timestamp(s.CreatedAt), Parent: projectOf(s.Project)}
}

func getStatuses(c *call) (any, error) {
	parent, err := c.required("parent")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Statuses(c.ctx(), c.actor, parent)
	if err != nil {
		return nil, about("parent", err)
	}
	return slice(c, items, func(s asana.StatusUpdate) string { return s.GID }, statusRecord)
}

// newStatus is the body of createStatusForObject.
type newStatus struct {
	Parent     *gid    `json:"parent"`
	Title      *string `json:"title"`
	Text       *string `json:"text"`
	HTMLText   *string `json:"html_text"`
	StatusType *string `json:"status_type"`
}

func createStatus(c *call) (any, error) {
	var body newStatus
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Parent) == "" {
		return nil, badRequest("parent: Missing input")
	}
	s, err := c.platform.CreateStatus(c.ctx(), c.actor, asana.NewStatus{Project: text(body.Parent), Title: text(body.Title),
		Text: text(body.Text), HTMLText: text(body.HTMLText), Type: text(body.StatusType)})
	return one(s, about("parent", err), statusRecord)
}

func getStatus(c *call) (any, error) {
	gid, err := c.gid("status_update_gid")
	if err != nil {
		return nil, err
	}
	s, err := c.platform.Status(c.ctx(), c.actor, gid)
	return one(s, err, statusRecord)
}

func deleteStatus(c *call) (any, error) {
	gid, err := c.gid("status_update_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteStatus(c.ctx(), c.actor, gid)
}
