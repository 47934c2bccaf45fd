package asana

import (
	"context"
	"database/sql"

	"jirabridge/asana/store"
)

// seesTask decides without looking at the task above; inherits says whether to look there too.
func seesTask(t store.TaskAccessRow) (sees, inherits bool) {
	role := Role(t.Role)
	switch {
	case role == ServiceAccount:
		return true, false
	case role == "" || role.scoped():
		return false, false
	case t.Own:
		return true, false
	case t.Private:
		return false, false
	case t.InMembers || t.InPublic && role.staff():
		return true, false
	}
	return false, t.Parent != ""
}

// task answers NotFound unless the actor sees the task.
func (g gate) task(ctx context.Context, gid string) (store.TaskAccessRow, error) {
	if !isGID(gid) {
		return store.TaskAccessRow{}, notFound("task", gid)
	}
	row, err := g.taskFacts(ctx, gid)
	if err != nil {
		return row, orNotFound(err, "task", gid)
	}
	sees, inherits := seesTask(row)
	if inherits {
		above, err := g.seenTasks(ctx, []string{row.Parent})
		if err != nil {
			return row, err
		}
		sees = above[row.Parent]
	}
	if !sees {
		return row, hidden("task", gid)
	}
	return row, nil
}

// seenTasks tells which of the tasks the actor sees: all of them at once, then all those above them that decide.
func (g gate) seenTasks(ctx context.Context, gids []string) (map[string]bool, error) {
	if len(gids) == 0 {
		return nil, nil
	}
	rows, err := g.q.TaskAccess(ctx, g.actor.Person, gids)
	if err != nil {
		return nil, err
	}
	facts := map[string]store.TaskAccessRow{}
	var above []string
	for _, row := range rows {
		facts[row.Gid] = row
		if _, inherits := seesTask(row); inherits {
			above = append(above, row.Parent)
		}
	}
	if err := g.addAbove(ctx, above, facts); err != nil {
		return nil, err
	}
	return sightOf(gids, facts), nil
}

// addAbove adds the facts about tasks and about all that are above them.
func (g gate) addAbove(ctx context.Context, gids []string, facts map[string]store.TaskAccessRow) error {
	if len(gids) == 0 {
		return nil
	}
	rows, err := g.q.TaskAccessAbove(ctx, g.actor.Person, gids)
	for _, row := range rows {
		facts[row.Gid] = row
	}
	return err
}

// sightOf decides about tasks by the facts about them and about those above them. A task without is left out.
func sightOf(gids []string, facts map[string]store.TaskAccessRow) map[string]bool {
	seen := map[string]bool{}
	for _, gid := range gids {
		row, ok := facts[gid]
		if !ok {
			continue
		}
		sees, inherits := seesTask(row)
		for inherits {
			sees, inherits = seesTask(facts[row.Parent])
			row = facts[row.Parent]
		}
		seen[gid] = sees
	}
	return seen
}

func (g gate) taskFacts(ctx context.Context, gid string) (store.TaskAccessRow, error) {
	rows, err := g.q.TaskAccess(ctx, g.actor.Person, []string{gid})
	if err == nil && len(rows) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return store.TaskAccessRow{}, err
	}
	return rows[0], nil
}

// deleteTask is task for deleting it.
func (g gate) deleteTask(ctx context.Context, gid string) (store.TaskAccessRow, error) {
	row, err := g.task(ctx, gid)
	if err == nil && !Role(row.Role).staff() && !row.Creator {
		return row, forbidden("guests_delete", "Guests may delete only tasks of their own.")
	}
	return row, err
}
