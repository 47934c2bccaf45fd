package jiratest

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
)

// link is an OAuth 2.0 incoming link: a client that an administrator let in.
type link struct {
	ID          string `json:"client_id"`     // 32 hex digits
	Secret      string `json:"client_secret"` // 64 hex digits
	Name        string `json:"name"`
	RedirectURI string `json:"redirect_uri"`
	Scope       string `json:"scope"`
}

// scopes from the smallest to the largest; each includes those before it.
func scopes() []string { return []string{"READ", "WRITE", "ADMIN", "SYSTEM_ADMIN"} }

// allows tells whether the link may ask for a scope.
func (l *link) allows(scope string) bool {
	asked := slices.Index(scopes(), scope)
	return asked >= 0 && asked <= slices.Index(scopes(), l.Scope)
}

func (l *link) hasSecret(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(l.Secret), []byte(secret)) == 1
}

func (t *state) link(id string) *link {
	for _, l := range t.Links {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// RegisterLink lets a client in with scope WRITE, as an administrator does
// under Application links.
func (s *Server) RegisterLink(name, redirectURI string) (id, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.addLink(name, redirectURI, "WRITE")
	_ = s.save() // tried again with the next change
	return l.ID, l.Secret
}

func (s *Server) addLink(name, redirectURI, scope string) *link {
	l := &link{ID: s.hex(16), Secret: s.hex(32), Name: name, RedirectURI: redirectURI, Scope: scope}
	s.state.Links = append(s.state.Links, l)
	s.state.touch()
	return l
}

// checkLink tells a person what is wrong with the values of a new link; "" is
// nothing.
func checkLink(name, redirectURI, scope string) string {
	u, err := url.Parse(redirectURI)
	switch {
	case name == "":
		return "Enter a name."
	case err != nil || u.Scheme == "" || u.Host == "" || u.Fragment != "":
		return "Enter a redirect URL with scheme and host."
	case !slices.Contains(scopes(), scope):
		return "Choose a permission."
	}
	return ""
}

type linksPage struct {
	Links                  []*link
	XSRF, Error, Name, URL string
	Scopes                 []string
	Shown                  *link // whose credentials are on view

	OAuth2        bool
	Consumers     []*consumer
	Consumer      consumer // as entered
	ConsumerError string
}

// showLinks is the administrator's page of application links.
func (s *Server) showLinks(c *call) (answer, error) {
	return c.linksPage(linksPage{Shown: s.state.link(c.query("credentials"))})
}

func (c *call) linksPage(p linksPage) (answer, error) {
	if c.who.how != bySession {
		return c.toLogin()
	}
	if !c.who.person.Admin {
		return answer{}, c.errorPage(http.StatusForbidden, "Access denied", "You need to be a Jira administrator to see application links.")
	}
	p.Links, p.Consumers, p.XSRF, p.Scopes, p.OAuth2 = c.state.Links, c.state.Consumers, c.xsrf(), scopes(), c.version.has(oauth2)
	return c.page(http.StatusOK, "links", "Application links", p)
}

// createLink is the form "Create link → External application → Incoming".
func (s *Server) createLink(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	name, to, scope := form.Get("name"), form.Get("redirect_uri"), form.Get("scope")
	if problem := checkLink(name, to, scope); problem != "" || c.who.person == nil || !c.who.person.Admin {
		return c.linksPage(linksPage{Name: name, URL: to, Error: problem})
	}
	return c.linksPage(linksPage{Shown: s.addLink(name, to, scope)})
}
