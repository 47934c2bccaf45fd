package rest

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

// Rules is what the interface needs of the rules engine.
type Rules interface {
	// DryRun tells what a rule would do for a task, and does nothing.
	DryRun(ctx context.Context, a asana.Actor, rule string, draft *asana.NewRule, project, task string) (asana.RuleRun, error)
}

// ruleTrial is what a rule would do for a task.
type ruleTrial struct {
	State      string              `json:"state" required:"true"`
	Reason     *string             `json:"reason" required:"true"`
	Conditions []*checkedCondition `json:"conditions" required:"true"`
	Actions    []*actionResult     `json:"actions" required:"true"`
}

// trialAnswer is what dryRunRule answers.
type trialAnswer struct {
	Data ruleTrial `json:"data" required:"true"`
}

func trialOperations() []operation {
	return []operation{{
		ID: "dryRunRule", Method: http.MethodPost, Path: "/rules/{rule_gid}/dry_run", Group: rulesGroup, Body: &ruleTask{},
		Text: "Tells what a rule would do for a task. Nothing is done.", Result: trialAnswer{}, Plain: true, Do: dryRunRule,
	}}
}

func dryRunRule(c *call) (any, error) {
	rule, task, err := c.ruleAndTask()
	if err != nil {
		return nil, err
	}
	r, err := c.rules.DryRun(c.ctx(), c.actor, rule, nil, "", task)
	if err != nil {
		return nil, err
	}
	data, err := c.show(ruleTrial{string(r.State), nullable(r.Reason), checkedRecords(r.Conditions), resultRecords(r.Actions)})
	return whole{http.StatusOK, object{{"data", data}}}, err
}
