package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// link is about whether Jira knows the application link, or without one whether
// it would answer to any.
func (e *examination) link(ctx context.Context) Step {
	switch {
	case e.Link.OAuth1 != nil:
		return e.signed(ctx)
	case e.Link.OAuth2 == nil:
		return e.provider(ctx)
	}
	e.consent = e.askForConsent(ctx)
	s := saw(e.consent.seen...)
	switch {
	case e.consent.id != "" && e.consent.about == "link":
		return s.but(Fail, e.consent.id, "Reason", e.consent.reason)
	case e.Link.OAuth2.ClientSecret == "":
		return s
	}
	return e.secret(ctx, s)
}

// secret asks for tokens with a code that there is not: Jira tells a client
// that it knows from one that it does not, and grants nothing to either.
func (e *examination) secret(ctx context.Context, s Step) Step {
	_, err := e.Link.OAuth2.Exchange(ctx, "none", auth.NewVerifier())
	var refused *auth.Error
	if !errors.As(err, &refused) {
		return s
	}
	s.Evidence = append(s.Evidence, short(fmt.Sprintf("POST /rest/oauth2/latest/token: %d %s", refused.Status, refused.Code)))
	switch refused.Kind {
	case auth.InvalidGrant:
		return s
	case auth.InvalidClient:
		return s.but(Fail, "link_secret")
	case auth.NotJSON:
		return s.but(Fail, "link_none")
	case auth.Refused:
		return s.but(Fail, "link_refused", "Reason", refused.Code)
	}
	return e.broken(s, err)
}

// signed asks for a token of OAuth 1.0a, as before a consent.
func (e *examination) signed(ctx context.Context) Step {
	_, err := e.Link.OAuth1.Ask(ctx)
	if err == nil {
		return saw("POST /plugins/servlet/oauth/request-token: 200")
	}
	var refused *auth.Error
	if !errors.As(err, &refused) {
		return e.broken(saw(), err)
	}
	s := saw(short(fmt.Sprintf("POST /plugins/servlet/oauth/request-token: %d %s", refused.Status, refused.Code)))
	if there := refused.Refusal.Computed; there != "" {
		s.Evidence = append(s.Evidence, "oauth_signature_base_string: "+short(there))
	}
	return e.broken(s, err)
}

// provider asks, without a link, whether there is anything that lets links in.
func (e *examination) provider(ctx context.Context) Step {
	if e.info.HasOAuth2() {
		p := e.ask(ctx, http.MethodGet, e.at("/rest/oauth2/latest/authorize"))
		if p.status == 0 || p.status == http.StatusNotFound || p.status == http.StatusMethodNotAllowed {
			return saw(p.String()).but(Fail, "link_none")
		}
		return saw(p.String()).noting("link_takes")
	}
	p := e.ask(ctx, http.MethodPost, e.at("/plugins/servlet/oauth/request-token"))
	if !strings.Contains(string(p.body)+p.header.Get("WWW-Authenticate"), "oauth_problem") { // what is not signed is refused
		return saw(p.String()).but(Fail, "link_none")
	}
	return saw(p.String()).noting("link_takes")
}

// consent is what came of going to Jira's consent page without logging in: a
// finding, with the step that it is about, or none.
type consent struct {
	seen              []string
	about, id, reason string
}

// askForConsent goes there, up to Jira's login page. What is wrong with a link
// is told on the way, but some of it only as a page for people; words that
// these pages are known to have are looked for.
func (e *examination) askForConsent(ctx context.Context) (c consent) {
	next := e.Link.OAuth2.AuthCodeURL("none", auth.NewVerifier())
	for range maxHops {
		p := e.ask(ctx, http.MethodGet, next)
		c.seen = append(c.seen, p.String())
		to := e.fromHere(p.location())
		switch {
		case to == nil:
			c.about, c.id = readPage(p)
			return c
		case strings.HasPrefix(to.String(), e.Link.OAuth2.RedirectURL):
			c.about, c.id, c.reason = readRefusal(short(to.Query().Get("error")))
			return c
		case to.Host != p.at.Host || strings.HasSuffix(to.Path, "/login.jsp"): // it wants to know who it is
			return c
		}
		next = to.String()
	}
	return c
}

// fromHere is an address that Jira leads to, as it is to be called from here:
// Jira names what it believes to be its own.
func (e *examination) fromHere(to *url.URL) *url.URL {
	own := strings.TrimRight(e.info.BaseURL, "/")
	if to == nil || own == "" {
		return to
	}
	if path, ok := strings.CutPrefix(to.String(), own+"/"); ok {
		if here, err := url.Parse(e.at("/" + path)); err == nil {
			return here
		}
	}
	return to
}

// readRefusal is about what Jira told the program it was to return to.
func readRefusal(code string) (about, id, reason string) {
	if code == "invalid_scope" {
		return "permission", "permission_low", ""
	}
	return "link", "link_refused", code
}

// readPage is about what Jira tells people on a page, after what Asana's
// guide to application links and Atlassian's articles on errors show.
func readPage(p probe) (about, id string) {
	text := string(p.body)
	switch {
	case p.status == 0 || p.status == http.StatusNotFound:
		return "link", "link_none"
	case p.status < http.StatusBadRequest:
		return "", ""
	case strings.Contains(text, "redirect_uri"):
		return "redirect", "redirect_other"
	case strings.Contains(text, "client_id"):
		return "link", "link_client"
	case strings.Contains(text, "HTTPS"):
		return "link", "link_https"
	}
	return "link", "link_odd"
}

// redirect is about the address that Jira returns to. An OAuth 1.0a link has
// none: it is named with each request.
func (e *examination) redirect(context.Context) Step {
	switch {
	case e.Link.OAuth1 != nil:
		return saw().noting("redirect_named")
	case e.Link.OAuth2 == nil:
		return notReached("needs_link")
	}
	s := saw(e.Link.OAuth2.RedirectURL)
	if e.consent.about == "redirect" {
		return s.but(Fail, e.consent.id, "URL", e.Link.OAuth2.RedirectURL)
	}
	return s
}

// permission is about what the link lets us ask for, and whether Jira takes an
// authorization that was made with it.
func (e *examination) permission(ctx context.Context) Step {
	s := saw()
	if e.Link.OAuth2 != nil {
		s = saw("scope=" + auth.Scope)
	}
	switch {
	case e.consent.about == "permission":
		return s.but(Fail, e.consent.id)
	case e.As == nil && e.Link == (Link{}):
		return notReached("needs_link")
	case e.As == nil:
		return s
	}
	err := e.as(ctx, func(c *jira.Client) error {
		_, err := c.Myself(ctx)
		return err
	})
	if err != nil {
		return e.broken(s, err)
	}
	s.Evidence = append(s.Evidence, "GET /rest/api/2/myself: 200")
	return s
}
