package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ory/fosite"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// consentForm is what auth/consent shows.
type consentForm struct {
	App         string
	By          string // the name of who registered it, "" for the server's own
	Permissions []Permission
	Person      asana.Person
	Here        string // the address of this request, to come back to after signing in as somebody else
}

func (a *Auth) askConsent(w http.ResponseWriter, r *http.Request, z *authorizeRequest, person asana.Person) error {
	by, err := a.registrant(r.Context(), z.app)
	if err != nil {
		return err
	}
	return a.frame.Render(w, r, http.StatusOK, "auth/consent", page.View{
		Title: "auth.grant_permission", Layout: "popup",
		Data: consentForm{
			App: z.app.Name, By: by, Person: person, Here: r.URL.RequestURI(), Permissions: allowed(z.request.GetRequestedScopes()),
		},
	})
}

// registrant is the name of whoever registered an app, which may call itself anything.
func (a *Auth) registrant(ctx context.Context, app asana.App) (string, error) {
	if app.Owner == "" {
		return "", nil
	}
	person, err := a.platform.Person(ctx, app.Owner)
	return person.Name, err
}

// allowed is what an app with these scopes may do: the answer with its tokens tells who the person is.
func allowed(scopes []string) []Permission {
	return Permissions(append([]string{"profile"}, scopes...))
}

// remembered tells whether the person has allowed the app all it asks for.
func (a *Auth) remembered(ctx context.Context, person string, z *authorizeRequest) (bool, error) {
	c, err := store.New(a.db.Reader()).Consent(ctx, store.ConsentParams{Person: person, App: z.app.GID})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil && covers(strings.Fields(c.Scopes), z.request.GetRequestedScopes()), err
}

// allow issues a code and sends it to the app, or shows it to be copied.
func (a *Auth) allow(w http.ResponseWriter, r *http.Request, z *authorizeRequest, person asana.Person) error {
	code, err := a.issueCode(r.Context(), z, person.GID)
	if err != nil {
		return a.refuse(w, r, z, protocolErrorOf(err))
	}
	if z.redirect == oob {
		return a.showOutcome(w, r, outcome{App: z.app.Name, Code: code})
	}
	z.sendBack(w, r, url.Values{"code": {code}})
	return nil
}

// issueCode remembers the consent and begins a grant with its code, in one transaction.
func (a *Auth) issueCode(ctx context.Context, z *authorizeRequest, person string) (code string, err error) {
	scopes := z.request.GetRequestedScopes()
	for _, s := range scopes {
		z.request.GrantScope(s)
	}
	z.request.SetID(seal.NewToken("").Reveal())
	err = a.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := a.beginGrant(ctx, store.New(tx), z, person); err != nil {
			return err
		}
		resp, err := a.oauth.NewAuthorizeResponse(withTx(ctx, tx), z.request, &grantSession{DefaultSession: fosite.DefaultSession{Subject: person}})
		if err == nil {
			code = resp.GetCode()
		}
		return err
	})
	return code, err
}

func (a *Auth) beginGrant(ctx context.Context, q *store.Queries, z *authorizeRequest, person string) error {
	now, app, scopes := sqldb.Micros(a.now()), z.app.GID, z.request.GetRequestedScopes()
	if err := saveConsent(ctx, q, store.SaveConsentParams{Person: person, App: app, CreatedAt: now}, scopes); err != nil {
		return err
	}
	return q.InsertGrant(ctx, store.InsertGrantParams{
		ID: z.request.GetID(), Person: person, App: app, Scopes: strings.Join(scopes, " "), CreatedAt: now,
		AuthenticatedAt: sqldb.Micros(z.authenticatedAt),
	})
}

// saveConsent adds scopes to what the person has allowed the app.
func saveConsent(ctx context.Context, q *store.Queries, p store.SaveConsentParams, scopes []string) error {
	c, err := q.Consent(ctx, store.ConsentParams{Person: p.Person, App: p.App})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	all := append(strings.Fields(c.Scopes), scopes...)
	slices.Sort(all)
	p.Scopes = strings.Join(slices.Compact(all), " ")
	return q.SaveConsent(ctx, p)
}
