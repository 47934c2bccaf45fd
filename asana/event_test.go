package asana_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// events are all there are; it demands numbers without gaps.
func events(t *testing.T, w *asanatest.World) []asana.Event {
	t.Helper()
	list, err := w.Platform.Events(t.Context(), 0, 10000)
	check(t, err)
	for i, e := range list {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
	return list
}

func TestEveryChangeIsAnEvent(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		app, err := p.RegisterApp(ctx, asana.NewApp{Name: "Tracker"})
		check(t, err)
		field, err := p.CreateProjectField(ctx, a, w.Project.GID, asana.NewField{Name: "Order", Kind: asana.FieldText}, asana.NewSetting{})
		check(t, err)
		before := len(events(t, w))
		through := asana.Actor{Person: a.Person, App: app.GID}
		task, err := p.CreateTask(ctx, through, asana.NewTask{Projects: []string{w.Project.GID}, Name: "New"})
		check(t, err)
		for range 2 { // the second time nothing is different: no event
			_, err = p.UpdateTask(ctx, a, task.GID, asana.TaskChange{Name: ptr("Newer"), Assignee: ptr(w.Colleague.GID)})
			check(t, err)
			check(t, p.SetFieldValue(ctx, a, task.GID, field.Field.GID, asana.FieldInput{Text: "A-17"}))
		}
		_, err = p.AddComment(ctx, a, task.GID, asana.NewComment{Text: "Hm."})
		check(t, err)
		link, err := p.AttachExternal(ctx, a, task.GID, asana.NewExternal{Name: "T-1", URL: "https://tracker.test/T-1", App: app.GID})
		check(t, err)
		_, err = p.AttachExternal(ctx, a, task.GID, asana.NewExternal{Name: "T-1", URL: "https://tracker.test/T-1"})
		check(t, err) // found, not made: no event
		check(t, p.DeleteAttachment(ctx, a, link.GID))
		check(t, p.AddFollowers(ctx, a, task.GID, w.Guest.GID))
		check(t, p.AddFollowers(ctx, a, task.GID, w.Guest.GID)) // nothing new: no event
		check(t, p.InstallApp(ctx, a, w.Project.GID, app.GID))
		check(t, p.UninstallApp(ctx, a, w.Project.GID, app.GID))
		check(t, p.DeleteTask(ctx, a, task.GID))

		var got []string
		for _, e := range events(t, w)[before:] {
			if e.Workspace != w.Workspace.GID || e.Person != w.Member.GID || e.CreatedAt.IsZero() {
				t.Errorf("event %+v", e)
			}
			if e.Task != "" && (e.Task != task.GID || len(e.Projects) != 1 || e.Projects[0] != w.Project.GID) {
				t.Errorf("event %+v is not about the task and its project", e)
			}
			got = append(got, strings.TrimSpace(fmt.Sprint(e.Action, " ", e.ResourceType, " ", e.ResourceSubtype, " ", e.ParentType, " ", e.Field)))
		}
		want := []string{
			"added task default_task project", "changed task default_task  name", "changed task default_task  assignee",
			"changed task default_task  custom_fields", "added story comment_added task", "added attachment external task",
			"deleted attachment external task", "changed task default_task  followers", "added app_installation  project",
			"removed app_installation  project", "deleted task default_task",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if first := events(t, w)[before]; first.App != app.GID {
			t.Errorf("the app is not named: %+v", first)
		}
	})
}

// An observer is inside the transaction: it sees the change, and failing undoes it with its event.
func TestObserverUndoesTheChange(t *testing.T) {
	broken := errors.New("no")
	var watch func(ctx context.Context, tx *sql.Tx, e asana.Event) error
	observer := func(ctx context.Context, tx *sql.Tx, e asana.Event) error {
		if watch == nil {
			return nil
		}
		return watch(ctx, tx, e)
	}
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		before := events(t, w)
		var seen string
		watch = func(ctx context.Context, tx *sql.Tx, e asana.Event) error {
			if err := tx.QueryRowContext(ctx, "select name from tasks where gid = $1", e.Task).Scan(&seen); err != nil {
				return err
			}
			return broken
		}
		_, err := p.CreateTask(ctx, w.Member.Actor, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Never"})
		watch = nil
		if !errors.Is(err, broken) || seen != "Never" {
			t.Errorf("error %v, the observer saw %q", err, seen)
		}
		list, _, err := p.Tasks(ctx, w.Member.Actor, w.Project.GID, asana.Page{})
		check(t, err)
		if len(list) != len(w.Tasks) {
			t.Errorf("%d tasks, want %d", len(list), len(w.Tasks))
		}
		if diff := cmp.Diff(before, events(t, w)); diff != "" {
			t.Error(diff)
		}
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Afterwards"})
		if n := len(events(t, w)); n != len(before)+1 {
			t.Errorf("%d events, want %d", n, len(before)+1)
		}
	}, func(c *asana.Config) { c.Observers = []asana.Observer{observer} })
}

// Writers at once get numbers without gaps, in the order in which readers come to see them.
func TestEventsOfManyWriters(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		const writers, each = 6, 10
		before := len(events(t, w))
		stop, done := make(chan struct{}), make(chan error)
		go func() { done <- follow(t.Context(), w, stop) }()
		var group sync.WaitGroup
		for writer := range writers {
			group.Go(func() {
				for i := range each {
					change := asana.TaskChange{Name: ptr(fmt.Sprint("name ", writer, i))}
					if _, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[i%3].GID, change); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		close(stop)
		check(t, <-done)
		if n := len(events(t, w)) - before; n != writers*each {
			t.Errorf("%d events, want %d", n, writers*each)
		}
	})
}

// follow reads the log by cursor while it grows, and fails when a number is missing that comes later.
func follow(ctx context.Context, w *asanatest.World, stop <-chan struct{}) error {
	var last int64
	for {
		list, err := w.Platform.Events(ctx, last, 100)
		if err != nil {
			return err
		}
		for _, e := range list {
			if e.Seq != last+1 {
				return fmt.Errorf("after event %d came %d", last, e.Seq)
			}
			last = e.Seq
		}
		select {
		case <-stop:
			return nil
		case <-time.After(time.Millisecond):
		}
	}
}
