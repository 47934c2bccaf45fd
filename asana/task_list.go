package asana

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana/store"
)

// MyTasks lists the actor's open tasks in one workspace, or in all with "", the next due first.
func (p *Platform) MyTasks(ctx context.Context, a Actor, workspace string, page Page) (list []Task, next string, err error) {
	at, err := page.decode(2)
	if err != nil {
		return nil, "", err
	}
	g := p.gate(a)
	limit := page.limit()
	rows, err := g.q.TasksAssigned(ctx, store.TasksAssignedParams{
		Person: a.Person, Workspace: workspace, AfterDue: at.keys[0], AfterCreated: at.keys[1],
		AfterGid: at.gid, N: int32(limit + 1),
	})
	if err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, limit, func(r store.TaskRow) cursor {
		return cursor{[]int64{dateKey(r.DueOn), r.CreatedAt}, r.Gid}
	})
	list, err = g.tasks(ctx, rows)
	return list, next, err
}

// Subtasks lists the tasks directly below a task that the actor sees, oldest first.
func (p *Platform) Subtasks(ctx context.Context, a Actor, task string) ([]Task, error) {
	g := p.gate(a)
	if _, err := g.task(ctx, task); err != nil {
		return nil, err
	}
	rows, err := g.q.Subtasks(ctx, task)
	if err != nil {
		return nil, err
	}
	list := make([]foundTask, len(rows))
	for i, r := range rows {
		list[i].row = r
	}
	if list, err = g.visible(ctx, list); err != nil {
		return nil, err
	}
	return g.tasks(ctx, rowsOf(list))
}

// tasks completes rows with what other tables know, in a fixed number of queries.
func (g gate) tasks(ctx context.Context, rows []store.TaskRow) ([]Task, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	above, err := g.parentsSeen(ctx, rows)
	if err != nil {
		return nil, err
	}
	return g.complete(ctx, rows, above)
}

// complete is tasks when it is known which tasks above the actor sees. A parent that he does not see is dropped.
func (g gate) complete(ctx context.Context, rows []store.TaskRow, above map[string]bool) ([]Task, error) {
	list := make([]Task, len(rows))
	gids := make([]string, len(rows))
	index := make(map[string]*Task, len(rows))
	for i, r := range rows {
		list[i], gids[i] = taskOf(r), r.Gid
		if !above[r.Parent] {
			list[i].Parent = Ref{}
		}
		index[r.Gid] = &list[i]
	}
	fielded, err := g.fillParts(ctx, gids, index)
	if err != nil {
		return nil, err
	}
	return list, g.fillValues(ctx, fielded, index)
}

// fillParts adds places, tags and followers, and returns the tasks that have custom fields.
func (g gate) fillParts(ctx context.Context, gids []string, index map[string]*Task) (fielded []string, err error) {
	parts, err := g.q.Parts(ctx, g.actor.Person, gids)
	for _, p := range parts {
		t, ref := index[p.Task], Ref{p.Gid, p.Name}
		switch {
		case p.Kind == store.PartFields:
			fielded = append(fielded, p.Task)
		case p.Kind == store.PartTag:
			t.Tags = append(t.Tags, ref)
		case p.Kind == store.PartFollower:
			t.Followers = append(t.Followers, ref)
		case seesProject(Role(p.Role), p.Private, p.Member):
			t.Memberships = append(t.Memberships, Membership{Project: ref, Section: Ref{p.Section, p.SectionName}})
		}
	}
	return fielded, err
}

func (g gate) fillValues(ctx context.Context, gids []string, index map[string]*Task) error {
	if len(gids) == 0 {
		return nil
	}
	values, err := g.values(ctx, gids)
	for gid, list := range values {
		index[gid].CustomFields = list
	}
	return err
}

// parentsSeen are those of the tasks above the rows that the actor sees.
func (g gate) parentsSeen(ctx context.Context, rows []store.TaskRow) (map[string]bool, error) {
	var parents []string
	for _, r := range rows {
		if r.Parent != "" && !slices.Contains(parents, r.Parent) {
			parents = append(parents, r.Parent)
		}
	}
	facts := map[string]store.TaskAccessRow{}
	err := g.addAbove(ctx, parents, facts)
	return sightOf(parents, facts), err
}

// dateKey is a due date as the query sorts it: yyyymmdd, and none after all that have one.
func dateKey(date string) int64 {
	if date == "" {
		return 99999999
	}
	key, _ := strconv.ParseInt(strings.ReplaceAll(date, "-", ""), 10, 64) // checked when it was stored
	return key
}
