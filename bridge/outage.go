package bridge

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// outageEvery is how often an outage of the same kind is logged, per connection.
const outageEvery = time.Minute

// outages remembers what has been logged of Jiras that do not work. There are
// as many as connections and kinds of failure.
type outages struct {
	mu   sync.Mutex
	said map[outageKey]time.Time
}

type outageKey struct{ connection, kind string }

func newOutages() *outages { return &outages{said: map[outageKey]time.Time{}} }

// isNews tells whether a failure is to be logged now.
func (o *outages) isNews(key outageKey, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at, ok := o.said[key]; ok && now.Sub(at) < outageEvery {
		return false
	}
	o.said[key] = now
	return true
}

// Outage is a kind of failure of a Jira, and when it was logged last by this
// process.
type Outage struct {
	Kind string    `json:"kind"`
	Said time.Time `json:"said"`
}

// of are the outages of a connection, the latest first.
func (o *outages) of(connection string) []Outage {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := []Outage{}
	for key, at := range o.said {
		if key.connection == connection {
			all = append(all, Outage{key.kind, at.UTC()})
		}
	}
	slices.SortFunc(all, func(a, b Outage) int { return b.Said.Compare(a.Said) })
	return all
}

// noteOutage logs a call that failed because of the Jira, or of the way there,
// for whoever runs this server. Nothing of what was asked is in the line.
func (b *Bridge) noteOutage(ctx context.Context, connection string, since time.Time, err error) {
	kind, status := faultOf(err)
	now := b.now()
	if kind == "" || !b.outages.isNews(outageKey{connection, kind}, now) {
		return
	}
	b.log.WarnContext(ctx, "Jira does not work", "connection", connection, "kind", kind, "status", status, "duration", now.Sub(since))
}

// faultOf is the kind of a failure that is the other side's fault, and the HTTP
// status, 0 without an answer. The kind is "" of any other.
func faultOf(err error) (kind string, status int) {
	if theirs := new(auth.Error); errors.As(err, &theirs) {
		switch theirs.Kind {
		case auth.InvalidClient, auth.Refused, auth.BadSignature, auth.ClockSkew, auth.Unavailable, auth.NotJSON, auth.Unreachable, auth.Timeout:
			return "token_" + string(theirs.Kind), theirs.Status
		}
		return "", 0
	}
	if e := new(jira.Error); errors.As(err, &e) {
		switch e.Kind {
		case jira.Unavailable, jira.NotJSON, jira.Unreachable, jira.Timeout, jira.Moved:
			return string(e.Kind), e.Status
		case jira.Unauthorized: // a sign-in page, also for a new token
			if !isShutOut(err) {
				return string(jira.NotJSON), e.Status
			}
		}
	}
	return "", 0
}

// noteSetup logs that a Jira could not be connected: where it is said to be,
// and the message that the admin was shown.
func (b *Bridge) noteSetup(ctx context.Context, base string, err error) {
	var e *Error
	if u, broken := url.Parse(base); broken == nil && errors.As(err, &e) {
		b.log.WarnContext(ctx, "a Jira was not connected", "host", u.Hostname(), "because", e.Text.ID)
	}
}
