package jiratest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

const callback = "https://bridge.example/setup/callback/jira?from=jira"

const verifier = "abcdefghijklmnopqrstuvwxyz0123456789-._~ABCDEFG"

// client is an application that was let in.
type client struct {
	*world
	id, secret string
}

func (w *world) client() *client {
	id, secret := w.RegisterLink("Jirabridge", callback)
	return &client{world: w, id: id, secret: secret}
}

// run is a subtest with the same client.
func (c *client) run(name string, f func(*client)) {
	c.world.run(name, func(w *world) { f(&client{world: w, id: c.id, secret: c.secret}) })
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorization is the address to send a browser to; changes are name, value.
func (c *client) authorization(changes ...string) string {
	q := url.Values{"client_id": {c.id}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"WRITE"},
		"state": {"s t&ate"}, "code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"}}
	set(q, changes)
	return "/rest/oauth2/latest/authorize?" + q.Encode()
}

func set(q url.Values, changes []string) {
	for i := 0; i < len(changes); i += 2 {
		if changes[i+1] == "" {
			q.Del(changes[i])
		} else {
			q.Set(changes[i], changes[i+1])
		}
	}
}

// consent signs ann in and answers the consent page; the outcome is the query
// of the address she is sent back to.
func (c *client) consent(button string, changes ...string) url.Values {
	c.t.Helper()
	b := c.browser()
	page := b.signIn(b.open(c.authorization(changes...)), "ann")
	return outcome(b.press(page.want(200, "would like to access your Jira account"), button))
}

func outcome(r *reply) url.Values {
	r.t.Helper()
	to, err := url.Parse(r.want(302).Header.Get("Location"))
	if err != nil {
		r.t.Fatal(err)
	}
	if !strings.HasPrefix(to.String(), "https://bridge.example/setup/callback/jira?") {
		r.t.Fatal("sent to", to)
	}
	return to.Query()
}

func (c *client) code(changes ...string) string {
	c.t.Helper()
	return c.consent("approve", changes...).Get("code")
}

// token posts a form to the token endpoint.
func (c *client) token(grant url.Values, changes ...string) *reply {
	c.t.Helper()
	grant.Set("client_id", c.id)
	grant.Set("client_secret", c.secret)
	grant.Set("redirect_uri", callback)
	set(grant, changes)
	return c.with("Content-Type", "application/x-www-form-urlencoded").post("/rest/oauth2/latest/token", grant.Encode())
}

func (c *client) exchange(code string, changes ...string) *reply {
	c.t.Helper()
	return c.token(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}}, changes...)
}

func (c *client) refresh(token string, changes ...string) *reply {
	c.t.Helper()
	return c.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}, changes...)
}

func TestAuthorization(t *testing.T) {
	c := start(t).client()
	q := c.consent("approve")
	if q.Get("state") != "s t&ate" || q.Get("from") != "jira" {
		c.t.Fatal("sent back with", q)
	}
	pair := c.exchange(q.Get("code")).want(200)
	pair.wantAt("token_type", "bearer").wantAt("expires_in", 3600).wantAt("created_at", int(c.clock.Now().Unix()))
	if pair.at("").(object)["scope"] != nil {
		c.t.Error("the answer names a scope, which Jira does not")
	}
	me := c.bearing(pair.str("access_token")).get("myself").want(200).wantAt("name", "ann")
	if me.Header.Get("X-AUSERNAME") != "ann" {
		c.t.Error("X-AUSERNAME:", me.Header.Get("X-AUSERNAME"))
	}
}

func TestConsentPage(t *testing.T) {
	c := start(t).client()
	c.run("says who wants what", func(c *client) {
		page := c.browserOf("ann").open(c.authorization())
		page.want(200, "Jirabridge would like to access your Jira account", "Ann Smith", "WRITE",
			"https://bridge.example/setup/callback/jira?from=jira", "Use another account", "Authorized applications", `id="approve"`, `id="deny"`)
		if page.Request.URL.Path != "/jira/plugins/servlet/oauth2/consent" {
			c.t.Error("consent is at", page.Request.URL)
		}
		if page.Header.Get("Cross-Origin-Opener-Policy") != "" {
			c.t.Error("the popup would lose its opener")
		}
	})
	c.run("deny", func(c *client) {
		q := c.consent("deny")
		if q.Get("error") != "access_denied" || q.Get("state") != "s t&ate" || q.Has("code") {
			c.t.Error("sent back with", q)
		}
	})
	c.run("without the form's token", func(c *client) {
		b := c.browserOf("ann")
		page := b.open(c.authorization())
		b.submit(page.Request.URL.String(), url.Values{"approve": {"true"}}).want(403, "XSRF Security Token Missing")
	})
	c.run("as somebody else", func(c *client) {
		b := c.browserOf("ann")
		page := b.open(c.authorization())
		another := regexp.MustCompile(`href="([^"]+)" id="another-account"`).FindSubmatch(page.body)
		login := b.open(strings.ReplaceAll(string(another[1]), "&amp;", "&"))
		b.signIn(login, "zofia").want(200, "Zofia Żółkiewska")
	})
}

