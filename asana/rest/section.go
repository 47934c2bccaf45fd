package rest

import (
	"net/http"

	"jirabridge/asana"
)

// section is a part of a project.
type section struct {
	GID          string   `json:"gid"`
	ResourceType string   `json:"resource_type"`
	Name         string   `json:"name" rest:"compact"`
	CreatedAt    *string  `json:"created_at"`
	Project      *project `json:"project"`

	full bool
}

func sectionOperations() []operation {
	return []operation{{
		ID: "getSectionsForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/sections",
		Text: "Lists a project's sections in their order.", Result: section{}, List: true, Do: getSections,
	}, {
		ID: "createSectionForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/sections",
		Body: &sectionBody{}, Text: "Makes a section in a project, below the others or beside one of them.",
		Result: section{}, Status: http.StatusCreated, Do: createSection,
	}, {
		ID: "insertSectionForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/sections/insert",
		Body: &sectionMove{}, Text: "Moves a section before or after another one of the project.", Do: insertSection,
	}, {
		ID: "getSection", Method: http.MethodGet, Path: "/sections/{section_gid}", Text: "Returns a section.",
		Result: section{}, Do: getSection,
	}, {
		ID: "updateSection", Method: http.MethodPut, Path: "/sections/{section_gid}", Body: &sectionBody{},
		Text: "Changes a section's name.", Result: section{}, Do: updateSection,
	}, {
		ID: "deleteSection", Method: http.MethodDelete, Path: "/sections/{section_gid}",
		Text: "Deletes an empty section that is not the project's last.", Do: deleteSection,
	}, {
		ID: "addTaskForSection", Method: http.MethodPost, Path: "/sections/{section_gid}/addTask", Scope: "tasks:write",
		Body: &sectionTask{}, Text: "Moves a task to a section, to its top or beside a task in it.", Do: addSectionTask,
	}}
}

func sectionOf(ref asana.Ref) *section {
	if ref.GID == "" {
		return nil
	}
	return &section{GID: ref.GID, ResourceType: "section", Name: ref.Name}
}

func sectionRecord(s asana.Section) any {
	return &section{GID: s.GID, ResourceType: "section", Name: s.Name, CreatedAt: timestamp(s.CreatedAt),
		Project: projectOf(s.Project), full: true}
}

// complete reads what a reference lacks.
func (s *section) complete(c *call) error {
	if s.full {
		return nil
	}
	if err := checkScope(c.actor, fullScope); err != nil {
		return err
	}
	full, err := c.platform.Section(c.ctx(), c.actor, s.GID)
	if err != nil {
		return err
	}
	*s = *sectionRecord(full).(*section)
	return nil
}

func getSections(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Sections(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(s asana.Section) string { return s.GID }, sectionRecord)
}

// sectionBody is the body of createSectionForProject and updateSection.
type sectionBody struct {
	Name         *string `json:"name"`
	InsertBefore *gid    `json:"insert_before"`
	InsertAfter  *gid    `json:"insert_after"`
}

// between understands a place beside another thing. insert_after: null is the top, as on asana.com.
func between(before, after *gid) asana.Between {
	return asana.Between{Before: text(before), After: text(after), Top: after != nil && *after == ""}
}

func createSection(c *call) (any, error) {
	gid, body, err := bodyAt[sectionBody](c, "project_gid")
	if err != nil {
		return nil, err
	}
	s, err := c.platform.CreateSectionAt(c.ctx(), c.actor, gid, text(body.Name), between(body.InsertBefore, body.InsertAfter))
	return one(s, err, sectionRecord)
}

// sectionMove is the body of insertSectionForProject.
type sectionMove struct {
	Section       *gid `json:"section"`
	BeforeSection *gid `json:"before_section"`
	AfterSection  *gid `json:"after_section"`
}

func insertSection(c *call) (any, error) {
	project, body, err := bodyAt[sectionMove](c, "project_gid")
	if err != nil {
		return nil, err
	}
	if text(body.Section) == "" {
		return nil, badRequest("section: Missing input")
	}
	to := between(body.BeforeSection, body.AfterSection)
	return empty{}, c.platform.MoveSection(c.ctx(), c.actor, project, text(body.Section), to)
}

func getSection(c *call) (any, error) {
	gid, err := c.gid("section_gid")
	if err != nil {
		return nil, err
	}
	s, err := c.platform.Section(c.ctx(), c.actor, gid)
	return one(s, err, sectionRecord)
}

func updateSection(c *call) (any, error) {
	gid, body, err := bodyAt[sectionBody](c, "section_gid")
	if err != nil {
		return nil, err
	}
	s, err := c.platform.RenameSection(c.ctx(), c.actor, gid, text(body.Name))
	return one(s, err, sectionRecord)
}

func deleteSection(c *call) (any, error) {
	gid, err := c.gid("section_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteSection(c.ctx(), c.actor, gid)
}

// sectionTask is the body of addTaskForSection.
type sectionTask struct {
	Task         *gid `json:"task"`
	InsertBefore *gid `json:"insert_before"`
	InsertAfter  *gid `json:"insert_after"`
}

func addSectionTask(c *call) (any, error) {
	gid, body, err := bodyAt[sectionTask](c, "section_gid")
	if err != nil {
		return nil, err
	}
	if text(body.Task) == "" {
		return nil, badRequest("task: Missing input")
	}
	s, err := c.platform.Section(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	to := asana.Placement{Project: s.Project.GID, Section: gid, Between: between(body.InsertBefore, body.InsertAfter)}
	to.Top = to.Before == "" && to.After == ""
	return empty{}, about("task", c.platform.PlaceTask(c.ctx(), c.actor, text(body.Task), to))
}
