package rest

import (
	"net/http"

	"jirabridge/asana"
)

// projectStatus is a status update as it was called before there were status updates. Asana keeps it for the
// programs that use it.
type projectStatus struct {
	GID          string  `json:"gid"`
	ResourceType string  `json:"resource_type"`
	Title        string  `json:"title" rest:"compact"`
	Text         string  `json:"text"`
	HTMLText     string  `json:"html_text" rest:"optin"`
	Color        string  `json:"color"`
	Author       *user   `json:"author"`
	CreatedAt    *string `json:"created_at"`
	CreatedBy    *user   `json:"created_by"`
	ModifiedAt   *string `json:"modified_at"`
}

func projectStatusOperations() []operation {
	return []operation{{
		ID: "getProjectStatusesForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/project_statuses",
		Text:   "Lists the status updates of a project, newest first. New programs use /status_updates.",
		Result: projectStatus{}, List: true, Do: getProjectStatuses,
	}, {
		ID: "createProjectStatusForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/project_statuses",
		Body: &newProjectStatus{}, Text: "Reports on a project. New programs use /status_updates.",
		Result: projectStatus{}, Status: http.StatusCreated, Do: createProjectStatus,
	}, {
		ID: "getProjectStatus", Method: http.MethodGet, Path: "/project_statuses/{project_status_gid}",
		Text: "Returns a status update. New programs use /status_updates.", Result: projectStatus{}, Do: getProjectStatus,
	}, {
		ID: "deleteProjectStatus", Method: http.MethodDelete, Path: "/project_statuses/{project_status_gid}",
		Text: "Deletes a status update. New programs use /status_updates.", Do: deleteProjectStatus,
	}}
}

// statusColor is a color and the type of status it stands for.
type statusColor struct{ color, status string }

// statusColors are all there are, as asana.com pairs them.
func statusColors() []statusColor {
	return []statusColor{
		{"green", "on_track"}, {"yellow", "at_risk"}, {"red", "off_track"}, {"blue", "on_hold"}, {"complete", "complete"},
	}
}

func projectStatusRecord(s asana.StatusUpdate) any {
	r := &projectStatus{GID: s.GID, ResourceType: "project_status", Title: s.Title, Text: s.Text, HTMLText: s.HTMLText,
		Author: userOf(s.CreatedBy), CreatedBy: userOf(s.CreatedBy), CreatedAt: timestamp(s.CreatedAt),
		ModifiedAt: timestamp(s.CreatedAt)}
	for _, c := range statusColors() {
		if c.status == s.Type {
			r.Color = c.color
		}
	}
	return r
}

func getProjectStatuses(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Statuses(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(s asana.StatusUpdate) string { return s.GID }, projectStatusRecord)
}

// newProjectStatus is the body of createProjectStatusForProject.
type newProjectStatus struct {
	Title    *string `json:"title"`
	Text     *string `json:"text"`
	HTMLText *string `json:"html_text"`
	Color    *string `json:"color"`
}

func createProjectStatus(c *call) (any, error) {
	gid, body, err := bodyAt[newProjectStatus](c, "project_gid")
	if err != nil {
		return nil, err
	}
	n := asana.NewStatus{Project: gid, Title: text(body.Title), Text: text(body.Text), HTMLText: text(body.HTMLText)}
	for _, known := range statusColors() {
		if known.color == text(body.Color) {
			n.Type = known.status
		}
	}
	if n.Type == "" {
		return nil, badRequest("color: Must be green, yellow, red, blue or complete, not: " + text(body.Color))
	}
	s, err := c.platform.CreateStatus(c.ctx(), c.actor, n)
	return one(s, err, projectStatusRecord)
}

func getProjectStatus(c *call) (any, error) {
	gid, err := c.gid("project_status_gid")
	if err != nil {
		return nil, err
	}
	s, err := c.platform.Status(c.ctx(), c.actor, gid)
	return one(s, as("project_status", gid, err), projectStatusRecord)
}

func deleteProjectStatus(c *call) (any, error) {
	gid, err := c.gid("project_status_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, as("project_status", gid, c.platform.DeleteStatus(c.ctx(), c.actor, gid))
}
