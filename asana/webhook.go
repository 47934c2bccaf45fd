package asana

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// How many webhooks there may be: on one thing, and of one person through one app
// (https://developers.asana.com/docs/webhooks-guide).
const (
	maxWebhooksOfResource = 1000
	maxWebhooksOfPerson   = 10_000
)

// maxTarget is the length of a webhook's address, in bytes.
const maxTarget = 1024

// givenUpAfter is how long a receiver may fail until its webhook is deleted, as on asana.com.
const givenUpAfter = 24 * time.Hour

// Webhook has a receiver told of what happens to something, in the eyes of who made it.
type Webhook struct {
	GID          string
	Workspace    string
	Owner        Actor // who made it, and through which app; without scopes
	Resource     Ref   // without a name when the owner does not see it any more
	ResourceType string
	Target       string // the receiver's address; it may hold secrets of the receiver's
	Filters      []WebhookFilter
	CreatedAt    time.Time

	LastSuccessAt      time.Time // zero until the receiver has taken the first heartbeat
	LastFailureAt      time.Time
	LastFailureContent string    // what it answered then, cut off
	Retries            int       // since the last success
	NextAttemptAt      time.Time // zero unless it is failing; so is
	GivenUpAt          time.Time // when it is deleted if no attempt succeeds before
}

// NewWebhook is what a webhook is made from.
type NewWebhook struct {
	Resource string
	Target   string
	Filters  []WebhookFilter
}

// CheckWebhook tells whether AddWebhook would take a webhook now, so that no receiver is asked in vain.
func (p *Platform) CheckWebhook(ctx context.Context, a Actor, n NewWebhook) error {
	_, err := p.gate(a).newWebhook(ctx, n)
	return err
}

// AddWebhook makes a webhook, for a receiver that has proved to know the secret its calls will be signed with.
// It is told of what happens from now on.
func (p *Platform) AddWebhook(ctx context.Context, a Actor, n NewWebhook, secret seal.Secret) (Webhook, error) {
	gid := newGID()
	sealed, err := p.keys.Seal([]byte(secret.Reveal()), webhookRow(gid))
	if err != nil {
		return Webhook{}, err
	}
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		// No event is passed by between reading how far the log goes and being there to be told of it.
		if err := c.q.LockWebhookCursor(ctx); err != nil {
			return err
		}
		at, err := c.newWebhook(ctx, n)
		if err != nil {
			return err
		}
		c.record(webhookEvent(ActionAdded, at.workspace, gid, ""))
		return c.q.InsertWebhook(ctx, store.InsertWebhookParams{
			Gid: gid, Workspace: at.workspace, Person: a.Person, App: a.App, Resource: n.Resource, ResourceType: at.kind,
			Target: n.Target, Secret: sealed, Filters: toJSON(n.Filters), CreatedAt: c.nowMicros(),
		})
	})
	if sqldb.IsUnique(err) {
		err = duplicateWebhook()
	}
	if err != nil {
		return Webhook{}, err
	}
	return p.Webhook(ctx, a, gid)
}

// webhookRow is what the sealed secret of a webhook is bound to.
func webhookRow(gid string) string { return "webhooks/" + gid + "/secret" }

func webhookEvent(action, workspace, gid, field string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "webhook", Resource: gid, Field: field}
}

func duplicateWebhook() error {
	return &Error{Kind: Forbidden, ID: "asana.misused", Text: "Duplicated webhook. You already have an existing webhook " +
		"for the given resource and target. Delete the old one before creating another."}
}

// newWebhook finds what is wrong with a webhook that is to be made.
func (g gate) newWebhook(ctx context.Context, n NewWebhook) (followed, error) {
	if err := checkTarget(n.Target); err != nil {
		return followed{}, err
	}
	at, err := g.followed(ctx, n.Resource)
	if err != nil {
		return at, err
	}
	if err := checkFilters(at.kind, n.Filters); err != nil {
		return at, err
	}
	has, err := g.q.HasWebhook(ctx, store.HasWebhookParams{Person: g.actor.Person, App: g.actor.App, Resource: n.Resource, Target: n.Target})
	if err == nil && has {
		err = duplicateWebhook()
	}
	if err != nil {
		return at, err
	}
	return at, g.roomForWebhook(ctx, n.Resource)
}

func (g gate) roomForWebhook(ctx context.Context, resource string) error {
	n, err := g.q.CountWebhooks(ctx, store.CountWebhooksParams{Resource: resource, Person: g.actor.Person, App: g.actor.App})
	if err == nil && (n.OfResource >= maxWebhooksOfResource || n.OfPerson >= maxWebhooksOfPerson) {
		return &Error{Kind: Forbidden, ID: "asana.misused", Text: "There are too many webhooks. Delete others before creating another."}
	}
	return err
}

