package rest

import "jirabridge/asana"

// section is a part of a project.
type section struct {
	GID          string   `json:"gid"`
	ResourceType string   `json:"resource_type"`
	Name         string   `json:"name" rest:"compact"`
	CreatedAt    *string  `json:"created_at"`
	Project      *project `json:"project"`
}

func sectionOf(ref asana.Ref) *section {
	if ref.GID == "" {
		return nil
	}
	return &section{GID: ref.GID, ResourceType: "section", Name: ref.Name}
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

func sectionRecord(s asana.Section) any {
	return &section{GID: s.GID, ResourceType: "section", Name: s.Name, CreatedAt: timestamp(s.CreatedAt),
		Project: projectOf(s.Project)}
}
