package rest

import (
	"errors"
	"net/http"

	"jirabridge/asana"
)

// attachment is a file or a link on a task.
type attachment struct {
	GID             string  `json:"gid"`
	ResourceType    string  `json:"resource_type"`
	Name            string  `json:"name" rest:"compact"`
	ResourceSubtype string  `json:"resource_subtype" rest:"compact"`
	CreatedAt       *string `json:"created_at"`
	DownloadURL     *string `json:"download_url"`
	PermanentURL    *string `json:"permanent_url"`
	Host            string  `json:"host"`
	Parent          *task   `json:"parent"`
	Size            *int64  `json:"size"` // bytes; of files only
	ViewURL         *string `json:"view_url"`
	ConnectedToApp  bool    `json:"connected_to_app"` // to the app asking
}

func (c *call) attachmentRecord(t asana.Attachment) *attachment {
	a := &attachment{
		GID: t.GID, ResourceType: "attachment", Name: t.Name, ResourceSubtype: t.ResourceSubtype(),
		CreatedAt: timestamp(t.CreatedAt), Host: t.ResourceSubtype(), Parent: taskOf(t.Task),
		ConnectedToApp: t.App != "" && t.App == c.actor.App,
	}
	if t.External {
		a.ViewURL = &t.URL
		return a
	}
	page := c.baseURL + "/0/attachments/" + t.GID
	a.Size, a.PermanentURL, a.ViewURL = &t.Size, &page, &page
	return a
}

// withDownload adds the signed address, which is made for answers that may show it.
func (c *call) withDownload(t asana.Attachment) (*attachment, error) {
	a := c.attachmentRecord(t)
	address, err := c.platform.DownloadURL(t)
	a.DownloadURL = nullable(address)
	return a, err
}

func getAttachment(c *call) (any, error) {
	gid, err := c.gid("attachment_gid")
	if err != nil {
		return nil, err
	}
	t, err := c.platform.Attachment(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return c.withDownload(t)
}

func getAttachments(c *call) (any, error) {
	parent, err := c.required("parent")
	if err != nil {
		return nil, err
	}
	items, next, err := c.platform.Attachments(c.ctx(), c.actor, parent, c.page)
	if err != nil {
		return nil, about("parent", err)
	}
	l := list{next: next}
	for _, item := range items {
		record, err := c.withDownload(item)
		if err != nil {
			return nil, err
		}
		l.items = append(l.items, record)
	}
	return l, nil
}

func deleteAttachment(c *call) (any, error) {
	gid, err := c.gid("attachment_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteAttachment(c.ctx(), c.actor, gid)
}

// newAttachment is the body of createAttachmentForObject. A file comes as a part of a multipart body.
type newAttachment struct {
	Parent          *gid    `json:"parent"`
	ResourceSubtype *string `json:"resource_subtype"`
	Name            *string `json:"name"`
	URL             *string `json:"url"`
	ConnectToApp    *bool   `json:"connect_to_app"`
}

func createAttachment(c *call) (any, error) {
	f, err := c.readParts()
	if err != nil {
		return nil, err
	}
	t, err := c.attach(f)
	if err != nil {
		return nil, errors.Join(about("parent", err), c.drop(f))
	}
	return c.withDownload(t)
}

func (c *call) attach(f *file) (asana.Attachment, error) {
	var body newAttachment
	if err := c.decode(&body); err != nil {
		return asana.Attachment{}, err
	}
	subtype := text(body.ResourceSubtype)
	switch {
	case body.Parent == nil:
		return asana.Attachment{}, badRequest("parent: Missing input")
	case subtype == "external":
		return c.attachLink(body)
	case subtype != "" && subtype != "asana":
		return asana.Attachment{}, badRequest("resource_subtype: Must be asana or external, not: " + subtype)
	case f == nil:
		return asana.Attachment{}, badRequest("file: Missing input")
	}
	name := f.name
	if body.Name != nil {
		name = *body.Name
	}
	return c.platform.AttachStaged(c.ctx(), c.actor, string(*body.Parent), name, f.contentType, f.staged)
}

func (c *call) attachLink(body newAttachment) (asana.Attachment, error) {
	n := asana.NewExternal{Name: text(body.Name), URL: text(body.URL)}
	if n.URL == "" {
		return asana.Attachment{}, badRequest("url: Missing input")
	}
	if body.ConnectToApp != nil && *body.ConnectToApp {
		if err := c.mayConnect(string(*body.Parent)); err != nil {
			return asana.Attachment{}, err
		}
		n.App = c.actor.App
	}
	return c.platform.AttachExternal(c.ctx(), c.actor, string(*body.Parent), n)
}

// mayConnect checks Asana's conditions for connect_to_app: an OAuth token, an app with a widget, and the app
// on a project of the task.
func (c *call) mayConnect(task string) error {
	apps, err := c.platform.InstalledAppsForTask(c.ctx(), c.actor, task)
	if err != nil {
		return err
	}
	for _, app := range apps {
		if app.GID == c.actor.App && app.Components.WidgetMetadataURL != "" {
			return nil
		}
	}
	return badRequest("connect_to_app: The request must come from an app that has a widget and was added to a project of the task")
}

func attachmentOperations() []operation {
	return []operation{{
		ID: "getAttachmentsForObject", Method: http.MethodGet, Path: "/attachments", Scope: "attachments:read",
		Text:   "Lists the attachments of a task, oldest first.",
		Query:  []parameter{{Name: "parent", Text: "The task.", Required: true}},
		Result: attachment{}, List: true, Do: getAttachments,
	}, {
		ID: "createAttachmentForObject", Method: http.MethodPost, Path: "/attachments", Scope: "attachments:write",
		Body: &newAttachment{}, Upload: true,
		Text:   "Attaches a file, or a link, to a task. A link that is on the task already is answered, not doubled.",
		Result: attachment{}, Do: createAttachment,
	}, {
		ID: "getAttachment", Method: http.MethodGet, Path: "/attachments/{attachment_gid}", Scope: "attachments:read",
		Text:   "Returns an attachment, with an address that downloads it during the next two minutes.",
		Result: attachment{}, Do: getAttachment,
	}, {
		ID: "deleteAttachment", Method: http.MethodDelete, Path: "/attachments/{attachment_gid}",
		Scope: "attachments:delete", Text: "Takes an attachment off its task.", Do: deleteAttachment,
	}}
}
