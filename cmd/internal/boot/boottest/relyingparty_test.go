package boottest

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

// relyingParty is a strict client of OpenID Connect: it believes nothing that it has not checked itself.
type relyingParty struct {
	Issuer        string `json:"issuer"`
	Authorization string `json:"authorization_endpoint"`
	Token         string `json:"token_endpoint"`
	Userinfo      string `json:"userinfo_endpoint"`
	Keys          string `json:"jwks_uri"`
}

// discover reads the document below an issuer, which must name the issuer (OpenID Connect Discovery 1.0 §4.3).
func discover(t *testing.T, issuer string) relyingParty {
	t.Helper()
	var p relyingParty
	r := Do(t, request(t, http.MethodGet, issuer+"/.well-known/openid-configuration", nil))
	must(t, json.Unmarshal(r.Body, &p))
	if r.Status != http.StatusOK || p.Issuer != issuer {
		t.Fatalf("below %s: %d %s", issuer, r.Status, r.Body)
	}
	return p
}

// verify checks an ID token (OpenID Connect Core 1.0 §3.1.3.7) and returns what it says.
func (p relyingParty) verify(t *testing.T, text, client, nonce, access string) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	_, err := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"})).ParseWithClaims(text, claims, func(token *jwt.Token) (any, error) {
		return p.key(t, token.Header["kid"])
	})
	if err != nil {
		t.Fatalf("the ID token does not verify: %v", err)
	}
	half := sha256.Sum256([]byte(access))
	for claim, want := range map[string]any{
		"iss": p.Issuer, "aud": client, "nonce": nonce, "at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
	} {
		if claims[claim] != want {
			t.Errorf("%s is %v, want %v", claim, claims[claim], want)
		}
	}
	if !claims.VerifyExpiresAt(time.Now().Unix(), true) || !claims.VerifyIssuedAt(time.Now().Add(time.Minute).Unix(), true) {
		t.Errorf("it is not good now: %v", claims)
	}
	return claims
}

// key finds a published key.
func (p relyingParty) key(t *testing.T, kid any) (*rsa.PublicKey, error) {
	t.Helper()
	var set struct {
		Keys []struct{ Kid, Kty, N, E string }
	}
	must(t, json.Unmarshal(Do(t, request(t, http.MethodGet, p.Keys, nil)).Body, &set))
	for _, k := range set.Keys {
		if k.Kid != kid || k.Kty != "RSA" {
			continue
		}
		n, errN := base64.RawURLEncoding.DecodeString(k.N)
		e, errE := base64.RawURLEncoding.DecodeString(k.E)
		return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, errors.Join(errN, errE)
	}
	return nil, errors.New("no such key is published")
}

// getJSON asks with the token of a client.
func getJSON(t *testing.T, client *http.Client, address string) (body map[string]any) {
	t.Helper()
	resp, err := client.Do(request(t, http.MethodGet, address, nil))
	must(t, err)
	defer resp.Body.Close()
	must(t, json.NewDecoder(resp.Body).Decode(&body))
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", address, resp.StatusCode, body)
	}
	return body
}