func TestAuthorizationRefused(t *testing.T) {
	c := start(t).client()
	c.run("an unknown client", func(c *client) {
		c.browser().open(c.authorization("client_id", "0123")).want(500, "$client_id", "evaluates to undefined")
	})
	for name, uri := range map[string]string{
		"a slash more": "https://bridge.example/setup/callback/jira/?from=jira", "another query": "https://bridge.example/setup/callback/jira?from=x",
		"capitals": "https://Bridge.example/setup/callback/jira?from=jira", "a port": "https://bridge.example:443/setup/callback/jira?from=jira",
		"encoding": "https://bridge.example/setup/callback/jir%61?from=jira", "none": "",
	} {
		c.run("redirect_uri with "+name, func(c *client) {
			c.browser().open(c.authorization("redirect_uri", uri)).
				want(400, "invalid_request", "The provided value for the input parameter 'redirect_uri' is not valid.")
		})
	}
	for name, change := range map[string][3]string{
		"a scope above the link's": {"scope", "ADMIN", "invalid_scope"}, "scopes of the cloud": {"scope", "read:jira-work offline_access", "invalid_scope"},
		"no scope": {"scope", "", "invalid_scope"}, "a token at once": {"response_type", "token", "unsupported_response_type"},
		"a challenge method nobody knows": {"code_challenge_method", "sha256", "invalid_request"},
	} {
		c.run(name, func(c *client) {
			q := outcome(c.browser().open(c.authorization(change[0], change[1])))
			if q.Get("error") != change[2] || q.Get("state") != "s t&ate" {
				c.t.Error("sent back with", q)
			}
		})
	}
	c.run("a smaller scope is fine", func(c *client) {
		read := c.bearing(c.exchange(c.code("scope", "READ")).str("access_token"))
		read.get("issue/IT-1").want(200)
		read.post("search", object{"jql": "project = IT"}).want(200)
		read.post("issue", task("x")).want(403, "scope")
	})
}

func TestCode(t *testing.T) {
	c := start(t).client()
	c.run("counts once", func(c *client) {
		code := c.code()
		c.exchange(code).want(200)
		c.exchange(code).want(400).wantAt("error", "invalid_grant")
	})
	c.run("lives ten seconds", func(c *client) {
		code := c.code()
		c.clock.pass(10 * time.Second)
		c.exchange(code).want(200)
		code = c.code()
		c.clock.pass(10*time.Second + time.Millisecond)
		c.exchange(code).want(400).wantAt("error", "invalid_grant")
	})
	c.run("needs the redirect URI it was made for", func(c *client) {
		c.exchange(c.code(), "redirect_uri", "https://bridge.example/setup/callback/jira").want(400).wantAt("error", "invalid_grant")
		c.exchange(c.code(), "redirect_uri", "").want(400).wantAt("error", "invalid_grant")
	})
	c.run("is of no use to another client", func(c *client) {
		code := c.code()
		c.world.client().exchange(code).want(400).wantAt("error", "invalid_grant")
	})
	c.run("needs the client's secret", func(c *client) {
		c.exchange(c.code(), "client_secret", "wrong").want(401).wantAt("error", "invalid_client")
		c.exchange(c.code(), "client_id", "nobody").want(401).wantAt("error", "invalid_client")
	})
}

