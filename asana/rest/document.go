package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/swaggest/openapi-go/openapi31"

	"jirabridge/asana/kit/httpkit"
)

// documentPath is where the interface describes itself. It needs no token: it is the same for everybody, and
// says nothing that the product's source does not.
const documentPath = "/openapi.json"

// describe serves the document, which is written when it is first asked for.
func (s *server) describe() httpkit.Handler {
	written := sync.OnceValues(func() ([]byte, error) { return document(s.baseURL, operations()) })
	return func(w http.ResponseWriter, r *http.Request) error {
		text, err := written()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(text)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
		return nil
	}
}

// document writes the OpenAPI document of the table.
func document(baseURL string, table []operation) ([]byte, error) {
	d := &describer{groups: asanasGroups(), spec: newSpec(baseURL, table)}
	d.schemas = &schemas{d.spec, map[reflect.Type]anything{}}
	if err := d.addShared(); err != nil {
		return nil, err
	}
	for _, op := range table {
		if err := d.add(op); err != nil {
			return nil, fmt.Errorf("rest: describe %s: %w", op.ID, err)
		}
	}
	d.spec.WithTags(d.tags(table)...)
	d.spec.Info.WithDescription(introduction + "\n\n" + d.missing(table))
	return json.Marshal(d.spec)
}

// describer makes the document, operation by operation.
type describer struct {
	groups  []group
	spec    *openapi31.Spec
	schemas *schemas
}

// tags are the groups of which something is served, each with what is not.
func (d *describer) tags(table []operation) (tags []openapi31.Tag) {
	for _, g := range d.groups {
		left := g.without(table)
		if len(left) == len(g.Operations) {
			continue
		}
		text := "All operations of asana.com are served."
		if len(left) > 0 {
			text = "Of asana.com's operations these are not served: " + strings.Join(left, ", ") + "."
		}
		if more := g.beyond(table); len(more) > 0 {
			text += " asana.com has none of these: " + strings.Join(more, ", ") + "."
		}
		tags = append(tags, *(&openapi31.Tag{Name: g.Name}).WithDescription(text))
	}
	return tags
}

// missing says in words which groups are not served at all.
func (d *describer) missing(table []operation) string {
	var names []string
	for _, g := range d.groups {
		if len(g.without(table)) == len(g.Operations) {
			names = append(names, g.Name)
		}
	}
	return "**Not served.** Of what asana.com has, these are missing, and answer as an unknown route does: " +
		strings.Join(names, ", ") + ". What is missing of the others stands with them."
}

// introduction is what holds for every operation.
const introduction = "The REST interface of this platform, compatible with Asana's: what asana.com has at /api/1.0 " +
	"is here under the same paths, names and rules, so that clients written for Asana work when their base URL is changed.\n\n" +
	"**Envelope.** Bodies and answers are objects with `data`; bodies may be sent as forms too. Errors are `errors`, a list.\n\n" +
	"**Fields.** Single records are answered in full, those in lists and inside others compactly: `opt_fields` names what is " +
	"wanted instead, with paths such as `assignee.name`. `gid` is always answered.\n\n" +
	"**Pages.** Lists take `limit`, 1 to 100, and then answer `next_page`, null at the end; its `offset` asks for what " +
	"follows. Without a limit a list of more than 1000 is refused.\n\n" +
	"**Limits.** Requests are counted by the minute; above the limit the answer is 429 with `Retry-After`, in seconds. " +
	"Each action of a batch counts."

// newSpec is the document without its operations.
func newSpec(baseURL string, table []operation) *openapi31.Spec {
	spec := &openapi31.Spec{Openapi: "3.1.0"}
	spec.Info.WithTitle("REST API").WithVersion("1.0")
	spec.Info.WithLicense(*(&openapi31.License{Name: "Apache License 2.0"}).WithIdentifier("Apache-2.0"))
	spec.WithServers(openapi31.Server{URL: baseURL + prefix})
	components := spec.ComponentsEns()
	components.WithSecuritySchemesItem(schemeToken, openapi31.SecuritySchemeOrReference{SecurityScheme: (&openapi31.SecurityScheme{
		HTTPBearer: &openapi31.SecuritySchemeHTTPBearer{Scheme: "bearer"},
	}).WithDescription("A personal access token, or the token of a service account.")})
	components.WithSecuritySchemesItem(schemeApp, openapi31.SecuritySchemeOrReference{SecurityScheme: (&openapi31.SecurityScheme{
		Oauth2: &openapi31.SecuritySchemeOauth2{Flows: openapi31.OauthFlows{AuthorizationCode: connect(baseURL, table)}},
	}).WithDescription("Asana Connect: an app acts in the name of the person who allowed it.")})
	return spec
}

// The names of the ways to prove who calls.
const (
	schemeToken = "personalAccessToken"
	schemeApp   = "oauth2"
)

// connect is how an app comes to a token, and the scopes there are.
func connect(baseURL string, table []operation) *openapi31.OauthFlowsDefsAuthorizationCode {
	scopes := map[string]string{
		fullScope: "Everything the person may do. Part of it are all other scopes, and the operations that name none of their own.",
		"openid":  "An ID token, and the user info of OpenID Connect.",
		"email":   "The person's e-mail address in the user info.",
		"profile": "The person's name in the user info.",
	}
	for _, op := range table {
		if op.Scope != "" {
			scopes[op.Scope] = scopeText(op.Scope)
		}
	}
	refresh := baseURL + "/-/oauth_token"
	return &openapi31.OauthFlowsDefsAuthorizationCode{AuthorizationURL: baseURL + "/-/oauth_authorize",
		TokenURL: refresh, RefreshURL: &refresh, Scopes: scopes}
}
