package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/budget"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// touchEvery is how exact the "last used" of tokens and apps is: not every request is a write.
const touchEvery = 30 * time.Second

// The texts of Asana's answers with status 401 and 429.
const (
	notAuthorized = "Not Authorized"
	tokenExpired  = "The bearer token has expired. If you have a refresh token, please use it to request a new bearer token, " +
		"otherwise allow the user to re-authenticate."
	tooMany = "You've made too many requests and hit a rate limit. Please retry after the given amount of time." // 429
)

// Authenticate tells who calls the REST interface: by a personal access token or by an access token of Asana
// Connect, in the header or, as old clients send it, in the query as access_token. The session cookie counts
// for nothing here. A caller that is refused gets an *httpkit.Error of status 401 with Asana's text, and 403 when
// the owner of a personal access token has no API access (any more), and 429 with a *budget.Exceeded when the limit
// of requests per minute is reached.
func (a *Auth) Authenticate(r *http.Request) (asana.Actor, error) {
	token := bearer(r)
	if token == "" {
		return asana.Actor{}, httpkit.Fail(http.StatusUnauthorized, notAuthorized, nil)
	}
	actor, err := a.actor(r.Context(), token)
	if errors.Is(err, sql.ErrNoRows) {
		return asana.Actor{}, httpkit.Fail(http.StatusUnauthorized, notAuthorized, nil)
	}
	httpkit.Note(r.Context(), "person", actor.Person)
	httpkit.Note(r.Context(), "app", actor.App)
	return actor, err
}

// bearer is the token of a request, or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	return r.URL.Query().Get("access_token")
}

func (a *Auth) actor(ctx context.Context, token string) (asana.Actor, error) {
	if strings.HasPrefix(token, asana.TokenPrefix) {
		return a.personActor(ctx, token)
	}
	return a.appActor(ctx, token)
}

func (a *Auth) personActor(ctx context.Context, token string) (asana.Actor, error) {
	if !asana.IsTokenText(token) {
		return asana.Actor{}, sql.ErrNoRows
	}
	t, err := a.known.get(ctx, store.New(a.db.Reader()), seal.Hash(token))
	if err != nil {
		return asana.Actor{}, err
	}
	if t.ExpiresAt != 0 && t.ExpiresAt <= sqldb.Micros(a.now()) {
		return asana.Actor{}, sql.ErrNoRows
	}
	if !t.ApiAccess {
		err := asana.NoAPIAccess()
		return asana.Actor{}, httpkit.Fail(http.StatusForbidden, err.Error(), err)
	}
	if t.toNote(a.now()) {
		a.note(ctx, func(q *store.Queries, now int64) error {
			return q.TouchToken(ctx, store.TouchTokenParams{Gid: t.Gid, UsedAt: now})
		})
	}
	actor, err := actorOf(t.TokenByHashRow)
	if err != nil {
		return asana.Actor{}, err
	}
	actor.Requests = limitOf(t.RequestsPerMinute)
	return actor, a.spend(ctx, spender(actor), actor.Requests, 1)
}

// actorOf is whom a token speaks for: a person, or a service account as long as its workspace's plan has them.
func actorOf(t store.TokenByHashRow) (asana.Actor, error) {
	if t.ServicePlan == "" {
		return asana.Actor{Person: t.Person}, nil
	}
	if !asana.Plan(t.ServicePlan).Has(asana.Enterprise) {
		return asana.Actor{}, httpkit.Fail(http.StatusPaymentRequired, "Service accounts are part of the Enterprise plan.", nil)
	}
	return asana.Actor{Person: t.Person, Service: true, Scopes: asana.ServiceScopes(t.Permissions)}, nil
}

func (a *Auth) appActor(ctx context.Context, token string) (asana.Actor, error) {
	g, err := store.New(a.db.Reader()).AccessByHash(ctx, seal.Hash(token))
	if err != nil {
		return asana.Actor{}, err
	}
	if g.ExpiresAt <= sqldb.Micros(a.now()) {
		return asana.Actor{}, httpkit.Fail(http.StatusUnauthorized, tokenExpired, nil)
	}
	a.touch(ctx, g.LastUsedAt, func(q *store.Queries, now int64) error {
		return q.TouchConsent(ctx, store.TouchConsentParams{Person: g.Person, App: g.App, UsedAt: now})
	})
	limit := g.RequestsOfApp
	if limit == 0 {
		limit = g.RequestsPerMinute
	}
	var registered []string
	if err := json.Unmarshal([]byte(g.Registered), &registered); err != nil {
		return asana.Actor{}, fmt.Errorf("app %s: %w", g.App, err)
	}
	actor := asana.Actor{Person: g.Person, App: g.App, Scopes: common(strings.Fields(g.Scopes), registered), Requests: limitOf(limit)}
	return actor, a.spend(ctx, spender(actor), actor.Requests, 1)
}

// limitOf is a limit as it counts: who is in no workspace has that of a new one.
func limitOf(requests int64) int {
	if requests == 0 {
		return asana.FirstRequestLimit
	}
	return int(requests)
}

// spender is whose requests count together: a person's by his tokens, or those of an app in his name.
func spender(a asana.Actor) string {
	if a.App == "" {
		return a.Person
	}
	return a.Person + " " + a.App
}

// Searches have two fifths of the limit, beside counting as requests: on asana.com 60 of a free account's 150.
const (
	searchShare = 2
	searchOf    = 5
)

// SpendSearch counts a search of an authenticated actor, or refuses it as Authenticate does a request.
func (a *Auth) SpendSearch(ctx context.Context, actor asana.Actor) error {
	return a.spend(ctx, "search "+spender(actor), max(1, actor.Requests*searchShare/searchOf), 1)
}

// SpendMore counts n requests more of an authenticated actor: all of them or, when the limit would be exceeded, none.
func (a *Auth) SpendMore(ctx context.Context, actor asana.Actor, n int) error {
	return a.spend(ctx, spender(actor), actor.Requests, n)
}

// SpendTrigger counts a request to the secret address of a rule's trigger, which may have as many a minute as the rule's
// owner, beside his own.
func (a *Auth) SpendTrigger(ctx context.Context, trigger, owner string) error {
	limit, err := a.platform.RequestLimit(ctx, owner)
	if err != nil {
		return err
	}
	return a.spend(ctx, "trigger "+trigger, limit, 1)
}

// spend counts n requests against a limit.
func (a *Auth) spend(ctx context.Context, key string, limit, n int) error {
	err := a.budget.Take(ctx, key, limit, n)
	var spent *budget.Exceeded
	if errors.As(err, &spent) {
		return httpkit.Fail(http.StatusTooManyRequests, tooMany, err)
	}
	return err
}

// touch notes a use when the last note is old.
func (a *Auth) touch(ctx context.Context, last int64, write func(q *store.Queries, now int64) error) {
	if a.now().Sub(sqldb.Time(last)) >= touchEvery {
		a.note(ctx, write)
	}
}

// note writes a use down. A use that could not be noted is still a use.
func (a *Auth) note(ctx context.Context, write func(q *store.Queries, now int64) error) {
	if err := write(store.New(a.db.Writer()), sqldb.Micros(a.now())); err != nil {
		a.log.WarnContext(ctx, "the use of a token was not noted", "error", err)
	}
}
