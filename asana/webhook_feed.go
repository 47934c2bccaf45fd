package asana

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// followed is what something is that one may have events of.
type followed struct{ kind, workspace string }

// followed demands a project, a task, a team or a workspace the actor sees; of the last two guests have no events.
func (g gate) followed(ctx context.Context, gid string) (followed, error) {
	project, err := g.project(ctx, gid)
	if err == nil || isHidden(err) || !IsKind(err, NotFound) {
		return followed{"project", project.Workspace}, err
	}
	task, err := g.task(ctx, gid)
	if err == nil || isHidden(err) || !IsKind(err, NotFound) {
		return followed{"task", task.Workspace}, err
	}
	team, err := g.team(ctx, gid)
	if err == nil || isHidden(err) || !IsKind(err, NotFound) {
		return followed{"team", team.Workspace}, err
	}
	if err = g.staff(ctx, gid); IsKind(err, NotFound) && !isHidden(err) {
		err = notFound("resource", gid)
	}
	return followed{"workspace", gid}, err
}

// sees is followed for what is known to be of a kind.
func (g gate) sees(ctx context.Context, kind, gid string) (err error) {
	switch kind {
	case "project":
		_, err = g.project(ctx, gid)
	case "task":
		_, err = g.task(ctx, gid)
	case "team":
		_, err = g.team(ctx, gid)
	default:
		err = g.staff(ctx, gid)
	}
	return err
}

// WebhookSecret is what a webhook's calls are signed with.
func (p *Platform) WebhookSecret(row store.Webhook) (seal.Secret, error) {
	plain, err := p.keys.Open(row.Secret, webhookRow(row.Gid))
	return seal.Secret(plain), err
}

// ErrNotHeard says that a webhook's owner may not have its events any more.
var ErrNotHeard = errors.New("the owner of the webhook may not have its events any more")

// WebhookHears returns ErrNotHeard unless the webhook's owner still sees what it is on, and may use the interface:
// by himself, or through the app. gone tells that there is nothing any more to be told of, but its end.
func (p *Platform) WebhookHears(ctx context.Context, row store.Webhook) (gone bool, err error) {
	g := p.gate(Actor{Person: row.Person, App: row.App})
	role, err := roleOf(ctx, g.q, row.Workspace, row.Person)
	if err != nil {
		return false, err
	}
	calls, err := g.mayCall(ctx, p.now())
	if err != nil {
		return false, err
	}
	if role == "" || !calls {
		return false, ErrNotHeard
	}
	err = g.sees(ctx, row.ResourceType, row.Resource)
	switch {
	case isHidden(err), IsKind(err, Forbidden):
		return false, ErrNotHeard
	case IsKind(err, NotFound):
		return true, nil
	}
	return false, err
}

