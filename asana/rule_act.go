package asana

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"jirabridge/asana/store"
)

// RuleAct is one of the platform's own actions, carried out for a task.
type RuleAct struct {
	Project  string // of the rule
	RuleName string
	Task     string
	Action
}

// Acted is what came of an action that was not refused.
type Acted struct {
	Said  string // the comment, with its placeholders filled in
	Empty bool   // there was no comment to write: all its placeholders were empty
	Err   error  // of a trial: why it would be refused
}

// ActForRule carries out an action in the name of a rule's owner, who is the actor, and calls noted in the same
// transaction: what noted writes is written if and only if the action was done. What is so already stays as it is.
func (p *Platform) ActForRule(ctx context.Context, owner Actor, act RuleAct, noted func(ctx context.Context, q *store.Queries, acted Acted) error) error {
	return p.write(ctx, owner, func(ctx context.Context, c *change) error {
		acted, err := p.act(ctx, c, act)
		if err != nil {
			return err
		}
		return noted(ctx, c.q, acted)
	})
}

// errTried undoes what was done to see whether it can be.
var errTried = errors.New("tried")

// TryForRule finds out what would come of ActForRule, of actions one after the other, and does nothing.
func (p *Platform) TryForRule(ctx context.Context, owner Actor, acts []RuleAct) (tried []Acted, err error) {
	tried = make([]Acted, len(acts))
	err = p.write(ctx, owner, func(ctx context.Context, c *change) error {
		for i, act := range acts {
			acted, err := p.act(ctx, c, act)
			var refused *Error
			if err != nil && !errors.As(err, &refused) {
				return err
			}
			tried[i], tried[i].Err = acted, err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return tried, err
}

func (p *Platform) act(ctx context.Context, c *change, act RuleAct) (Acted, error) {
	switch act.Kind {
	case ActMove:
		return Acted{}, c.moveForRule(ctx, act)
	case ActComment:
		return p.commentForRule(ctx, c, act)
	}
	ch, err := c.changeForRule(ctx, act)
	if err != nil {
		return Acted{}, err
	}
	if _, err := c.task(ctx, act.Task); err != nil {
		return Acted{}, err
	}
	return Acted{}, p.updateTask(ctx, c, act.Task, ch)
}

func (p *Platform) commentForRule(ctx context.Context, c *change, act RuleAct) (Acted, error) {
	text, err := c.filled(ctx, p, act)
	if err != nil || strings.TrimSpace(text) == "" {
		return Acted{Empty: true}, err
	}
	row := store.InsertCommentParams{Gid: newGID(), RuleName: act.RuleName}
	return Acted{Said: text}, p.addComment(ctx, c, act.Task, row, NewComment{Text: text})
}

func (c *change) moveForRule(ctx context.Context, act RuleAct) error {
	access, err := c.task(ctx, act.Task)
	if err != nil {
		return err
	}
	if _, err := c.project(ctx, act.Project); err != nil {
		return err
	}
	if err := c.q.LockTask(ctx, act.Task); err != nil {
		return err
	}
	at, err := c.q.TaskPlace(ctx, store.TaskPlaceParams{Task: act.Task, Project: act.Project})
	if errors.Is(err, sql.ErrNoRows) {
		return invalid("task", "rule_elsewhere", "The task is not in the rule's project.")
	}
	if err != nil || at.Section == act.Section {
		return err
	}
	return c.placeTask(ctx, access.Workspace, act.Task, Placement{Project: act.Project, Section: act.Section})
}

// changeForRule is an action as a change of the task.
func (c *change) changeForRule(ctx context.Context, act RuleAct) (ch TaskChange, err error) {
	switch act.Kind {
	case ActComplete:
		completed := !act.Undo
		ch.Completed = &completed
	case ActAssign:
		ch.Assignee = &act.Person
	case ActDue:
		day := ""
		if !act.Undo {
			day, err = c.dayForRule(ctx, act.Days)
		}
		ch.DueOn = &day
	case ActField:
		ch.CustomFields = map[string]FieldInput{act.Field: {Text: act.Value}}
	default:
		return ch, misused("kind", "Not an action of the platform: %s", act.Kind)
	}
	return ch, err
}

// dayForRule is a day so many days from today, where the rule's owner lives.
func (c *change) dayForRule(ctx context.Context, days int) (string, error) {
	row, err := c.q.Person(ctx, c.actor.Person)
	if err != nil {
		return "", err
	}
	return c.now.In(Location(row.TimeZone)).AddDate(0, 0, days).Format(time.DateOnly), nil
}

// Location is a person's time zone; UTC for a name that is not known.
func Location(zone string) *time.Location {
	at, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return at
}

// RuleOwnerActs tells whether a rule's owner still may act in its project: he is in the workspace, sees the project,
// and is more than a guest.
func (p *Platform) RuleOwnerActs(ctx context.Context, owner Actor, project string) (bool, error) {
	return p.gate(owner).mayEdit(ctx, project)
}

// mayEdit tells whether the actor may change a project; a project that he does not see he may not.
func (g gate) mayEdit(ctx context.Context, project string) (bool, error) {
	_, err := g.editProject(ctx, project)
	if IsKind(err, NotFound) || IsKind(err, Forbidden) {
		return false, nil
	}
	return err == nil, err
}
