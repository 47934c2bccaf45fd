package bridge

import (
	"context"
	"slices"

	"jirabridge/asana/client"
	"jirabridge/bridge/fields"
)

// origin is the task an issue is made from, and its own files.
type origin struct {
	client.Task
	files []client.Attachment
	links int
}

// read gets the task and its files from the platform. Links to elsewhere are
// no files: they are left out.
func (b *Bridge) read(ctx context.Context, person, task string) (origin, error) {
	var from origin
	err := b.asPlatformUser(ctx, person, func(c *client.Client) error {
		var err error
		if from.Task, err = c.Task(ctx, task); err != nil {
			return err
		}
		all, err := c.Attachments(ctx, task)
		total := len(all)
		from.files = slices.DeleteFunc(all, func(a client.Attachment) bool {
			return a.ResourceSubtype != client.FileAttachment
		})
		from.links = total - len(from.files)
		return err
	})
	return from, err
}

func (o origin) choices() []fields.File {
	var choices []fields.File
	for _, file := range o.files {
		choices = append(choices, fields.File{GID: file.GID, Name: file.Name})
	}
	return choices
}
