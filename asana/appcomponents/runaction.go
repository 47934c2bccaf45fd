package appcomponents

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The results of a run action.
const (
	ResultOK               = "ok"
	ResultResourcesCreated = "resources_created"
)

// MaxCreated is how many resources one run action may create. Asana documents no limit; each becomes an attachment
// of one task.
const MaxCreated = 100

// RunResult is the answer to a run action of a rule
// (https://developers.asana.com/reference/runaction).
type RunResult struct {
	ActionResult     string     `json:"action_result"`
	Error            string     `json:"error,omitempty"`
	ResourcesCreated []Resource `json:"resources_created,omitempty"`

	// Message goes beyond Asana's protocol: what was done, or why nothing was, for the history of the run.
	Message string `json:"message,omitempty"`
}

// Validate reports what makes the result one that says nothing.
func (r RunResult) Validate() error {
	switch {
	case r.ActionResult == ResultOK:
		return nil
	case r.ActionResult != ResultResourcesCreated:
		return fmt.Errorf("action_result is %q", r.ActionResult)
	case len(r.ResourcesCreated) == 0:
		return errors.New("resources_created is empty")
	case len(r.ResourcesCreated) > MaxCreated:
		return fmt.Errorf("resources_created has %d items, at most %d are allowed", len(r.ResourcesCreated), MaxCreated)
	}
	for _, made := range r.ResourcesCreated {
		if err := made.Validate(); err != nil && made.Error == "" {
			return err
		}
	}
	return nil
}

// Preview says what a run action would do for a task, and does nothing. It goes beyond Asana's protocol.
type Preview struct {
	Summary  string          `json:"summary"`            // what would happen, for people
	Request  json.RawMessage `json:"request,omitempty"`  // what would be sent, exactly: {"method", "url", "body"}
	Problems []string        `json:"problems,omitempty"` // why it would fail, for people
}

// Validate reports a preview that says nothing.
func (p Preview) Validate() error {
	if p.Summary == "" && len(p.Problems) == 0 {
		return errors.New("preview says nothing")
	}
	return nil
}
