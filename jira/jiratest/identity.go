package jiratest

import (
	"net/http"
	"net/url"
	"strings"
)

// how somebody proved who he is.
type how int

const (
	anonymous   how = iota
	bySession       // the browser's cookie
	byPassword      // Basic
	byToken         // personal access token
	byOAuth         // OAuth 2.0 access token
	bySignature     // OAuth 1.0a
)

// maxFailures is how many wrong passwords in a row bring up the CAPTCHA.
const maxFailures = 3

// identity is who asks. A bearer token that is not good makes an anonymous
// caller whom most of REST refuses (see rest); a wrong password is refused
// everywhere.
type identity struct {
	person    *Person
	how       how
	scope     string // of an OAuth 2.0 token
	badBearer bool
	refused   *failure // a wrong password or signature, with the answer to give
}

func (i identity) name() string {
	if i.person == nil {
		return ""
	}
	return i.person.Name
}

// header is the value of X-AUSERNAME.
func (i identity) header() string {
	if i.person == nil {
		return "anonymous"
	}
	return url.QueryEscape(i.person.Name)
}

// identify finds out who asks, by the Authorization header or else the cookie.
func (s *Server) identify(r *http.Request) identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer") && value != "":
		return s.identifyBearer(strings.TrimSpace(value))
	case headerParams(r)["oauth_token"] != "" && !strings.Contains(r.URL.Path, "/plugins/servlet/oauth/"): // those check it themselves
		return s.identifySigned(r)
	case strings.EqualFold(scheme, "Basic"):
		name, password, _ := r.BasicAuth()
		return s.identifyPassword(name, password, r)
	}
	if v := s.sessionOf(r); v != nil && v.person != "" {
		if p := s.person(v.person); p != nil && !p.Inactive {
			return identity{person: p, how: bySession}
		}
	}
	return identity{}
}

// identifySigned checks a signature and the token in it. A body is not signed:
// what REST takes is no form.
func (s *Server) identifySigned(r *http.Request) identity {
	m, problem := s.readSigned(r, nil)
	if problem != nil {
		return identity{refused: problem}
	}
	t := s.state.signedToken(m.params.Get("oauth_token"))
	if t == nil || t.Consumer != m.consumer.Key {
		return identity{refused: oauthProblem("token_rejected")}
	}
	if s.now().After(t.Created.Add(signedTokenLifetime)) {
		return identity{refused: oauthProblem("token_expired")}
	}
	p := s.person(t.Person)
	if p == nil || p.Inactive {
		return identity{refused: oauthProblem("permission_denied")}
	}
	return identity{person: p, how: bySignature}
}

func (s *Server) identifyBearer(token string) identity {
	if !s.version.has(personalTokens) { // nothing looks at such a header
		return identity{}
	}
	for _, p := range s.people {
		if p.Token == token && !p.Inactive {
			return identity{person: p, how: byToken}
		}
	}
	if t := s.state.personalToken(token, s.now()); t != nil {
		if p := s.person(t.Person); p != nil && !p.Inactive {
			return identity{person: p, how: byToken}
		}
	}
	if g := s.state.grantByAccess(token, s.now()); g != nil {
		if p := s.person(g.Person); p != nil && !p.Inactive {
			return identity{person: p, how: byOAuth, scope: g.Scope}
		}
	}
	return identity{badBearer: true}
}

// identifyPassword checks Basic credentials. After a few wrong ones the person
// must solve a CAPTCHA on the login page before a password counts again.
func (s *Server) identifyPassword(name, password string, r *http.Request) identity {
	if !s.version.has(passwords) {
		return identity{refused: &failure{status: http.StatusForbidden, message: "Basic Authentication has been disabled on this instance."}}
	}
	key := strings.ToLower(name)
	if s.failures[key] >= maxFailures {
		return identity{refused: s.captcha(r)}
	}
	p := s.person(name)
	if p == nil || p.Password != password || p.Inactive {
		s.failures[key]++
		return identity{refused: basicFailure(http.StatusUnauthorized, "AUTHENTICATED_FAILED")}
	}
	delete(s.failures, key)
	return identity{person: p, how: byPassword}
}

func basicFailure(status int, reason string) *failure {
	return &failure{status: status,
		page: []byte("<html><head><title>" + http.StatusText(status) + "</title></head><body><h1>" +
			http.StatusText(status) + "</h1>Basic Authentication Failure - Reason : " + reason + "</body></html>"),
		header: http.Header{"X-Seraph-Loginreason": {reason}, "Www-Authenticate": {`OAuth realm="jira"`}}}
}

func (s *Server) captcha(r *http.Request) *failure {
	f := basicFailure(http.StatusForbidden, "AUTHENTICATION_DENIED")
	base := s.baseURL
	if base == "" {
		base = "http://" + r.Host + s.contextPath
	}
	f.header.Set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url="+base+"/login.jsp")
	return f
}
