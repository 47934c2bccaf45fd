package ui

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// runView is a run of a rule, in words.
type runView struct {
	asana.RuleRun
	URL        string
	TaskName   string
	TaskURL    string
	Trigger    string
	Why        string
	Conditions []checkedView
	Actions    []actionView
	Created    []asana.Created // what apps made, the first few
	Said       string          // what came of it, in a line; "" when its state says it all
	Took       string
	Until      time.Time // when a waiting run goes on; zero when that is now
	Moving     bool      // whether there is soon more to tell
	Again      bool      // whether it makes sense to run the rule for the task now
}

// checkedView is a condition and what was found.
type checkedView struct {
	Text, Found string
	Holds       bool
}

// actionView is what became of an action, or would.
type actionView struct {
	asana.ActionResult
	Text    string
	Why     string // in our words, when the app had none
	Sent    string // the request as people read it
	Replied string // the answer
	Took    string
}

func runURL(rule, run string) string { return ruleURL(rule) + "/runs/" + run }

func (u *UI) runView(v visit, words ruleWords, run asana.RuleRun) runView {
	if run.Person.GID == v.person.GID {
		run.Person.Name = v.person.Name // a draft's owner has none yet
	}
	view := runView{RuleRun: run, URL: runURL(run.Rule.GID, run.GID), TaskName: u.taskName(v, run.Task.Name), TaskURL: taskURL(run.Project, run.Task.GID), Trigger: words.trigger(run.Trigger)}
	view.Why = u.reason(v, run.Reason)
	if run.EndedBy.Name != "" {
		view.Why += " " + u.frame.T(v.r, "ui.run_ended_by", map[string]any{"Name": run.EndedBy.Name})
	}
	for _, c := range run.Conditions {
		view.Conditions = append(view.Conditions, checkedView{words.condition(c.Condition), u.found(v, c), c.Holds})
	}
	for _, a := range run.Actions {
		view.Actions = append(view.Actions, u.actionView(v, words, a))
		view.Created = append(view.Created, a.Created...)
	}
	view.Created = view.Created[:min(len(view.Created), createdShown)]
	view.Said = said(view.Actions)
	if !run.StartedAt.IsZero() && !run.FinishedAt.IsZero() {
		view.Took = u.took(v, run.FinishedAt.Sub(run.StartedAt))
	}
	if run.State == asana.RunWaiting && run.DueAt.After(u.now()) {
		view.Until = run.DueAt
	}
	view.Moving = run.State == asana.RunRunning || (run.State == asana.RunWaiting && view.Until.IsZero())
	view.Again = !view.Moving && run.State != asana.RunHeld
	return view
}

// found is what a condition found, in the reader's language as far as they are the platform's words.
func (u *UI) found(v visit, c asana.CheckedCondition) string {
	switch {
	case c.Kind == asana.ConditionSection:
		return u.sectionName(v, c.Found)
	case c.Kind == asana.ConditionCompleted && c.Found == "true":
		return u.t(v, "ui.rule_found_completed")
	case c.Kind == asana.ConditionCompleted:
		return u.t(v, "ui.rule_found_open")
	}
	return c.Found
}

// Looked tells whether anything was checked or done.
func (r runView) Looked() bool { return len(r.Conditions) > 0 || len(r.Actions) > 0 }

// Waits tells whether it is still to be carried out.
func (r runView) Waits() bool { return r.FinishedAt.IsZero() }

// createdShown is how many of the things that apps made stand in a line.
const createdShown = 3

// actionView leaves out what an app says when that is but the name of what it made.
func (u *UI) actionView(v visit, words ruleWords, a asana.ActionResult) actionView {
	if len(a.Created) > 0 && a.Said == a.Created[0].Name {
		a.Said = ""
	}
	return actionView{
		ActionResult: a, Text: words.action(a.Action), Why: u.reason(v, a.Reason),
		Sent: readable(a.Request), Replied: readable(a.Answer), Took: u.took(v, a.Duration),
	}
}

