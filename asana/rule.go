package asana

import "time"

// Rule does something whenever something happens to the tasks of a project: any of its triggers starts a run,
// which carries out the actions, in order, if all conditions hold
// (https://help.asana.com/s/article/rules-create).
type Rule struct {
	GID        string
	Name       string
	Workspace  Ref
	Project    Ref
	Owner      Ref         // in whose name it acts
	Enabled    bool        // whether its people want it to run
	Pause      Pause       // why it waits although it is enabled
	Triggers   []Trigger   // at least one
	Conditions []Condition // none: always
	Actions    []Action    // at least one
	Ceiling    int         // tasks an hour, above which the rule pauses: see PausedStorm
	Held       int         // runs that wait for the rule to go on
	CreatedAt  time.Time
	ModifiedAt time.Time
	LastRunAt  time.Time // zero until it has run
}

// DefaultCeiling is how many tasks an hour a rule takes up when nobody says otherwise.
const DefaultCeiling = 500

// Pause is why a rule waits by itself; its runs are held until it goes on. The zero Pause is none.
type Pause struct {
	Reason PauseReason
	Since  time.Time
	Text   string // what the app said, for people; may be ""
}

// PauseReason tells what has to happen before a rule goes on.
type PauseReason string

// The reasons for a Pause.
const (
	PausedOwnerGone    PauseReason = "owner_gone"   // the owner is not in the workspace or project any more: somebody takes it over
	PausedUnauthorized PauseReason = "unauthorized" // the app asks the owner to sign in again, or somebody takes it over
	PausedAppGone      PauseReason = "app_gone"     // the app is not in the project any more, or has forgotten the action
	PausedStorm        PauseReason = "storm"        // more tasks in an hour than Ceiling: somebody lets it go on
)

// TriggerKind is what starts a rule.
type TriggerKind string

// The kinds of triggers, with the parts of Trigger that each reads.
const (
	TriggerAdded        TriggerKind = "task_added"       // to the project
	TriggerMoved        TriggerKind = "section_changed"  // to Section, or any
	TriggerCompleted    TriggerKind = "task_completed"   //
	TriggerAssigned     TriggerKind = "assignee_changed" // to Person, or to anybody
	TriggerDueChanged   TriggerKind = "due_date_changed" //
	TriggerDueSoon      TriggerKind = "due_date_near"    // Minutes before it; 0 when it is reached. For open tasks only
	TriggerFieldChanged TriggerKind = "field_changed"    // Field, to Option or to anything
	TriggerCommented    TriggerKind = "comment_added"    //
	TriggerRequested    TriggerKind = "web_request"      // POST /rule_triggers/{gid}/run, or the trigger's secret address
)

// Trigger starts a rule.
type Trigger struct {
	GID     string      `json:"gid"` // given by the platform
	Kind    TriggerKind `json:"kind"`
	Section string      `json:"section,omitempty"`
	Person  string      `json:"person,omitempty"`
	Field   string      `json:"field,omitempty"`  // a custom field
	Option  string      `json:"option,omitempty"` // of the field
	Minutes int         `json:"minutes,omitempty"`
}

// ConditionKind is what a rule checks.
type ConditionKind string

// The kinds of conditions, with the parts of Condition that each reads.
const (
	ConditionSection   ConditionKind = "section"   // the task is in Section
	ConditionAssignee  ConditionKind = "assignee"  // is Person; "" is nobody
	ConditionField     ConditionKind = "field"     // Field is Value: the option's gid, or the text; "" is empty
	ConditionName      ConditionKind = "name"      // contains Value, in any case
	ConditionCompleted ConditionKind = "completed" //
	ConditionResource  ConditionKind = "resource"  // has a resource of App
)

