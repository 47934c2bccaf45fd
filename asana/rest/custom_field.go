package rest

import "jirabridge/asana"

// customField is a custom field with its value on one task.
type customField struct {
	GID             string  `json:"gid"`
	ResourceType    string  `json:"resource_type"`
	Name            string  `json:"name" rest:"compact"`
	ResourceSubtype string  `json:"resource_subtype" rest:"compact"`
	Type            string  `json:"type" rest:"compact"`
	Enabled         bool    `json:"enabled" rest:"compact"`
	TextValue       *string `json:"text_value" rest:"compact"`
	DisplayValue    *string `json:"display_value" rest:"compact"`
}

func customFieldOf(v asana.FieldValue) *customField {
	return &customField{GID: v.Field.GID, ResourceType: "custom_field", Name: v.Field.Name, ResourceSubtype: "text",
		Type: "text", Enabled: true, TextValue: nullable(v.Text), DisplayValue: nullable(v.Text)}
}
