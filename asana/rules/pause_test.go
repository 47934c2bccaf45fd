package rules_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// An app that is busy or away is asked again with the same key, at growing intervals, for an hour.
func TestRetries(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 503, Text: "Slow", ID: "asana.app_broken"})
		w.move(w.Tasks[0].GID, 1)
		began := w.now()
		var waits []string
		for w.now().Sub(began) < 80*time.Minute && len(waits) < 50 {
			w.settle()
			run := w.history(r.GID)[0]
			if run.State != asana.RunWaiting || run.Reason != "rules.retries" {
				break
			}
			wait := run.DueAt.Sub(w.now())
			waits = append(waits, wait.String())
			w.pass(wait)
		}
		w.is("waits", strings.Join(waits[:5], " ")+" "+waits[len(waits)-1], "1s 10s 1m0s 5m0s 5m0s 5m0s")
		if took := w.now().Sub(began); took < time.Hour || took > 66*time.Minute {
			t.Errorf("given up after %s", took)
		}
		w.is("at last", w.runs(r.GID), "failed gave_up")
		if asked := w.host.asked(); !strings.HasSuffix(asked, "for 1") {
			t.Errorf("the app was asked %s keys", asked)
		}
		action := w.history(r.GID)[0].Actions[0]
		if action.State != "failed" || action.Reason != "asana.app_broken" || action.Tries != len(waits)+1 {
			t.Errorf("the history tells of %+v after %d", action, len(waits))
		}
	})
}

// An app that says when it will be ready is not left alone for minutes more.
func TestRetrySoon(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 503, Text: "Under way", RetryAfter: 5 * time.Second})
		w.move(w.Tasks[0].GID, 1)
		var waits []string
		for range 5 {
			w.settle()
			wait := w.history(r.GID)[0].DueAt.Sub(w.now())
			waits = append(waits, wait.String())
			w.pass(wait)
		}
		w.is("waits", strings.Join(waits, " "), "5s 10s 30s 30s 30s")
	})
}

// How long an app wants to be left alone counts; then it goes on, and what was to come after it comes in its order.
func TestRetryAfter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.Tasks[0].GID
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(w.make(), say("Made")...))
		w.host.answers(&apphost.Error{Status: 429, Text: "Busy", RetryAfter: 90 * time.Second})
		w.move(a, 1)
		w.settle()
		w.move(a, 2)
		w.settle()
		w.is("meanwhile", w.runs(r.GID), "waiting retries, waiting")
		w.pass(89 * time.Second)
		w.settle()
		w.is("asked", w.host.asked(), "1 for 1")
		w.host.answers(nil)
		w.pass(time.Second)
		w.settle()
		w.is("then", w.runs(r.GID), "done, done")
		w.is("asked in all", w.host.asked(), "3 for 2")
		w.is("said", w.comments(a), "Made, Made")
	})
}

// What an app puts off by itself, as one does that takes so many an hour, is not given up.
func TestPutOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 429, Text: "Enough for this hour.", RetryAfter: 58 * time.Minute})
		w.move(w.Tasks[0].GID, 1)
		for range 5 {
			w.settle()
			w.is("put off", w.runs(r.GID), "waiting retries")
			w.pass(58 * time.Minute)
		}
		w.host.answers(nil)
		w.settle()
		w.is("then", w.runs(r.GID), "done")
		w.host.answers(&apphost.Error{Status: 429, RetryAfter: 24 * time.Hour})
		w.move(w.Tasks[0].GID, 2)
		for range 8 {
			w.settle()
			w.pass(24 * time.Hour)
		}
		w.is("for ever", w.runs(r.GID), "done, failed gave_up")
	})
}

// What fails by our own fault is tried again for an hour, with what was done before kept, and nobody else is held up;
// then it has failed, and the owner is told.
func TestOwnFaults(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(say("Before"), w.make()...))
		w.host.during = func(context.Context) bool { panic("a fault of ours") }
		w.move(w.Tasks[0].GID, 1)
		tries := 0
		for ; tries < 30 && !strings.HasPrefix(w.runs(r.GID), "failed"); tries++ {
			w.settle()
			if tries == 0 {
				w.is("meanwhile", w.runs(r.GID), "waiting broken")
			}
			w.pass(5 * time.Minute)
		}
		w.is("at last", w.runs(r.GID), "failed stuck")
		if tries < 12 || tries > 15 {
			t.Errorf("it was tried %d times", tries)
		}
		w.is("done before", w.comments(w.Tasks[0].GID), "Before")
		told, err := w.Platform.Notices(t.Context(), w.Member.Actor)
		if err != nil || len(told) != 1 || told[0].Text != "asana.notice_stuck" {
			t.Errorf("told %+v, %v", told, err)
		}
	})
}

// What an app refuses for good is said, and not tried again, and nothing after it is done.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(w.make(), say("Made")...))
		w.host.answers(&apphost.Error{Status: 403, Text: "You may not."})
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		w.pass(2 * time.Hour)
		w.settle()
		w.is("runs", w.runs(r.GID), "failed action_failed")
		run := w.history(r.GID)[0]
		if run.Actions[0].State != "failed" || run.Actions[0].Said != "You may not." || run.Actions[1].State != "" {
			t.Errorf("the history tells of %+v", run.Actions)
		}
		w.is("asked", w.host.asked(), "1 for 1")
		w.is("said", w.comments(w.Tasks[0].GID), "")
		if p := w.ruleNow(r.GID).Pause; p.Reason != "" {
			t.Errorf("it waits: %+v", p)
		}
	})
}

