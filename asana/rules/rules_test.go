package rules_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
)

// Each trigger starts its rule for what it is for, once, and for nothing else.
func TestTriggers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.Tasks[0].GID
		field := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}, {Name: "Plan"}}})
		plan := field.Options[1].GID
		for _, trigger := range []asana.Trigger{
			{Kind: asana.TriggerAdded}, {Kind: asana.TriggerMoved}, {Kind: asana.TriggerMoved, Section: w.sections[2].GID},
			{Kind: asana.TriggerCompleted}, {Kind: asana.TriggerAssigned}, {Kind: asana.TriggerAssigned, Person: w.Owner.GID},
			{Kind: asana.TriggerDueChanged}, {Kind: asana.TriggerCommented},
			{Kind: asana.TriggerFieldChanged, Field: field.GID}, {Kind: asana.TriggerFieldChanged, Field: field.GID, Option: plan},
		} {
			_, err := w.Platform.AddRule(ctx, w.Member.Actor, w.Project.GID, asana.NewRule{
				Name: string(trigger.Kind) + " " + trigger.Section + trigger.Person + trigger.Option, Triggers: []asana.Trigger{trigger},
				Actions: []asana.Action{{Kind: asana.ActApp, App: w.app.GID, ActionType: "make"}}})
			check(t, err)
		}
		started := func(what, task string, want ...string) {
			t.Helper()
			w.settle()
			runs, _, err := w.Platform.TaskRuns(ctx, w.Member.Actor, task, asana.Page{})
			check(t, err)
			var got []string
			for _, r := range runs {
				if r.CreatedAt.Equal(w.now()) {
					got = append([]string{strings.TrimSpace(r.Rule.Name)}, got...)
				}
			}
			slices.Sort(got)
			if strings.Join(got, ", ") != strings.Join(want, ", ") {
				t.Errorf("%s starts %q, want %q", what, got, want)
			}
			w.pass(time.Hour)
		}
		w.move(a, 1)
		started("a move", a, "section_changed")
		w.move(a, 2)
		started("another", a, "section_changed", "section_changed "+w.sections[2].GID)
		w.move(a, 2)
		started("no move", a)
		w.complete(a, true)
		started("completing", a, "task_completed")
		w.complete(a, false)
		started("opening", a)
		w.change(a, asana.TaskChange{Assignee: &w.Colleague.GID})
		started("assigning", a, "assignee_changed")
		w.change(a, asana.TaskChange{Assignee: &w.Owner.GID})
		started("assigning to the owner", a, "assignee_changed", "assignee_changed "+w.Owner.GID)
		nobody := ""
		w.change(a, asana.TaskChange{Assignee: &nobody})
		started("assigning to nobody", a)
		day, moment := "2030-05-01", time.Date(2030, 5, 2, 3, 0, 0, 0, time.UTC)
		w.change(a, asana.TaskChange{DueOn: &day})
		started("a due day", a, "due_date_changed")
		w.change(a, asana.TaskChange{DueAt: &moment})
		started("a due time", a, "due_date_changed")
		check(t, w.Platform.SetFieldValue(ctx, w.Colleague.Actor, a, field.GID, asana.FieldInput{Text: field.Options[0].GID}))
		started("an idea", a, "field_changed")
		check(t, w.Platform.SetFieldValue(ctx, w.Colleague.Actor, a, field.GID, asana.FieldInput{Text: plan}))
		started("a plan", a, "field_changed", "field_changed "+plan)
		_, err := w.Platform.AddComment(ctx, w.Colleague.Actor, a, asana.NewComment{Text: "Well."})
		check(t, err)
		started("a comment", a, "comment_added")
		sub := w.AddTask(t, asana.NewTask{Parent: a, Name: "Below"})
		started("a subtask", sub.GID)
		w.complete(sub.GID, true)
		started("completing a subtask", sub.GID)
		added := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Section: w.sections[2].GID, Name: "New"})
		started("a new task", added.GID, "section_changed "+w.sections[2].GID, "task_added")
		elsewhere := w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Old"})
		w.pass(time.Hour)
		w.move(elsewhere.GID, 2)
		started("an old task in the project", elsewhere.GID, "section_changed "+w.sections[2].GID, "task_added")
	})
}

