package asana

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// RuleRuns lists what a rule did, newest first, as far as the actor sees the tasks. next is the Offset of the page
// after this one.
func (p *Platform) RuleRuns(ctx context.Context, a Actor, rule string, page Page) (list []RuleRun, next string, err error) {
	g := p.gate(a)
	if _, _, err := g.rule(ctx, rule); err != nil {
		return nil, "", err
	}
	return g.runs(ctx, page, func(before int64, n int32) ([]store.RuleRunRow, error) {
		return g.q.RunsOfRule(ctx, store.RunsOfRuleParams{Rule: rule, BeforeNumber: before, N: n})
	})
}

// TaskRuns lists what rules did with a task, newest first, as far as the actor sees their projects.
func (p *Platform) TaskRuns(ctx context.Context, a Actor, task string, page Page) (list []RuleRun, next string, err error) {
	g := p.gate(a)
	if _, err := g.task(ctx, task); err != nil {
		return nil, "", err
	}
	return g.runs(ctx, page, func(before int64, n int32) ([]store.RuleRunRow, error) {
		return g.q.RunsOfTask(ctx, store.RunsOfTaskParams{Task: task, BeforeNumber: before, N: n})
	})
}

func (g gate) runs(ctx context.Context, page Page, read func(before int64, n int32) ([]store.RuleRunRow, error)) ([]RuleRun, string, error) {
	at, err := page.decode(1)
	if err != nil {
		return nil, "", err
	}
	limit := page.limit()
	rows, err := read(at.keys[0], int32(limit+1))
	if err != nil {
		return nil, "", err
	}
	rows, next := cut(rows, limit, func(r store.RuleRunRow) cursor { return cursor{[]int64{r.Number}, r.Gid} })
	seen, err := g.seenRuns(ctx, rows)
	if err != nil {
		return nil, "", err
	}
	list := make([]RuleRun, len(seen))
	for i, r := range seen {
		if list[i], err = RunOf(r); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// seenRuns leaves out runs for tasks, or of projects, that the actor does not see.
func (g gate) seenRuns(ctx context.Context, rows []store.RuleRunRow) (seen []store.RuleRunRow, err error) {
	tasks, projects := make([]string, len(rows)), map[string]bool{}
	for i, r := range rows {
		tasks[i] = r.Task
		if _, asked := projects[r.Project]; asked {
			continue
		}
		_, err := g.project(ctx, r.Project)
		if unlessNotFound(err) != nil {
			return nil, err
		}
		projects[r.Project] = err == nil
	}
	sees, err := g.seenTasks(ctx, tasks)
	for _, r := range rows {
		if sees[r.Task] && projects[r.Project] {
			seen = append(seen, r)
		}
	}
	return seen, err
}

// RuleRun returns one run, if the actor sees its task and its project.
func (p *Platform) RuleRun(ctx context.Context, a Actor, gid string) (RuleRun, error) {
	if !isGID(gid) {
		return RuleRun{}, notFound("rule_run", gid)
	}
	g := p.gate(a)
	row, err := g.q.RuleRun(ctx, gid)
	if err != nil {
		return RuleRun{}, orNotFound(err, "rule_run", gid)
	}
	seen, err := g.seenRuns(ctx, []store.RuleRunRow{row})
	if err != nil {
		return RuleRun{}, err
	}
	if len(seen) == 0 {
		return RuleRun{}, hidden("rule_run", gid)
	}
	return RunOf(row)
}

// RunOf reads a row. It is for those who work for the platform itself.
func RunOf(r store.RuleRunRow) (RuleRun, error) {
	run := RuleRun{
		GID: r.Gid, Rule: Ref{r.Rule, r.RuleName}, Project: r.Project, Task: Ref{r.Task, r.TaskName},
		Person: Ref{r.Person, r.PersonName}, By: Ref{r.CausedBy, r.CauseName}, EndedBy: Ref{r.EndedBy, r.EnderName}, State: RunState(r.State), Reason: r.Reason,
		CreatedAt: sqldb.Time(r.CreatedAt), DueAt: sqldb.Time(r.DueAt), StartedAt: sqldb.Time(r.StartedAt), FinishedAt: sqldb.Time(r.FinishedAt),
	}
	if err := json.Unmarshal([]byte(r.Cause), &run.Trigger); err != nil {
		return run, err
	}
	if err := json.Unmarshal([]byte(r.Conditions), &run.Conditions); err != nil {
		return run, err
	}
	return run, json.Unmarshal([]byte(r.Actions), &run.Actions)
}

// RunForTask has a rule look at a task of its project now: "Run now". Its conditions decide as ever. A run of it for
// the task that waits for later goes at once, instead of another besides.
func (p *Platform) RunForTask(ctx context.Context, a Actor, rule, task string) (RuleRun, error) {
	return p.runNow(ctx, a, rule, task, Trigger{}, nil)
}

// RunTrigger is an incoming web request to a trigger, from somebody who may edit rules of its project
// (https://developers.asana.com/reference/triggerrule). The payload, JSON, is kept with the run.
func (p *Platform) RunTrigger(ctx context.Context, a Actor, trigger, task string, payload json.RawMessage) (RuleRun, error) {
	t, err := p.gate(a).trigger(ctx, trigger)
	if err != nil {
		return RuleRun{}, err
	}
	if t.Kind != string(TriggerRequested) {
		return RuleRun{}, notFound("rule_trigger", trigger)
	}
	run, err := p.runNow(ctx, a, t.Rule, task, Trigger{GID: t.Gid, Kind: TriggerRequested}, payload)
	return run, aboutTrigger(err, trigger)
}

// RunSecretTrigger is RunTrigger by somebody who knows the trigger's secret alone: the rule's owner asks then.
func (p *Platform) RunSecretTrigger(ctx context.Context, secret, task string, payload json.RawMessage) (RuleRun, error) {
	trigger, rule, err := p.secretTrigger(ctx, secret)
	if err != nil {
		return RuleRun{}, err
	}
	return p.runNow(ctx, Actor{Person: rule.Owner}, rule.Gid, task, Trigger{GID: trigger.Gid, Kind: TriggerRequested}, payload)
}

// keepRuns is how long a run stays to be looked at once it is over, and how long one waits at most whose rule does not
// go on.
const keepRuns = 90 * 24 * time.Hour

// maxPayload is how much a web request may bring along, in bytes.
const maxPayload = 16 << 10

func (p *Platform) runNow(ctx context.Context, a Actor, gid, task string, cause Trigger, payload json.RawMessage) (RuleRun, error) {
	run := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		rule, err := c.editRule(ctx, gid)
		if err != nil {
			return err
		}
		if _, err := c.task(ctx, task); err != nil {
			return err
		}
		if !rule.Enabled {
			return conflict("rule", "rule_off", "The rule is switched off.")
		}
		if len(payload) > maxPayload || !sqldb.IsText(string(payload)) {
			return misused("action_data", "Too large or not valid text")
		}
		if cause.Kind == "" {
			if waiting, err := c.hurryRun(ctx, gid, task); waiting != "" || err != nil {
				run = waiting
				return err
			}
		}
		made, err := StartRun(ctx, c.q, RunStart{
			GID: run, Rule: rule, Task: task, Cause: cause, CausedBy: a.Person, Origin: run, Payload: string(payload), Now: c.now, DueAt: c.now,
		})
		if err == nil && !made {
			err = invalid("task", "rule_elsewhere", "The task is not in the rule's project.")
		}
		return err
	})
	if err != nil {
		return RuleRun{}, err
	}
	return p.RuleRun(ctx, a, run)
}

// hurryRun has the run of a rule for a task that waits for later go at once, and returns it; "" when there is none.
func (c *change) hurryRun(ctx context.Context, rule, task string) (run string, err error) {
	run, err = c.q.HurryRun(ctx, store.HurryRunParams{Now: c.nowMicros(), Rule: rule, Task: task})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return run, err
}
