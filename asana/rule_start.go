package asana

import (
	"context"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// RunStart is a run that is to be.
type RunStart struct {
	GID      string // "" for a new one
	Rule     store.RuleRow
	Task     string
	Cause    Trigger  // zero when somebody asked for it
	CausedBy string   // person
	Origin   string   // of two runs with one origin there is but the first
	Chain    []string // the rules in whose course this came about
	Payload  string
	Reason   string // why it waits or, when Skipped, why it is not carried out
	Skipped  bool
	Now      time.Time
	DueAt    time.Time
}

// StartRun writes a run, to be carried out when it is due, or held when its rule waits. made is false when the task
// is not in the rule's project, or the origin has its run. It is part of the transaction of whoever found the cause.
func StartRun(ctx context.Context, q *store.Queries, s RunStart) (made bool, err error) {
	number, err := q.NumberRuns(ctx)
	if err != nil {
		return false, err
	}
	row := store.InsertRuleRunParams{
		Gid: s.GID, Number: number, Rule: s.Rule.Gid, RuleName: s.Rule.Name, Project: s.Rule.Project, Task: s.Task,
		Person: s.Rule.Owner, CausedBy: s.CausedBy, Origin: s.Origin, Chain: strings.Join(s.Chain, " "),
		Reason: s.Reason, Cause: s.cause(), Payload: s.Payload, CreatedAt: sqldb.Micros(s.Now), DueAt: sqldb.Micros(s.DueAt),
	}
	if row.Gid == "" {
		row.Gid = newGID()
	}
	held := false
	if s.Rule.Pause != "" {
		if held, err = RulePaused(ctx, q, s.Rule.Gid); err != nil {
			return false, err
		}
	}
	switch {
	case s.Skipped:
		row.State, row.FinishedAt = string(RunSkipped), row.CreatedAt
	case held:
		row.State = string(RunHeld)
	default:
		row.State, row.NextAt = string(RunWaiting), row.DueAt
	}
	n, err := q.InsertRuleRun(ctx, row)
	return n > 0, err
}

// cause is '{}' for what somebody asked for, which waits for nothing before it.
func (s RunStart) cause() string {
	if s.Cause.Kind == "" {
		return "{}"
	}
	return toJSON(s.Cause)
}