// mayCall tells whether the actor could use the interface now: an app that is authorized, or somebody with API
// access and a token. Whoever ends his last token ends with it what was made by whoever had found it.
func (g gate) mayCall(ctx context.Context, now time.Time) (bool, error) {
	if g.actor.App == "" {
		r, err := g.q.CallingRights(ctx, store.CallingRightsParams{Person: g.actor.Person, Now: sqldb.Micros(now)})
		return r.ApiAccess && r.HasToken && (r.ServicePlan == "" || Plan(r.ServicePlan).Has(Enterprise)), err
	}
	_, err := g.q.Consent(ctx, store.ConsentParams{Person: g.actor.Person, App: g.actor.App})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// WebhookEvents returns the next events a webhook is to be told, at most so many: what happened to what it is on,
// passes its filters, and is seen by its owner. last is the event of the log up to which it then knows all.
func (p *Platform) WebhookEvents(ctx context.Context, row store.Webhook, most int) (events []Event, last int64, err error) {
	h, err := p.filtered(row)
	if err != nil {
		return nil, 0, err
	}
	last = row.Told
	for scanned := 0; scanned < maxFeedScan && last < row.Wanted; scanned += feedAtOnce {
		rows, err := h.q.EventsAfter(ctx, store.EventsAfterParams{After: last, N: feedAtOnce})
		if err != nil || len(rows) == 0 {
			return events, row.Wanted, err // those of the log's beginning are forgotten
		}
		some, err := h.heard(ctx, rows)
		if err != nil {
			return nil, 0, err
		}
		if room := most - len(events); len(some) > room {
			events = append(events, some[:room]...)
			return events, events[most-1].Seq, nil
		}
		events, last = append(events, some...), rows[len(rows)-1].Seq
	}
	return events, last, nil
}

// hearing is a webhook that reads the log.
type hearing struct {
	gate
	kind, resource string
	filters        []WebhookFilter
}

func (p *Platform) filtered(row store.Webhook) (hearing, error) {
	filters, err := filtersOf(row.Filters)
	return hearing{p.gate(Actor{Person: row.Person, App: row.App}), row.ResourceType, row.Resource, filters}, err
}

// heard picks the events the webhook is to be told.
func (h hearing) heard(ctx context.Context, rows []store.Event) ([]Event, error) {
	about, err := h.about(ctx, rows)
	if err != nil {
		return nil, err
	}
	some, err := h.concerning(ctx, rows, func(e Event) bool { return about(e) && passesAny(h.filters, e) })
	if err != nil || !wide(h.kind) {
		return some, err
	}
	hides, err := h.hiddenProjects(ctx, some)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(some, func(e Event) bool { return hides[e.Resource] }), h.nameMemberships(ctx, some)
}

// nameMemberships puts the gids of memberships of the workspace in place of their people's.
func (g gate) nameMemberships(ctx context.Context, events []Event) error {
	for i, e := range events {
		if e.ResourceType != "workspace_membership" {
			continue
		}
		var err error
		events[i].Resource, err = g.q.MembershipGID(ctx, store.MembershipGIDParams{Workspace: e.Workspace, Person: e.Resource})
		if err != nil {
			return err
		}
	}
	return nil
}

// about decides which events concern what the webhook is on.
func (h hearing) about(ctx context.Context, rows []store.Event) (func(Event) bool, error) {
	switch h.kind {
	case "project":
		return aboutProject(h.resource), nil
	case "task":
		return aboutTask(h.resource), nil
	case "workspace":
		return func(e Event) bool { return e.Workspace == h.resource && isNarrow(e) }, nil
	}
	var projects []string
	for _, r := range rows {
		if r.ResourceType == "project" {
			projects = append(projects, r.Resource)
		}
	}
	teams, err := h.q.TeamsOfProjects(ctx, projects)
	return func(e Event) bool {
		ofTeam := e.ParentType == "team" && e.Parent == h.resource
		return isNarrow(e) && (ofTeam || e.ResourceType == "project" && teams[e.Resource] == h.resource)
	}, err
}

// hiddenProjects are those of the events' projects that exist, but not for the owner.
func (h hearing) hiddenProjects(ctx context.Context, events []Event) (map[string]bool, error) {
	hides := map[string]bool{}
	for _, e := range events {
		if _, known := hides[e.Resource]; known || e.ResourceType != "project" {
			continue
		}
		_, err := h.project(ctx, e.Resource)
		if err != nil && !IsKind(err, NotFound) {
			return nil, err
		}
		hides[e.Resource] = isHidden(err)
	}
	return hides, nil
}

// isNarrow tells whether those are told of an event who follow something wide.
func isNarrow(e Event) bool {
	actions, ok := narrowTypes()[e.ResourceType]
	return ok && (actions == nil || slices.Contains(actions, e.Action))
}

// WakeWebhooks has the webhooks that the events may concern called at now. The events follow each other in the
// log. It is part of a transaction.
func WakeWebhooks(ctx context.Context, q *store.Queries, events []Event, now int64) error {
	w := store.Wake{First: events[0].Seq, Last: events[len(events)-1].Seq, Now: now}
	for _, e := range events {
		w.Resources = append(append(w.Resources, e.Resource, e.Task), e.Projects...)
		if e.ParentType == "task" {
			w.Resources = append(w.Resources, e.Parent)
		}
		if isNarrow(e) {
			w.Workspaces = append(w.Workspaces, e.Workspace)
		}
	}
	return q.WakeWebhooks(ctx, w)
}
