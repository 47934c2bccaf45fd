package auth_test

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

const nonce = "n-0S6_WzA2Mj"

// metadata is what a client reads of a discovery document.
type metadata struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Userinfo      string   `json:"userinfo_endpoint"`
	Keys          string   `json:"jwks_uri"`
	Revocation    string   `json:"revocation_endpoint"`
	Scopes        []string `json:"scopes_supported"`
	Types         []string `json:"response_types_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	RequestURI    bool     `json:"request_uri_parameter_supported"`
}

// discover reads what stands below an issuer, as strict clients do: the document must name the issuer.
func (w *world) discover(issuer string) (m metadata) {
	w.t.Helper()
	w.readJSON(issuer+"/.well-known/openid-configuration", "", &m)
	if m.Issuer != issuer {
		w.t.Fatalf("the document of %s is that of %s", issuer, m.Issuer)
	}
	return m
}

func (w *world) readJSON(address, token string, into any) answer {
	w.t.Helper()
	req := must(http.NewRequestWithContext(w.t.Context(), http.MethodGet, address, nil))(w.t)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	a := send(w.t, w.server.Client(), req)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		w.t.Fatalf("%s: %d %s", address, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		w.t.Fatal(err)
	}
	return a
}

// jwk is a published key.
type jwk struct{ Kty, Use, Alg, Kid, N, E, D string }

func (w *world) published(address string) map[string]*rsa.PublicKey {
	w.t.Helper()
	var set struct{ Keys []jwk }
	w.readJSON(address, "", &set)
	keys := map[string]*rsa.PublicKey{}
	for _, k := range set.Keys {
		if k.Kty != "RSA" || k.Use != "sig" || k.Alg != "RS256" || k.Kid == "" || k.D != "" {
			w.t.Errorf("published: %+v", k)
		}
		n, e := must(base64.RawURLEncoding.DecodeString(k.N))(w.t), must(base64.RawURLEncoding.DecodeString(k.E))(w.t)
		keys[k.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	}
	return keys
}

// verify checks an ID token as OpenID Connect Core 1.0 §3.1.3.7 has it, and returns its claims.
func (w *world) verify(m metadata, text, access string) jwt.MapClaims {
	w.t.Helper()
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(text, claims, func(t *jwt.Token) (any, error) {
		kid, _ := t.Header["kid"].(string)
		if key := w.published(m.Keys)[kid]; key != nil {
			return key, nil
		}
		return nil, errors.New("no key " + kid)
	}); err != nil {
		w.t.Fatalf("ID token: %v", err)
	}
	now := w.clock.Now().Unix()
	sum := sha256.Sum256([]byte(access))
	for claim, want := range map[string]any{
		"iss": m.Issuer, "aud": w.app.ClientID, "sub": w.ada.GID, "iat": float64(now), "exp": float64(now + 3600),
		"at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]),
	} {
		if claims[claim] != want {
			w.t.Errorf("%s is %v, want %v", claim, claims[claim], want)
		}
	}
	return claims
}

// identify runs the code flow with a token endpoint.
func (w *world) identify(tokenEndpoint string, extra url.Values) (access, refreshToken, id string) {
	w.t.Helper()
	form := exchange(w.code(extra))
	return w.tokensOf(tokenEndpoint, form)
}

func (w *world) tokensOf(endpoint string, form url.Values) (access, refreshToken, id string) {
	w.t.Helper()
	form.Set("client_id", w.app.ClientID)
	form.Set("client_secret", w.app.ClientSecret.Reveal())
	a := w.browser().do(http.MethodPost, strings.TrimPrefix(endpoint, w.url), form, nil)
	var got map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
		w.t.Fatalf("%d %s", a.status, a.body)
	}
	text := func(name string) string { s, _ := got[name].(string); return s }
	return text("access_token"), text("refresh_token"), text("id_token")
}

func identityScope() url.Values {
	return url.Values{"scope": {"openid email profile"}, "nonce": {nonce}}
}

func TestSignInWithThePlatform(t *testing.T) {
	each(t, func(w *world) {
		for _, issuer := range []string{w.url + "/api/1.0", w.url} {
			m := w.discover(issuer)
			signedIn := w.clock.Now()
			access, again, id := w.identify(m.Token, identityScope())
			claims := w.verify(m, id, access)
			if claims["nonce"] != nonce || claims["name"] != w.ada.Name || claims["email"] != w.ada.Email || claims["email_verified"] != false {
				w.t.Errorf("claims: %v", claims)
			}
			if claims["auth_time"] != float64(signedIn.Unix()) {
				w.t.Errorf("signed in at %v, not %v", claims["auth_time"], signedIn.Unix())
			}
			var who map[string]any
			w.readJSON(m.Userinfo, access, &who)
			for _, claim := range []string{"sub", "name", "email", "email_verified"} {
				if who[claim] != claims[claim] {
					w.t.Errorf("userinfo has %s %v, the ID token %v", claim, who[claim], claims[claim])
				}
			}

			w.clock.pass(10 * time.Minute)
			access, _, id = w.tokensOf(m.Token, refresh(again))
			renewed := w.verify(m, id, access)
			if renewed["auth_time"] != claims["auth_time"] || renewed["nonce"] != nil || renewed["sub"] != claims["sub"] {
				w.t.Errorf("after a refresh: %v", renewed)
			}
		}
	})
}

func TestIdentityStaysWithinScopes(t *testing.T) {
	each(t, func(w *world) {
		m := w.discover(w.url + "/api/1.0")
		for scope, want := range map[string]string{
			"openid": "sub", "openid email": "email,email_verified,sub", "openid profile": "name,sub",
			"openid tasks:read": "sub", "openid default": "email,email_verified,name,sub",
		} {
			access, _, id := w.identify(m.Token, url.Values{"scope": {scope}})
			claims := w.verify(m, id, access)
			if claims["nonce"] != nil {
				w.t.Errorf("a nonce from nowhere: %v", claims)
			}
			var who map[string]any
			w.readJSON(m.Userinfo, access, &who)
			for _, from := range []map[string]any{claims, who} {
				var got []string
				for _, claim := range []string{"email", "email_verified", "name", "sub"} {
					if from[claim] != nil {
						got = append(got, claim)
					}
				}
				if strings.Join(got, ",") != want {
					w.t.Errorf("%s tells %v, want %s", scope, got, want)
				}
			}
		}
		if _, _, id := w.identify(m.Token, url.Values{"scope": {"tasks:read email"}}); id != "" {
			w.t.Error("an ID token nobody asked for")
		}
	})
}

func TestProvenAddress(t *testing.T) {
	each(t, func(w *world) {
		if _, err := w.db.Writer().Exec("update people set email_proven = true where gid = $1", w.ada.GID); err != nil {
			w.t.Fatal(err)
		}
		m := w.discover(w.url)
		access, _, id := w.identify(m.Token, identityScope())
		var who map[string]any
		w.readJSON(m.Userinfo, access, &who)
		if claims := w.verify(m, id, access); claims["email_verified"] != true || who["email_verified"] != true {
			w.t.Errorf("claims %v, userinfo %v", claims, who)
		}
	})
}

func TestUserinfoRefuses(t *testing.T) {
	each(t, func(w *world) {
		m := w.discover(w.url)
		ask := func(method, token string) answer {
			header := http.Header{}
			if token != "" {
				header.Set("Authorization", "Bearer "+token)
			}
			return w.browser().do(method, strings.TrimPrefix(m.Userinfo, w.url), nil, header)
		}
		access, _, _ := w.identify(m.Token, identityScope())
		narrow, _, _ := w.identify(m.Token, url.Values{"scope": {"tasks:read"}})
		for name, c := range map[string]struct {
			got       answer
			status    int
			challenge string
		}{
			"no token":     {ask(http.MethodGet, ""), http.StatusUnauthorized, "Bearer"},
			"wrong token":  {ask(http.MethodGet, "x"), http.StatusUnauthorized, `Bearer error="invalid_token"`},
			"other scopes": {ask(http.MethodGet, narrow), http.StatusForbidden, `Bearer error="insufficient_scope", scope="openid"`},
			"post":         {ask(http.MethodPost, access), http.StatusOK, ""},
		} {
			if c.got.status != c.status || c.got.header.Get("WWW-Authenticate") != c.challenge || c.got.header.Get("Cache-Control") != "no-store" {
				w.t.Errorf("%s: %d %v %s", name, c.got.status, c.got.header, c.got.body)
			}
		}
		w.clock.pass(time.Hour)
		if got := ask(http.MethodGet, access); got.status != http.StatusUnauthorized || !strings.Contains(got.body, "The bearer token has expired.") {
			w.t.Errorf("expired: %d %s", got.status, got.body)
		}
	})
}

func TestDiscovery(t *testing.T) {
	each(t, func(w *world) {
		m := w.discover(w.url + "/api/1.0")
		if m.Authorization != w.url+"/-/oauth_authorize" || m.Token != w.url+"/-/oauth_token" || m.Revocation != w.url+"/-/oauth_revoke" ||
			m.Userinfo != w.url+"/api/1.0/openid_connect/userinfo" || m.RequestURI {
			w.t.Errorf("%+v", m)
		}
		for _, s := range []string{"default", "openid", "email", "profile", "tasks:read", "webhooks:delete"} {
			if !slices.Contains(m.Scopes, s) {
				w.t.Errorf("scope %s is missing", s)
			}
		}
		if !slices.Equal(m.Challenges, []string{"S256"}) || !slices.Equal(m.Algorithms, []string{"RS256"}) {
			w.t.Errorf("%+v", m)
		}
		var server metadata
		w.readJSON(w.url+"/.well-known/oauth-authorization-server", "", &server)
		if server.Issuer != w.url {
			w.t.Errorf("%+v", server)
		}
	})
}

// Keys change by themselves: the next one is published a day before it signs, the last one a day after.
func TestKeysRotate(t *testing.T) {
	each(t, func(w *world) {
		const day = 24 * time.Hour
		m := w.discover(w.url)
		keys := func() int { return len(w.published(m.Keys)) }
		_, again, _ := w.identify(m.Token, identityScope())
		kid := func() string {
			access, next, id := w.tokensOf(m.Token, refresh(again))
			again = next
			w.verify(m, id, access)
			header, _, _ := strings.Cut(id, ".")
			var h struct{ Kid string }
			if err := json.Unmarshal(must(base64.RawURLEncoding.DecodeString(header))(w.t), &h); err != nil {
				w.t.Fatal(err)
			}
			return h.Kid
		}
		sweep := func(after time.Duration) {
			w.clock.pass(after)
			for range 2 { // another copy of the program does the same
				if err := w.auth.Sweep(w.t.Context()); err != nil {
					w.t.Fatal(err)
				}
			}
		}
		first := kid()
		if sweep(89 * day); keys() != 1 || kid() != first {
			w.t.Fatalf("after 89 days: %d keys", keys())
		}
		if sweep(day); keys() != 2 || kid() != first {
			w.t.Fatalf("after 90 days: %d keys, the new one signs: %v", keys(), kid() != first)
		}
		if sweep(day); keys() != 2 || kid() == first {
			w.t.Fatalf("after 91 days: %d keys, the old one signs: %v", keys(), kid() == first)
		}
		if sweep(day + time.Hour); keys() != 1 || kid() == first {
			w.t.Fatalf("after 92 days: %d keys", keys())
		}
	})
}

// Copies of the program that are asked at the same moment for the first time publish one key.
func TestTheFirstKeyIsMadeOnce(t *testing.T) {
	each(t, func(w *world) {
		m := w.discover(w.url)
		var kids sync.Map
		wait(w.t, 4, func(context.Context, int) {
			for kid := range w.published(m.Keys) {
				kids.Store(kid, true)
			}
		})
		var n int
		kids.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			w.t.Errorf("%d keys were published", n)
		}
	})
}

func TestSigningKeysAreSealed(t *testing.T) {
	each(t, func(w *world) {
		w.published(w.discover(w.url).Keys)
		var private []byte
		if err := w.db.Reader().QueryRow("select private from openid_keys").Scan(&private); err != nil || len(private) < 1000 {
			w.t.Fatal(len(private), err)
		}
		if strings.Contains(string(private), "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01") { // rsaEncryption, of PKCS #8
			w.t.Error("the key is stored in clear")
		}
	})
}
