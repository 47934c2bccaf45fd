package bridge

import (
	"context"
	"errors"
	"net/http"
	"time"

	"jirabridge/bridge/doctor"
	"jirabridge/jira"
)

// examineTime bounds a look at a Jira step by step, for which somebody waits.
const examineTime = time.Minute

// Examine looks at the Jira that a workspace is connected to, step by step, as
// the person, who must be allowed to change the connection. Without an
// authorization of his own the last steps are left out.
func (b *Bridge) Examine(ctx context.Context, person, workspace string) (doctor.Report, error) {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return doctor.Report{}, err
	}
	link, err := b.incomingLink(ctx, conn.ID, conn.Kind)
	if err != nil {
		return doctor.Report{}, err
	}
	c := b.doctorFor(conn.JiraURL, link)
	c.BrowserURL = conn.BrowserURL
	if known, err := b.HasCredential(ctx, person, workspace); err != nil {
		return doctor.Report{}, err
	} else if known {
		c.As = func(ctx context.Context, by func(http.RoundTripper) http.RoundTripper, f func(*jira.Client) error) error {
			return b.asJiraUserThrough(ctx, conn, person, by, f)
		}
	}
	return examine(ctx, c)
}

// ExamineNew looks at a Jira that a person wants to connect a workspace to, as
// far as that goes with what has been entered; only JiraDomain has to be. An
// address that Connect would refuse is refused.
func (b *Bridge) ExamineNew(ctx context.Context, r ConnectRequest) (doctor.Report, error) {
	standing, err := b.workspace(ctx, r.Person, r.Workspace)
	if err != nil {
		return doctor.Report{}, err
	}
	if err := b.hasPlan(ctx, r.Person, standing); err != nil {
		return doctor.Report{}, err
	}
	base, err := BaseOf(r.JiraDomain)
	if err != nil {
		return doctor.Report{}, err
	}
	if err := b.mayConnect(ctx, standing, r.Person, base); err != nil {
		return doctor.Report{}, err
	}
	link, err := b.entered(ctx, r, base)
	if err != nil {
		return doctor.Report{}, err
	}
	c := b.doctorFor(base, link)
	c.Discreet = !standing.IsAdmin
	return examine(ctx, c)
}

// entered is the link that has been entered, nil when it is none yet.
func (b *Bridge) entered(ctx context.Context, r ConnectRequest, base string) (incoming, error) {
	if r.Kind != OAuth1 && r.ClientID == "" {
		return nil, nil
	}
	return b.pendingLink(ctx, r.Workspace, pending{JiraURL: base, Kind: r.Kind, ClientID: r.ClientID, ClientSecret: r.ClientSecret.Reveal()})
}

func examine(ctx context.Context, c doctor.Config) (doctor.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, examineTime)
	defer cancel()
	return doctor.Examine(ctx, c)
}

// doctorFor looks at an address with a link, or with nil.
func (b *Bridge) doctorFor(base string, link incoming) doctor.Config {
	c := doctor.Config{
		BaseURL: base, HTTP: b.config.Watched, Proxy: b.config.Proxy, NoOne: doctor.NoAccount,
		Explain: Explain, Version: b.config.Version, Now: b.now,
	}
	switch link := link.(type) {
	case oauth2Link:
		c.Link.OAuth2 = &link.OAuth2
	case signedLink:
		c.Link.OAuth1 = &link.OAuth1
	}
	return c
}

// Explain says why a call of Jira failed, as pages would.
func Explain(err error) doctor.Text {
	var e *Error
	if errors.As(askFailure(err, "", ""), &e) {
		return doctor.Text(e.Text)
	}
	return doctor.Text{ID: "bridge.internal"}
}
