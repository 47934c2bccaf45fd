package rest

import (
	"context"
	"net/http"

	"jirabridge/asana"
)

// rulesGroup is what the operations here are about, of which asana.com has triggerRule alone.
const rulesGroup = "Rules"

// rule does something by itself with the tasks of a project. What is answered of it can be sent back: updateRule takes
// it as it is.
type rule struct {
	GID          string           `json:"gid"`
	ResourceType string           `json:"resource_type"`
	Name         string           `json:"name" rest:"compact"`
	Enabled      bool             `json:"enabled" rest:"compact"`
	Pause        *rulePause       `json:"pause" rest:"compact" description:"Why it waits by itself, although it is enabled."`
	Project      *project         `json:"project"`
	Workspace    *workspace       `json:"workspace"`
	Owner        *user            `json:"owner"`
	Triggers     []*ruleTrigger   `json:"triggers"`
	Conditions   []*ruleCondition `json:"conditions"`
	Actions      []*ruleAction    `json:"actions"`
	Ceiling      int              `json:"ceiling" description:"Tasks an hour above which the rule pauses."`
	NumHeld      int              `json:"num_held" description:"Runs that wait for the rule to go on."`
	CreatedAt    *string          `json:"created_at"`
	ModifiedAt   *string          `json:"modified_at"`
	LastRunAt    *string          `json:"last_run_at"`
}

// rulePause is why a rule waits by itself.
type rulePause struct {
	Reason string  `json:"reason" rest:"part" enum:"owner_gone,unauthorized,app_gone,storm"`
	Since  *string `json:"since" rest:"part"`
	Text   *string `json:"text" rest:"part"`
}

// nothing is the body of what has nothing to be told: any object.
type nothing struct{}

// heldDropped is what dropHeldRuns answers.
type heldDropped struct {
	Data dropped `json:"data" required:"true"`
}

type dropped struct {
	Dropped int `json:"dropped" required:"true"`
}

func ruleOperations() []operation {
	return []operation{{
		ID: "getRulesForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/rules", Scope: "projects:read", Group: rulesGroup,
		Text: "Lists the rules of a project.", Result: rule{}, List: true, Do: getRules,
	}, {
		ID: "createRule", Method: http.MethodPost, Path: "/projects/{project_gid}/rules", Group: rulesGroup, Body: &ruleBody{},
		Text: "Makes a rule in a project, which acts in your name. For an action of an app the values of its form are sent along; " +
			"the app is asked during the request whether it takes them.",
		Result: rule{}, Status: http.StatusCreated, Other: noApp(), Do: createRule,
	}, {
		ID: "getRule", Method: http.MethodGet, Path: "/rules/{rule_gid}", Scope: "projects:read", Group: rulesGroup,
		Text: "Returns a rule. Its owner learns the secret address of a web request with opt_fields=triggers.secret_url.", Result: rule{}, Do: getRule,
	}, {
		ID: "updateRule", Method: http.MethodPut, Path: "/rules/{rule_gid}", Group: rulesGroup, Body: &ruleBody{},
		Text:   "Changes a rule. Lists replace what there was; what has the gid of a part stays that part.",
		Result: rule{}, Other: noApp(), Do: updateRule,
	}, {
		ID: "deleteRule", Method: http.MethodDelete, Path: "/rules/{rule_gid}", Group: rulesGroup,
		Text: "Deletes a rule. What it did stays in the history of the tasks; what it was to do is not done.", Do: deleteRule,
	}, {
		ID: "takeOverRule", Method: http.MethodPost, Path: "/rules/{rule_gid}/take_over", Group: rulesGroup, Body: &nothing{},
		Text: "Makes you the owner of a rule: it acts in your name from now on. Secret addresses of its web requests are new ones then.", Result: rule{}, Do: onRule((*asana.Platform).TakeRule),
	}, {
		ID: "resumeRule", Method: http.MethodPost, Path: "/rules/{rule_gid}/resume", Group: rulesGroup, Body: &nothing{},
		Text: "Lets a rule that waits by itself go on where it stopped.", Result: rule{}, Do: onRule((*asana.Platform).ResumeRule),
	}, {
		ID: "dropHeldRuns", Method: http.MethodPost, Path: "/rules/{rule_gid}/drop_held", Group: rulesGroup, Body: &nothing{},
		Text: "Drops the runs of a rule that wait for it to go on.", Result: heldDropped{}, Plain: true, Do: dropHeldRuns,
	}}
}

// ruleRecord makes the record of a rule.
func (c *call) ruleRecord(r asana.Rule) *rule {
	record := &rule{
		GID: r.GID, ResourceType: "rule", Name: r.Name, Enabled: r.Enabled, Pause: pauseRecord(r.Pause),
		Project: projectOf(r.Project), Workspace: workspaceOf(r.Workspace), Owner: userOf(r.Owner),
		Conditions: conditionRecords(r.Conditions), Ceiling: r.Ceiling, NumHeld: r.Held,
		CreatedAt: timestamp(r.CreatedAt), ModifiedAt: timestamp(r.ModifiedAt), LastRunAt: timestamp(r.LastRunAt),
	}
	for _, t := range r.Triggers {
		record.Triggers = append(record.Triggers, c.triggerRecord(r.GID, t))
	}
	for _, a := range r.Actions {
		record.Actions = append(record.Actions, actionRecord(a))
	}
	return record
}

func pauseRecord(p asana.Pause) *rulePause {
	if p.Reason == "" {
		return nil
	}
	return &rulePause{Reason: string(p.Reason), Since: timestamp(p.Since), Text: nullable(p.Text)}
}

func getRules(c *call) (any, error) {
	gid, err := c.gid("project_gid")
	if err != nil {
		return nil, err
	}
	items, err := c.platform.Rules(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, items, func(r asana.Rule) string { return r.GID }, func(r asana.Rule) any { return c.ruleRecord(r) })
}

func getRule(c *call) (any, error) {
	gid, err := c.gid("rule_gid")
	if err != nil {
		return nil, err
	}
	r, err := c.platform.Rule(c.ctx(), c.actor, gid)
	return one(r, err, c.ruleRecord)
}

func deleteRule(c *call) (any, error) {
	gid, err := c.gid("rule_gid")
	if err != nil {
		return nil, err
	}
	return empty{}, c.platform.DeleteRule(c.ctx(), c.actor, gid)
}

// onRule is an operation that does something with the rule in the path and answers what became of it.
func onRule(do func(p *asana.Platform, ctx context.Context, a asana.Actor, gid string) (asana.Rule, error)) func(c *call) (any, error) {
	return func(c *call) (any, error) {
		gid, err := c.gid("rule_gid")
		if err != nil {
			return nil, err
		}
		r, err := do(c.platform, c.ctx(), c.actor, gid)
		return one(r, err, c.ruleRecord)
	}
}

func dropHeldRuns(c *call) (any, error) {
	gid, err := c.gid("rule_gid")
	if err != nil {
		return nil, err
	}
	n, err := c.platform.DropHeldRuns(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return whole{http.StatusOK, object{{"data", object{{"dropped", n}}}}}, nil
}
