package rest

import (
	"net/http"

	"jirabridge/asana"
)

// enumOption is one of the choices of a custom field.
type enumOption struct {
	GID          string `json:"gid"`
	ResourceType string `json:"resource_type"`
	Name         string `json:"name" rest:"part"`
	Enabled      bool   `json:"enabled" rest:"part"`
	Color        string `json:"color" rest:"part"`
}

func enumOptionOperations() []operation {
	return []operation{{
		ID: "createEnumOptionForCustomField", Method: http.MethodPost, Path: "/custom_fields/{custom_field_gid}/enum_options",
		Scope: "custom_fields:write", Body: &optionBody{}, Text: "Adds an option to a custom field.", Result: enumOption{},
		Status: http.StatusCreated, Do: createEnumOption,
	}, {
		ID: "insertEnumOptionForCustomField", Method: http.MethodPost,
		Path: "/custom_fields/{custom_field_gid}/enum_options/insert", Scope: "custom_fields:write", Body: &optionPlace{},
		Text: "Moves an option of a custom field before or after another.", Result: enumOption{}, Do: insertEnumOption,
	}, {
		ID: "updateEnumOption", Method: http.MethodPut, Path: "/enum_options/{enum_option_gid}", Scope: "custom_fields:write",
		Body: &optionBody{}, Text: "Changes the name or the color of an option, or whether it can be chosen.",
		Result: enumOption{}, Do: updateEnumOption,
	}}
}

func optionOf(o asana.EnumOption) *enumOption {
	return &enumOption{GID: o.GID, ResourceType: "enum_option", Name: o.Name, Enabled: o.Enabled, Color: o.Color}
}

func optionsOf(options []asana.EnumOption) []*enumOption {
	var list []*enumOption
	for _, o := range options {
		list = append(list, optionOf(o))
	}
	return list
}

// optionBody is the body of createEnumOptionForCustomField and updateEnumOption, and an item of enum_options.
type optionBody struct {
	Name         *string `json:"name"`
	Color        *string `json:"color"`
	Enabled      *bool   `json:"enabled"`
	InsertBefore *gid    `json:"insert_before"`
	InsertAfter  *gid    `json:"insert_after"`
}

// optionPlace is the body of insertEnumOptionForCustomField.
type optionPlace struct {
	Option *gid `json:"enum_option"`
	Before *gid `json:"before_enum_option"`
	After  *gid `json:"after_enum_option"`
}

func createEnumOption(c *call) (any, error) {
	gid, body, err := bodyAt[optionBody](c, "custom_field_gid")
	if err != nil {
		return nil, err
	}
	o, err := c.platform.CreateOption(c.ctx(), c.actor, gid, asana.NewOption{Name: text(body.Name), Color: text(body.Color)},
		asana.Between{Before: text(body.InsertBefore), After: text(body.InsertAfter)})
	return one(o, err, optionOf)
}

func insertEnumOption(c *call) (any, error) {
	gid, body, err := bodyAt[optionPlace](c, "custom_field_gid")
	if err != nil {
		return nil, err
	}
	if text(body.Option) == "" {
		return nil, badRequest("enum_option: Missing input")
	}
	o, err := c.platform.MoveOption(c.ctx(), c.actor, gid, text(body.Option),
		asana.Between{Before: text(body.Before), After: text(body.After)})
	return one(o, err, optionOf)
}

func updateEnumOption(c *call) (any, error) {
	gid, body, err := bodyAt[optionBody](c, "enum_option_gid")
	if err != nil {
		return nil, err
	}
	o, err := c.platform.UpdateOption(c.ctx(), c.actor, gid, asana.OptionChange{Name: body.Name, Color: body.Color, Enabled: body.Enabled})
	return one(o, err, optionOf)
}