// said is what an action has said that failed, else what the last one said.
func said(actions []actionView) (text string) {
	for _, a := range actions {
		words := a.Said
		if words == "" {
			words = a.Why
		}
		if a.State == "failed" && words != "" {
			return words
		}
		if words != "" {
			text = words
		}
	}
	return text
}

// reason is why something was not done; id is that of a message, or "".
func (u *UI) reason(v visit, id string) string {
	if id == "" {
		return ""
	}
	return u.frame.T(v.r, id, map[string]any{})
}

// took is how long something lasted.
func (u *UI) took(v visit, d time.Duration) string {
	if d <= 0 {
		return ""
	}
	if d < time.Second {
		return strconv.FormatInt(max(d.Milliseconds(), 1), 10) + " ms"
	}
	seconds := strconv.FormatFloat(d.Seconds(), 'f', 1, 64)
	return strings.Replace(seconds, ".", u.t(v, "page.decimal"), 1) + " s"
}

// exchanged is a request as apps describe it.
type exchanged struct {
	Method string          `json:"method"`
	URL    string          `json:"url"`
	Body   json.RawMessage `json:"body"`
}

// readable is what was sent or answered, laid out if it is JSON.
func readable(text string) string {
	var sent exchanged
	if json.Unmarshal([]byte(text), &sent) == nil && sent.Method != "" && sent.URL != "" {
		return strings.TrimSpace(sent.Method + " " + sent.URL + "\n\n" + indented(string(sent.Body)))
	}
	return indented(text)
}

func indented(text string) string {
	var value json.RawMessage
	if json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	out, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return text
	}
	return string(out)
}

// historyData is what ui/rulehistory shows.
type historyData struct {
	Rule    asana.Rule
	URL     string
	Project asana.Project
	Pause   *pauseView
	Delay   *delayView
	Runs    []runView
	More    string // address of the next page, or ""
	MayRun  bool
}

// showHistory is GET /0/rules/{rule}/history.
func (u *UI) showHistory(v visit) error {
	ctx := v.r.Context()
	rule, err := u.platform.Rule(ctx, v.actor, v.path("rule"))
	if err != nil {
		return err
	}
	scope, err := u.ruleScope(v, rule.Project.GID)
	if err != nil {
		return err
	}
	runs, next, err := u.platform.RuleRuns(ctx, v.actor, rule.GID, asana.Page{Limit: runsShown, Offset: v.r.FormValue("offset")})
	if err != nil {
		return err
	}
	data := historyData{Rule: rule, URL: ruleURL(rule.GID), Project: scope.Project, Pause: u.pauseView(v, rule), MayRun: scope.MayEdit}
	scope.offerConnect(data.Pause, rule)
	if data.Delay, err = u.delayView(v, rule.GID); err != nil {
		return err
	}
	if next != "" {
		data.More = data.URL + "/history?" + url.Values{"offset": {next}}.Encode()
	}
	words := u.ruleWords(v, scope)
	for _, run := range runs {
		data.Runs = append(data.Runs, u.runView(v, words, run))
	}
	return u.render(v, http.StatusOK, "ui/rulehistory", page.View{Title: rule.Name, Layout: "app", Data: data})
}

// runsShown is how many runs a page lists.
const runsShown = 50

// runData is what ui/rulerunpage shows.
type runData struct {
	Run     runView
	Project asana.Project
	URL     string // of the rule
	MayRun  bool
}

// showRun is GET /0/rules/{rule}/runs/{run}.
func (u *UI) showRun(v visit) error {
	run, err := u.platform.RuleRun(v.r.Context(), v.actor, v.path("run"))
	if err != nil {
		return err
	}
	scope, err := u.ruleScope(v, run.Project)
	if err != nil {
		return err
	}
	data := runData{Run: u.runView(v, u.ruleWords(v, scope), run), Project: scope.Project, URL: ruleURL(run.Rule.GID), MayRun: scope.MayEdit}
	return u.render(v, http.StatusOK, "ui/rulerunpage", page.View{Title: run.Rule.Name, Layout: "app", Data: data})
}
