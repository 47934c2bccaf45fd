package asana

import (
	"context"
	"maps"
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
	list := make([]Task, len(rows))
	gids := make([]string, len(rows))
	index := make(map[string]*Task, len(rows))
	for i, r := range rows {
		list[i], gids[i] = taskOf(r), r.Gid
		index[r.Gid] = &list[i]
	}
	for _, fill := range []func(context.Context, []string, map[string]*Task) error{
		g.fillPlaces, g.fillFollowers, g.fillValues, g.fillTags, g.hideParents,
	} {
		if err := fill(ctx, gids, index); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (g gate) fillPlaces(ctx context.Context, gids []string, index map[string]*Task) error {
	places, err := g.q.Places(ctx, g.actor.Person, gids)
	if err != nil {
		return err
	}
	roles := map[string]Role{}
	for _, place := range places {
		t := index[place.Task]
		role, known := roles[t.Workspace.GID]
		if !known {
			if role, err = roleOf(ctx, g.q, t.Workspace.GID, g.actor.Person); err != nil {
				return err
			}
			roles[t.Workspace.GID] = role
		}
		if seesProject(role, place.Private, place.Member) {
			t.Memberships = append(t.Memberships, Membership{
				Project: Ref{place.Project, place.ProjectName}, Section: Ref{place.Section, place.SectionName},
			})
		}
	}
	return nil
}

func (g gate) fillFollowers(ctx context.Context, gids []string, index map[string]*Task) error {
	rows, err := g.q.Followers(ctx, gids)
	for _, f := range rows {
		index[f.Task].Followers = append(index[f.Task].Followers, Ref{f.Person, f.Name})
	}
	return err
}

func (g gate) fillValues(ctx context.Context, gids []string, index map[string]*Task) error {
	values, err := g.values(ctx, gids)
	for gid, list := range values {
		index[gid].CustomFields = list
	}
	return err
}

func (g gate) fillTags(ctx context.Context, gids []string, index map[string]*Task) error {
	rows, err := g.q.TagsOfTasks(ctx, gids)
	for _, t := range rows {
		index[t.Task].Tags = append(index[t.Task].Tags, Ref{t.Tag, t.Name})
	}
	return err
}

// hideParents drops the parent of a subtask from the view of whoever sees only the subtask.
func (g gate) hideParents(ctx context.Context, _ []string, index map[string]*Task) error {
	parents := map[string]bool{}
	for _, t := range index {
		if t.Parent.GID != "" {
			parents[t.Parent.GID] = true
		}
	}
	seen, err := g.seenTasks(ctx, slices.Collect(maps.Keys(parents)))
	for _, t := range index {
		if !seen[t.Parent.GID] {
			t.Parent = Ref{}
		}
	}
	return err
}

// dateKey is a due date as the query sorts it: yyyymmdd, and none after all that have one.
func dateKey(date string) int64 {
	if date == "" {
		return 99999999
	}
	key, _ := strconv.ParseInt(strings.ReplaceAll(date, "-", ""), 10, 64) // checked when it was stored
	return key
}