// Condition must hold for a rule to act.
type Condition struct {
	Kind    ConditionKind `json:"kind"`
	Not     bool          `json:"not,omitempty"` // the opposite must hold
	Section string        `json:"section,omitempty"`
	Person  string        `json:"person,omitempty"`
	Field   string        `json:"field,omitempty"`
	Value   string        `json:"value,omitempty"`
	App     string        `json:"app,omitempty"`
}

// ActionKind is what a rule does.
type ActionKind string

// The kinds of actions, with the parts of Action that each reads.
const (
	ActMove     ActionKind = "move"     // to Section
	ActComplete ActionKind = "complete" // or, with Undo, opens it again
	ActAssign   ActionKind = "assign"   // to Person; "" is nobody
	ActDue      ActionKind = "due_date" // Days from the day of the run; with Undo, takes it away
	ActField    ActionKind = "field"    // sets Field to Value: the option's gid, or a text; "" empties it
	ActComment  ActionKind = "comment"  // Text
	ActApp      ActionKind = "app"      // App carries out ActionType, as configured under GID
)

// Action is one thing a rule does with a task.
type Action struct {
	GID        string     `json:"gid"` // given by the platform; an app keeps its configuration under it
	Kind       ActionKind `json:"kind"`
	Undo       bool       `json:"undo,omitempty"`
	Section    string     `json:"section,omitempty"`
	Person     string     `json:"person,omitempty"`
	Days       int        `json:"days,omitempty"`
	Field      string     `json:"field,omitempty"`
	Value      string     `json:"value,omitempty"`
	Text       string     `json:"text,omitempty"`
	App        string     `json:"app,omitempty"`
	ActionType string     `json:"action_type,omitempty"`
	Values     string     `json:"values,omitempty"` // of the app's form, as JSON: sent along as app_configuration_json
}

// RunState is how far a run has come.
type RunState string

// The states of a run. asana/rules draws how they follow each other.
const (
	RunWaiting RunState = "waiting" // until DueAt
	RunHeld    RunState = "held"    // until its rule goes on
	RunRunning RunState = "running"
	RunDone    RunState = "done"
	RunSkipped RunState = "skipped" // a condition did not hold, or a loop was cut
	RunFailed  RunState = "failed"
)

// RuleRun is one run of a rule for one task, as its history tells it. What it says about conditions and actions
// was true then, whatever has been changed since.
type RuleRun struct {
	GID        string
	Rule       Ref
	Project    string
	Task       Ref
	Person     Ref // in whose name
	By         Ref // who caused the event, or asked to run now
	EndedBy    Ref // who has ended it before it was carried out, or nobody
	State      RunState
	Trigger    Trigger
	Reason     string // why it waits, was skipped or failed: an id of messages, "" when it speaks for itself
	Conditions []CheckedCondition
	Actions    []ActionResult
	CreatedAt  time.Time
	DueAt      time.Time
	StartedAt  time.Time
	FinishedAt time.Time
}

// CheckedCondition is a condition and what was found.
type CheckedCondition struct {
	Condition
	Found string `json:"found"` // the task's value, for people
	Holds bool   `json:"holds"`
}

// ActionResult is what became of one action of a run.
type ActionResult struct {
	Action
	State    string        `json:"state"`              // done, skipped, failed, or "" when it has not been its turn
	Request  string        `json:"request,omitempty"`  // what was sent to the app, without signature
	Status   int           `json:"status,omitempty"`   // what it answered
	Answer   string        `json:"answer,omitempty"`   // what it answered, cut off
	Created  []Created     `json:"created,omitempty"`  // what the app made
	Said     string        `json:"said,omitempty"`     // what was done, or why not, in the app's words
	Problems []string      `json:"problems,omitempty"` // of a dry run: why it would fail, in the app's words
	Reason   string        `json:"reason,omitempty"`   // why not, when nobody had words: an id of messages
	Tries    int           `json:"tries,omitempty"`
	Duration time.Duration `json:"duration,omitempty"` // of the last try
}

// Created is something in an app's world that it made for a run.
type Created struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}