// A rule whose owner has to sign in, or whose app is gone, waits with everything it was to do, and goes on where it
// stopped.
func TestPauses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, test := range []struct {
			reason asana.PauseReason
			cause  error
		}{
			{asana.PausedUnauthorized, &apphost.Error{Status: 401, Text: "Sign in."}},
			{asana.PausedAppGone, &apphost.Error{Status: 410, Text: "Forgotten."}},
			{asana.PausedAppGone, &asana.Error{Kind: asana.NotFound, Field: "app"}},
		} {
			w.host.calls = nil
			r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(say("Before"), w.make()...))
			w.host.answers(test.cause)
			w.move(w.Tasks[0].GID, 1)
			w.settle()
			w.is("stopped", w.runs(r.GID), "held")
			w.move(w.Tasks[0].GID, 2)
			w.move(w.Tasks[1].GID, 2)
			w.settle()
			w.pass(time.Hour)
			w.settle()
			w.is("waiting", w.runs(r.GID), "held, held, held")
			now := w.ruleNow(r.GID)
			if now.Pause.Reason != test.reason || now.Held != 3 || now.Pause.Since.IsZero() || now.Pause.Text == "" != (now.Pause.Reason == asana.PausedAppGone && asana.IsKind(test.cause, asana.NotFound)) {
				t.Errorf("it waits: %+v", now)
			}
			w.is("asked once", w.host.asked(), "1 for 1")
			w.host.answers(nil)
			_, err := w.Platform.ResumeRule(t.Context(), w.Colleague.Actor, r.GID)
			check(t, err)
			w.settle()
			w.is("then", w.runs(r.GID), "done, done, done")
			w.is("asked in all", w.host.asked(), "4 for 3")
			if now := w.ruleNow(r.GID); now.Pause.Reason != "" || now.Held != 0 {
				t.Errorf("it still waits: %+v", now)
			}
			check(t, w.Platform.DeleteRule(t.Context(), w.Member.Actor, r.GID))
			w.move(w.Tasks[0].GID, 0)
			w.move(w.Tasks[1].GID, 0)
		}
		w.is("what came before was done once each", w.comments(w.Tasks[1].GID), "Before, Before, Before")
	})
}

// When the owner has left, the rule waits until somebody takes it over, and acts in his name then.
func TestOwnerGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, p, a := t.Context(), w.Platform, w.Tasks[0].GID
		r := w.add(asana.Trigger{Kind: asana.TriggerCompleted}, say("Done"))
		check(t, p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID))
		yes := true
		_, err := p.UpdateTask(ctx, w.Owner.Actor, a, asana.TaskChange{Completed: &yes})
		check(t, err)
		w.settle()
		now, err := p.Rule(ctx, w.Owner.Actor, r.GID)
		if err != nil || now.Pause.Reason != asana.PausedOwnerGone || now.Held != 1 {
			t.Errorf("the rule is %+v, %v", now, err)
		}
		_, err = p.TakeRule(ctx, w.Owner.Actor, r.GID)
		check(t, err)
		w.settle()
		said, _, err := p.Comments(ctx, w.Owner.Actor, a, asana.Page{})
		if err != nil || len(said) != 1 || said[0].CreatedBy.GID != w.Owner.GID {
			t.Errorf("said is %+v, %v", said, err)
		}
	})
}

// What waits is dropped, or not carried out when its rule is off or gone before.
func TestDropped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, off, on := t.Context(), false, true
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, w.make())
		w.host.answers(&apphost.Error{Status: 401, Text: "Sign in."})
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		n, err := w.Platform.DropHeldRuns(ctx, w.Member.Actor, r.GID)
		if err != nil || n != 1 {
			t.Errorf("dropped %d, %v", n, err)
		}
		w.is("dropped by", w.history(r.GID)[0].EndedBy.Name, w.Member.Name)
		_, err = w.Platform.ResumeRule(ctx, w.Member.Actor, r.GID)
		check(t, err)
		w.host.answers(&apphost.Error{Status: 503})
		w.move(w.Tasks[0].GID, 2)
		w.settle()
		_, err = w.Platform.UpdateRule(ctx, w.Member.Actor, r.GID, asana.RuleChange{Enabled: &off})
		check(t, err)
		w.move(w.Tasks[0].GID, 1) // nobody hears
		w.pass(time.Minute)
		w.settle()
		w.is("off", w.runs(r.GID), "skipped dropped, skipped off")
		w.move(w.Tasks[0].GID, 2) // nor of what happens before it is on
		_, err = w.Platform.UpdateRule(ctx, w.Member.Actor, r.GID, asana.RuleChange{Enabled: &on})
		check(t, err)
		w.settle()
		w.is("on", w.runs(r.GID), "skipped dropped, skipped off")
	})
}
