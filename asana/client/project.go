package client

import (
	"context"
	"net/url"
)

// Project is what the bridge reads of a project.
type Project struct {
	GID                 string               `json:"gid"`
	Name                string               `json:"name"`
	CustomFieldSettings []CustomFieldSetting `json:"custom_field_settings"`
}

// CustomFieldSetting is a custom field that the tasks of a project have.
type CustomFieldSetting struct {
	CustomField Named `json:"custom_field"`
}

// Project returns a project with its custom fields.
func (c *Client) Project(ctx context.Context, gid string) (Project, error) {
	return get[Project](ctx, c, "/projects/"+url.PathEscape(gid), "name,custom_field_settings.custom_field.name")
}
