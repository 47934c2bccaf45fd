package asana

import (
	"context"
	"slices"
	"strconv"

	"jirabridge/asana/store"
)

// Bounds of one reading of a feed: the events answered, as on asana.com, and how far it looks for them.
const (
	maxFeed          = 100
	maxWorkspaceFeed = 1000
	maxFeedScan      = 20_000
	feedAtOnce       = 1000
)

// Feed is what has happened to a project, a task or a workspace, and to what is in it, since a sync token.
type Feed struct {
	Events []Event
	Names  map[string]string // of the tasks and people the events are about, and of what is followed, by gid
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
	about := aboutTask(resource)
	if project {
		about = aboutProject(resource)
	}
	return p.feed(ctx, feedReader{g, resource, maxFeed, func(ctx context.Context, rows []store.Event) ([]Event, error) {
		return g.concerning(ctx, rows, about)
	}}, sync)
}

// WorkspaceFeed is Feed for everything in a workspace that the actor sees; guests have none.
func (p *Platform) WorkspaceFeed(ctx context.Context, a Actor, workspace, sync string) (Feed, error) {
	g := p.gate(a)
	if err := g.staff(ctx, workspace); err != nil {
		return Feed{}, err
	}
	return p.feed(ctx, feedReader{g, workspace, maxWorkspaceFeed, func(ctx context.Context, rows []store.Event) ([]Event, error) {
		some, err := g.concerning(ctx, rows, aboutWorkspace(workspace))
		if err != nil {
			return nil, err
		}
		if some, err = g.ofSeenProjects(ctx, some); err != nil {
			return nil, err
		}
		return some, g.nameMemberships(ctx, some)
	}}, sync)
}

// feedReader reads the feed of a resource, at most so many events at a time: those that pick picks.
type feedReader struct {
	gate
	resource string
	most     int
	pick     func(ctx context.Context, rows []store.Event) ([]Event, error)
}

func (p *Platform) feed(ctx context.Context, r feedReader, sync string) (Feed, error) {
	span, err := r.q.EventSpan(ctx)
	if err != nil {
		return Feed{}, err
	}
	purpose := "sync " + r.actor.Person + " " + r.resource
	after, known := p.syncPoint(purpose, sync)
	if !known || after > span.Last || after+1 < span.First {
		token, err := p.Opaque(purpose, strconv.FormatInt(span.Last, 10))
		return Feed{Sync: token, Lost: true}, err
	}
	f, last, err := r.read(ctx, after)
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

func (r feedReader) read(ctx context.Context, after int64) (f Feed, last int64, err error) {
	f.Names, last = map[string]string{}, after
	for scanned := 0; scanned < maxFeedScan; scanned += feedAtOnce {
		rows, err := r.q.EventsAfter(ctx, store.EventsAfterParams{After: last, N: feedAtOnce})
		if err != nil {
			return f, last, err
		}
		some, err := r.pick(ctx, rows)
		if err != nil {
			return f, last, err
		}
		if room := r.most - len(f.Events); len(some) > room {
			f.Events, f.More = append(f.Events, some[:room]...), true
			return f, f.Events[r.most-1].Seq, r.name(ctx, &f)
		}
		f.Events = append(f.Events, some...)
		if len(rows) > 0 {
			last = rows[len(rows)-1].Seq
		}
		if len(rows) < feedAtOnce {
			return f, last, r.name(ctx, &f)
		}
	}
	f.More = true
	return f, last, r.name(ctx, &f)
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

// aboutWorkspace decides which events are about a workspace and what is in it, as far as others know of it at all.
func aboutWorkspace(gid string) func(Event) bool {
	kinds := []string{"workspace", "workspace_membership", "team", "team_membership", "tag", "project", "project_membership",
		"section", "status_update", "custom_field_setting", "task", "story", "attachment"}
	return func(e Event) bool { return e.Workspace == gid && slices.Contains(kinds, e.ResourceType) }
}

// ofSeenProjects leaves out the events about projects that are there, but not for the actor.
func (g gate) ofSeenProjects(ctx context.Context, events []Event) ([]Event, error) {
	hides := map[string]bool{}
	for _, e := range events {
		for _, gid := range e.Projects {
			if _, known := hides[gid]; known || e.Task != "" {
				continue
			}
			_, err := g.project(ctx, gid)
			if err != nil && !IsKind(err, NotFound) {
				return nil, err
			}
			hides[gid] = isHidden(err)
		}
	}
	return slices.DeleteFunc(events, func(e Event) bool {
		return e.Task == "" && slices.ContainsFunc(e.Projects, func(gid string) bool { return hides[gid] })
	}), nil
}
