package bridge

import (
	"context"
	"errors"
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// asJiraUser runs f with a client of the connection's Jira in the person's
// name. When Jira refuses the token, f is run once more with a new one, so
// what f did before that refusal must bear repeating.
func (b *Bridge) asJiraUser(ctx context.Context, conn Connection, person string, f func(c *jira.Client) error) error {
	err := b.asJiraUserThrough(ctx, conn, person, b.paced(conn, person), f)
	return b.saySince(conn, err)
}

// between stands between a client and Jira. What is signed is signed behind it.
type between func(http.RoundTripper) http.RoundTripper

// asJiraUserThrough is asJiraUser with something else than the pace between.
func (b *Bridge) asJiraUserThrough(ctx context.Context, conn Connection, person string, by between, f func(c *jira.Client) error) error {
	since := b.now()
	err := b.withToken(ctx, conn.ID, person, func(kind LinkKind, token string) error {
		let, err := b.letAs(ctx, conn, kind, token)
		if err != nil {
			return err
		}
		c, err := b.jiraClient(conn, func(c *jira.Config) {
			let(c)
			c.HTTP = by(c.HTTP)
		})
		if err != nil {
			return err
		}
		return f(c)
	})
	b.noteOutage(ctx, conn.ID, since, err)
	return jiraFailure(err)
}

// jiraClient makes a client of a connection's Jira; with nil it asks anonymously.
func (b *Bridge) jiraClient(conn Connection, let letIn) (*jira.Client, error) {
	c := jira.Config{
		BaseURL: conn.JiraURL, BrowseURL: conn.BrowseBase, AlsoAt: conn.OwnBase, JiraVersion: conn.Version,
		HTTP: b.config.Outbound, Version: b.config.Version, Now: b.now,
	}
	if let != nil {
		let(&c)
	}
	return jira.New(c)
}

func jiraRefusedToken(err error) bool { return jiraKind(err) == jira.Unauthorized }

// jiraKind is the kind of a failed call, "" of anything else.
func jiraKind(err error) jira.Kind {
	var e *jira.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Kind
}

// jiraFailure says in our words what a client of Jira reported. What is in our
// words already stays.
func jiraFailure(err error) error {
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, errNoCredential) {
		return fail(NeedsConsent, nil, "consent_jira")
	}
	var theirs *auth.Error
	if errors.As(err, &theirs) {
		return tokenFailure(theirs)
	}
	var e *jira.Error
	if !errors.As(err, &e) {
		return overdue(err, "jira_slow")
	}
	switch e.Kind {
	case jira.Unauthorized:
		if !isShutOut(err) { // a sign-in page, also for a new token
			return fail(Unreachable, err, "jira_odd")
		}
		return fail(NeedsConsent, err, "consent_jira")
	case jira.Forbidden:
		return fail(Forbidden, err, "jira_forbidden", "Reason", e.Text())
	case jira.NotFound:
		return fail(NotFound, err, "jira_not_found")
	case jira.TooLarge:
		return tooLarge(e)
	case jira.BadRequest:
		return fail(Invalid, err, "jira_refused", "Reason", e.Text())
	case jira.RateLimited:
		return busy(e)
	}
	return outage(e)
}

// overdue is a wait that was longer than anybody listened, be it for a token that
// another process renews; any other error stays.
func overdue(err error, id string) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fail(Slow, err, id)
	}
	return err
}

// outage is a Jira that cannot be reached or makes no sense.
func outage(e *jira.Error) error {
	switch e.Kind {
	case jira.Timeout, jira.Canceled:
		return fail(Slow, e, "jira_slow")
	case jira.Moved:
		return fail(Unreachable, e, "jira_moved", "Address", e.Location)
	case jira.NotJSON:
		return fail(Unreachable, e, "jira_odd")
	case jira.Unavailable:
		return fail(Unreachable, e, "jira_unavailable")
	}
	if httpkit.IsGuarded(e) {
		return fail(Unreachable, e, "jira_private")
	}
	return fail(Unreachable, e, "jira_unreachable")
}

// tokenFailure is about Jira's token endpoint.
func tokenFailure(e *auth.Error) error {
	if failure := signedFailure(e); failure != nil {
		return failure
	}
	switch e.Kind {
	case auth.InvalidGrant:
		return fail(NeedsConsent, e, "consent_jira")
	case auth.InvalidClient, auth.Refused:
		return fail(Unreachable, e, "jira_link_refused")
	case auth.Timeout, auth.Canceled:
		return fail(Slow, e, "jira_slow")
	case auth.NotJSON:
		return fail(Unreachable, e, "jira_odd")
	case auth.Unavailable:
		return fail(Unreachable, e, "jira_unavailable")
	}
	if httpkit.IsGuarded(e) {
		return fail(Unreachable, e, "jira_private")
	}
	return fail(Unreachable, e, "jira_unreachable")
}
