package asana

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana/store"
)

// Bounds of one reading of a feed: the events answered, as on asana.com, and how far it looks for them.
const (
	maxFeed     = 100
	maxFeedScan = 20_000
	feedAtOnce  = 1000
)

// Feed is what has happened to a project or a task, and to what is in it, since a sync token.
type Feed struct {
	Events []Event
	Names  map[string]string // of the tasks the events are about, by gid
	Sync   string            // for what happens from now on
	More   bool              // whether there is more already
	Lost   bool              // the token was none, forged or too old: everything is to be read again
}

// Feed returns what happened since the token. A first reading, with no token, is lost and has a token. The
// same token gives the same again.
func (p *Platform) Feed(ctx context.Context, a Actor, resource, sync string) (Feed, error) {
	g := p.gate(a)
	project, err := g.feedResource(ctx, resource)
	if err != nil {
		return Feed{}, err
	}
	span, err := g.q.EventSpan(ctx)
	if err != nil {
		return Feed{}, err
	}
	purpose := "sync " + a.Person + " " + resource
	after, known := p.syncPoint(purpose, sync)
	if !known || after > span.Last || after+1 < span.First {
		token, err := p.Opaque(purpose, strconv.FormatInt(span.Last, 10))
		return Feed{Sync: token, Lost: true}, err
	}
	f, last, err := g.readFeed(ctx, resource, project, after)
	if err != nil {
		return Feed{}, err
	}
	f.Sync, err = p.Opaque(purpose, strconv.FormatInt(last, 10))
	return f, err
}

// syncPoint reads the number of the last event a token knows.
func (p *Platform) syncPoint(purpose, sync string) (after int64, ok bool) {
	text, err := p.Plain(purpose, sync)
	if err != nil {
		return 0, false
	}
	after, err = strconv.ParseInt(text, 10, 64)
	return after, err == nil
}

// feedResource demands a project or a task the actor sees.
func (g gate) feedResource(ctx context.Context, gid string) (project bool, err error) {
	if _, err = g.project(ctx, gid); err == nil {
		return true, nil
	}
	if !IsKind(err, NotFound) || isHidden(err) {
		return false, err
	}
	_, err = g.task(ctx, gid)
	if IsKind(err, NotFound) && !isHidden(err) {
		err = notFound("resource", gid)
	}
	return false, err
}

func (g gate) readFeed(ctx context.Context, resource string, project bool, after int64) (f Feed, last int64, err error) {
	f.Names, last = map[string]string{}, after
	about := aboutTask(resource)
	if project {
		about = aboutProject(resource)
	}
	for scanned := 0; scanned < maxFeedScan; scanned += feedAtOnce {
		rows, err := g.q.EventsAfter(ctx, store.EventsAfterParams{After: last, N: feedAtOnce})
		if err != nil {
			return f, last, err
		}
		some, err := g.concerning(ctx, rows, about)
		if err != nil {
			return f, last, err
		}
		if room := maxFeed - len(f.Events); len(some) > room {
			f.Events, f.More = append(f.Events, some[:room]...), true
			return f, f.Events[maxFeed-1].Seq, g.nameTasks(ctx, &f)
		}
		f.Events = append(f.Events, some...)
		if len(rows) > 0 {
			last = rows[len(rows)-1].Seq
		}
		if len(rows) < feedAtOnce {
			return f, last, g.nameTasks(ctx, &f)
		}
	}
	f.More = true
	return f, last, g.nameTasks(ctx, &f)
}

// aboutProject decides which events are about a project and what is in it.
func aboutProject(gid string) func(Event) bool {
	return func(e Event) bool { return slices.Contains(e.Projects, gid) || e.Resource == gid }
}

// aboutTask decides which events are about a task and what is on it.
func aboutTask(gid string) func(Event) bool {
	return func(e Event) bool {
		return e.Task == gid || e.Resource == gid || e.ParentType == "task" && e.Parent == gid
	}
}

// concerning picks some events, without those about tasks the actor does not see. A task that is gone is seen by
// nobody, and told of by its gid alone.
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
	return slices.DeleteFunc(some, func(e Event) bool {
		sees, exists := seen[e.Task]
		return e.Task != "" && exists && !sees
	}), err
}

// feedTells leaves out what only the platform itself reads in the log.
func feedTells(e Event) bool { return !strings.HasPrefix(e.ResourceType, "app_") }

// nameTasks looks up the tasks' names in one query.
func (g gate) nameTasks(ctx context.Context, f *Feed) error {
	var gids []string
	for _, e := range f.Events {
		if e.Task != "" && !slices.Contains(gids, e.Task) {
			gids = append(gids, e.Task)
		}
	}
	if len(gids) == 0 {
		return nil
	}
	rows, err := g.q.TaskNames(ctx, gids)
	for _, r := range rows {
		f.Names[r.Task] = r.Name
	}
	return err
}
