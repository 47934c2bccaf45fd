package rules_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
)

// Several copies of the program share the work: of many tasks, each is taken up once.
func TestManyTasksOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved, Section: w.sections[1].GID}, append(w.make(), asana.Action{Kind: asana.ActComplete}))
		var tasks []string
		for i := range 120 {
			tasks = append(tasks, w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: fmt.Sprint(i)}).GID)
		}
		for _, task := range tasks {
			w.move(task, 1)
		}
		var copies sync.WaitGroup
		for range 3 {
			e := w.engine()
			copies.Go(func() {
				for range 3 {
					if err := e.Settle(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		copies.Wait()
		w.settle()
		w.is("asked", w.host.asked(), "120 for 120")
		done := 0
		for _, run := range w.history(r.GID) {
			if run.State == asana.RunDone {
				done++
			}
		}
		if done != len(tasks) {
			t.Errorf("%d of %d are done", done, len(tasks))
		}
	})
}

// A copy that is stopped while an app works leaves the run to others at once; one that is killed, when its lease is
// over. The app is told the same key again, and nothing that was done is done again.
func TestCutOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.Tasks[0].GID
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(append(say("Before"), w.make()...), say("After")...))
		w.move(a, 1)
		ctx, stop := context.WithCancel(t.Context())
		w.host.during = func(ctx context.Context) bool { stop(); <-ctx.Done(); return true }
		if err := w.engine().Settle(ctx); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		w.is("stopped", w.host.asked()+" "+w.runs(r.GID), "1 for 1 running")

		killed, release := make(chan struct{}), make(chan struct{})
		w.host.during = func(context.Context) bool { close(killed); <-release; return false }
		var dead sync.WaitGroup
		dead.Go(func() { _ = w.engine().Settle(t.Context()) })
		<-killed
		w.host.during = nil
		w.settle()
		w.is("while its lease lives", w.host.asked(), "2 for 1")
		w.pass(30 * time.Second)
		w.settle()
		w.is("then", w.runs(r.GID), "done")
		close(release) // it was not dead at all
		dead.Wait()
		w.is("asked", w.host.asked(), "3 for 1")
		if said := w.comments(a); said != "Before, After" && said != "After, Before" {
			t.Errorf("said is %q", said)
		}
		made, _, err := w.Platform.Attachments(t.Context(), w.Member.Actor, a, asana.Page{})
		if err != nil || len(made) != 1 {
			t.Errorf("made is %v, %v", made, err)
		}
		w.is("at last", w.runs(r.GID), "done")
	})
}

// Who goes round looks at due dates when the next one is reached, and soon after one has changed, not only each minute.
func TestDueDatesInTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.Tasks[0].GID, w.Tasks[1].GID
		w.add(asana.Trigger{Kind: asana.TriggerDueSoon, Minutes: 60}, say("Soon"))
		first := w.now().Add(time.Hour + 40*time.Second)
		w.change(a, asana.TaskChange{DueAt: &first})
		w.settle()
		w.settle() // the change is known, and the next look is when it matters
		ctx, stop := context.WithCancel(t.Context())
		var goes sync.WaitGroup
		goes.Go(func() { w.Engine.Run(ctx) })
		defer goes.Wait()
		defer stop()
		w.pass(40 * time.Second)
		w.until("the moment is reached", func() bool { return w.comments(a) == "Soon" })
		now := w.now().Add(time.Hour)
		w.change(b, asana.TaskChange{DueAt: &now})
		w.pass(5 * time.Second)
		w.until("the changed one is seen", func() bool { return w.comments(b) == "Soon" })
	})
}

// A due date starts a rule once, when it is near, for open tasks; a later one starts it again.
func TestDueDates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, done := w.Tasks[0].GID, w.Tasks[1].GID, w.Tasks[2].GID
		r := w.add(asana.Trigger{Kind: asana.TriggerDueSoon, Minutes: 60}, say("Soon"))
		at := w.now().Add(2 * time.Hour)
		w.change(a, asana.TaskChange{DueAt: &at})
		w.change(done, asana.TaskChange{DueAt: &at})
		w.complete(done, true)
		day := "2030-03-02"
		w.change(b, asana.TaskChange{DueOn: &day})
		w.pass(time.Hour - time.Second)
		w.settle()
		w.is("early", w.runs(r.GID), "")
		w.pass(time.Second)
		w.settle()
		w.settle()
		w.is("an hour before", w.comments(a)+"|"+w.comments(b)+"|"+w.comments(done), "Soon||")
		w.pass(2 * time.Hour)
		later := w.now().Add(90 * time.Minute)
		w.change(a, asana.TaskChange{DueAt: &later})
		w.settle()
		w.pass(time.Hour)
		w.settle()
		w.is("another", w.comments(a), "Soon, Soon")
		w.pass(time.Date(2030, 3, 1, 23, 0, 0, 0, time.UTC).Sub(w.now()))
		w.settle()
		w.is("a day", w.comments(b), "Soon")
		if trigger := w.history(r.GID)[0].Trigger; trigger != r.Triggers[0] {
			t.Errorf("by %+v", trigger)
		}
	})
}
