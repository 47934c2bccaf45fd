package rules

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// matcher writes the runs of events, in the transaction that moves the cursor past them.
type matcher struct {
	*Engine
	q      *store.Queries
	starts map[start][]rule // what has been asked for
	rules  map[string]rule
	homes  map[string]string // projects of sections
}

// start is what may start a rule: something of a kind, in a project.
type start struct {
	project string
	kind    asana.TriggerKind
}

// rule is a rule with its row.
type rule struct {
	row store.RuleRow
	asana.Rule
}

// match writes the runs that an event starts: one for each rule, with the first of its triggers that fits.
func (m *matcher) match(ctx context.Context, e asana.Event) error {
	kinds, task := kindsOf(e)
	if len(kinds) == 0 {
		return nil
	}
	projects, err := m.projectsOf(ctx, e)
	if err != nil {
		return err
	}
	for _, project := range projects {
		if err := m.matchIn(ctx, e, kinds, task, project); err != nil {
			return err
		}
	}
	return nil
}

func (m *matcher) matchIn(ctx context.Context, e asana.Event, kinds []asana.TriggerKind, task, project string) error {
	var started []string
	for _, kind := range kinds {
		rules, err := m.startedBy(ctx, start{project, kind})
		if err != nil {
			return err
		}
		for _, r := range rules {
			if slices.Contains(started, r.GID) || e.Seq <= r.row.Since {
				continue
			}
			trigger, fits, err := m.fitting(ctx, r, kind, e, task)
			if err != nil {
				return err
			}
			if !fits {
				continue
			}
			started = append(started, r.GID)
			if err := m.start(ctx, r, trigger, e, task); err != nil {
				return err
			}
		}
	}
	return nil
}

// startedBy are the rules that something starts, as far as switched on.
func (m *matcher) startedBy(ctx context.Context, s start) (list []rule, err error) {
	if list, ok := m.starts[s]; ok {
		return list, nil
	}
	gids, err := m.q.RulesStartedBy(ctx, store.RulesStartedByParams{Project: s.project, Kind: string(s.kind)})
	if err != nil {
		return nil, err
	}
	for _, gid := range gids {
		r, err := m.rule(ctx, gid)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	m.starts[s] = list
	return list, nil
}

func (m *matcher) rule(ctx context.Context, gid string) (rule, error) {
	if r, ok := m.rules[gid]; ok {
		return r, nil
	}
	r, err := ruleOf(ctx, m.q, gid)
	m.rules[gid] = r
	return r, err
}

// ruleOf is a rule as it is now, but for how many of its runs are held.
func ruleOf(ctx context.Context, q *store.Queries, gid string) (r rule, err error) {
	row, err := q.RuleUncounted(ctx, gid)
	if err != nil {
		return r, err
	}
	r.row = store.RuleRow(row)
	r.Rule, err = asana.RuleOf(r.row)
	return r, err
}

// start writes a run that an event starts.
func (m *matcher) start(ctx context.Context, r rule, trigger asana.Trigger, e asana.Event, task string) error {
	now := m.now()
	s := asana.RunStart{Rule: r.row, Task: task, Cause: trigger, CausedBy: e.Person,
		Origin: r.GID + ":" + strconv.FormatInt(e.Seq, 10), Now: now, DueAt: now}
	var err error
	if s.Chain, err = m.chain(ctx, e, task); err != nil {
		return err
	}
	switch {
	case slices.Contains(s.Chain, r.GID):
		s.Skipped, s.Reason = true, ReasonLoop
	case len(s.Chain) >= longestChain:
		s.Skipped, s.Reason = true, ReasonChain
	default:
		err = m.letWrite(ctx, r, trigger, &s)
	}
	if err != nil {
		return err
	}
	_, err = asana.StartRun(ctx, m.q, s)
	return err
}

// letWrite has the run of a rule that takes up new tasks wait for the task's author.
func (m *matcher) letWrite(ctx context.Context, r rule, trigger asana.Trigger, s *asana.RunStart) error {
	takesNew := slices.ContainsFunc(r.Triggers, func(t asana.Trigger) bool { return t.Kind == asana.TriggerAdded })
	if !takesNew && trigger.Kind != asana.TriggerAdded {
		return nil
	}
	made, err := m.q.TaskMadeAt(ctx, s.Task)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it is gone, and there will be no run
	}
	if ready := sqldb.Time(made).Add(m.wait); ready.After(s.Now) {
		s.DueAt, s.Reason = ready, ReasonAuthor
	}
	return err
}

// longestChain is how many rules may start one another.
const longestChain = 10

// chain are the rules in whose course an event came about. What an app does while it works for a run is taken for a
// part of that.
func (m *matcher) chain(ctx context.Context, e asana.Event, task string) ([]string, error) {
	if e.Run == "" && e.App == "" {
		return nil, nil
	}
	if e.Run == "" {
		return m.chainOfApp(ctx, e, task)
	}
	run, err := m.q.RuleRun(ctx, e.Run)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return append(strings.Fields(run.Chain), run.Rule), err
}

func (m *matcher) chainOfApp(ctx context.Context, e asana.Event, task string) (chain []string, err error) {
	runs, err := m.q.RunsOfAppWork(ctx, store.RunsOfAppWorkParams{Task: task, At: sqldb.Micros(e.CreatedAt)})
	for _, run := range runs {
		if strings.Contains(run.Actions, `"app":"`+e.App+`"`) {
			chain = append(append(chain, strings.Fields(run.Chain)...), run.Rule)
		}
	}
	return chain, err
}
