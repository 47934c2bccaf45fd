package asana_test

import (
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// What is shown before a removal is what it then does.
func TestRemoval(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		mia := w.Member
		alone, err := p.CreateProject(ctx, mia.Actor, asana.NewProject{Workspace: space, Name: "Alone", Private: true})
		check(t, err)
		mine := asana.NewTask{Projects: []string{w.Project.GID}, Name: "Mine", Assignee: mia.GID}
		open, done := w.AddTask(t, mine), w.AddTask(t, mine)
		yes := true
		_, err = p.UpdateTask(ctx, mia.Actor, done.GID, asana.TaskChange{Completed: &yes})
		check(t, err)
		_, err = p.AddComment(ctx, mia.Actor, open.GID, asana.NewComment{Text: "I was here"})
		check(t, err)
		_, err = p.StartSession(ctx, mia.GID, "desk")
		check(t, err)

		rule := addRule(t, w, mia, moves(t, w))
		off := false
		_, err = p.UpdateRule(ctx, mia.Actor, addRule(t, w, mia, moves(t, w)).GID, asana.RuleChange{Enabled: &off})
		check(t, err)

		plan, err := p.PlanRemoval(ctx, w.Owner.Actor, space, mia.GID)
		check(t, err)
		if plan.Rules != 1 {
			t.Errorf("%d rules would wait, want the one that is on", plan.Rules)
		}
		if plan.Person.GID != mia.GID || plan.Tasks != 1 || len(plan.Projects) != 1 || plan.Projects[0].GID != alone.GID ||
			!plan.Last || plan.Sessions != 1 || plan.Tokens != 1 || plan.Apps != 0 {
			t.Errorf("plan %+v", plan)
		}
		check(t, p.RemoveMember(ctx, w.Owner.Actor, space, mia.GID))

		for gid, assignee := range map[string]string{open.GID: "", done.GID: mia.GID} {
			if got, err := p.Task(ctx, w.Owner.Actor, gid); err != nil || got.Assignee.GID != assignee {
				t.Errorf("assignee %q of %s, %v", got.Assignee.GID, got.Name, err)
			}
		}
		comments, _, err := p.Comments(ctx, w.Owner.Actor, open.GID, asana.Page{})
		check(t, err)
		if len(comments) != 1 || comments[0].CreatedBy.GID != mia.GID {
			t.Errorf("comments %+v", comments)
		}
		members, err := p.ProjectMembers(ctx, w.Owner.Actor, alone.GID)
		check(t, err)
		if len(members) != 1 || members[0].GID != w.Owner.GID {
			t.Errorf("members of the project left alone: %+v", members)
		}
		if now := ruleNow(t, w, rule.GID); now.Pause.Reason != asana.PausedOwnerGone {
			t.Errorf("the rule is %+v", now.Pause)
		}
		if list := sessionsOf(t, w, mia); len(list) != 0 {
			t.Errorf("sessions %q", list)
		}
		for _, table := range []string{"personal_access_tokens", "oauth_consents", "project_members"} {
			if n := count(t, w.DB.Reader(), "select count(*) from "+table+" where person = $1", mia.GID); n != 0 {
				t.Errorf("%d left in %s", n, table)
			}
		}
		_, err = p.PlanRemoval(ctx, w.Owner.Actor, space, mia.GID)
		fails(t, err, asana.NotFound, "user: Unknown object: "+mia.GID)
	})
}

func TestRemovalFromOneOfTwoWorkspacesEndsNoSession(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		w.AddWorkspace(t, "Side business", w.Member)
		_, err := p.StartSession(ctx, w.Member.GID, "desk")
		check(t, err)
		plan, err := p.PlanRemoval(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID)
		check(t, err)
		check(t, p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID))
		tokens := count(t, w.DB.Reader(), "select count(*) from personal_access_tokens where person = $1", w.Member.GID)
		if list := sessionsOf(t, w, w.Member); plan.Last || len(list) != 1 || tokens != 1 {
			t.Errorf("last %t, sessions %q, %d tokens", plan.Last, list, tokens)
		}
	})
}

func TestNobodyRemovesHimself(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		super := w.SuperAdmin
		want := "You cannot remove yourself. Ask another owner or super admin."
		_, err := w.Platform.PlanRemoval(t.Context(), super.Actor, w.Workspace.GID, super.GID)
		fails(t, err, asana.Conflict, want)
		fails(t, w.Platform.RemoveMember(t.Context(), super.Actor, w.Workspace.GID, super.GID), asana.Conflict, want)
	})
}
