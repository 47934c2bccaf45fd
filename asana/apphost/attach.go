package apphost

import (
	"context"
	"errors"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

// Typeahead asks the app for suggestions. Address is a field's typeahead_url,
// or "" for the lookup's own.
func (h *Host) Typeahead(ctx context.Context, a asana.Actor, task, app, address, query string) (appcomponents.TypeaheadList, error) {
	var list appcomponents.TypeaheadList
	v, err := h.enter(ctx, a, task, app)
	if err != nil {
		return list, err
	}
	if address == "" {
		address = v.app.Components.ResourceTypeaheadURL
	}
	if address == "" {
		return list, notFound("typeahead")
	}
	if err := h.own(ctx, v, address); err != nil {
		return list, err
	}
	q := v.request(h.now())
	q.Query = query
	err = h.get(ctx, v, address, q, &list)
	return list, err
}

// Attach asks the app for the resource a person named, by address, key or a
// suggestion's value, and attaches it. Attachment is the gid reserved for it.
func (h *Host) Attach(ctx context.Context, a asana.Actor, task, app, attachment, query string) (asana.Attachment, error) {
	v, err := h.enter(ctx, a, task, app)
	if err != nil {
		return asana.Attachment{}, err
	}
	address := v.app.Components.ResourceAttachURL
	if address == "" {
		return asana.Attachment{}, notFound("lookup")
	}
	q := v.request(h.now())
	q.Attachment, q.Query = attachment, query
	return h.finish(ctx, v, address, q, refusal)
}

// finish sends a message that ends in an attachment and makes it. From here on
// the person may go away: what the app has made must end up on the task.
func (h *Host) finish(ctx context.Context, v visit, address string, q appcomponents.Request, no refuser) (asana.Attachment, error) {
	made, done, err := h.attached(ctx, v, q.Attachment)
	if err != nil || done {
		return made, err
	}
	ctx = context.WithoutCancel(ctx)
	var resource appcomponents.Resource
	if err := h.post(ctx, v, address, q, no, &resource); err != nil {
		return asana.Attachment{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	return h.platform.AttachExternal(ctx, v.actor, v.task.GID, asana.NewExternal{
		GID: q.Attachment, Name: shorten(resource.Name, maxName), URL: resource.URL, App: v.app.GID,
	})
}

// attached looks whether a reserved gid has been used: a repeated submission
// that was already answered is done, one for another task or app is refused.
func (h *Host) attached(ctx context.Context, v visit, gid string) (asana.Attachment, bool, error) {
	if !digits(gid) {
		return asana.Attachment{}, false, invalidGID("attachment")
	}
	made, err := h.platform.Attachment(ctx, v.actor, gid)
	var failure *asana.Error
	switch {
	case errors.As(err, &failure) && failure.Kind == asana.NotFound:
		return asana.Attachment{}, false, nil
	case err != nil:
		return asana.Attachment{}, false, err
	case made.Task.GID != v.task.GID || made.App != v.app.GID:
		return asana.Attachment{}, false, invalidGID("attachment")
	}
	return made, true, nil
}
