package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// hookEvent is what is taken from a webhook: which issue to look at. Its values
// are not: events come whatever any person may see.
type hookEvent struct {
	connection string
	name       string // as Jira has it: "jira:issue_updated"
	kind       string // what was done: "issue_moved"; old Jiras do not say
	issueID    string
	issueKey   string
	sent       time.Time
	received   time.Time
	decision   Decision
	id         string // in the log
}

// maxEventAge is how late an event may come. An older one was kept back by
// somebody, or repeated.
const maxEventAge = time.Hour

var (
	eventName = regexp.MustCompile(`^[a-z_:]{1,60}$`)
	eventKey  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,60}-[0-9]{1,10}$`)
	eventID   = regexp.MustCompile(`^[0-9]{1,18}$`)
)

// readEvent reads a webhook's body. An event without an issue, such as a
// comment's, is one; its issue is empty.
func readEvent(body []byte) (hookEvent, error) {
	var e struct {
		Timestamp int64  `json:"timestamp"` // milliseconds
		Event     string `json:"webhookEvent"`
		Kind      string `json:"issue_event_type_name"`
		Issue     *struct{ ID, Key string }
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return hookEvent{}, fmt.Errorf("the body is no JSON: %w", err)
	}
	if !eventName.MatchString(e.Event) || e.Timestamp <= 0 {
		return hookEvent{}, errors.New("the body is no event")
	}
	event := hookEvent{name: e.Event, kind: e.Kind, sent: time.UnixMilli(e.Timestamp)}
	if e.Issue == nil {
		return event, nil
	}
	if !eventID.MatchString(e.Issue.ID) || !eventKey.MatchString(e.Issue.Key) {
		return hookEvent{}, errors.New("the issue has no id or key")
	}
	event.issueID, event.issueKey = e.Issue.ID, e.Issue.Key
	return event, nil
}

// identity is the same for the same event, however often it comes.
func (e hookEvent) identity() string {
	return place(e.connection, fmt.Sprint(e.sent.UnixMilli()), e.name, e.issueID)
}

// isUrgent tells whether the link is read at once, also when nobody looks: what
// it is in is to be known.
func (e hookEvent) isUrgent() bool {
	switch e.kind {
	case "issue_moved", "issue_archived", "issue_restored":
		return true
	}
	return e.name == "jira:issue_deleted"
}