func TestPKCE(t *testing.T) {
	c := start(t).client()
	other := strings.Repeat("x", 43)
	for name, change := range map[string][]string{"another verifier": {"code_verifier", other}, "no verifier": {"code_verifier", ""}} {
		c.run(name, func(c *client) {
			code := c.code()
			c.exchange(code, change...).want(400).wantAt("error", "invalid_grant")
			c.exchange(code).want(400).wantAt("error", "invalid_grant") // a failed try spends the code
		})
	}
	c.run("plain", func(c *client) {
		changes := []string{"code_challenge", verifier, "code_challenge_method", "plain"}
		c.exchange(c.code(changes...)).want(200)
		c.exchange(c.code(changes...), "code_verifier", other).want(400)
	})
	c.run("not used at all", func(c *client) {
		code := c.code("code_challenge", "", "code_challenge_method", "")
		c.exchange(code, "code_verifier", "").want(200)
	})
}

func TestRefresh(t *testing.T) {
	c := start(t).client()
	c.run("ends the old pair", func(c *client) {
		old := c.exchange(c.code()).want(200)
		fresh := c.refresh(old.str("refresh_token")).want(200)
		c.bearing(old.str("access_token")).get("myself").want(401)
		c.bearing(fresh.str("access_token")).get("myself").want(200)
		c.refresh(old.str("refresh_token")).want(400).wantAt("error", "invalid_grant")
		c.refresh(fresh.str("refresh_token")).want(200)
	})
	c.run("needs redirect_uri", func(c *client) {
		pair := c.exchange(c.code()).want(200)
		c.refresh(pair.str("refresh_token"), "redirect_uri", "").want(400).wantAt("error", "invalid_grant")
		c.refresh(pair.str("refresh_token"), "redirect_uri", callback+"x").want(400).wantAt("error", "invalid_grant")
		c.bearing(pair.str("access_token")).get("myself").want(200)
	})
	c.run("works after the access token expired", func(c *client) {
		pair := c.exchange(c.code()).want(200)
		c.clock.pass(time.Hour)
		c.bearing(pair.str("access_token")).get("myself").want(401)
		fresh := c.refresh(pair.str("refresh_token")).want(200)
		c.bearing(fresh.str("access_token")).get("myself").want(200)
	})
	c.run("is over after 90 days of silence", func(c *client) {
		pair := c.exchange(c.code()).want(200)
		c.clock.pass(89 * 24 * time.Hour)
		pair = c.refresh(pair.str("refresh_token")).want(200)
		c.clock.pass(90 * 24 * time.Hour)
		c.refresh(pair.str("refresh_token")).want(400).wantAt("error", "invalid_grant")
	})
	c.run("is for the client that has it", func(c *client) {
		pair := c.exchange(c.code()).want(200)
		c.world.client().refresh(pair.str("refresh_token")).want(400).wantAt("error", "invalid_grant")
	})
}

func TestTokenEndpoint(t *testing.T) {
	c := start(t).client()
	c.run("JSON", func(c *client) {
		c.anonymous().post("/rest/oauth2/latest/token", object{"grant_type": "refresh_token"}).want(500, "@FormParam")
	})
	c.run("parameters in the address", func(c *client) {
		q := url.Values{"grant_type": {"authorization_code"}, "code": {c.code()}, "code_verifier": {verifier},
			"client_id": {c.id}, "client_secret": {c.secret}, "redirect_uri": {callback}}
		c.anonymous().post("/rest/oauth2/latest/token?"+q.Encode(), nil).want(200)
	})
	c.run("another grant", func(c *client) {
		c.token(url.Values{"grant_type": {"client_credentials"}}).want(400).wantAt("error", "unsupported_grant_type")
	})
	c.run("the client's credentials in a header are a wrong password", func(c *client) {
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(c.id+":"+c.secret))
		c.with("Authorization", basic).post("/rest/oauth2/latest/token", "").want(401, "Basic Authentication Failure")
	})
	c.run("GET", func(c *client) { c.anonymous().get("/rest/oauth2/latest/token").want(405) })
}

func TestRevokeAccess(t *testing.T) {
	c := start(t).client()
	pair := c.exchange(c.code()).want(200)
	b := c.browser()
	page := b.signIn(b.open("/plugins/servlet/oauth/users/access-tokens"), "ann").want(200, "Jirabridge", "Revoke Access")
	form := url.Values{"atl_token": {hidden(page, "atl_token")}, "client": {hidden(page, "client")}}
	b.submit("/plugins/servlet/oauth/users/access-tokens", form).want(200, "You have not authorized any application")
	c.bearing(pair.str("access_token")).get("myself").want(401)
	c.refresh(pair.str("refresh_token")).want(400).wantAt("error", "invalid_grant")
}
