package jiratest

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
)

const sessionCookie = "JSESSIONID"

// session is a browser's. It exists from the login page on; person is empty
// until somebody signed in.
type session struct {
	id, person, xsrf string
}

// sessionOf finds the session of a request; nil if it has none.
func (s *Server) sessionOf(r *http.Request) *session {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	return s.sessions[cookie.Value]
}

// startSession makes a session and the cookie for it.
func (c *call) startSession(person string) (*session, string) {
	v := &session{id: strings.ToUpper(c.hex(16)), person: person, xsrf: c.hex(20)}
	c.sessions[v.id] = v
	cookie := http.Cookie{Name: sessionCookie, Value: v.id, Path: c.contextPath + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	return v, cookie.String()
}

// checkXSRF compares the token of a form with the session's.
func (c *call) checkXSRF(form url.Values) error {
	v := c.sessionOf(c.r)
	if v == nil || subtle.ConstantTimeCompare([]byte(v.xsrf), []byte(form.Get("atl_token"))) != 1 {
		return c.errorPage(http.StatusForbidden, "XSRF Security Token Missing",
			"Jira could not complete this action due to a missing form token. Go back, reload the page and try again.")
	}
	return nil
}

// xsrf is the form token of the caller's session.
func (c *call) xsrf() string {
	if v := c.sessionOf(c.r); v != nil {
		return v.xsrf
	}
	return ""
}

// toLogin sends the browser to the login page and back here afterwards.
func (c *call) toLogin() (answer, error) {
	here := strings.TrimPrefix(c.r.URL.RequestURI(), c.contextPath)
	return redirect(c.link("/login.jsp?permissionViolation=true&os_destination=" + url.QueryEscape(here)))
}

type loginPage struct {
	Destination, Error, Name string
}

func (s *Server) showLogin(c *call) (answer, error) {
	return c.page(http.StatusOK, "login", "Log in", loginPage{Destination: c.query("os_destination")})
}

func (s *Server) login(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	p := s.person(form.Get("os_username"))
	if p == nil || p.Inactive || p.Password != form.Get("os_password") {
		return c.page(http.StatusOK, "login", "Log in", loginPage{
			Destination: form.Get("os_destination"), Name: form.Get("os_username"),
			Error: "Sorry, your username and password are incorrect - please try again."})
	}
	delete(s.failures, strings.ToLower(p.Name))
	_, cookie := c.startSession(p.Name)
	a, err := redirect(c.link(localPath(form.Get("os_destination"))))
	a.header.Set("Set-Cookie", cookie)
	return a, err
}

// localPath keeps a destination inside this Jira.
func localPath(destination string) string {
	if !strings.HasPrefix(destination, "/") || strings.HasPrefix(destination, "//") || strings.Contains(destination, "\\") {
		return "/secure/Dashboard.jspa"
	}
	return destination
}

func (s *Server) logout(c *call) (answer, error) {
	if v := s.sessionOf(c.r); v != nil {
		delete(s.sessions, v.id)
	}
	return redirect(c.link("/login.jsp?os_destination=" + url.QueryEscape(c.query("os_destination"))))
}
