package widget

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// The paths of forms, and of what runs for rules, below appPath.
const (
	formPath = "/form"
	rulePath = "/rule"
	runPath  = rulePath + "/run"
)

// formPathOf is where the form of a request belongs.
func formPathOf(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, appPath+rulePath+"/") {
		return rulePath
	}
	return formPath
}

func needsNothing(appcomponents.Request) []string { return nil }

func needsProject(q appcomponents.Request) []string { return []string{q.Project, q.ActionType} }

func needsProjectAndAction(q appcomponents.Request) []string {
	return append(needsProject(q), q.Action)
}

func needsRunTask(q appcomponents.Request) []string { return append(needsProject(q), q.TargetObject) }

func needsRun(q appcomponents.Request) []string {
	return append(needsProjectAndAction(q), q.TargetObject, q.IdempotencyKey)
}

// ruleAction is the action that a message is about.
func ruleAction(q appcomponents.Request) bridge.RuleAction {
	return bridge.RuleAction{Action: q.Action, ActionType: q.ActionType, Project: q.Project}
}

func (w *Widget) ruleForm(c call) (any, error) {
	form, err := w.bridge.RuleForm(c.Context(), c.caller, ruleAction(c.message))
	return w.completed(form, rulePath), err
}

func (w *Widget) changeRule(c call) (any, error) {
	form, err := w.bridge.ChangeRule(c.Context(), c.caller, ruleAction(c.message), c.message.Values)
	return w.completed(form, rulePath), err
}

// submitRule answers with an empty object: Asana documents none for this answer.
func (w *Widget) submitRule(c call) (any, error) {
	return struct{}{}, w.bridge.SubmitRule(c.Context(), c.caller, ruleAction(c.message), c.message.RuleName, c.message.Values)
}

// run is a message about a rule that has reached its action.
func run(q appcomponents.Request) bridge.Run {
	return bridge.Run{RuleAction: ruleAction(q), Task: q.TargetObject, Key: q.IdempotencyKey}
}

func (w *Widget) runRule(c call) (any, error) {
	result, err := w.bridge.RunRule(c.Context(), c.caller, run(c.message))
	if comesAgain(err) {
		return nil, httpkit.Passing(err)
	}
	return result, err
}

// comesAgain tells whether a run is delivered again after a failure: whether its
// outcome is being found out, or Jira is busy or away, of which the log tells
// already.
func comesAgain(err error) bool {
	var failure *bridge.Error
	return errors.As(err, &failure) && slices.Contains([]bridge.Kind{bridge.Busy, bridge.Slow, bridge.Unreachable}, failure.Kind)
}

// previewRule answers what goes beyond Asana's protocol. The form that comes along
// may be one that is not saved yet.
func (w *Widget) previewRule(c call) (any, error) {
	r := run(c.message)
	if c.message.Configuration != "" && json.Unmarshal([]byte(c.message.Configuration), &r.Draft) != nil {
		return nil, httpkit.Fail(http.StatusBadRequest, malformed, nil)
	}
	return w.bridge.PreviewRule(c.Context(), c.caller, r)
}

// When a run that has failed for now is to be delivered again, unless somebody
// said.
const (
	slowAgain = 5 * time.Second
	awayAgain = 30 * time.Second
)

// deliverAgain makes of a failure that passes one that the rules engine delivers
// again; nobody looks at a form there.
func deliverAgain(rw http.ResponseWriter, err error, status int) int {
	var failure *bridge.Error
	if !errors.As(err, &failure) {
		return status
	}
	after := awayAgain
	switch failure.Kind {
	case bridge.Busy:
		status = http.StatusTooManyRequests
	case bridge.Slow:
		status, after = http.StatusServiceUnavailable, slowAgain
	case bridge.Unreachable:
		status = http.StatusServiceUnavailable
	default:
		return status
	}
	if failure.After > 0 {
		after = failure.After
	}
	rw.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	return status
}
