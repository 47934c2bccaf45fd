package rules_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// leave takes a task out of the rules' project, as a person does.
func (w *world) leave(task string) {
	w.t.Helper()
	check(w.t, w.Platform.TakeTask(w.t.Context(), w.Member.Actor, task, w.Project.GID))
}

// What has left the rule's project since is none of the rule's business any more, also when a run has begun; what is
// back is.
func TestTaskLeaves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerAdded}, append(say("Before"), append(w.make(), asana.Action{Kind: asana.ActComplete})...))
		away, back, begun := w.Tasks[0].GID, w.Tasks[1].GID, w.Tasks[2].GID
		w.pass(-time.Hour) // all three are new
		for _, task := range []string{away, back, begun} {
			w.leave(task)
			w.move(task, 0)
		}
		w.settle()
		w.leave(away)
		w.leave(back)
		w.move(back, 1)
		w.host.answers(&apphost.Error{Status: 503})
		w.pass(2 * time.Minute)
		w.settle()
		w.leave(begun)
		w.host.answers(nil)
		w.pass(time.Hour)
		w.settle()
		for task, want := range map[string]string{away: "", back: "Before, Before", begun: "Before"} {
			w.is("said", w.comments(task), want)
		}
		w.is("runs", w.runs(r.GID), "skipped elsewhere, done, skipped elsewhere, done")
	})
}

// An app's answer to what was asked in the name of somebody who is not the owner any more says nothing about the new
// one: he is asked for.
func TestTakenOverMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.during = func(context.Context) bool {
			w.host.during = nil
			_, err := w.Platform.TakeRule(t.Context(), w.Colleague.Actor, r.GID)
			if err != nil {
				t.Error(err)
			}
			w.host.answers(&apphost.Error{Status: 401, Text: "Sign in."})
			return false
		}
		w.host.answers(&apphost.Error{Status: 401, Text: "Sign in."})
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		w.is("asked", w.host.asked(), "2 for 1")
	})
}

// Each app is waited for as long as any, whatever the one before it has taken.
func TestPatienceForEach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(w.make(), w.make()...))
		away := &apphost.Error{Status: 503}
		w.host.answers(away)
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		w.pass(59 * time.Minute)
		first := r.Actions[0].GID
		w.host.mu.Lock()
		w.host.answer = func(run apphost.Run) error {
			if strings.HasSuffix(run.Key, first) {
				return nil
			}
			return away
		}
		w.host.mu.Unlock()
		w.settle()
		w.pass(10 * time.Minute)
		w.settle()
		w.is("after an hour", w.runs(r.GID), "waiting retries")
		w.host.answers(nil)
		w.pass(10 * time.Minute)
		w.settle()
		w.is("at last", w.runs(r.GID), "done")
	})
}
