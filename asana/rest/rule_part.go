package rest

import (
	"encoding/json"

	"jirabridge/asana"
)

// ruleTrigger starts a rule. A web_request has an address that takes a token, and one that is secret itself.
type ruleTrigger struct {
	GID          string  `json:"gid"`
	ResourceType string  `json:"resource_type"`
	Kind         string  `json:"kind" rest:"part"`
	Section      *string `json:"section" rest:"part"`
	Person       *string `json:"person" rest:"part"`
	Field        *string `json:"field" rest:"part"`
	Option       *string `json:"option" rest:"part"`
	Minutes      int     `json:"minutes" rest:"part"`
	URL          *string `json:"url" rest:"part" description:"Of web_request: what triggerRule posts to."`
	SecretURL    *string `json:"secret_url" rest:"optin"`

	rule string
}

func (c *call) triggerRecord(rule string, t asana.Trigger) *ruleTrigger {
	record := &ruleTrigger{
		GID: t.GID, ResourceType: "rule_trigger", Kind: string(t.Kind), Section: nullable(t.Section), Person: nullable(t.Person),
		Field: nullable(t.Field), Option: nullable(t.Option), Minutes: t.Minutes, rule: rule,
	}
	if t.Kind == asana.TriggerRequested && t.GID != "" {
		address := c.baseURL + prefix + "/rule_triggers/" + t.GID + "/run"
		record.URL = &address
	}
	return record
}

// complete reads the secret address, which only the rule's owner gets, and an app that may do everything he may.
func (t *ruleTrigger) complete(c *call) error {
	mayAll := checkScope(c.actor, fullScope) == nil
	if t.URL == nil || t.SecretURL != nil || !mayAll {
		return nil
	}
	secret, err := c.platform.TriggerSecret(c.ctx(), c.actor, t.rule, t.GID)
	if err == nil {
		address := c.baseURL + TriggerPath + secret.Reveal()
		t.SecretURL = &address
	}
	if asana.IsKind(err, asana.Forbidden) {
		err = nil
	}
	return err
}

// ruleCondition must hold for a rule to act.
type ruleCondition struct {
	Kind    string  `json:"kind" rest:"part"`
	Not     bool    `json:"not" rest:"part"`
	Section *string `json:"section" rest:"part"`
	Person  *string `json:"person" rest:"part"`
	Field   *string `json:"field" rest:"part"`
	Value   *string `json:"value" rest:"part"`
	App     *string `json:"app" rest:"part"`
}

func conditionRecords(conditions []asana.Condition) []*ruleCondition {
	records := make([]*ruleCondition, len(conditions))
	for i, c := range conditions {
		record := conditionRecord(c)
		records[i] = &record
	}
	return records
}

func conditionRecord(c asana.Condition) ruleCondition {
	return ruleCondition{Kind: string(c.Kind), Not: c.Not, Section: nullable(c.Section), Person: nullable(c.Person),
		Field: nullable(c.Field), Value: nullable(c.Value), App: nullable(c.App)}
}

// ruleAction is one thing a rule does.
type ruleAction struct {
	GID          string    `json:"gid"`
	ResourceType string    `json:"resource_type"`
	Kind         string    `json:"kind" rest:"part"`
	Undo         bool      `json:"undo" rest:"part"`
	Section      *string   `json:"section" rest:"part"`
	Person       *string   `json:"person" rest:"part"`
	Days         int       `json:"days" rest:"part"`
	Field        *string   `json:"field" rest:"part"`
	Value        *string   `json:"value" rest:"part"`
	Text         *string   `json:"text" rest:"part"`
	App          *string   `json:"app" rest:"part"`
	ActionType   *string   `json:"action_type" rest:"part"`
	Values       *freeForm `json:"values" rest:"part"`
}

func actionRecord(a asana.Action) *ruleAction {
	return &ruleAction{
		GID: a.GID, ResourceType: "rule_action", Kind: string(a.Kind), Undo: a.Undo, Section: nullable(a.Section),
		Person: nullable(a.Person), Days: a.Days, Field: nullable(a.Field), Value: nullable(a.Value), Text: nullable(a.Text),
		App: nullable(a.App), ActionType: nullable(a.ActionType), Values: valuesRecord(a.Values),
	}
}

// valuesRecord reads what was kept of an app's form, nil for none.
func valuesRecord(kept string) *freeForm {
	var values freeForm
	if json.Unmarshal([]byte(kept), &values) != nil {
		return nil
	}
	return &values
}