// What is new in a project waits for its author, in every rule that takes up new tasks; "Run now" does not.
func TestWaitsForTheAuthor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(asana.Trigger{Kind: asana.TriggerAdded}, say("Hello"))
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "New"}).GID
		w.pass(30 * time.Second)
		w.settle()
		w.is("new", w.runs(r.GID), "waiting waits_author")
		if due := w.history(r.GID)[0].DueAt; !due.Equal(w.now().Add(90 * time.Second)) {
			t.Errorf("due at %s, now is %s", due, w.now())
		}
		w.pass(90*time.Second - time.Microsecond)
		w.settle()
		w.is("not yet", w.comments(task), "")
		_, err := w.Platform.RunForTask(t.Context(), w.Colleague.Actor, r.GID, task)
		check(t, err)
		w.settle()
		w.is("run now", w.comments(task), "Hello")
		w.pass(time.Microsecond)
		w.settle()
		w.is("then, and once", w.runs(r.GID), "done")
		w.is("once", w.comments(task), "Hello")
		old := w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Old"}).GID
		w.pass(2 * time.Minute)
		w.move(old, 0)
		w.settle()
		w.is("an old task", w.comments(old), "Hello")
	})
}

// Conditions decide, and the history keeps what was found.
func TestConditions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a, p := t.Context(), w.Tasks[0].GID, w.Platform
		field := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}, {Name: "Plan"}}})
		number := w.AddField(t, asana.NewField{Name: "Size", Kind: asana.FieldNumber})
		check(t, p.SetFieldValue(ctx, w.Member.Actor, a, field.GID, asana.FieldInput{Text: field.Options[0].GID}))
		check(t, p.SetFieldValue(ctx, w.Member.Actor, a, number.GID, asana.FieldInput{Text: "3"}))
		w.change(a, asana.TaskChange{Assignee: &w.Owner.GID})
		_, err := p.AttachExternal(ctx, w.Member.Actor, a, asana.NewExternal{Name: "Thing", URL: "https://x.test/1", App: w.app.GID})
		check(t, err)
		w.move(a, 1)
		for _, test := range []struct {
			asana.Condition
			found string
			holds bool
		}{
			{asana.Condition{Kind: asana.ConditionSection, Section: w.sections[1].GID}, "Doing", true},
			{asana.Condition{Kind: asana.ConditionSection, Section: w.sections[2].GID}, "Doing", false},
			{asana.Condition{Kind: asana.ConditionSection, Section: w.sections[2].GID, Not: true}, "Doing", true},
			{asana.Condition{Kind: asana.ConditionAssignee, Person: w.Owner.GID}, w.Owner.Name, true},
			{asana.Condition{Kind: asana.ConditionAssignee}, w.Owner.Name, false},
			{asana.Condition{Kind: asana.ConditionField, Field: field.GID, Value: field.Options[0].GID}, "Idea", true},
			{asana.Condition{Kind: asana.ConditionField, Field: field.GID, Value: field.Options[1].GID}, "Idea", false},
			{asana.Condition{Kind: asana.ConditionField, Field: field.GID}, "Idea", false},
			{asana.Condition{Kind: asana.ConditionField, Field: number.GID, Value: "3"}, "3", true},
			{asana.Condition{Kind: asana.ConditionName, Value: strings.ToUpper(w.Tasks[0].Name[1:4])}, w.Tasks[0].Name, true},
			{asana.Condition{Kind: asana.ConditionName, Value: "nowhere"}, w.Tasks[0].Name, false},
			{asana.Condition{Kind: asana.ConditionCompleted, Not: true}, "false", true},
			{asana.Condition{Kind: asana.ConditionResource, App: w.app.GID}, "Thing", true},
		} {
			r := w.add(asana.Trigger{Kind: asana.TriggerCompleted}, say("Yes"), test.Condition)
			run, err := p.RunForTask(ctx, w.Member.Actor, r.GID, a)
			check(t, err)
			w.settle()
			run, err = p.RuleRun(ctx, w.Member.Actor, run.GID)
			check(t, err)
			if got := run.Conditions[0]; got.Found != test.found || got.Holds != test.holds || got.Condition != test.Condition {
				t.Errorf("%+v: %+v", test, got)
			}
			if done := run.State == asana.RunDone; done != test.holds || !done && (run.State != asana.RunSkipped || run.Reason != "rules.conditions") {
				t.Errorf("%+v: %s %s", test, run.State, run.Reason)
			}
		}
	})
}

