package rest

import (
	"net/http"

	"jirabridge/asana"
)

// ruleRun is what a rule did, or is to do, for one task. What it says was true then.
type ruleRun struct {
	GID          string              `json:"gid"`
	ResourceType string              `json:"resource_type"`
	State        string              `json:"state" rest:"compact" enum:"waiting,held,running,done,skipped,failed"`
	Reason       *string             `json:"reason" rest:"compact" description:"Why it waits, was skipped or failed, as a word for programs; null when it speaks for itself."`
	Rule         *named              `json:"rule" rest:"compact"`
	Task         *task               `json:"task" rest:"compact"`
	CreatedAt    *string             `json:"created_at" rest:"compact"`
	FinishedAt   *string             `json:"finished_at" rest:"compact"`
	Person       *user               `json:"person" description:"In whose name."`
	CausedBy     *user               `json:"caused_by" description:"Who caused it, or asked for it."`
	EndedBy      *user               `json:"ended_by" description:"Who skipped it while it waited, or deleted its rule before; null otherwise."`
	DueAt        *string             `json:"due_at"`
	StartedAt    *string             `json:"started_at"`
	Trigger      *ruleTrigger        `json:"trigger"`
	Conditions   []*checkedCondition `json:"conditions"`
	Actions      []*actionResult     `json:"actions"`
}

// checkedCondition is a condition and what was found.
type checkedCondition struct {
	Kind    string  `json:"kind" rest:"part"`
	Not     bool    `json:"not" rest:"part"`
	Section *string `json:"section" rest:"part"`
	Person  *string `json:"person" rest:"part"`
	Field   *string `json:"field" rest:"part"`
	Value   *string `json:"value" rest:"part"`
	App     *string `json:"app" rest:"part"`
	Found   string  `json:"found" rest:"part" description:"What the task had, for people."`
	Holds   bool    `json:"holds" rest:"part"`
}

// actionResult is what became of one action: of an app's, what was sent and answered.
type actionResult struct {
	GID          string             `json:"gid"`
	ResourceType string             `json:"resource_type"`
	Kind         string             `json:"kind" rest:"part"`
	Undo         bool               `json:"undo" rest:"part"`
	Section      *string            `json:"section" rest:"part"`
	Person       *string            `json:"person" rest:"part"`
	Days         int                `json:"days" rest:"part"`
	Field        *string            `json:"field" rest:"part"`
	Value        *string            `json:"value" rest:"part"`
	Text         *string            `json:"text" rest:"part"`
	App          *string            `json:"app" rest:"part"`
	ActionType   *string            `json:"action_type" rest:"part"`
	State        *string            `json:"state" rest:"part"`
	Created      []*createdResource `json:"resources_created" rest:"part" description:"What the app made."`
	Said         *string            `json:"said" rest:"part" description:"What was done, or why not, for people."`
	Reason       *string            `json:"reason" rest:"part" description:"Why it failed, as a word for programs, where the app had none for people."`
	Problems     []string           `json:"problems" rest:"part" description:"Of a dry run: why it would fail, for people."`
	Request      *string            `json:"request" rest:"part" description:"What was sent to the app, without its signature."`
	Status       *int               `json:"status" rest:"part"`
	Answer       *string            `json:"answer" rest:"part" description:"What the app answered, cut off."`
	Tries        int                `json:"tries" rest:"part"`
	Milliseconds int64              `json:"duration_ms" rest:"part"`
}

// createdResource is something in an app's world.
type createdResource struct {
	Name string `json:"name" rest:"part"`
	URL  string `json:"url" rest:"part"`
}

func runOperations() []operation {
	return []operation{{
		ID: "runRule", Method: http.MethodPost, Path: "/rules/{rule_gid}/run", Group: rulesGroup, Body: &ruleTask{},
		Text: "Runs a rule for a task now. Its conditions are checked; it does not wait for anybody to finish typing.", Result: ruleRun{},
		Status: http.StatusCreated, Do: runRule,
	}, {
		ID: "getRunsForRule", Method: http.MethodGet, Path: "/rules/{rule_gid}/runs", Scope: "tasks:read", Group: rulesGroup,
		Text: "Lists what a rule did and is to do, newest first, for the tasks you see.", Result: ruleRun{}, List: true, Do: getRuleRuns,
	}, {
		ID: "getRuleRunsForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/rule_runs", Scope: "tasks:read", Group: rulesGroup,
		Text: "Lists what rules did and are to do for a task, newest first.", Result: ruleRun{}, List: true, Do: getTaskRuns,
	}, {
		ID: "getRuleRun", Method: http.MethodGet, Path: "/rule_runs/{rule_run_gid}", Scope: "tasks:read", Group: rulesGroup,
		Text: "Returns what a rule did, or is to do, for one task: the conditions with what was found, and of each action what was " +
			"sent and answered.", Result: ruleRun{}, Do: getRuleRun,
	}}
}

