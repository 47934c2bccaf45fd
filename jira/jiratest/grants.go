package jiratest

import (
	"encoding/base64"
	"net/http"
	"slices"
	"time"
)

// Lifetimes of an OAuth 2.0 provider that was left at its defaults.
const (
	codeLifetime    = 10 * time.Second
	accessLifetime  = time.Hour
	refreshLifetime = 90 * 24 * time.Hour
)

// grant is an authorization in force: the one pair of tokens that is valid.
type grant struct {
	Client         string    `json:"client"`
	Person         string    `json:"person"`
	Scope          string    `json:"scope"`
	Access         string    `json:"access"`
	Refresh        string    `json:"refresh"`
	AccessExpires  time.Time `json:"access_expires"`
	RefreshExpires time.Time `json:"refresh_expires"`
	Created        time.Time `json:"created"`
}

// personalToken is one that a person made for himself.
type personalToken struct {
	ID      int       `json:"id"`
	Person  string    `json:"person"`
	Name    string    `json:"name"`
	Token   string    `json:"token"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"` // zero: never
}

func (t *state) grantByAccess(token string, now time.Time) *grant {
	for _, g := range t.Grants {
		if g.Access == token && now.Before(g.AccessExpires) {
			return g
		}
	}
	return nil
}

func (t *state) grantByRefresh(token string, now time.Time) *grant {
	for _, g := range t.Grants {
		if g.Refresh == token && now.Before(g.RefreshExpires) {
			return g
		}
	}
	return nil
}

func (t *state) personalToken(token string, now time.Time) *personalToken {
	for _, p := range t.Tokens {
		if p.Token == token && (p.Expires.IsZero() || now.Before(p.Expires)) {
			return p
		}
	}
	return nil
}

// renew gives a grant a new pair; the old one is void from now on.
func (c *call) renew(g *grant) {
	g.Access, g.Refresh = c.newToken(), c.newToken()
	g.AccessExpires, g.RefreshExpires = c.at.Add(accessLifetime), c.at.Add(refreshLifetime)
	c.state.touch()
}

// newToken looks like a JWT that says nothing but its own id, as Jira's do.
func (c *call) newToken() string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256"}`)) + "." + encode([]byte(`{"id":"`+c.hex(16)+`"}`)) + "." + encode([]byte(c.hex(16)))
}

// revoke ends all authorizations a person gave to a client.
func (c *call) revoke(person, client string) {
	var left []*grant
	for _, g := range c.state.Grants {
		if g.Person != person || g.Client != client {
			left = append(left, g)
		}
	}
	c.state.Grants = left
	c.state.Signed = slices.DeleteFunc(c.state.Signed, func(t *signedToken) bool { return t.Person == person && t.Consumer == client })
	c.state.touch()
}

// authorized is a row of the page of authorized applications.
type authorized struct {
	Client, Name, Scope, Since string
}

const sinceLayout = "2 Jan 2006 15:04"

type authorizedPage struct {
	XSRF string
	List []authorized
}

// showAuthorized is the profile's page of authorized applications.
func (s *Server) showAuthorized(c *call) (answer, error) {
	if c.who.how != bySession {
		return c.toLogin()
	}
	seen := map[string]bool{}
	page := authorizedPage{XSRF: c.xsrf()}
	for _, g := range s.state.Grants {
		l := s.state.link(g.Client)
		if g.Person != c.who.person.Name || l == nil || seen[g.Client] {
			continue
		}
		seen[g.Client] = true
		page.List = append(page.List, authorized{Client: g.Client, Name: l.Name, Scope: g.Scope, Since: g.Created.UTC().Format(sinceLayout)})
	}
	for _, t := range s.state.Signed {
		v := s.state.consumer(t.Consumer)
		if t.Person != c.who.person.Name || v == nil || seen[t.Consumer] {
			continue
		}
		seen[t.Consumer] = true
		page.List = append(page.List, authorized{Client: t.Consumer, Name: v.Name, Scope: "Read and write", Since: t.Created.UTC().Format(sinceLayout)})
	}
	return c.page(http.StatusOK, "authorized", "Authorized applications", page)
}

// revokeAccess is the button "Revoke Access" of that page.
func (s *Server) revokeAccess(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if c.who.how != bySession {
		return c.toLogin()
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	c.revoke(c.who.person.Name, form.Get("client"))
	return redirect(c.link("/plugins/servlet/oauth/users/access-tokens"))
}
