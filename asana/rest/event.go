package rest

import (
	"net/http"

	"jirabridge/asana"
)

func eventOperations() []operation {
	return []operation{{
		ID: "getEvents", Method: http.MethodGet, Path: "/events",
		Text: "Tells what happened to a project or a task since a sync token, at most 100 events at a time.",
		Query: []parameter{
			{Name: "resource", Text: "The project or task.", Required: true},
			{Name: "sync", Text: "The token of the answer before. Without one the answer is 412 and has one."},
		},
		Result: eventsAnswer{}, Plain: true, Other: map[int]any{http.StatusPreconditionFailed: lostAnswer{}}, Do: getEvents,
	}, {
		ID: "getWorkspaceEvents", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/events",
		Text:   "Tells what happened in a workspace since a sync token, as far as you see it, at most 1000 events at a time.",
		Query:  []parameter{{Name: "sync", Text: "The token of the answer before. Without one the answer is 412 and has one."}},
		Result: eventsAnswer{}, Plain: true, Other: map[int]any{http.StatusPreconditionFailed: lostAnswer{}}, Do: getWorkspaceEvents,
	}}
}

// lostSync is what asana.com says about a sync token it does not know.
const lostSync = "Sync token invalid or too old. If you are attempting to keep resources in sync, you must fetch the " +
	"full dataset for this query now and use the new sync token for the next sync."

// eventsAnswer is what getEvents answers, lostAnswer what it answers to a sync token it does not know.
type eventsAnswer struct {
	Data    []event `json:"data" required:"true"`
	Sync    string  `json:"sync" required:"true"`
	HasMore bool    `json:"has_more" required:"true"`
}

type lostAnswer struct {
	Errors []errorItem `json:"errors" required:"true"`
	Sync   string      `json:"sync" required:"true"`
}

// event is one change.
type event struct {
	User      *user     `json:"user" rest:"compact"`
	CreatedAt *string   `json:"created_at" rest:"compact"`
	Type      string    `json:"type" rest:"compact"`
	Action    string    `json:"action" rest:"compact"`
	Resource  *named    `json:"resource" rest:"compact"`
	Parent    *named    `json:"parent" rest:"compact"`
	Change    *eventual `json:"change" rest:"compact"`
}

// has tells which members an event has: what became of a field only where that is what happened.
func (e event) has(name string) bool { return name != "change" || e.Change != nil }

// named is anything an event is about.
type named struct {
	GID             string  `json:"gid"`
	ResourceType    string  `json:"resource_type"`
	ResourceSubtype *string `json:"resource_subtype" rest:"compact"`
	Name            *string `json:"name" rest:"compact"`
}

// eventual is what a change made of a field; with a reference, what it now names.
type eventual struct {
	Field    string `json:"field" rest:"compact"`
	Action   string `json:"action" rest:"compact"`
	NewValue *named `json:"new_value" rest:"compact"`
}

func getEvents(c *call) (any, error) {
	resource, err := c.required("resource")
	if err != nil {
		return nil, err
	}
	feed, err := c.platform.Feed(c.ctx(), c.actor, resource, c.query.Get("sync"))
	if err != nil {
		return nil, err
	}
	return c.feedAnswer(feed)
}

func getWorkspaceEvents(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	feed, err := c.platform.WorkspaceFeed(c.ctx(), c.actor, gid, c.query.Get("sync"))
	if err != nil {
		return nil, err
	}
	return c.feedAnswer(feed)
}

func (c *call) feedAnswer(feed asana.Feed) (_ any, err error) {
	if feed.Lost {
		errors := []errorItem{{Message: lostSync, Help: help}}
		return whole{http.StatusPreconditionFailed, object{{"errors", errors}, {"sync", feed.Sync}}}, nil
	}
	shown := make([]any, len(feed.Events))
	for i, e := range feed.Events {
		if shown[i], err = c.project(eventRecord(e, feed.Names), c.fields, compactRecord); err != nil {
			return nil, err
		}
	}
	return whole{http.StatusOK, object{{"data", shown}, {"sync", feed.Sync}, {"has_more", feed.More}}}, nil
}

func eventRecord(e asana.Event, names map[string]string) event {
	r := event{User: userOf(asana.Ref{GID: e.Person, Name: names[e.Person]}), CreatedAt: timestamp(e.CreatedAt), Type: e.ResourceType,
		Action: e.Action, Resource: namedOf(e.ResourceType, e.ResourceGID(), e.ResourceSubtype, names),
		Parent: namedOf(e.ParentType, e.Parent, "", names)}
	if e.Action == asana.ActionChanged {
		r.Change = &eventual{Field: e.Field, Action: "changed"}
		if kind := e.ValueType(); kind != "" {
			r.Change.NewValue = namedOf(kind, e.Value, "", names)
		}
	}
	return r
}

func namedOf(kind, gid, subtype string, names map[string]string) *named {
	if gid == "" {
		return nil
	}
	return &named{GID: gid, ResourceType: kind, ResourceSubtype: nullable(subtype), Name: nullable(names[gid])}
}
