package asana_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// pause has a rule wait, as whoever carries it out does.
func pause(t *testing.T, w *asanatest.World, rule string, reason asana.PauseReason, at time.Time) {
	t.Helper()
	check(t, w.DB.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := w.Platform.PauseRule(ctx, tx, rule, asana.Pause{Reason: reason, Since: at, Text: "Sorry."})
		return err
	}))
}

func ruleNow(t *testing.T, w *asanatest.World, gid string) asana.Rule {
	t.Helper()
	r, err := w.Platform.Rule(t.Context(), w.Owner.Actor, gid)
	check(t, err)
	return r
}

// try has runs of a rule for tasks begin, all at once, and tells how many were let.
func try(t *testing.T, w *asanatest.World, rule string, tasks ...string) (let int) {
	t.Helper()
	var runs []asana.RuleRun
	for _, task := range tasks {
		run, err := w.Platform.RunForTask(t.Context(), w.Member.Actor, rule, task)
		check(t, err)
		runs = append(runs, run)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, run := range runs {
		all.Go(func() {
			err := w.DB.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				one, err := w.Platform.LetRunAct(ctx, tx, rule, run.GID, run.Task.GID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil && one {
					let++
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return let
}

// A rule acts for no more tasks within an hour than its ceiling, however many runs begin at once; each time somebody
// lets it go on, for as many again.
func TestCeiling(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		n := moves(t, w)
		n.Ceiling = 5
		rule := addRule(t, w, w.Member, n)
		var tasks []string
		for range 12 {
			tasks = append(tasks, w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Storm"}).GID)
		}
		let := func(want int, tasks ...string) {
			t.Helper()
			if got := try(t, w, rule.GID, tasks...); got != want {
				t.Errorf("%d were let, want %d", got, want)
			}
		}
		let(3, tasks[0], tasks[1], tasks[2])
		let(4, tasks[0], tasks[1], tasks[2], tasks[0]) // the same tasks again
		let(2, tasks[3:]...)
		if r := ruleNow(t, w, rule.GID); r.Pause.Reason != asana.PausedStorm || !r.Pause.Since.Equal(now.UTC().Truncate(time.Microsecond)) || r.Held == 0 {
			t.Errorf("it is %+v", r)
		}
		let(0, tasks[0]) // while it waits, nothing
		for range 2 {
			_, err := w.Platform.ResumeRule(t.Context(), w.Colleague.Actor, rule.GID)
			check(t, err)
			let(5, tasks[5:]...)
			let(0, tasks[5])
		}
		_, err := w.Platform.ResumeRule(t.Context(), w.Colleague.Actor, rule.GID)
		check(t, err)
		for range 3 {
			now = now.Add(40 * time.Minute)
			let(2, tasks[0], tasks[1])
		}
		let(3, tasks[2:5]...) // the first two, of an hour ago, are the same again
		now = now.Add(61 * time.Minute)
		let(5, tasks[5:10]...)
	})
}

// The people who can help are told once that a rule waits, and for as long as it does.
func TestNoticesOfAPause(t *testing.T) {
	now := time.Now()
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		rule := addRule(t, w, w.Member, moves(t, w))
		told := func(person asanatest.Person) asana.Notice {
			t.Helper()
			list, err := p.Notices(ctx, person.Actor)
			check(t, err)
			if len(list) > 1 {
				t.Errorf("%s is told %+v", person.Name, list)
			}
			return append(list, asana.Notice{})[0]
		}
		pause(t, w, rule.GID, asana.PausedUnauthorized, now)
		pause(t, w, rule.GID, asana.PausedStorm, now.Add(time.Second))
		_, err := p.RunForTask(ctx, w.Colleague.Actor, rule.GID, w.Tasks[0].GID)
		check(t, err)
		for _, person := range []asanatest.Person{w.Member, w.Owner, w.SuperAdmin} {
			n := told(person)
			if n.Rule.Name != "Tidy up" || n.Project.GID != w.Project.GID || n.Owner.GID != w.Member.GID || n.Text != "Sorry." ||
				n.Cause != "unauthorized" || !n.Since.Equal(now.UTC().Truncate(time.Microsecond)) || n.Tasks != 1 {
				t.Errorf("%s is told %+v", person.Name, n)
			}
		}
		if n := told(w.Colleague); n.GID != "" {
			t.Errorf("the colleague is told %+v", n)
		}
		mine := told(w.Member).GID
		if err := p.DismissNotice(ctx, w.Owner.Actor, mine); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("another's is dismissed: %v", err)
		}
		check(t, p.DismissNotice(ctx, w.Member.Actor, mine))
		if told(w.Member).GID != "" || told(w.Owner).GID == "" {
			t.Error("dismissing it is not each person's own")
		}
		off, on := false, true
		for _, enabled := range []*bool{&off, &on} {
			_, err = p.UpdateRule(ctx, w.Owner.Actor, rule.GID, asana.RuleChange{Enabled: enabled})
			check(t, err)
			if (told(w.Owner).GID != "") != *enabled {
				t.Errorf("with the rule switched on %v, the owner is told %+v", *enabled, told(w.Owner))
			}
		}
		_, err = p.ResumeRule(ctx, w.Colleague.Actor, rule.GID)
		check(t, err)
		if told(w.Owner).GID != "" {
			t.Error("the notice stays")
		}
		pause(t, w, rule.GID, asana.PausedUnauthorized, now.Add(time.Minute))
		if told(w.Member).GID == "" {
			t.Error("the next time, nobody is told")
		}
		_, err = p.TakeRule(ctx, w.Colleague.Actor, rule.GID)
		check(t, err)
		if told(w.Member).GID != "" || ruleNow(t, w, rule.GID).Pause != (asana.Pause{}) {
			t.Error("taken over, it still waits")
		}
		pause(t, w, rule.GID, asana.PausedStorm, now)
		if told(w.Member).GID != "" || told(w.Colleague).Owner.GID != w.Colleague.GID {
			t.Error("who owned it is told, or not who owns it")
		}
		_, err = p.TakeRule(ctx, w.Member.Actor, rule.GID)
		check(t, err)
		if ruleNow(t, w, rule.GID).Pause.Reason != asana.PausedStorm {
			t.Error("taking it over lets a storm go on")
		}
	})
}

// A rule's owner hears of each kind of failure once, until it works again.
func TestNoticesOfFailures(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		rule := addRule(t, w, w.Member, moves(t, w))
		fail := func(details ...string) {
			t.Helper()
			for _, detail := range details {
				check(t, w.DB.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
					return p.RuleFailed(ctx, tx, rule.GID, detail, "Because of "+detail)
				}))
			}
		}
		told := func(want int) []asana.Notice {
			t.Helper()
			list, err := p.Notices(ctx, w.Member.Actor)
			if err != nil || len(list) != want {
				t.Errorf("told %+v, %v; want %d", list, err, want)
			}
			return append(list, asana.Notice{})
		}
		fail("a", "a")
		if n := told(1)[0]; n.Cause != asana.NoticeFailed || n.Text != "Because of a" || n.Rule.GID != rule.GID {
			t.Errorf("told %+v", n)
		}
		check(t, p.DismissNotice(ctx, w.Member.Actor, told(1)[0].GID))
		fail("a")
		told(0)
		fail("b", "c", "d", "e")
		told(2) // of each task another would be too much
		pause(t, w, rule.GID, asana.PausedStorm, time.Now())
		told(3)
		check(t, w.DB.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error { return p.RuleWorked(ctx, tx, rule.GID) }))
		told(1)
		fail("a")
		told(2)
		others, err := p.Notices(ctx, w.Owner.Actor)
		if err != nil || len(others) != 1 || others[0].Cause != "storm" {
			t.Errorf("the admin is told %+v, %v", others, err)
		}
		_, err = p.TakeRule(ctx, w.Colleague.Actor, rule.GID)
		check(t, err)
		told(1)
		check(t, p.DeleteRule(ctx, w.Owner.Actor, rule.GID))
		told(0)
	})
}

