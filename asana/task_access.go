package asana

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"jirabridge/asana/store"
)

// seesTask decides without looking at the task above; inherits says whether to look there too.
func seesTask(t store.TaskAccessRow) (sees, inherits bool) {
	role := Role(t.Role)
	switch {
	case role == "":
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

// seenTasks tells which of the tasks the actor sees: all of them at once, then those above them that decide.
func (g gate) seenTasks(ctx context.Context, gids []string) (map[string]bool, error) {
	seen := map[string]bool{}
	waiting := map[string][]string{} // by the task that decides
	for _, gid := range gids {
		waiting[gid] = []string{gid}
	}
	for len(waiting) > 0 {
		rows, err := g.q.TaskAccess(ctx, g.actor.Person, slices.Collect(maps.Keys(waiting)))
		if err != nil {
			return nil, err
		}
		next := map[string][]string{}
		for _, row := range rows {
			sees, inherits := seesTask(row)
			if inherits {
				next[row.Parent] = append(next[row.Parent], waiting[row.Gid]...)
				continue
			}
			for _, gid := range waiting[row.Gid] {
				seen[gid] = sees
			}
		}
		waiting = next
	}
	return seen, nil
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
