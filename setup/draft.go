package setup

import (
	"context"
	"errors"
	"net/http"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// keptFor is how long a secret that was entered, and what was wrong with a
// form, are kept. The rest of a draft stays as long as the session.
const keptFor = time.Hour

// draft is what an admin has typed, and what was wrong with it.
type draft struct {
	Workspace  string
	Kind       bridge.LinkKind
	JiraDomain string
	BrowserURL string
	ClientID   string
	Secret     []byte // the Client secret, sealed; nil when there is none to go on with
	Problems   []problem
	At         time.Time
}

// problem is a refusal, put into words when it is shown.
type problem struct {
	Field string // name of an input, "" when it concerns none
	Text  bridge.Text
}

// inputs names the input for each field the bridge speaks of.
var inputs = map[string]string{
	"domain": "jira_domain", "browser_url": "browser_url", "client_id": "client_id", "client_secret": "client_secret", "workspace": "workspace", "consumer_key": "consumer_key",
}

// problemOf is the problem in a failure, if a person can do something about it;
// all others are left to the error page.
func problemOf(err error) (problem, bool) {
	var e *bridge.Error
	if !errors.As(err, &e) || status(e.Kind) >= http.StatusInternalServerError || e.Kind == bridge.NeedsConsent {
		return problem{}, false
	}
	field, _ := e.Text.Args["Field"].(string)
	return problem{Field: inputs[field], Text: e.Text}, true
}

// refused adds a problem. A secret that is at fault is not used again.
func (d *draft) refused(p problem) {
	d.Problems = append(d.Problems, p)
	if p.Field == "client_secret" {
		d.Secret = nil
	}
}

// draft is what the session remembers of the form.
func (s *Setup) draft(ctx context.Context) (d draft) {
	s.recall(ctx, draftKey, &d)
	if s.now().Sub(d.At) > keptFor {
		d.Secret, d.Problems = nil, nil
	}
	return d
}

// keep remembers a draft. The secret never goes back to the page: it stays in
// the session, sealed for the person who entered it.
func (s *Setup) keep(ctx context.Context, d draft) error {
	d.At = s.now()
	return s.remember(ctx, draftKey, d)
}

// sealSecret seals what a person has entered; nothing for nobody.
func (s *Setup) sealSecret(person string, secret seal.Secret) ([]byte, error) {
	if secret == "" || person == "" {
		return nil, nil
	}
	return s.keys.Seal([]byte(secret.Reveal()), secretPlace(person))
}

// openSecret is the secret of a draft; "" when none of this person's is kept.
func (s *Setup) openSecret(person string, d draft) seal.Secret {
	secret, err := s.keys.Open(d.Secret, secretPlace(person))
	if err != nil {
		return ""
	}
	return seal.Secret(secret)
}

func secretPlace(person string) string { return "setup.draft/" + person }