// Each action does what it says, in the owner's name, and the task tells by which rule.
func TestActions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a, p := t.Context(), w.Tasks[0].GID, w.Platform
		field := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}}})
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append([]asana.Action{
			{Kind: asana.ActMove, Section: w.sections[2].GID}, {Kind: asana.ActComplete}, {Kind: asana.ActAssign, Person: w.Guest.GID},
			{Kind: asana.ActDue, Days: 3}, {Kind: asana.ActField, Field: field.GID, Value: field.Options[0].GID}, {Kind: asana.ActComment, Text: "Done."},
		}, w.make()...))
		w.move(a, 1)
		w.settle()
		task, err := p.Task(ctx, w.Owner.Actor, a)
		check(t, err)
		if task.Memberships[0].Section.Name != "Done" || !task.Completed || task.Assignee.GID != w.Guest.GID || task.DueOn != "2030-03-04" {
			t.Errorf("the task is %+v", task)
		}
		said, _, err := p.Comments(ctx, w.Owner.Actor, a, asana.Page{})
		check(t, err)
		if len(said) != 1 || said[0].CreatedBy.GID != w.Member.GID || said[0].RuleName != "Rule" {
			t.Errorf("said is %+v", said)
		}
		made, _, err := p.Attachments(ctx, w.Owner.Actor, a, asana.Page{})
		check(t, err)
		if len(made) != 1 || made[0].App != w.app.GID || made[0].CreatedBy.GID != w.Member.GID {
			t.Errorf("made is %+v", made)
		}
		run := w.history(r.GID)[1]
		for _, action := range run.Actions {
			if action.State != "done" || action.Tries != 1 {
				t.Errorf("%+v", action)
			}
		}
		if last := run.Actions[6]; last.Request != `POST make {"a":1}` || last.Status != 200 || last.Said != "Thing" ||
			len(last.Created) != 1 || last.Created[0] != (asana.Created{Name: made[0].Name, URL: made[0].URL}) {
			t.Errorf("the history tells of %+v", last)
		}
		if run.By.GID != w.Member.GID || run.Person.GID != w.Member.GID || run.FinishedAt.IsZero() || w.ruleNow(r.GID).LastRunAt.IsZero() {
			t.Errorf("the run is %+v", run)
		}
		events, err := p.Events(ctx, 0, 1000)
		check(t, err)
		by := 0
		for _, e := range events {
			if e.Run == run.GID {
				by++
			}
		}
		if by < 7 {
			t.Errorf("%d events are the run's", by)
		}
	})
}

