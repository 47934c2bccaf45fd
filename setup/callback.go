package setup

import (
	"errors"
	"net/http"
	"net/url"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// fromAsana ends the sign-in.
func (s *Setup) fromAsana(w http.ResponseWriter, r *http.Request) error {
	q, ctx := r.URL.Query(), r.Context()
	in, err := s.bridge.FinishSignIn(ctx, httpkit.Browser(ctx, s.sessions), asanaCallback, q.Get("state"), q.Get("code"), q.Get("error"))
	if bridge.KindOf(err) == bridge.Forbidden {
		return s.stop(w, r, http.StatusForbidden, "setup.stopped", s.say(r, err), in.ReturnPath, "setup.back")
	}
	if err != nil {
		return err
	}
	if err := s.begin(ctx, in.Person); err != nil {
		return err
	}
	http.Redirect(w, r, in.ReturnPath, http.StatusSeeOther)
	return nil
}

func readOAuth2(q url.Values) bridge.Callback {
	return bridge.Callback{Kind: bridge.OAuth2, State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error")}
}

func readOAuth1(q url.Values) bridge.Callback {
	return bridge.Callback{
		Kind: bridge.OAuth1, State: q.Get("state"), Token: q.Get("oauth_token"), Code: q.Get("oauth_verifier"), Error: q.Get("oauth_problem"),
	}
}

// fromJira ends a consent at Jira, wherever it began. The code is exchanged
// before anything else, because it lives ten seconds.
func (s *Setup) fromJira(read func(url.Values) bridge.Callback) httpkit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := read(r.URL.Query())
		c.Session = httpkit.Browser(r.Context(), s.sessions)
		a, err := s.bridge.Authorize(r.Context(), c)
		return s.goOn(w, r, a, err)
	}
}

func (s *Setup) goOn(w http.ResponseWriter, r *http.Request, a bridge.Authorized, err error) error {
	to := a.ReturnPath
	switch {
	case err == nil && a.Purpose == bridge.PurposeConnect:
		s.sessions.Remove(r.Context(), draftKey)
	case err != nil:
		if to, err = s.wayBack(r, a, err); err != nil {
			return err
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// wayBack says where a person goes on after a failed consent: an admin to the
// page that says what failed; a member to where the consent began. A failure
// that belongs nowhere is returned.
func (s *Setup) wayBack(r *http.Request, a bridge.Authorized, err error) (string, error) {
	var e *bridge.Error
	if !errors.As(err, &e) || a.ReturnPath == "" {
		return "", err
	}
	s.log.InfoContext(r.Context(), "consent at Jira failed", "purpose", a.Purpose, "error", err)
	if a.Purpose != bridge.PurposeConnect {
		if err := s.remember(r.Context(), problemKey, e.Text); err != nil {
			return "", err
		}
		return withError(a.ReturnPath, e.Text.ID)
	}
	d := s.draft(r.Context())
	p, ok := problemOf(err)
	if !ok || d.Workspace != a.Workspace {
		return "", err
	}
	d.Problems = nil
	d.refused(p)
	return failedPath + workspaceQuery(a.Workspace), s.keep(r.Context(), d)
}

// failed says why a consent at Jira has connected nothing, and leads back to
// the form.
func (s *Setup) failed(w http.ResponseWriter, r *http.Request) error {
	d := s.draft(r.Context())
	if len(d.Problems) == 0 {
		http.Redirect(w, r, formPath(d.Workspace), http.StatusSeeOther)
		return nil
	}
	text := d.Problems[0].Text
	return s.stop(w, r, http.StatusOK, "setup.stopped", s.frame.T(r, text.ID, text.Args), formPath(d.Workspace), "setup.to_settings")
}

// withError adds ?error=id to a local address.
func withError(address, id string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("error", id)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
