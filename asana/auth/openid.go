package auth

import (
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// issuer is a name under which the platform vouches for people. Asana's is the address of its API. Many clients
// are told the root instead, and strict ones refuse a document that does not name the address it lies under: so
// the root is a second name, with a token endpoint of its own, whose ID tokens bear it.
type issuer struct{ path, tokens string }

func issuers() []issuer {
	return []issuer{{"/api/1.0", "/-/oauth_token"}, {"", "/-/openid_token"}}
}

// Where the documents about us lie below an issuer.
const (
	discoveryPath   = "/.well-known/openid-configuration"       // OpenID Connect Discovery 1.0 §4
	oauthServerPath = "/.well-known/oauth-authorization-server" // RFC 8414 §3
	keysPath        = "/api/1.0/openid_connect/jwks"
	userinfoPath    = "/api/1.0/openid_connect/userinfo"
)

// OpenIDRoutes mounts what OpenID Connect has outside /-/. It goes before the REST interface, below which some
// of it lies, as on asana.com (https://developers.asana.com/docs/openid-connect).
func (a *Auth) OpenIDRoutes(r *mux.Router) {
	for _, i := range issuers() {
		r.Handle(i.path+discoveryPath, a.public(a.discover(i))).Methods(http.MethodGet, http.MethodHead)
		r.Handle(i.path+oauthServerPath, a.public(a.discover(i))).Methods(http.MethodGet, http.MethodHead)
	}
	r.Handle(keysPath, a.public(a.showKeys)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(userinfoPath, a.endpointWith(a.userinfo, a.writeUserinfoError)).Methods(http.MethodGet, http.MethodPost)
}

// metadata is the discovery document (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
type metadata struct {
	Issuer        string `json:"issuer"`
	Authorization string `json:"authorization_endpoint"`
	Token         string `json:"token_endpoint"`
	Userinfo      string `json:"userinfo_endpoint"`
	Keys          string `json:"jwks_uri"`
	Revocation    string `json:"revocation_endpoint"`

	Scopes          []string `json:"scopes_supported"`
	ResponseTypes   []string `json:"response_types_supported"`
	ResponseModes   []string `json:"response_modes_supported"`
	GrantTypes      []string `json:"grant_types_supported"`
	SubjectTypes    []string `json:"subject_types_supported"`
	Algorithms      []string `json:"id_token_signing_alg_values_supported"`
	TokenAuth       []string `json:"token_endpoint_auth_methods_supported"`
	RevocationAuth  []string `json:"revocation_endpoint_auth_methods_supported"`
	ChallengeMethod []string `json:"code_challenge_methods_supported"`
	Claims          []string `json:"claims_supported"`
	Prompts         []string `json:"prompt_values_supported"`
	Languages       []string `json:"ui_locales_supported"`

	Request    bool   `json:"request_parameter_supported"`
	RequestURI bool   `json:"request_uri_parameter_supported"` // true where it is left out
	Docs       string `json:"service_documentation"`
}

func (a *Auth) discover(i issuer) httpkit.Handler {
	secret := []string{"client_secret_basic", "client_secret_post"}
	document := metadata{
		Issuer: a.baseURL + i.path, Authorization: a.baseURL + "/-/oauth_authorize", Token: a.baseURL + i.tokens,
		Userinfo: a.baseURL + userinfoPath, Keys: a.baseURL + keysPath, Revocation: a.baseURL + "/-/oauth_revoke",
		Scopes:        slices.Concat([]string{fullScope}, SingleScopes()),
		ResponseTypes: []string{"code"}, ResponseModes: []string{"query"}, GrantTypes: grantTypes(),
		SubjectTypes: []string{"public"}, Algorithms: []string{"RS256"},
		TokenAuth: secret, RevocationAuth: secret, ChallengeMethod: []string{"S256"},
		Claims:    []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "email", "email_verified"},
		Prompts:   []string{"none", "login", "consent"},
		Languages: page.Languages(), Docs: "https://developers.asana.com/docs/openid-connect",
	}
	return func(w http.ResponseWriter, _ *http.Request) error {
		return httpkit.WriteJSON(w, http.StatusOK, document)
	}
}

// showKeys is GET /api/1.0/openid_connect/jwks: what ID tokens are verified with (RFC 7517).
func (a *Auth) showKeys(w http.ResponseWriter, r *http.Request) error {
	set, err := a.keyring.public(r.Context())
	if err != nil {
		return err
	}
	return httpkit.WriteJSON(w, http.StatusOK, set)
}

// public wraps the handler of a document that anybody may read and keep for an hour.
func (a *Auth) public(h httpkit.Handler) http.Handler {
	wrapped := httpkit.Wrap(h, a.writeProtocolError, a.log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		wrapped.ServeHTTP(w, r)
	})
}