// A rule waits from the moment its owner may not act any more, or its app is gone; and goes on with another, or with
// the app.
func TestOrphans(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		n := appRule(t, w)
		app := n.Actions[0].App
		n.Actions[0].GID = ""
		resume := func(a asana.Actor, rule asana.Rule, kind asana.ErrKind) {
			t.Helper()
			_, err := p.ResumeRule(ctx, a, rule.GID)
			if (kind == 0) != (err == nil) || kind != 0 && !asana.IsKind(err, kind) {
				t.Errorf("resumed: %v", err)
			}
		}
		for name, lose := range map[string]struct {
			do, undo func() error
			reason   asana.PauseReason
		}{
			"removed": {func() error { return p.RemoveMember(ctx, w.Owner.Actor, space, w.Colleague.GID) },
				func() error { return p.AddMember(ctx, w.Owner.Actor, space, w.Colleague.GID, asana.Member) }, asana.PausedOwnerGone},
			"a guest": {func() error { return p.ChangeRole(ctx, w.Owner.Actor, space, w.Colleague.GID, asana.Guest) },
				func() error { return p.ChangeRole(ctx, w.Owner.Actor, space, w.Colleague.GID, asana.Member) }, asana.PausedOwnerGone},
			"private": {func() error { return private(t, w, true) }, func() error { return private(t, w, false) }, asana.PausedOwnerGone},
			"out of the project": {func() error {
				check(t, p.AddProjectMember(ctx, w.Owner.Actor, w.Project.GID, w.Colleague.GID))
				check(t, private(t, w, true))
				return p.RemoveProjectMember(ctx, w.Owner.Actor, w.Project.GID, w.Colleague.GID)
			}, func() error { return private(t, w, false) }, asana.PausedOwnerGone},
			"uninstalled": {func() error { return p.UninstallApp(ctx, w.Owner.Actor, w.Project.GID, app) },
				func() error { return p.InstallApp(ctx, w.Owner.Actor, w.Project.GID, app) }, asana.PausedAppGone},
		} {
			rule, other := addRule(t, w, w.Colleague, n), addRule(t, w, w.Member, moves(t, w))
			pause(t, w, rule.GID, asana.PausedUnauthorized, time.Now())
			if lose.reason == asana.PausedAppGone {
				_, err := p.ResumeRule(ctx, w.Colleague.Actor, rule.GID)
				check(t, err)
			}
			check(t, lose.do())
			if got := ruleNow(t, w, rule.GID).Pause.Reason; got != lose.reason {
				t.Errorf("%s: %q", name, got)
			}
			if got := ruleNow(t, w, other.GID).Pause.Reason; got != "" {
				t.Errorf("%s: another's waits, too: %q", name, got)
			}
			list, err := p.Notices(ctx, w.Owner.Actor)
			if err != nil || len(list) != 1 || list[0].Cause != asana.NoticeCause(lose.reason) {
				t.Errorf("%s: told %+v, %v", name, list, err)
			}
			resume(w.Owner.Actor, rule, asana.Conflict)
			check(t, lose.undo())
			resume(w.Owner.Actor, rule, 0)
			check(t, lose.do())
			if lose.reason == asana.PausedOwnerGone {
				taken, err := p.TakeRule(ctx, w.Member.Actor, rule.GID)
				if err != nil || taken.Pause.Reason != "" || taken.Owner.GID != w.Member.GID {
					t.Errorf("%s: taken over, it is %+v, %v", name, taken, err)
				}
			}
			check(t, lose.undo())
			check(t, p.DeleteRule(ctx, w.Owner.Actor, rule.GID))
			check(t, p.DeleteRule(ctx, w.Owner.Actor, other.GID))
		}
	})
}

