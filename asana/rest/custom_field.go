package rest

import (
	"net/http"

	"jirabridge/asana"
)

// customField is a custom field, by itself or with its value on one task. What belongs to other kinds of fields is
// left out. It is answered with all that a compact one has where only custom_fields was named: scripts read it so.
type customField struct {
	GID                 string        `json:"gid"`
	ResourceType        string        `json:"resource_type"`
	Name                string        `json:"name" rest:"part"`
	ResourceSubtype     string        `json:"resource_subtype" rest:"part"`
	Type                string        `json:"type" rest:"part"`
	EnumOptions         []*enumOption `json:"enum_options" rest:"part"`
	Enabled             bool          `json:"enabled" rest:"part"`
	RepresentationType  string        `json:"representation_type" rest:"part"`
	IDPrefix            *string       `json:"id_prefix" rest:"part"` // of custom ids, which the platform has not
	IsFormulaField      bool          `json:"is_formula_field" rest:"part"`
	DateValue           *dateValue    `json:"date_value" rest:"part"`
	EnumValue           *enumOption   `json:"enum_value" rest:"part"`
	MultiEnumValues     []*enumOption `json:"multi_enum_values" rest:"part"`
	NumberValue         *float64      `json:"number_value" rest:"part"`
	PeopleValue         []*user       `json:"people_value" rest:"part"`
	TextValue           *string       `json:"text_value" rest:"part"`
	DisplayValue        *string       `json:"display_value" rest:"part"`
	Description         string        `json:"description" rest:"optin"`
	Precision           int           `json:"precision" rest:"part"`
	Format              string        `json:"format"`
	CurrencyCode        *string       `json:"currency_code"`
	CustomLabel         *string       `json:"custom_label"`
	CustomLabelPosition *string       `json:"custom_label_position"`
	IsGlobal            bool          `json:"is_global_to_workspace"`
	HasNotifications    bool          `json:"has_notifications_enabled"`
	AsanaCreatedField   *string       `json:"asana_created_field"` // of fields asana.com makes itself
	IsValueReadOnly     bool          `json:"is_value_read_only"`
	CreatedBy           *user         `json:"created_by"`
	PrivacySetting      string        `json:"privacy_setting"`
	DefaultAccessLevel  string        `json:"default_access_level"`

	ofTask bool // whether it has a value
}

// dateValue is a day, and a moment where one is known.
type dateValue struct {
	Date     *string `json:"date" rest:"part"`
	DateTime *string `json:"date_time" rest:"part"`
}

// has tells which members the field has: those of its kind, and a value only on a task.
func (f customField) has(name string) bool {
	switch name {
	case "enum_options":
		return f.Type == asana.FieldEnum || f.Type == asana.FieldMultiEnum
	case "precision", "format", "currency_code", "custom_label", "custom_label_position":
		return f.Type == asana.FieldNumber
	case "enabled", "display_value":
		return f.ofTask
	}
	kind, isValue := map[string]string{
		"date_value": asana.FieldDate, "enum_value": asana.FieldEnum, "multi_enum_values": asana.FieldMultiEnum,
		"number_value": asana.FieldNumber, "people_value": asana.FieldPeople, "text_value": asana.FieldText,
	}[name]
	return !isValue || f.ofTask && kind == f.Type
}

func customFieldOperations() []operation {
	return []operation{{
		ID: "createCustomField", Method: http.MethodPost, Path: "/custom_fields", Scope: "custom_fields:write",
		Body: &customFieldBody{}, Text: "Makes a custom field in a workspace's library.", Result: customField{},
		Status: http.StatusCreated, Do: createCustomField,
	}, {
		ID: "getCustomField", Method: http.MethodGet, Path: "/custom_fields/{custom_field_gid}", Scope: "custom_fields:read",
		Text: "Returns a custom field.", Result: customField{}, Do: getCustomField,
	}, {
		ID: "updateCustomField", Method: http.MethodPut, Path: "/custom_fields/{custom_field_gid}", Scope: "custom_fields:write",
		Body: &customFieldBody{}, Text: "Changes the given parts of a custom field; its type and its options stay.",
		Result: customField{}, Do: updateCustomField,
	}, {
		ID: "deleteCustomField", Method: http.MethodDelete, Path: "/custom_fields/{custom_field_gid}",
		Text: "Deletes a custom field with all its values.", Do: deleteCustomField,
	}, {
		ID: "getCustomFieldsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/custom_fields",
		Scope: "custom_fields:read", Text: "Lists the custom fields of a workspace's library.", Result: customField{},
		List: true, Do: getWorkspaceFields,
	}}
}

func fieldRecord(f asana.CustomField) *customField {
	r := &customField{GID: f.GID, ResourceType: "custom_field", Name: f.Name, ResourceSubtype: f.Kind, Type: f.Kind,
		RepresentationType: f.Kind, EnumOptions: optionsOf(f.Options), Description: f.Description,
		Precision: f.Number.Decimals, Format: f.Number.Format, CurrencyCode: nullable(f.Number.Currency),
		CustomLabel: nullable(f.Number.Label), CustomLabelPosition: nullable(f.Number.LabelPosition),
		IsGlobal: f.Library, HasNotifications: f.Notifies, CreatedBy: userOf(f.CreatedBy),
		PrivacySetting: "public", DefaultAccessLevel: "editor"}
	return r
}

// valueRecord is a field with its value on a task.
func valueRecord(v asana.FieldValue) *customField {
	r := fieldRecord(v.Field)
	r.ofTask, r.Enabled, r.DisplayValue = true, v.Enabled, nullable(v.Display())
	r.TextValue, r.NumberValue, r.PeopleValue = nullable(v.Text), v.Number, usersOf(v.People)
	if r.MultiEnumValues = optionsOf(v.Options); len(v.Options) > 0 {
		r.EnumValue = r.MultiEnumValues[0]
	}
	if v.Day != "" {
		r.DateValue = &dateValue{Date: &v.Day, DateTime: timestamp(v.At)}
	}
	return r
}

func createCustomField(c *call) (any, error) {
	var body customFieldBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Workspace) == "" {
		return nil, badRequest("workspace: Missing input")
	}
	n, err := body.newField()
	if err != nil {
		return nil, err
	}
	f, err := c.platform.CreateField(c.ctx(), c.actor, text(body.Workspace), n)
	return one(f, about("workspace", err), fieldRecord)
}

func getCustomField(c *call) (any, error) {
	gid, err := c.gid("custom_field_gid")
	if err != nil {
		return nil, err
	}
	f, err := c.platform.Field(c.ctx(), c.actor, gid)
	return one(f, err, fieldRecord)
}

func updateCustomField(c *call) (any, error) {
	gid, body, err := bodyAt[customFieldBody](c, "custom_field_gid")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"workspace", "resource_subtype", "type", "enum_options"} {
		if _, ok := c.data[name]; ok {
			return nil, badRequest(name + ": Cannot write this property")
		}
	}
	f, err := c.platform.UpdateField(c.ctx(), c.actor, gid, asana.FieldChange{Name: body.Name, Description: body.Description,
		Number: body.number(), Notifies: body.HasNotifications})
	return one(f, err, fieldRecord)
}

func deleteCustomField(c *call) (any, error) {
	gid, err := c.gid("custom_field_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteField(c.ctx(), c.actor, gid)
}

func getWorkspaceFields(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Fields(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(f asana.CustomField) string { return f.GID }, func(f asana.CustomField) any { return fieldRecord(f) })
}