// A comment says what its placeholders stand for, in the eyes of the owner; a dry run says it before. Where all are
// empty there is no comment, and the rule goes on.
func TestPlaceholders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, a, p := t.Context(), w.Tasks[0].GID, w.Platform
		field := w.AddField(t, asana.NewField{Name: "Stage", Kind: asana.FieldEnum, Options: []asana.NewOption{{Name: "Idea"}}})
		check(t, p.SetFieldValue(ctx, w.Member.Actor, a, field.GID, asana.FieldInput{Text: field.Options[0].GID}))
		day := "2030-03-07"
		w.change(a, asana.TaskChange{Assignee: &w.Colleague.GID, DueOn: &day})
		template := "{{task.name}} {{ Task.Assignee }} {{task.due_on}} {{task.section}} {{project.name}} {{field. stage}} {{task.url}} {{task.notes}}{{task.creator}}"
		r := w.add(asana.Trigger{Kind: asana.TriggerMoved}, append(say("{{task.notes}} "), say(template)...))
		tried, err := w.DryRun(ctx, w.Member.Actor, r.GID, nil, "", a)
		check(t, err)
		w.move(a, 1)
		w.settle()
		task, err := p.Task(ctx, w.Member.Actor, a)
		check(t, err)
		at := func(section string) string {
			return strings.Join([]string{task.Name, w.Colleague.Name, day, section, w.Project.Name, "Idea", p.TaskURL(a), task.CreatedBy.Name}, " ")
		}
		w.is("said", w.comments(a), at("Doing"))
		w.is("tried", tried.Actions[1].Said, at(w.sections[0].Name))
		run := w.history(r.GID)[0]
		w.is("the empty one", run.Actions[0].State+" "+run.Actions[0].Reason, "skipped rules.comment_empty")
		w.is("the run", string(run.State), "done")
		for _, wrong := range []string{"{{task.boss}}", "{{field.Nowhere}}", "{{}}", "{{field.NAME}}"} {
			_, err := p.AddRule(ctx, w.Member.Actor, w.Project.GID, asana.NewRule{Name: "Wrong", Triggers: r.Triggers[:1], Actions: say(wrong)})
			var refused *asana.Error
			if !errors.As(err, &refused) || refused.Field != "actions[0].text" || !strings.Contains(refused.Text, "There is no "+wrong) {
				t.Errorf("%s: %v", wrong, err)
			}
		}
		check(t, p.DeleteField(ctx, w.Member.Actor, field.GID))
		w.move(a, 2)
		w.settle()
		if said := w.comments(a); !strings.Contains(said, "Done "+w.Project.Name+" {{field. stage}}") {
			t.Errorf("without the field: %s", said)
		}
	})
}

// What is put in for placeholders may be no more than a comment may be.
func TestPlaceholdersRepeated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		notes := strings.Repeat("ö", 60_000)
		w.change(w.Tasks[0].GID, asana.TaskChange{Notes: &notes})
		w.add(asana.Trigger{Kind: asana.TriggerMoved}, say(strings.Repeat("{{task.notes}}.", 4000)))
		w.move(w.Tasks[0].GID, 1)
		w.settle()
		if n := len([]rune(w.comments(w.Tasks[0].GID))); n < 60_000 || n > 65_535 {
			t.Errorf("%d characters are said", n)
		}
	})
}

// A rule does not start itself, and no chain of rules goes on for ever.
func TestLoops(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		own := w.add(asana.Trigger{Kind: asana.TriggerCommented}, say("And I say"))
		_, err := w.Platform.AddComment(t.Context(), w.Colleague.Actor, w.Tasks[0].GID, asana.NewComment{Text: "Well."})
		check(t, err)
		w.settle()
		if said := w.comments(w.Tasks[0].GID); strings.Count(said, "And I say") != 1 {
			t.Errorf("said is %q", said)
		}
		w.is("runs", w.runs(own.GID), "done, skipped loop")
		check(t, w.Platform.DeleteRule(t.Context(), w.Member.Actor, own.GID))

		a := w.add(asana.Trigger{Kind: asana.TriggerMoved, Section: w.sections[1].GID}, []asana.Action{{Kind: asana.ActMove, Section: w.sections[2].GID}})
		b := w.add(asana.Trigger{Kind: asana.TriggerMoved, Section: w.sections[2].GID}, []asana.Action{{Kind: asana.ActMove, Section: w.sections[1].GID}})
		w.move(w.Tasks[1].GID, 1)
		w.settle()
		w.is("one", w.runs(a.GID), "done, skipped loop")
		w.is("other", w.runs(b.GID), "done")
	})
}
