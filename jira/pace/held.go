package pace

import (
	"fmt"
	"time"
)

// Cause is why a request is not sent.
type Cause string

// The causes.
const (
	// Refused: Jira, or something in front of it, takes no more requests for now.
	Refused Cause = "refused"
	// Away: Jira, or something in front of it, said that it is not there for now.
	Away Cause = "away"
	// Silent: the last requests to Jira were not answered.
	Silent Cause = "silent"
)

// Held is the error of a request that was not sent.
type Held struct {
	Cause Cause
	Since time.Time // since when Jira refuses, or does not answer
	Until time.Time // when it is asked again, at the earliest
}

// Error says why, for a log.
func (h *Held) Error() string {
	return fmt.Sprintf("not sent: Jira is %s since %s", h.Cause, h.Since.UTC().Format(time.RFC3339))
}
