package asana

import (
	"context"
	"slices"
	"strings"

	"jirabridge/asana/store"
)

// concerning picks some events, without those about tasks the actor does not see. A task that is gone is seen by
// nobody, and told of by its gid alone; so is one that has left what the actor sees, or copies would keep it.
func (g gate) concerning(ctx context.Context, rows []store.Event, about func(Event) bool) ([]Event, error) {
	var some []Event
	tasks := map[string]bool{}
	for _, r := range rows {
		if e := eventOf(r); about(e) && feedTells(e) {
			some, tasks[e.Task] = append(some, e), true
		}
	}
	delete(tasks, "")
	gids := make([]string, 0, len(tasks))
	for gid := range tasks {
		gids = append(gids, gid)
	}
	seen, err := g.seenTasks(ctx, gids)
	if err != nil {
		return nil, err
	}
	for i, e := range some {
		sees, exists := seen[e.Task]
		some[i].Unseen = e.Task != "" && exists && !sees
	}
	return g.leaving(ctx, some)
}

// leaving drops the events about tasks the actor does not see, but those by which they may have left a project he
// sees: taken out of it, or made private.
func (g gate) leaving(ctx context.Context, events []Event) ([]Event, error) {
	told, projects := events[:0], map[string]bool{}
	for _, e := range events {
		from := leftProjects(e)
		if err := g.addSeenProjects(ctx, from, projects); err != nil {
			return nil, err
		}
		if !e.Unseen || slices.ContainsFunc(from, func(gid string) bool { return projects[gid] }) {
			told = append(told, e)
		}
	}
	return told, nil
}

// leftProjects are those an unseen task may have left by an event.
func leftProjects(e Event) []string {
	switch {
	case e.Unseen && e.Action == ActionRemoved && e.ParentType == "project":
		return []string{e.Parent}
	case e.Unseen && e.Action == ActionChanged && e.Field == "is_private":
		return e.Projects
	}
	return nil
}

// addSeenProjects adds to seen which projects the actor sees.
func (g gate) addSeenProjects(ctx context.Context, gids []string, seen map[string]bool) error {
	for _, gid := range gids {
		if _, known := seen[gid]; known {
			continue
		}
		_, err := g.project(ctx, gid)
		if err != nil && !IsKind(err, NotFound) {
			return err
		}
		seen[gid] = err == nil
	}
	return nil
}

// feedTells leaves out what only the platform itself reads in the log.
func feedTells(e Event) bool { return !strings.HasPrefix(e.ResourceType, "app_") }

// name looks up in one query what people are called, and tasks the reader sees.
func (r feedReader) name(ctx context.Context, f *Feed) error {
	gids := []string{r.resource}
	for _, e := range f.Events {
		gids = append(gids, e.Person)
		if !e.Unseen {
			gids = append(gids, e.Task)
		}
		if e.ValueType() == "user" {
			gids = append(gids, e.Value)
		}
	}
	slices.Sort(gids)
	gids = slices.DeleteFunc(slices.Compact(gids), func(gid string) bool { return gid == "" })
	rows, err := r.q.Names(ctx, gids)
	for _, row := range rows {
		f.Names[row.GID] = row.Name
	}
	return err
}
