package asana

import (
	"context"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// FirstRequestLimit is how many requests a minute a new account allows each person; an owner sets another.
const FirstRequestLimit = 30

// maxRequestLimit is the highest there is.
const maxRequestLimit = 1_000_000

// LimitRequest is a member's wish for more requests a minute.
type LimitRequest struct {
	GID       string
	Person    string // the name
	Wanted    int
	Reason    string
	CreatedAt time.Time

	AnsweredAt time.Time // zero while it is open
	Granted    bool
	Answer     string
}

// owner is workspace for what only owners may do.
func (g gate) owner(ctx context.Context, gid string) error {
	role, err := g.workspace(ctx, gid)
	if err == nil && role != Owner {
		return forbidden("account_owners_only", "This setting is for account owners only.")
	}
	return err
}

// RequestLimit is how many requests a minute the person may make: the highest limit of his workspaces.
func (p *Platform) RequestLimit(ctx context.Context, person string) (int, error) {
	n, err := store.New(p.db.Reader()).RequestLimit(ctx, person)
	if n == 0 {
		n = FirstRequestLimit
	}
	return int(n), err
}

// SetRequestLimit sets how many requests a minute each person of the workspace may make.
func (p *Platform) SetRequestLimit(ctx context.Context, a Actor, workspace string, n int) error {
	if err := checkLimit(n); err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.owner(ctx, workspace); err != nil {
			return err
		}
		return c.setLimit(ctx, workspace, n)
	})
}

func checkLimit(n int) error {
	if n < 1 || n > maxRequestLimit {
		return invalid("requests_per_minute", "limit_range", "A number from 1 to %d.", "Max", maxRequestLimit)
	}
	return nil
}

func (c *change) setLimit(ctx context.Context, workspace string, n int) error {
	c.record(Event{Workspace: workspace, Action: ActionChanged, ResourceType: "workspace", Resource: workspace, Field: "requests_per_minute"})
	_, err := c.q.SetRequestLimit(ctx, store.SetRequestLimitParams{Gid: workspace, RequestsPerMinute: int64(n)})
	return err
}

// AskForLimit asks the owners for a higher limit. One wish at a time: another is a Conflict until it is answered.
func (p *Platform) AskForLimit(ctx context.Context, a Actor, workspace string, wanted int, reason string) error {
	if err := checkLimit(wanted); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, maxName); err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		if err := c.staff(ctx, workspace); err != nil {
			return err
		}
		last, err := c.q.LimitRequestOfPerson(ctx, store.LimitRequestOfPersonParams{Workspace: workspace, Person: a.Person})
		if err != nil {
			return err
		}
		if len(last) > 0 && last[0].AnsweredAt == 0 {
			return conflict("requests_per_minute", "limit_asked", "You have asked already.")
		}
		return c.q.InsertLimitRequest(ctx, store.InsertLimitRequestParams{
			Gid: newGID(), Workspace: workspace, Person: a.Person, Wanted: int64(wanted), Reason: reason, CreatedAt: c.nowMicros(),
		})
	})
}

// OwnLimitRequest is the actor's last wish in a workspace; ok is false when there is none.
func (p *Platform) OwnLimitRequest(ctx context.Context, a Actor, workspace string) (last LimitRequest, ok bool, err error) {
	rows, err := store.New(p.db.Reader()).LimitRequestOfPerson(ctx, store.LimitRequestOfPersonParams{Workspace: workspace, Person: a.Person})
	if err != nil || len(rows) == 0 {
		return LimitRequest{}, false, err
	}
	return limitRequestOf(store.LimitRequestsOfRow(rows[0])), true, nil
}

// LimitRequests lists what members wish, open ones first. It is for owners.
func (p *Platform) LimitRequests(ctx context.Context, a Actor, workspace string) ([]LimitRequest, error) {
	g := p.gate(a)
	if err := g.owner(ctx, workspace); err != nil {
		return nil, err
	}
	rows, err := g.q.LimitRequestsOf(ctx, workspace)
	list := make([]LimitRequest, len(rows))
	for i, r := range rows {
		list[i] = limitRequestOf(r)
	}
	return list, err
}

func limitRequestOf(r store.LimitRequestsOfRow) LimitRequest {
	return LimitRequest{
		GID: r.Gid, Person: r.PersonName, Wanted: int(r.Wanted), Reason: r.Reason, CreatedAt: sqldb.Time(r.CreatedAt),
		AnsweredAt: sqldb.Time(r.AnsweredAt), Granted: r.Granted, Answer: r.Answer,
	}
}

// AnswerLimit grants a wish, which sets the limit for the whole account, or declines it. One that has been answered
// is NotFound.
func (p *Platform) AnswerLimit(ctx context.Context, a Actor, workspace, gid string, grant bool, answer string) error {
	answer = strings.TrimSpace(answer)
	if err := checkText("answer", answer, maxName); err != nil {
		return err
	}
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.owner(ctx, workspace); err != nil {
			return err
		}
		rows, err := c.q.LimitRequestsOf(ctx, workspace)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Gid == gid && r.AnsweredAt == 0 {
				return c.answerLimit(ctx, workspace, limitRequestOf(r), grant, answer)
			}
		}
		return notFound("limit_request", gid)
	})
}

func (c *change) answerLimit(ctx context.Context, workspace string, wish LimitRequest, grant bool, answer string) error {
	_, err := c.q.AnswerLimitRequest(ctx, store.AnswerLimitRequestParams{
		Gid: wish.GID, Workspace: workspace, AnsweredAt: c.nowMicros(), Granted: grant, Answer: answer,
	})
	if err != nil || !grant {
		return err
	}
	return c.setLimit(ctx, workspace, wish.Wanted)
}
