package jiratest

import (
	"net/http"
	"net/url"
	"time"
)

// code is an authorization code on its way to the client.
type code struct {
	grant       grant
	redirectURI string
	challenge   string
	method      string // S256 or plain; "" without a challenge
	expires     time.Time
}

// authorization is what the authorize request asks for.
type authorization struct {
	link   *link
	params url.Values
	client string
	to     string // redirect_uri
	scope  string
	state  string
}

// authorize checks the request and sends the browser on to the consent page.
func (s *Server) authorize(c *call) (answer, error) {
	a, refused, err := c.readAuthorization()
	if err != nil || refused != "" {
		return redirectOr(refused, err)
	}
	return redirect(c.link("/plugins/servlet/oauth2/consent?" + a.params.Encode()))
}

// readAuthorization answers an error page for what must not be redirected, and
// an address for what the client is to be told.
func (c *call) readAuthorization() (a *authorization, refused string, err error) {
	q := c.r.URL.Query()
	a = &authorization{link: c.state.link(q.Get("client_id")), params: q, client: q.Get("client_id"),
		to: q.Get("redirect_uri"), scope: q.Get("scope"), state: q.Get("state")}
	if a.link == nil {
		return nil, "", c.errorPage(http.StatusInternalServerError, "Sorry, we had some technical problems during your last operation.",
			"com.google.template.soy.tofu.SoyTofuException: In 'print' tag, expression \"$client_id\" evaluates to undefined. (oauth2-consent.soy)")
	}
	if a.to != a.link.RedirectURI {
		return nil, "", c.errorPage(http.StatusBadRequest, "invalid_request",
			"The provided value for the input parameter 'redirect_uri' is not valid.")
	}
	method := q.Get("code_challenge_method")
	switch {
	case q.Get("response_type") != "code":
		return a, a.refuse("unsupported_response_type", "The response type is not supported."), nil
	case !a.link.allows(a.scope):
		return a, a.refuse("invalid_scope", "The requested scope is invalid, unknown, or malformed."), nil
	case q.Has("code_challenge") && method != "S256" && method != "plain" && method != "":
		return a, a.refuse("invalid_request", "The code challenge method is not supported."), nil
	}
	return a, "", nil
}

func (a *authorization) refuse(code, description string) string {
	return a.answer(url.Values{"error": {code}, "error_description": {description}})
}

// answer is the redirect URI with the outcome added.
func (a *authorization) answer(values url.Values) string {
	u, err := url.Parse(a.to)
	if err != nil {
		return a.to
	}
	q := u.Query()
	for name, list := range values {
		q[name] = list
	}
	if a.params.Has("state") {
		q.Set("state", a.state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func redirectOr(to string, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return redirect(to)
}

type consentPage struct {
	Name, Person, Scope, RedirectURL, XSRF, Another string
}

// showConsent asks the person, who has to be signed in.
func (s *Server) showConsent(c *call) (answer, error) {
	a, refused, err := c.readAuthorization()
	if err != nil || refused != "" {
		return redirectOr(refused, err)
	}
	if c.who.how != bySession {
		return c.toLogin()
	}
	here := "/plugins/servlet/oauth2/consent?" + a.params.Encode()
	return c.page(http.StatusOK, "consent", "Authorize", consentPage{
		Name: a.link.Name, Person: c.who.person.DisplayName, Scope: a.scope, RedirectURL: a.to, XSRF: c.xsrf(),
		Another: c.link("/logout?os_destination=" + url.QueryEscape(here))})
}

// decideConsent is the answer of the person: Allow or Deny.
func (s *Server) decideConsent(c *call) (answer, error) {
	a, refused, err := c.readAuthorization()
	if err != nil || refused != "" {
		return redirectOr(refused, err)
	}
	if c.who.how != bySession {
		return c.toLogin()
	}
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	if !form.Has("approve") {
		return redirect(a.refuse("access_denied", "The resource owner or authorization server denied the request."))
	}
	return redirect(a.answer(url.Values{"code": {c.newCode(a)}}))
}

func (c *call) newCode(a *authorization) string {
	id := c.hex(16)
	v := &code{redirectURI: a.to, challenge: a.params.Get("code_challenge"), expires: c.at.Add(codeLifetime),
		grant: grant{Client: a.client, Person: c.who.person.Name, Scope: a.scope}}
	if v.challenge != "" {
		v.method = orElse(a.params.Get("code_challenge_method"), "plain")
	}
	c.codes[id] = v
	return id
}
