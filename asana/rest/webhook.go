package rest

import (
	"net/http"
	"reflect"

	"jirabridge/asana"
)

// webhook has a receiver told of events.
type webhook struct {
	GID                string           `json:"gid"`
	ResourceType       string           `json:"resource_type"`
	Active             bool             `json:"active" rest:"compact"`
	Resource           *named           `json:"resource" rest:"compact"`
	Target             string           `json:"target" rest:"compact"`
	CreatedAt          *string          `json:"created_at"`
	LastSuccessAt      *string          `json:"last_success_at"`
	LastFailureAt      *string          `json:"last_failure_at"`
	LastFailureContent *string          `json:"last_failure_content"`
	DeliveryRetryCount int              `json:"delivery_retry_count"`
	NextAttemptAfter   *string          `json:"next_attempt_after"`
	FailureDeletion    *string          `json:"failure_deletion_timestamp"`
	Filters            []*webhookFilter `json:"filters"`
}

// webhookMade is what createWebhook answers.
type webhookMade struct {
	Data   webhook `json:"data" required:"true"`
	Secret string  `json:"X-Hook-Secret" required:"true"`
}

// webhookFilter lets some events pass.
type webhookFilter struct {
	ResourceType    *string  `json:"resource_type" rest:"compact"`
	ResourceSubtype *string  `json:"resource_subtype" rest:"compact"`
	Action          *string  `json:"action" rest:"compact"`
	Fields          []string `json:"fields" rest:"compact"`
}

func webhookOperations() []operation {
	return []operation{{
		ID: "getWebhooks", Method: http.MethodGet, Path: "/webhooks", Scope: "webhooks:read",
		Text: "Lists the webhooks in a workspace that the app made for the person.",
		Query: []parameter{
			{Name: "workspace", Text: "The workspace.", Required: true},
			{Name: "resource", Text: "Only webhooks on this."},
		},
		Result: webhook{}, List: true, Do: getWebhooks,
	}, {
		ID: "createWebhook", Method: http.MethodPost, Path: "/webhooks", Scope: "webhooks:write", Body: &webhookBody{},
		Text: "Has a receiver told of what happens to a project or a task, or in a team or a workspace. It is called during " +
			"the request and must answer the header X-Hook-Secret.",
		Result: webhookMade{}, Plain: true, Status: http.StatusCreated, Do: createWebhook,
	}, {
		ID: "getWebhook", Method: http.MethodGet, Path: "/webhooks/{webhook_gid}", Scope: "webhooks:read",
		Text: "Returns a webhook.", Result: webhook{}, Do: getWebhook,
	}, {
		ID: "updateWebhook", Method: http.MethodPut, Path: "/webhooks/{webhook_gid}", Scope: "webhooks:write",
		Body: &webhookFilters{}, Text: "Replaces the filters of a webhook.", Result: webhook{}, Do: updateWebhook,
	}, {
		ID: "deleteWebhook", Method: http.MethodDelete, Path: "/webhooks/{webhook_gid}", Scope: "webhooks:delete",
		Text: "Deletes a webhook: its receiver is not called any more.", Do: deleteWebhook,
	}}
}

func webhookRecord(h asana.Webhook) *webhook {
	return &webhook{
		GID: h.GID, ResourceType: "webhook", Active: !h.LastSuccessAt.IsZero(), Target: h.Target,
		Resource:  namedOf(h.ResourceType, h.Resource.GID, "", map[string]string{h.Resource.GID: h.Resource.Name}),
		CreatedAt: timestamp(h.CreatedAt), LastSuccessAt: timestamp(h.LastSuccessAt), LastFailureAt: timestamp(h.LastFailureAt),
		LastFailureContent: nullable(h.LastFailureContent), DeliveryRetryCount: h.Retries,
		NextAttemptAfter: timestamp(h.NextAttemptAt), FailureDeletion: timestamp(h.GivenUpAt), Filters: filterRecords(h.Filters),
	}
}

func filterRecords(filters []asana.WebhookFilter) []*webhookFilter {
	records := make([]*webhookFilter, len(filters))
	for i, f := range filters {
		records[i] = &webhookFilter{nullable(f.ResourceType), nullable(f.ResourceSubtype), nullable(f.Action), f.Fields}
	}
	return records
}

// webhookBody is the body of createWebhook.
type webhookBody struct {
	Resource *gid          `json:"resource"`
	Target   *string       `json:"target"`
	Filters  []eventFilter `json:"filters"`
}

// webhookFilters is the body of updateWebhook.
type webhookFilters struct {
	Filters []eventFilter `json:"filters"`
}

// eventFilter is one filter of a body.
type eventFilter struct {
	ResourceType    *string    `json:"resource_type"`
	ResourceSubtype *string    `json:"resource_subtype"`
	Action          *string    `json:"action"`
	Fields          []textItem `json:"fields"`
}

// textItem is one text of a list.
type textItem string

func asTextItem(name string, value any) (textItem, error) {
	text, err := asText(name, value)
	return textItem(text), err
}

func asEventFilter(name string, value any) (f eventFilter, err error) {
	data, ok := value.(map[string]any)
	if !ok {
		return f, badRequest(name + ": Value is not a JSON object")
	}
	return f, decodeStruct(data, reflect.ValueOf(&f).Elem(), name+": ")
}

func filtersOf(body []eventFilter) (filters []asana.WebhookFilter) {
	for _, f := range body {
		filters = append(filters, asana.WebhookFilter{ResourceType: text(f.ResourceType), ResourceSubtype: text(f.ResourceSubtype),
			Action: text(f.Action), Fields: texts(f.Fields)})
	}
	return filters
}

func createWebhook(c *call) (any, error) {
	var body webhookBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Resource) == "" {
		return nil, badRequest("You should specify one of resource")
	}
	if text(body.Target) == "" {
		return nil, badRequest("target: Missing input")
	}
	h, secret, err := c.hooks.Create(c.ctx(), c.actor, asana.NewWebhook{Resource: text(body.Resource), Target: text(body.Target),
		Filters: filtersOf(body.Filters)})
	if err != nil {
		return nil, err
	}
	record := webhookRecord(h)
	data, err := c.show(record)
	if err != nil {
		return nil, err
	}
	c.w.Header().Set("Location", c.location(record))
	return whole{http.StatusCreated, object{{"data", data}, {"X-Hook-Secret", secret.Reveal()}}}, nil
}

func getWebhooks(c *call) (any, error) {
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	resource := c.query.Get("resource")
	if resource != "" {
		if resource, err = c.required("resource"); err != nil {
			return nil, err
		}
	}
	items, next, err := c.platform.Webhooks(c.ctx(), c.actor, workspace, resource, c.page)
	return all(items, next, err, webhookRecord)
}

func getWebhook(c *call) (any, error) {
	gid, err := c.gid("webhook_gid")
	if err != nil {
		return nil, err
	}
	h, err := c.platform.Webhook(c.ctx(), c.actor, gid)
	return one(h, err, webhookRecord)
}

func updateWebhook(c *call) (any, error) {
	gid, body, err := bodyAt[webhookFilters](c, "webhook_gid")
	if err != nil {
		return nil, err
	}
	if _, named := c.data["filters"]; !named {
		return nil, badRequest("filters: Missing input")
	}
	h, err := c.platform.SetWebhookFilters(c.ctx(), c.actor, gid, filtersOf(body.Filters))
	return one(h, err, webhookRecord)
}

func deleteWebhook(c *call) (any, error) {
	gid, err := c.gid("webhook_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteWebhook(c.ctx(), c.actor, gid)
}