func private(t *testing.T, w *asanatest.World, on bool) error {
	t.Helper()
	_, err := w.Platform.UpdateProject(t.Context(), w.Owner.Actor, w.Project.GID, asana.ProjectChange{Private: &on})
	return err
}

// Where nobody who administers anything sees the project, its members are told.
func TestMembersAreTold(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		hidden, err := p.CreateProject(ctx, w.Colleague.Actor, asana.NewProject{Workspace: w.Workspace.GID, Name: "Hidden", Private: true})
		check(t, err)
		check(t, p.AddProjectMember(ctx, w.Colleague.Actor, hidden.GID, w.Member.GID, w.Guest.GID))
		sections, err := p.Sections(ctx, w.Colleague.Actor, hidden.GID)
		check(t, err)
		rule, err := p.AddRule(ctx, w.Colleague.Actor, hidden.GID, asana.NewRule{Name: "Hidden", Triggers: []asana.Trigger{{Kind: asana.TriggerCompleted}},
			Actions: []asana.Action{{Kind: asana.ActMove, Section: sections[0].GID}}})
		check(t, err)
		check(t, p.RemoveProjectMember(ctx, w.Colleague.Actor, hidden.GID, w.Colleague.GID))
		for person, want := range map[*asanatest.Person]int{&w.Member: 1, &w.Guest: 0, &w.Owner: 0, &w.Colleague: 0} {
			list, err := p.Notices(ctx, person.Actor)
			if err != nil || len(list) != want || want == 1 && list[0].Rule.GID != rule.GID {
				t.Errorf("%s is told %+v, %v", person.Name, list, err)
			}
		}
	})
}
