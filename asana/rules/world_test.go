package rules_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/rules"
)

// world is a platform with rules whose clock stands still until it is moved.
type world struct {
	*asanatest.World
	*rules.Engine
	t        *testing.T
	host     *host
	app      asana.App
	sections []asana.Section // "To do", "Doing", "Done"
	mu       sync.Mutex
	at       time.Time
}

// each runs f on both databases.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := &world{t: t, at: time.Date(2030, 3, 1, 9, 0, 0, 0, time.UTC), host: &host{}}
		w.World = asanatest.Start(t, db, func(c *asana.Config) { c.Now = w.now })
		w.Engine = w.engine()
		w.prepare()
		f(t, w)
	})
}

// engine is a copy of the program.
func (w *world) engine() *rules.Engine {
	w.t.Helper()
	e, err := rules.New(rules.Config{Platform: w.Platform, DB: w.DB, Host: w.host, Wait: 2 * time.Minute, Now: w.now})
	check(w.t, err)
	return e
}

func (w *world) prepare() {
	var err error
	w.app, err = w.Platform.RegisterApp(w.t.Context(), asana.NewApp{Name: "Tracker", Components: asana.Components{
		RuleActions: []asana.RuleAction{{ActionType: "make", MetadataURL: "https://x.test/a", RunActionURL: "https://x.test/b"}}}})
	check(w.t, err)
	check(w.t, w.Platform.InstallApp(w.t.Context(), w.Owner.Actor, w.Project.GID, w.app.GID))
	for _, name := range []string{"Doing", "Done"} {
		_, err := w.Platform.CreateSection(w.t.Context(), w.Owner.Actor, w.Project.GID, name)
		check(w.t, err)
	}
	w.sections, err = w.Platform.Sections(w.t.Context(), w.Owner.Actor, w.Project.GID)
	check(w.t, err)
	w.pass(time.Hour) // nothing is new
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// settle lets the rules do what is due.
func (w *world) settle() {
	w.t.Helper()
	check(w.t, w.Engine.Settle(w.t.Context()))
}

// add makes a rule of Member's.
func (w *world) add(trigger asana.Trigger, actions []asana.Action, conditions ...asana.Condition) asana.Rule {
	w.t.Helper()
	r, err := w.Platform.AddRule(w.t.Context(), w.Member.Actor, w.Project.GID, asana.NewRule{
		Name: "Rule", Triggers: []asana.Trigger{trigger}, Conditions: conditions, Actions: actions})
	check(w.t, err)
	return r
}

// make is the action of the app.
func (w *world) make() []asana.Action {
	return []asana.Action{{Kind: asana.ActApp, App: w.app.GID, ActionType: "make", Values: `{"a":1}`}}
}

func say(text string) []asana.Action { return []asana.Action{{Kind: asana.ActComment, Text: text}} }

// move puts a task into a section, as a person does.
func (w *world) move(task string, section int) {
	w.t.Helper()
	check(w.t, w.Platform.PlaceTask(w.t.Context(), w.Member.Actor, task, asana.Placement{Project: w.Project.GID, Section: w.sections[section].GID}))
}

func (w *world) change(task string, ch asana.TaskChange) {
	w.t.Helper()
	_, err := w.Platform.UpdateTask(w.t.Context(), w.Member.Actor, task, ch)
	check(w.t, err)
}

func (w *world) complete(task string, done bool) {
	w.t.Helper()
	w.change(task, asana.TaskChange{Completed: &done})
}

// comments are what was said of a task.
func (w *world) comments(task string) string {
	w.t.Helper()
	list, _, err := w.Platform.Comments(w.t.Context(), w.Member.Actor, task, asana.Page{})
	check(w.t, err)
	var all []string
	for _, c := range list {
		all = append(all, c.Text)
	}
	return strings.Join(all, ", ")
}

// runs are the states and reasons of a rule's runs, oldest first.
func (w *world) runs(rule string) string {
	w.t.Helper()
	var all []string
	for _, r := range w.history(rule) {
		all = append([]string{strings.TrimSpace(string(r.State) + " " + strings.TrimPrefix(r.Reason, "rules."))}, all...)
	}
	return strings.Join(all, ", ")
}

func (w *world) history(rule string) []asana.RuleRun {
	w.t.Helper()
	list, _, err := w.Platform.RuleRuns(w.t.Context(), w.Member.Actor, rule, asana.Page{})
	check(w.t, err)
	return list
}

func (w *world) is(what, got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// until waits for something.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

// rule is a rule as it is now.
func (w *world) ruleNow(gid string) asana.Rule {
	w.t.Helper()
	r, err := w.Platform.Rule(w.t.Context(), w.Member.Actor, gid)
	check(w.t, err)
	return r
}

// host is an app server: it makes something once for each key.
type host struct {
	mu      sync.Mutex
	calls   []string                       // "task key" of each
	answer  func(run apphost.Run) error    // when it does not
	during  func(ctx context.Context) bool // while it does; true is that the answer gets lost
	preview func(run apphost.Run) (appcomponents.Preview, error)
}

func (h *host) RunAction(ctx context.Context, owner asana.Actor, of apphost.RuleAction, run apphost.Run) (appcomponents.RunResult, apphost.Exchange, error) {
	h.mu.Lock()
	h.calls = append(h.calls, run.Task+" "+run.Key)
	answer, during := h.answer, h.during
	h.mu.Unlock()
	said := apphost.Exchange{Request: "POST " + of.ActionType + " " + run.Configuration, Status: 200, Answer: "{}"}
	if during != nil && during(ctx) {
		return appcomponents.RunResult{}, apphost.Exchange{}, ctx.Err()
	}
	if answer != nil {
		if err := answer(run); err != nil {
			return appcomponents.RunResult{}, said, err
		}
	}
	made := appcomponents.Resource{Name: "Thing", URL: "https://x.test/" + run.Key}
	return appcomponents.RunResult{ActionResult: appcomponents.ResultResourcesCreated, ResourcesCreated: []appcomponents.Resource{made}}, said, nil
}

func (h *host) PreviewAction(_ context.Context, _ asana.Actor, _ apphost.RuleAction, run apphost.Run) (appcomponents.Preview, error) {
	if h.preview == nil {
		return appcomponents.Preview{}, &asana.Error{Kind: asana.NotFound, Field: "preview", Text: "Not found"}
	}
	return h.preview(run)
}

// asked is how often the app was asked, and for how many different runs.
func (h *host) asked() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	keys := map[string]bool{}
	for _, c := range h.calls {
		keys[c] = true
	}
	return fmt.Sprintf("%d for %d", len(h.calls), len(keys))
}

func (h *host) answers(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = func(apphost.Run) error { return err }
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
