package asana

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// App is a registered OAuth app, possibly with App Components.
type App struct {
	GID          string
	ClientID     string
	ClientSecret seal.Secret // also signs App Components messages, so it is kept sealed rather than hashed
	Name         string
	RedirectURIs []string
	Scopes       []string // the scopes it may ask for; "default" is everything
	Components   Components
	Owner        string // gid of the person who registered it; "" for the server's own
	CreatedAt    time.Time
}

// NewApp is what an app is made from. ClientID and ClientSecret are generated when "".
type NewApp struct {
	ClientID     string
	ClientSecret seal.Secret
	Name         string
	RedirectURIs []string
	Scopes       []string
	Components   Components

	// RequestsPerMinute is a limit of its own for each person's requests through the app; 0 is the account's.
	RequestsPerMinute int

	Owner string // gid of the person who may manage it; "" for nobody
}

// AppChange says what to change; nil leaves a value alone.
type AppChange struct {
	Name         *string
	RedirectURIs []string
	Scopes       []string
	Components   *Components

	RequestsPerMinute *int
}

// RegisterApp makes an app. A client id in use is a Conflict.
func (p *Platform) RegisterApp(ctx context.Context, n NewApp) (App, error) {
	row, err := p.newAppRow(n)
	if err != nil {
		return App{}, err
	}
	err = p.write(ctx, Actor{}, func(ctx context.Context, c *change) error { return c.insertApp(ctx, row) })
	if sqldb.IsUnique(err) {
		return App{}, conflict("client_id", "misused", "This client ID is registered already.")
	}
	if err != nil {
		return App{}, fmt.Errorf("register app: %w", err)
	}
	return p.App(ctx, row.Gid)
}

func (c *change) insertApp(ctx context.Context, row store.InsertAppParams) error {
	row.CreatedAt = c.nowMicros()
	c.record(appEvent(ActionAdded, row.Gid))
	return c.q.InsertApp(ctx, row)
}

func appEvent(action, gid string) Event {
	return Event{Action: action, ResourceType: "app", Resource: gid}
}

func (p *Platform) newAppRow(n NewApp) (store.InsertAppParams, error) {
	row := store.InsertAppParams{Gid: newGID(), ClientID: n.ClientID, RequestsPerMinute: int64(n.RequestsPerMinute), Owner: n.Owner}
	if row.ClientID == "" {
		row.ClientID = row.Gid
	}
	secret := n.ClientSecret
	if secret == "" {
		secret = seal.NewToken("")
	}
	var err error
	if row.Name, err = checkName("name", n.Name); err != nil {
		return row, err
	}
	if row.Secret, err = p.keys.Seal([]byte(secret.Reveal()), secretRow(row.Gid)); err != nil {
		return row, err
	}
	row.RedirectUris, row.Scopes, row.Components = toJSON(list(n.RedirectURIs)), toJSON(list(n.Scopes)), toJSON(n.Components)
	return row, nil
}

// secretRow is what a sealed client secret is bound to.
func secretRow(app string) string { return "apps/" + app + "/secret" }

// list is l, never nil.
func list(l []string) []string { return append([]string{}, l...) }

// toJSON encodes what cannot fail to encode: texts and structs of texts.
func toJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// UpdateApp changes an app's registration.
func (p *Platform) UpdateApp(ctx context.Context, gid string, ch AppChange) (App, error) {
	row := store.UpdateAppParams{Gid: gid, Name: nullString(ch.Name)}
	if ch.RedirectURIs != nil {
		row.RedirectUris = sql.NullString{String: toJSON(ch.RedirectURIs), Valid: true}
	}
	if ch.Scopes != nil {
		row.Scopes = sql.NullString{String: toJSON(ch.Scopes), Valid: true}
	}
	if ch.RequestsPerMinute != nil {
		row.RequestsPerMinute = sql.NullInt64{Int64: int64(*ch.RequestsPerMinute), Valid: true}
	}
	if ch.Components != nil {
		row.Components = sql.NullString{String: toJSON(*ch.Components), Valid: true}
	}
	err := p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
		n, err := c.q.UpdateApp(ctx, row)
		if err == nil && n == 0 {
			return notFound("app", gid)
		}
		c.record(appEvent(ActionChanged, gid))
		return err
	})
	if err != nil {
		return App{}, err
	}
	return p.App(ctx, gid)
}

// App returns an app by gid.
func (p *Platform) App(ctx context.Context, gid string) (App, error) {
	if !isGID(gid) {
		return App{}, notFound("app", gid)
	}
	row, err := store.New(p.db.Reader()).App(ctx, gid)
	if err != nil {
		return App{}, orNotFound(err, "app", gid)
	}
	return p.appOf(row)
}

// AppByClientID returns an app by the id it names itself with in OAuth.
func (p *Platform) AppByClientID(ctx context.Context, clientID string) (App, error) {
	if err := checkText("client_id", clientID, maxName); err != nil {
		return App{}, notFound("app", clientID)
	}
	row, err := store.New(p.db.Reader()).AppByClientID(ctx, clientID)
	if err != nil {
		return App{}, orNotFound(err, "app", clientID)
	}
	return p.appOf(row)
}

// Apps lists the apps that the actor can add to projects, by name: the server's own and those he has registered, if
// they have anything to show there. They come without their secrets.
func (p *Platform) Apps(ctx context.Context, a Actor) ([]App, error) {
	rows, err := store.New(p.db.Reader()).AppsWithComponents(ctx, a.Person)
	if err != nil {
		return nil, err
	}
	all, err := appsOf(rows, withoutSecret)
	return slices.DeleteFunc(all, func(app App) bool { return !app.Components.Installable() }), err
}

// appsOf reads rows by appOrBare or withoutSecret.
func appsOf(rows []store.App, read func(store.App) (App, error)) ([]App, error) {
	apps := make([]App, len(rows))
	for i, r := range rows {
		var err error
		if apps[i], err = read(r); err != nil {
			return nil, err
		}
	}
	return apps, nil
}

// appOrBare is appOf, or withoutSecret when the secret cannot be opened: messages to that app fail then, and nothing is
// lost of the others beside it.
func (p *Platform) appOrBare(r store.App) (App, error) {
	app, err := p.appOf(r)
	if errors.Is(err, errSealed) {
		return withoutSecret(r)
	}
	return app, err
}

// errSealed: a client secret cannot be opened.
var errSealed = errors.New("the client secret cannot be opened")

func (p *Platform) appOf(r store.App) (App, error) {
	secret, err := p.keys.Open(r.Secret, secretRow(r.Gid))
	if err != nil {
		return App{}, fmt.Errorf("%w: app %s: %w", errSealed, r.Gid, err)
	}
	app, err := withoutSecret(r)
	app.ClientSecret = seal.Secret(secret)
	return app, err
}

// withoutSecret is an app for those who do not need its secret, so they have it also when that cannot be opened.
func withoutSecret(r store.App) (App, error) {
	app := App{GID: r.Gid, ClientID: r.ClientID, Name: r.Name, Owner: r.Owner, CreatedAt: sqldb.Time(r.CreatedAt)}
	for _, part := range []struct {
		text string
		into any
	}{{r.RedirectUris, &app.RedirectURIs}, {r.Scopes, &app.Scopes}, {r.Components, &app.Components}} {
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return App{}, fmt.Errorf("app %s: %w", r.Gid, err)
		}
	}
	return app, nil
}
