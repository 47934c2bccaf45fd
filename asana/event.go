package asana

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Event is one change, as the log keeps it.
type Event struct {
	Seq             int64 // from 1, without gaps
	CreatedAt       time.Time
	Workspace       string
	Person          string // who did it
	App             string // through which app, or ""
	Action          string // added, changed, removed, deleted
	ResourceType    string // task, project, attachment, story, …
	Resource        string
	ResourceSubtype string
	ParentType      string // what it was added to or removed from
	Parent          string
	Task            string   // the task it concerns: itself, or the one a story or attachment is on
	Projects        []string // the projects of that task, and of those above it, at the time
	Field           string   // what changed, with action changed
	Value           string   // gid of the object a changed reference now names; see Sections and Completed
	Run             string   // the run of a rule in whose course it was done, or ""

	Unseen bool // in a feed: its reader does not see the task, which he did before
}

// Sections are where a task came to with this event, one in each project that it came to.
func (e Event) Sections() []string {
	switch {
	case e.ResourceType != "task" || e.Action != ActionAdded:
		return nil
	case e.ParentType == "section":
		return []string{e.Parent}
	}
	return strings.Fields(e.Value)
}

// Completed tells whether a task was completed with this event.
func (e Event) Completed() bool { return e.Field == "completed" && e.Value == "true" }

// The actions of an Event.
const (
	ActionAdded   = "added"
	ActionChanged = "changed"
	ActionRemoved = "removed"
	ActionDeleted = "deleted"

	// ActionUndeleted never happens here, but programs may ask for it.
	ActionUndeleted = "undeleted"
)

// ResourceGID is the gid of what the event is about, as programs know it: the log names a membership that has no
// row of its own by its person.
func (e Event) ResourceGID() string {
	switch e.ResourceType {
	case "project_membership", "team_membership", "custom_field_setting":
		return e.Parent + e.Resource
	}
	return e.Resource
}

// ValueType is what kind of object Value is, "" when a change refers to none.
func (e Event) ValueType() string {
	switch {
	case e.ResourceType != "task":
		return ""
	case e.Field == "assignee" || e.Field == "followers":
		return "user"
	case e.Field == "parent":
		return "task"
	case e.Field == "custom_fields":
		return "custom_field"
	}
	return ""
}

// Observer is told of every event inside the transaction that appended it; an error undoes the change. It
// must not make requests and should write little.
type Observer func(ctx context.Context, tx *sql.Tx, e Event) error

// change is one transaction of the platform: the rows it writes and the events it will append.
type change struct {
	gate
	tx     *sql.Tx
	now    time.Time
	events []Event
}

// nowMicros is the change's time as the tables keep it.
func (c *change) nowMicros() int64 { return sqldb.Micros(c.now) }

// record notes an event of this change.
func (c *change) record(e Event) { c.events = append(c.events, e) }

// write runs f in a transaction, appends the events it recorded and calls the observers. Events are appended
// last, so that the counter's row is locked only while the transaction ends.
func (p *Platform) write(ctx context.Context, a Actor, f func(ctx context.Context, c *change) error) error {
	defer p.writes.Add(1) // also when it failed: a commit may have been done and not told
	return p.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		// Stored times have microseconds; what is returned shall equal what is read back.
		now := p.now().UTC().Truncate(time.Microsecond)
		c := &change{gate: gate{store.New(tx), a}, tx: tx, now: now}
		if err := f(ctx, c); err != nil {
			return err
		}
		if err := p.pauseOrphans(ctx, c); err != nil {
			return err
		}
		return p.appendEvents(ctx, c)
	})
}

// Writes counts the changes made through this Platform: what was read before the last of them may be old.
func (p *Platform) Writes() uint64 { return p.writes.Load() }

func (p *Platform) appendEvents(ctx context.Context, c *change) error {
	if len(c.events) == 0 {
		return nil
	}
	n := int64(len(c.events))
	last, err := c.q.AdvanceEventCounter(ctx, n)
	if err != nil {
		return fmt.Errorf("number events: %w", err)
	}
	for i, e := range c.events {
		e.Seq, e.CreatedAt = last-n+int64(i)+1, c.now
		e.Person, e.App, e.Run = c.actor.Person, c.actor.App, c.actor.Run
		if err := p.appendEvent(ctx, c, e); err != nil {
			return err
		}
	}
	return nil
}

func (p *Platform) appendEvent(ctx context.Context, c *change, e Event) error {
	err := c.q.InsertEvent(ctx, store.InsertEventParams{
		Seq: e.Seq, CreatedAt: c.nowMicros(), Workspace: e.Workspace, Person: e.Person, App: e.App,
		Action: e.Action, ResourceType: e.ResourceType, Resource: e.Resource, ResourceSubtype: e.ResourceSubtype,
		ParentType: e.ParentType, Parent: e.Parent, Task: e.Task, Projects: strings.Join(e.Projects, " "),
		Field: e.Field, Value: e.Value, Run: e.Run,
	})
	if err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	for _, observe := range p.observers {
		if err := observe(ctx, c.tx, e); err != nil {
			return fmt.Errorf("observe event %d: %w", e.Seq, err)
		}
	}
	return nil
}

// Events returns at most limit events after the one numbered after, oldest first. It asks no access rules:
// it is for those who read the log in the platform's own name.
func (p *Platform) Events(ctx context.Context, after int64, limit int) ([]Event, error) {
	rows, err := store.New(p.db.Reader()).EventsAfter(ctx, store.EventsAfterParams{After: after, N: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	list := make([]Event, len(rows))
	for i, r := range rows {
		list[i] = eventOf(r)
	}
	return list, nil
}

func eventOf(r store.Event) Event {
	return Event{
		Seq: r.Seq, CreatedAt: sqldb.Time(r.CreatedAt), Workspace: r.Workspace, Person: r.Person, App: r.App,
		Action: r.Action, ResourceType: r.ResourceType, Resource: r.Resource, ResourceSubtype: r.ResourceSubtype,
		ParentType: r.ParentType, Parent: r.Parent, Task: r.Task, Projects: strings.Fields(r.Projects),
		Field: r.Field, Value: r.Value, Run: r.Run,
	}
}
