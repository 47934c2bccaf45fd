package jiratest

import (
	"net/http"
	"net/url"
	"time"
)

// Lifetimes of the OAuth 1.0a provider. Five years, and thirty days more for
// the session, are what Jira answers (node-jira-client issue 44); ten minutes
// are ours.
const (
	requestTokenLifetime = 10 * time.Minute
	signedTokenLifetime  = 157680000 * time.Second
	signedSessionLonger  = 30 * 24 * time.Hour
)

// requestToken is an authorization on its way.
type requestToken struct {
	token, secret, callback string
	consumer                *consumer
	expires                 time.Time
	person, verifier        string // once somebody decided
}

const (
	outOfBand = "oob"    // a callback that no browser can be sent to
	denied    = "denied" // the verifier of who said no
)

// signedToken is an authorization in force. Every request with it is signed.
type signedToken struct {
	Token    string    `json:"token"`
	Secret   string    `json:"secret"`
	Session  string    `json:"session"`
	Consumer string    `json:"consumer"`
	Person   string    `json:"person"`
	Created  time.Time `json:"created"`
}

func (t *state) signedToken(token string) *signedToken {
	for _, v := range t.Signed {
		if v.Token == token {
			return v
		}
	}
	return nil
}

// requestTokenServlet gives a consumer a token that a person can approve.
func (s *Server) requestTokenServlet(c *call) (answer, error) {
	m, problem := c.readSigned(c.r, c.body)
	if problem == nil && m.params.Get("oauth_callback") == "" {
		problem = oauthProblem("parameter_absent", "oauth_parameters_absent", "oauth_callback")
	}
	if problem != nil {
		return answer{}, problem
	}
	v := &requestToken{token: c.hex(16), secret: c.hex(16), callback: m.params.Get("oauth_callback"),
		consumer: m.consumer, expires: c.at.Add(requestTokenLifetime)}
	c.asked[v.token] = v
	return textForm(http.StatusOK, url.Values{"oauth_token": {v.token}, "oauth_token_secret": {v.secret}, "oauth_callback_confirmed": {"true"}})
}

type approvalPage struct {
	Name, Person, Token, XSRF, Another string
}

// showApproval asks the person, who has to be signed in.
func (s *Server) showApproval(c *call) (answer, error) {
	v, err := c.undecided(c.query("oauth_token"))
	if err != nil {
		return answer{}, err
	}
	if c.who.how != bySession {
		return c.toLogin()
	}
	here := "/plugins/servlet/oauth/authorize?oauth_token=" + v.token
	return c.page(http.StatusOK, "approve", "Authorize", approvalPage{
		Name: v.consumer.Name, Person: c.who.person.DisplayName, Token: v.token, XSRF: c.xsrf(),
		Another: c.link("/logout?os_destination=" + url.QueryEscape(here))})
}

// decideApproval is the answer of the person: Allow or Deny.
func (s *Server) decideApproval(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	v, err := c.undecided(form.Get("oauth_token"))
	if err != nil {
		return answer{}, err
	}
	if c.who.how != bySession {
		return c.toLogin()
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	v.person, v.verifier = c.who.person.Name, denied
	if form.Has("approve") {
		v.verifier = c.hex(3)
	}
	if v.callback == outOfBand {
		return c.page(http.StatusOK, "verifier", "Authorize", v.verifier)
	}
	return redirect(v.answer())
}

// undecided finds a token that nobody has decided on; anything else is a page.
func (c *call) undecided(token string) (*requestToken, error) {
	v := c.asked[token]
	if v == nil || v.verifier != "" || c.at.After(v.expires) {
		return nil, c.errorPage(http.StatusUnauthorized, "token_rejected", "The request token is not known, or was used or has expired.")
	}
	return v, nil
}

// answer is the callback with the outcome added.
func (v *requestToken) answer() string {
	u, err := url.Parse(v.callback)
	if err != nil {
		return v.callback
	}
	q := u.Query()
	q.Set("oauth_token", v.token)
	q.Set("oauth_verifier", v.verifier)
	u.RawQuery = q.Encode()
	return u.String()
}

// accessTokenServlet trades an approved token, once, for one that works.
func (s *Server) accessTokenServlet(c *call) (answer, error) {
	m, problem := c.readSigned(c.r, c.body)
	if problem != nil {
		return answer{}, problem
	}
	asked := c.asked[m.params.Get("oauth_token")]
	if problem := m.mayTrade(asked, c.at); problem != nil {
		return answer{}, problem
	}
	delete(c.asked, asked.token)
	v := &signedToken{Token: c.hex(16), Secret: c.hex(16), Session: c.hex(16), Consumer: asked.consumer.Key, Person: asked.person, Created: c.at}
	c.state.Signed = append(c.state.Signed, v)
	c.state.touch()
	return textForm(http.StatusOK, url.Values{"oauth_token": {v.Token}, "oauth_token_secret": {v.Secret}, "oauth_session_handle": {v.Session},
		"oauth_expires_in":               {itoa(int(signedTokenLifetime.Seconds()))},
		"oauth_authorization_expires_in": {itoa(int((signedTokenLifetime + signedSessionLonger).Seconds()))}})
}

func (m *signedRequest) mayTrade(asked *requestToken, now time.Time) *failure {
	switch {
	case asked == nil || asked.consumer.Key != m.consumer.Key:
		return oauthProblem("token_rejected")
	case now.After(asked.expires):
		return oauthProblem("token_expired")
	case asked.verifier == "":
		return oauthProblem("permission_unknown")
	case asked.verifier == denied:
		return oauthProblem("permission_denied")
	case asked.verifier != m.params.Get("oauth_verifier"):
		return oauthProblem("token_rejected")
	}
	return nil
}

// textForm is how the servlets answer: a form, called plain text.
func textForm(status int, values url.Values) (answer, error) {
	return answer{status: status, header: contentType("text/plain;charset=UTF-8"), body: []byte(values.Encode())}, nil
}