func (c *call) runRecord(r asana.RuleRun) *ruleRun {
	record := &ruleRun{
		GID: r.GID, ResourceType: "rule_run", State: string(r.State), Reason: nullable(r.Reason),
		Rule: namedOf("rule", r.Rule.GID, "", map[string]string{r.Rule.GID: r.Rule.Name}), Task: taskOf(r.Task),
		Person: userOf(r.Person), CausedBy: userOf(r.By), EndedBy: userOf(r.EndedBy), CreatedAt: timestamp(r.CreatedAt), DueAt: timestamp(r.DueAt),
		StartedAt: timestamp(r.StartedAt), FinishedAt: timestamp(r.FinishedAt),
		Conditions: checkedRecords(r.Conditions), Actions: resultRecords(r.Actions),
	}
	if r.Trigger.Kind != "" {
		record.Trigger = c.triggerRecord(r.Rule.GID, r.Trigger)
	}
	return record
}

func checkedRecords(conditions []asana.CheckedCondition) []*checkedCondition {
	records := make([]*checkedCondition, len(conditions))
	for i, c := range conditions {
		r := conditionRecord(c.Condition)
		records[i] = &checkedCondition{Kind: r.Kind, Not: r.Not, Section: r.Section, Person: r.Person, Field: r.Field, Value: r.Value,
			App: r.App, Found: c.Found, Holds: c.Holds}
	}
	return records
}

func resultRecords(results []asana.ActionResult) []*actionResult {
	records := make([]*actionResult, len(results))
	for i, a := range results {
		r := actionRecord(a.Action)
		records[i] = &actionResult{
			GID: r.GID, ResourceType: r.ResourceType, Kind: r.Kind, Undo: r.Undo, Section: r.Section, Person: r.Person, Days: r.Days,
			Field: r.Field, Value: r.Value, Text: r.Text, App: r.App, ActionType: r.ActionType, State: nullable(a.State),
			Said: nullable(a.Said), Reason: nullable(a.Reason), Request: nullable(a.Request), Answer: nullable(a.Answer), Tries: a.Tries, Problems: a.Problems,
			Milliseconds: a.Duration.Milliseconds(), Created: createdRecords(a.Created),
		}
		if a.Status != 0 {
			records[i].Status = &a.Status
		}
	}
	return records
}

func createdRecords(made []asana.Created) []*createdResource {
	records := make([]*createdResource, len(made))
	for i, m := range made {
		records[i] = &createdResource{m.Name, m.URL}
	}
	return records
}

// ruleTask is the body of runRule and dryRunRule.
type ruleTask struct {
	Task *gid `json:"task"`
}

// ruleAndTask are what an operation on a rule and a task is about.
func (c *call) ruleAndTask() (rule, task string, err error) {
	rule, body, err := bodyAt[ruleTask](c, "rule_gid")
	if err == nil && text(body.Task) == "" {
		err = badRequest("task: Missing input")
	}
	return rule, text(body.Task), err
}

func runRule(c *call) (any, error) {
	rule, task, err := c.ruleAndTask()
	if err != nil {
		return nil, err
	}
	r, err := c.platform.RunForTask(c.ctx(), c.actor, rule, task)
	return one(r, err, c.runRecord)
}

func getRuleRuns(c *call) (any, error) {
	gid, err := c.gid("rule_gid")
	if err != nil {
		return nil, err
	}
	items, next, err := c.platform.RuleRuns(c.ctx(), c.actor, gid, c.page)
	return all(items, next, err, c.runRecord)
}

func getTaskRuns(c *call) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	items, next, err := c.platform.TaskRuns(c.ctx(), c.actor, gid, c.page)
	return all(items, next, err, c.runRecord)
}

func getRuleRun(c *call) (any, error) {
	gid, err := c.gid("rule_run_gid")
	if err != nil {
		return nil, err
	}
	r, err := c.platform.RuleRun(c.ctx(), c.actor, gid)
	return one(r, err, c.runRecord)
}
