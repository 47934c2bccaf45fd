package asana

import (
	"fmt"
	"slices"
)

// WebhookFilter lets the events pass that it describes; what is "" or empty lets everything pass.
type WebhookFilter struct {
	ResourceType    string   `json:"resource_type,omitempty"`
	ResourceSubtype string   `json:"resource_subtype,omitempty"`
	Action          string   `json:"action,omitempty"`
	Fields          []string `json:"fields,omitempty"` // with action changed only
}

// Bounds of filters.
const (
	maxFilters     = 100
	maxFilterField = 100 // fields of one filter, and characters of a value
)

// wide tells whether a kind of thing holds so much that webhooks on it need filters, and are told of projects
// and memberships only (https://developers.asana.com/docs/webhooks-guide).
func wide(kind string) bool { return kind == "workspace" || kind == "team" }

// narrowTypes are what webhooks on something wide may be told of, and by which actions; nil is all.
func narrowTypes() map[string][]string {
	memberships := []string{ActionAdded, ActionRemoved}
	return map[string][]string{"project": nil, "team_membership": memberships, "workspace_membership": memberships}
}

func checkFilters(kind string, filters []WebhookFilter) error {
	if len(filters) == 0 && wide(kind) {
		return misused("filters", "Webhooks on a %s must have filters", kind)
	}
	if len(filters) > maxFilters {
		return misused("filters", "At most %d filters are allowed", maxFilters)
	}
	for i, f := range filters {
		if err := f.check(fmt.Sprintf("filters: [%d]", i), wide(kind)); err != nil {
			return err
		}
	}
	return nil
}

func (f WebhookFilter) check(name string, wide bool) error {
	actions := []string{ActionAdded, ActionChanged, ActionRemoved, ActionDeleted, ActionUndeleted}
	if f.Action != "" && !slices.Contains(actions, f.Action) {
		return misused(name, "action: Not one of added, changed, removed, deleted, undeleted: %s", f.Action)
	}
	if len(f.Fields) > 0 && (f.Action != ActionChanged || wide) {
		return misused(name, "fields: Only for action changed, and not for a workspace or a team")
	}
	if len(f.Fields) > maxFilterField {
		return misused(name, "fields: At most %d are allowed", maxFilterField)
	}
	for _, value := range append([]string{f.ResourceType, f.ResourceSubtype}, f.Fields...) {
		if err := checkText(name, value, maxFilterField); err != nil {
			return err
		}
	}
	if wide {
		return f.checkNarrow(name)
	}
	return nil
}

func (f WebhookFilter) checkNarrow(name string) error {
	actions, ok := narrowTypes()[f.ResourceType]
	if !ok {
		return misused(name, "resource_type: Only project, team_membership and workspace_membership are allowed here")
	}
	if actions != nil && f.Action != "" && !slices.Contains(actions, f.Action) {
		return misused(name, "action: Memberships are only added and removed")
	}
	return nil
}

// passes tells whether the filter describes an event.
func (f WebhookFilter) passes(e Event) bool {
	return (f.ResourceType == "" || f.ResourceType == e.ResourceType) &&
		(f.ResourceSubtype == "" || f.ResourceSubtype == e.ResourceSubtype) &&
		(f.Action == "" || f.Action == e.Action) &&
		(len(f.Fields) == 0 || slices.Contains(f.Fields, e.Field))
}

// passesAny is what a list of filters does; an empty one lets everything pass.
func passesAny(filters []WebhookFilter, e Event) bool {
	return len(filters) == 0 || slices.ContainsFunc(filters, func(f WebhookFilter) bool { return f.passes(e) })
}