// checkTarget demands a web address without a password in it.
func checkTarget(target string) error {
	u, err := url.Parse(target)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && u.Fragment == ""
	if !web || len(target) > maxTarget || !sqldb.IsText(target) {
		return misused("target", "Not a valid URL: it must begin with https:// or http:// and have at most %d characters", maxTarget)
	}
	return nil
}

// webhook demands that the actor made the webhook, through the same app.
func (g gate) webhook(ctx context.Context, gid string) (store.WebhookRow, error) {
	if !isGID(gid) {
		return store.WebhookRow{}, notFound("webhook", gid)
	}
	row, err := g.q.Webhook(ctx, gid)
	if err != nil {
		return row, orNotFound(err, "webhook", gid)
	}
	if row.Person != g.actor.Person || row.App != g.actor.App {
		return row, hidden("webhook", gid)
	}
	return row, nil
}

// Webhook returns a webhook of the actor's.
func (p *Platform) Webhook(ctx context.Context, a Actor, gid string) (Webhook, error) {
	g := p.gate(a)
	row, err := g.webhook(ctx, gid)
	if err != nil {
		return Webhook{}, err
	}
	return g.webhookOf(ctx, row)
}

// Webhooks lists the webhooks the actor made in a workspace through the same app, oldest first; with a resource
// only those on it. next is the Offset of the page after this one.
func (p *Platform) Webhooks(ctx context.Context, a Actor, workspace, resource string, page Page) (list []Webhook, next string, err error) {
	at, err := page.decode(1)
	if err != nil {
		return nil, "", err
	}
	g, limit := p.gate(a), page.limit()
	if _, err := g.workspace(ctx, workspace); err != nil {
		return nil, "", err
	}
	rows, err := g.q.WebhooksOf(ctx, store.WebhooksOfParams{Person: a.Person, App: a.App, Workspace: workspace, Resource: resource,
		AfterCreated: at.keys[0], AfterGid: at.gid, N: int32(limit + 1)})
	if err != nil {
		return nil, "", err
	}
	rows, next = cut(rows, limit, func(r store.WebhookRow) cursor { return cursor{[]int64{r.CreatedAt}, r.Gid} })
	list = make([]Webhook, len(rows))
	for i, r := range rows {
		if list[i], err = g.webhookOf(ctx, r); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// SetWebhookFilters replaces the filters of a webhook of the actor's.
func (p *Platform) SetWebhookFilters(ctx context.Context, a Actor, gid string, filters []WebhookFilter) (Webhook, error) {
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.webhook(ctx, gid)
		if err != nil {
			return err
		}
		if err := checkFilters(row.ResourceType, filters); err != nil {
			return err
		}
		c.record(webhookEvent(ActionChanged, row.Workspace, gid, "filters"))
		_, err = c.q.SetWebhookFilters(ctx, store.SetWebhookFiltersParams{Gid: gid, Filters: toJSON(filters)})
		return err
	})
	if err != nil {
		return Webhook{}, err
	}
	return p.Webhook(ctx, a, gid)
}

// DeleteWebhook ends a webhook of the actor's.
func (p *Platform) DeleteWebhook(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		row, err := c.webhook(ctx, gid)
		if err != nil {
			return err
		}
		c.record(webhookEvent(ActionDeleted, row.Workspace, gid, ""))
		_, err = c.q.DeleteWebhook(ctx, gid)
		return err
	})
}

// webhookOf leaves out the name of what the actor does not see any more.
func (g gate) webhookOf(ctx context.Context, r store.WebhookRow) (Webhook, error) {
	h := Webhook{
		GID: r.Gid, Workspace: r.Workspace, Owner: Actor{Person: r.Person, App: r.App},
		Resource: Ref{r.Resource, r.ResourceName}, ResourceType: r.ResourceType, Target: r.Target,
		CreatedAt: sqldb.Time(r.CreatedAt), LastSuccessAt: sqldb.Time(r.LastSuccessAt),
		LastFailureAt: sqldb.Time(r.LastFailureAt), LastFailureContent: r.LastFailureContent, Retries: int(r.Retries),
	}
	if r.Retries > 0 {
		h.NextAttemptAt, h.GivenUpAt = sqldb.Time(r.DueAt), WebhookGivenUpAt(sqldb.Time(r.FailingSince))
	}
	if err := g.sees(ctx, r.ResourceType, r.Resource); IsKind(err, NotFound) || IsKind(err, Forbidden) {
		h.Resource.Name = ""
	} else if err != nil {
		return h, err
	}
	var err error
	h.Filters, err = filtersOf(r.Filters)
	return h, err
}

func filtersOf(text string) (list []WebhookFilter, err error) {
	return list, json.Unmarshal([]byte(text), &list)
}

// WebhookGivenUpAt is when a webhook is deleted that has failed since a moment.
func WebhookGivenUpAt(failingSince time.Time) time.Time { return failingSince.Add(givenUpAfter) }
