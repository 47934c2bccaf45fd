package rest

import (
	"net/http"

	"jirabridge/asana"
)

// customFieldSetting is that a project has a custom field. Lists have it whole: there is nothing else to it.
type customFieldSetting struct {
	GID          string       `json:"gid"`
	ResourceType string       `json:"resource_type"`
	Project      *project     `json:"project" rest:"part"` // the old name of parent
	IsImportant  bool         `json:"is_important" rest:"part"`
	Parent       *project     `json:"parent" rest:"part"`
	CustomField  *customField `json:"custom_field" rest:"part"`
}

func fieldSettingOperations() []operation {
	return []operation{{
		ID: "getCustomFieldSettingsForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/custom_field_settings",
		Scope: "projects:read", Text: "Lists the custom fields a project has, in their order.", Result: customFieldSetting{},
		List: true, Do: getProjectSettings,
	}, {
		ID: "getCustomFieldSettingsForTeam", Method: http.MethodGet, Path: "/teams/{team_gid}/custom_field_settings",
		Scope: "teams:read", Text: "Lists the custom fields that the projects of a team have which you see.",
		Result: customFieldSetting{}, List: true, Do: getTeamSettings,
	}, {
		ID: "addCustomFieldSettingForProject", Method: http.MethodPost, Path: "/projects/{project_gid}/addCustomFieldSetting",
		Scope: "projects:write", Body: &settingBody{}, Text: "Gives a project a custom field of the library, or a new one.",
		Result: customFieldSetting{}, Do: addFieldSetting,
	}, {
		ID: "removeCustomFieldSettingForProject", Method: http.MethodPost,
		Path: "/projects/{project_gid}/removeCustomFieldSetting", Scope: "projects:write", Body: &fieldName{},
		Text: "Takes a custom field away from a project; its tasks keep their values.", Do: removeFieldSetting,
	}}
}

func settingRecord(s asana.FieldSetting) *customFieldSetting {
	return &customFieldSetting{GID: pairGID(s.Project.GID, s.Field.GID), ResourceType: "custom_field_setting",
		Project: projectOf(s.Project), Parent: projectOf(s.Project), IsImportant: s.Important, CustomField: fieldRecord(s.Field)}
}

func (c *call) settings(items []asana.FieldSetting) (any, error) {
	return slice(c, items, func(s asana.FieldSetting) string { return pairGID(s.Project.GID, s.Field.GID) },
		func(s asana.FieldSetting) any { return settingRecord(s) })
}

func getProjectSettings(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.FieldSettings(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return c.settings(items)
}

func getTeamSettings(c *call) (any, error) {
	gid, err := c.gid("team_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.TeamFieldSettings(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return c.settings(items)
}

// settingBody is the body of addCustomFieldSettingForProject.
type settingBody struct {
	CustomField  fieldOrNew `json:"custom_field"`
	IsImportant  *bool      `json:"is_important"`
	InsertBefore *gid       `json:"insert_before"`
	InsertAfter  *gid       `json:"insert_after"`
}

// fieldName is the body of removeCustomFieldSettingForProject.
type fieldName struct {
	CustomField *gid `json:"custom_field"`
}

func addFieldSetting(c *call) (any, error) {
	project, body, err := bodyAt[settingBody](c, "project_gid")
	if err != nil {
		return nil, err
	}
	s := asana.NewSetting{Important: body.IsImportant != nil && *body.IsImportant}
	if s.At, err = body.between(project); err != nil {
		return nil, err
	}
	if body.CustomField.made != nil {
		return c.newFieldSetting(project, *body.CustomField.made, s)
	}
	if body.CustomField.gid == "" {
		return nil, badRequest("custom_field: Missing input")
	}
	made, err := c.platform.AddField(c.ctx(), c.actor, project, body.CustomField.gid, s)
	return one(made, err, settingRecord)
}

// between reads the settings of the project that the new one is to stand beside.
func (b settingBody) between(project string) (at asana.Between, err error) {
	for _, beside := range []struct {
		setting *gid
		into    *string
	}{{b.InsertBefore, &at.Before}, {b.InsertAfter, &at.After}} {
		if text(beside.setting) == "" {
			continue
		}
		of, field, ok := splitGID(text(beside.setting))
		if !ok || of != project {
			return at, badRequest("custom_field_setting: Unknown object: " + text(beside.setting))
		}
		*beside.into = field
	}
	return at, nil
}

// newFieldSetting makes the field that the body describes, for this project alone.
func (c *call) newFieldSetting(project string, body customFieldBody, s asana.NewSetting) (any, error) {
	n, err := body.newField()
	if err != nil {
		return nil, err
	}
	made, err := c.platform.CreateProjectField(c.ctx(), c.actor, project, n, s)
	return one(made, err, settingRecord)
}

func removeFieldSetting(c *call) (any, error) {
	project, body, err := bodyAt[fieldName](c, "project_gid")
	if err != nil {
		return nil, err
	}
	if text(body.CustomField) == "" {
		return nil, badRequest("custom_field: Missing input")
	}
	return empty{}, c.platform.RemoveField(c.ctx(), c.actor, project, text(body.CustomField))
}
