package doctor

import (
	"maps"
	"slices"
	"time"
)

// Result is what a step came to.
type Result string

// The results. A hint is something to know that keeps nobody from working.
const (
	OK         Result = "ok"
	Hint       Result = "hint"
	Fail       Result = "fail"
	NotReached Result = "not_reached"
)

// Text is a message to a person: an id of messages/*.toml, or of the package
// bridge, and its arguments.
type Text struct {
	ID   string         `json:"id,omitempty"`
	Args map[string]any `json:"args,omitempty"`
}

// Step is one thing that was looked at.
type Step struct {
	Name   string
	Result Result
	// Evidence is what was seen, in words of no language.
	Evidence []string
	// Cause says why it is not in order, or what there is to know; Next what to
	// do. Both may be empty.
	Cause, Next Text
	// PEM is a certificate that could be trusted, "" when there is none.
	PEM string
}

// Report is what an examination came to, all steps in their order.
type Report struct {
	URL     string
	At      time.Time
	Version string
	Steps   []Step
}

// CA is the certificate of a CA that could be trusted, as PEM; "" is none.
func (r Report) CA() string {
	for _, s := range r.Steps {
		if s.PEM != "" {
			return s.PEM
		}
	}
	return ""
}

// Failed tells whether a step failed.
func (r Report) Failed() bool { return r.Verdict() == Fail }

// Verdict is the worst result of a step that was taken.
func (r Report) Verdict() Result {
	worst := OK
	for _, s := range r.Steps {
		switch {
		case s.Result == Fail:
			return Fail
		case s.Result == Hint:
			worst = Hint
		}
	}
	return worst
}

// saw is a step in order.
func saw(evidence ...string) Step {
	return Step{Result: OK, Evidence: slices.DeleteFunc(evidence, func(line string) bool { return line == "" })}
}

// but is the step with something found: the message id, and one of that id with
// _next that tells what to do. Arguments come in pairs.
func (s Step) but(result Result, id string, pairs ...any) Step {
	s.Result, s.Cause = result, textOf(id, pairs)
	s.Next = Text{ID: s.Cause.ID + "_next", Args: maps.Clone(s.Cause.Args)}
	return s
}

// noting is the step, as it is, with something to know.
func (s Step) noting(id string, pairs ...any) Step {
	s.Cause = textOf(id, pairs)
	return s
}

// notReached is a step that could not be taken, and why.
func notReached(id string) Step { return Step{Result: NotReached}.noting(id) }

func textOf(id string, pairs []any) Text {
	t := Text{ID: "doctor." + id}
	for i := 0; i+1 < len(pairs); i += 2 {
		if t.Args == nil {
			t.Args = map[string]any{}
		}
		t.Args[pairs[i].(string)] = pairs[i+1]
	}
	return t
}

// broken is the step with a call of Jira that failed. Most explanations tell
// what to do as well.
func (e *examination) broken(s Step, err error) Step {
	s.Result, s.Cause, s.Next = Fail, e.Explain(err), Text{}
	if slices.Contains([]string{"bridge.jira_forbidden", "bridge.jira_refused", "bridge.jira_not_found", "bridge.internal"}, s.Cause.ID) {
		s.Next = Text{ID: "doctor.broken_next"}
	}
	return s
}
