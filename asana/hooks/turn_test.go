package hooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
)

// The signature is that of other people's receivers.
func TestSignature(t *testing.T) {
	const secret = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"
	if got := hooks.Sign(seal.Secret(secret), []byte(`{"events":[]}`)); got != "10468027b67df18c739cc4794c6fc2d2806dcaaf2259fc3e1ed9d26433659853" {
		t.Error(got)
	}
}

// What happens to a project and in it is told once, in order, and nothing of elsewhere.
func TestTells(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, ctx := listen(t, nil), t.Context()
		h := w.hook(r, w.Project.GID)
		if !w.state(h.GID).LastSuccessAt.Equal(w.now()) {
			t.Errorf("not active: %+v", w.state(h.GID))
		}
		a := w.Tasks[0].GID
		w.rename(a, "Other <b>&\u2028")
		_, err := w.Platform.UpdateTask(ctx, w.Colleague.Actor, a, asana.TaskChange{Assignee: &w.Colleague.GID})
		check(t, err)
		story, err := w.Platform.AddComment(ctx, w.Colleague.Actor, a, asana.NewComment{Text: "Well."})
		check(t, err)
		w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Elsewhere"})
		sub := w.AddTask(t, asana.NewTask{Parent: a, Name: "Below"})
		check(t, w.Platform.AddProjectMember(ctx, w.Owner.Actor, w.Project.GID, w.Colleague.GID))
		w.round()
		want := fmt.Sprintf("changed task %s name, changed task %[1]s assignee=%s, added story %s in task, added task %s in task, added project_membership %s%[2]s in project",
			a, w.Colleague.GID, story.GID, sub.GID, w.Project.GID)
		if told := r.told(t); told != want {
			t.Errorf("told: %s\nwant:  %s", told, want)
		}
		w.round()
		w.pass(time.Minute)
		w.round()
		if told := r.told(t); told != "" {
			t.Errorf("told again: %s", told)
		}
	})
}

// More than a call holds comes in several, without a gap.
func TestManyEvents(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := listen(t, nil)
		w.hook(r, w.Project.GID)
		var want []string
		for i := range 2*hooks.EventsOfCall + 50 {
			task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: fmt.Sprint(i)})
			want = append(want, "added task "+task.GID+" in project")
			if i%2 == 0 {
				w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "Elsewhere"})
			}
		}
		w.round()
		told := r.told(t)
		if calls := strings.Count(told, " | ") + 1; calls != 3 || strings.ReplaceAll(told, " | ", ", ") != strings.Join(want, ", ") {
			t.Errorf("%d calls: %s", calls, told)
		}
	})
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, ctx := w.Tasks[0].GID, t.Context()
		filters := map[string][]asana.WebhookFilter{
			"changed task name, changed task completed": {{ResourceType: "task", Action: "changed"}},
			"changed task completed":                    {{Action: "changed", Fields: []string{"due_on", "completed"}}},
			"added story in task":                       {{ResourceSubtype: "comment_added"}},
			"changed task name, added story in task":    {{ResourceType: "story"}, {Action: "changed", Fields: []string{"name"}}},
			"":                                          {{ResourceType: "task", Action: "deleted"}},
			"changed task name, added story in task, more": nil,
		}
		receivers := map[string]*receiver{}
		for want, list := range filters {
			receivers[want] = listen(t, nil)
			w.hook(receivers[want], w.Project.GID, list...)
		}
		w.rename(a, "Other")
		story, err := w.Platform.AddComment(ctx, w.Member.Actor, a, asana.NewComment{Text: "Well."})
		check(t, err)
		done := true
		_, err = w.Platform.UpdateTask(ctx, w.Member.Actor, a, asana.TaskChange{Completed: &done})
		check(t, err)
		w.round()
		for want, r := range receivers {
			told := strings.NewReplacer(" "+a, "", " "+story.GID, "").Replace(r.told(t))
			if filters[want] == nil {
				want = "changed task name, added story in task, changed task completed"
			}
			if told != want {
				t.Errorf("told %q, want %q", told, want)
			}
		}
	})
}

// New filters hold from then on; without a filter everything passes again.
func TestSetFilters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := listen(t, nil)
		h := w.hook(r, w.Tasks[0].GID, asana.WebhookFilter{Action: "deleted"})
		_, err := w.Platform.SetWebhookFilters(t.Context(), w.Colleague.Actor, h.GID, nil)
		if !asana.IsKind(err, asana.NotFound) {
			t.Errorf("somebody else: %v", err)
		}
		w.rename(w.Tasks[0].GID, "Not told")
		w.round()
		after, err := w.Platform.SetWebhookFilters(t.Context(), w.Member.Actor, h.GID, nil)
		if err != nil || len(after.Filters) != 0 {
			t.Errorf("filters %v, %v", after.Filters, err)
		}
		w.rename(w.Tasks[0].GID, "Told")
		w.rename(w.Tasks[1].GID, "Another task")
		w.round()
		if told := r.told(t); told != "changed task "+w.Tasks[0].GID+" name" {
			t.Errorf("told: %s", told)
		}
	})
}

// A workspace and a team tell of projects and memberships, of projects only to those who see them.
func TestWide(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		space, team, ctx := listen(t, nil), listen(t, nil), t.Context()
		filters := []asana.WebhookFilter{{ResourceType: "project"}, {ResourceType: "team_membership"}, {ResourceType: "workspace_membership"}}
		w.hook(space, w.Workspace.GID, filters...)
		w.hook(team, w.Team.GID, filters...)
		_, err := w.Platform.CreateProject(ctx, w.Owner.Actor, asana.NewProject{Workspace: w.Workspace.GID, Team: w.Team.GID, Name: "Hidden", Private: true})
		check(t, err)
		seen, err := w.Platform.CreateProject(ctx, w.Owner.Actor, asana.NewProject{Workspace: w.Workspace.GID, Name: "Seen"})
		check(t, err)
		check(t, w.Platform.AddTeamMember(ctx, w.Owner.Actor, w.Team.GID, w.Colleague.GID))
		check(t, w.Platform.DeleteProject(ctx, w.Owner.Actor, w.Project.GID))
		w.AddTask(t, asana.NewTask{Workspace: w.Workspace.GID, Name: "A task"})
		newcomer := w.AddPerson(t, "Nora New", "nora@example.com", asana.Member)
		members, err := w.Platform.Members(ctx, w.Owner.Actor, w.Workspace.GID)
		check(t, err)
		membership := ""
		for _, m := range members {
			if m.User.GID == newcomer.GID {
				membership = m.GID
			}
		}
		w.round()
		ofTeam := fmt.Sprintf("added team_membership %s%s in team, deleted project %s", w.Team.GID, w.Colleague.GID, w.Project.GID)
		if told := team.told(t); told != ofTeam {
			t.Errorf("the team tells %s\nwant %s", told, ofTeam)
		}
		ofSpace := fmt.Sprintf("added project %s in workspace, %s, added workspace_membership %s in workspace", seen.GID, ofTeam, membership)
		if told := space.told(t); told != ofSpace {
			t.Errorf("the workspace tells %s\nwant %s", told, ofSpace)
		}
	})
}

// A service account is told of every project, until it is deauthorized.
func TestServiceAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, ctx := listen(t, nil), t.Context()
		_, gid, err := w.Platform.CreateService(ctx, w.SuperAdmin.Actor, w.Workspace.GID, asana.NewService{Name: "Watch"})
		check(t, err)
		service := asanatest.Person{Actor: asana.Actor{Person: gid, Service: true}}
		w.newHook(service, r, w.Workspace.GID, asana.WebhookFilter{ResourceType: "project", Action: "added"})
		hidden := w.AddProject(t, "Hidden", true)
		w.round()
		if told := r.told(t); told != "heartbeat | added project "+hidden.GID+" in workspace" {
			t.Errorf("told: %s", told)
		}
		check(t, w.Platform.DeauthorizeService(ctx, w.SuperAdmin.Actor, w.Workspace.GID, gid))
		w.AddProject(t, "Another", false)
		w.round()
		if told := r.told(t); told != "" {
			t.Errorf("told: %s", told)
		}
	})
}

// What the owner does not see he is not told of, and when he loses the thing itself the webhook ends.
func TestTellsWhatTheOwnerSees(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, ctx := listen(t, nil), t.Context()
		check(t, w.Platform.AddProjectMember(ctx, w.Owner.Actor, w.Secret.GID, w.Colleague.GID))
		h := w.hook(r, w.Secret.GID)
		mine := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Mine"})
		_, err := w.Platform.CreateTask(ctx, w.Colleague.Actor, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Private", Private: true})
		check(t, err)
		w.round()
		if told := r.told(t); told != "added task "+mine.GID+" in project" {
			t.Errorf("told: %s", told)
		}
		_, err = w.Platform.AddComment(ctx, w.Colleague.Actor, mine.GID, asana.NewComment{Text: "Too late."})
		check(t, err)
		check(t, w.Platform.RemoveProjectMember(ctx, w.Owner.Actor, w.Secret.GID, w.Member.GID))
		w.round()
		if told := r.told(t); told != "" {
			t.Errorf("told after all: %s", told)
		}
		w.ended(h.GID)
	})
}

// Without the right to use the interface, or the app's authorization, nothing is told any more.
func TestEndsWithThePermission(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		of := map[*receiver]func(){
			listen(t, nil): func() {
				check(t, w.Platform.SetAPIAccess(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID, false))
			},
			listen(t, nil): func() {
				tokens, err := w.Platform.Tokens(ctx, w.Member.Actor)
				check(t, err)
				for _, token := range tokens {
					check(t, w.Platform.RevokeToken(ctx, w.Member.Actor, token.GID))
				}
			},
			listen(t, nil): func() { check(t, w.Platform.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID)) },
		}
		for r, end := range of {
			check(t, w.Platform.AddMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID, asana.Member))
			check(t, w.Platform.SetAPIAccess(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID, true))
			_, _, err := w.Platform.CreateToken(ctx, w.Member.Actor, asana.NewToken{Description: "again"})
			check(t, err)
			h := w.hook(r, w.Project.GID)
			end()
			_, err = w.Platform.CreateTask(ctx, w.Colleague.Actor, asana.NewTask{Projects: []string{w.Project.GID}, Name: "New"})
			check(t, err)
			w.round()
			if told := r.told(t); told != "" {
				t.Errorf("told: %s", told)
			}
			w.ended(h.GID)
		}
		r := listen(t, nil) // through an app nobody has authorized
		_, _, err := w.Hooks.Create(ctx, asana.Actor{Person: w.Colleague.GID, App: "5"}, asana.NewWebhook{Resource: w.Project.GID, Target: r.URL})
		check(t, err)
		w.round()
		if told := r.told(t); told != "" {
			t.Errorf("told: %s", told)
		}
	})
}

// The last that is told of something is that it is gone.
func TestGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		task, project, ctx := listen(t, nil), listen(t, nil), t.Context()
		a := w.Tasks[0].GID
		ofTask, ofProject := w.hook(task, a), w.hook(project, w.Project.GID)
		check(t, w.Platform.DeleteTask(ctx, w.Owner.Actor, a))
		w.round()
		if told := task.told(t); told != "deleted task "+a {
			t.Errorf("of the task is told: %s", told)
		}
		w.ended(ofTask.GID)
		if told := project.told(t); told != "deleted task "+a {
			t.Errorf("of the project is told: %s", told)
		}
		check(t, w.Platform.DeleteProject(ctx, w.Owner.Actor, w.Project.GID))
		w.round()
		if told := project.told(t); !strings.HasSuffix(told, "deleted project "+w.Project.GID) {
			t.Errorf("of the project is told: %s", told)
		}
		w.ended(ofProject.GID)
	})
}

// Heartbeats come every eight hours, whatever else does.
func TestHeartbeats(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := listen(t, nil)
		w.hook(r, w.Project.GID)
		for range 2 {
			w.pass(7 * time.Hour)
			w.rename(w.Tasks[0].GID, w.now().String())
			w.round()
			if told := r.told(t); told != "changed task "+w.Tasks[0].GID+" name" {
				t.Errorf("told: %s", told)
			}
			w.pass(time.Hour)
			w.round()
			if told := r.told(t); told != "heartbeat" {
				t.Errorf("after eight hours: %q", told)
			}
		}
	})
}

// A receiver that fails is called again after waits that grow; then it is told everything in order.
func TestRetries(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		broken := true
		r := listen(t, func(rw http.ResponseWriter, _ *http.Request, _ int) bool {
			if broken {
				http.Error(rw, "No room. "+strings.Repeat("x", 5000), 500)
			}
			return broken
		})
		broken = false
		h := w.hook(r, w.Project.GID)
		broken = true
		began := w.now()
		w.rename(w.Tasks[0].GID, "One")
		w.round()
		for n := 1; n <= 5; n++ {
			s := w.state(h.GID)
			if s.Retries != n || !s.NextAttemptAt.Equal(w.now().Add(hooks.WaitAfter(int64(n)))) || !s.GivenUpAt.Equal(began.Add(24*time.Hour)) || !s.LastFailureAt.Equal(w.now()) {
				t.Errorf("after failure %d: %+v", n, s)
			}
			if !strings.HasPrefix(s.LastFailureContent, "500 Internal Server Error\n\nNo room. xxx") || len(s.LastFailureContent) > 1100 {
				t.Errorf("%d bytes kept: %.60q", len(s.LastFailureContent), s.LastFailureContent)
			}
			w.rename(w.Tasks[1].GID, fmt.Sprint("Meanwhile ", n))
			w.round() // an event more is no reason to call before time
			if again := w.state(h.GID).Retries; again != n {
				t.Errorf("called before time: %d", again)
			}
			w.pass(s.NextAttemptAt.Sub(w.now()))
			broken = n < 5
			w.round()
		}
		one, two := "changed task "+w.Tasks[0].GID+" name", ", changed task "+w.Tasks[1].GID+" name"
		if told := r.told(t); told != one+strings.Repeat(two, 5) {
			t.Errorf("in the end: %s", told)
		}
		if s := w.state(h.GID); s.Retries != 0 || !s.NextAttemptAt.IsZero() || !s.GivenUpAt.IsZero() || !s.LastSuccessAt.Equal(w.now()) || s.LastFailureAt.IsZero() {
			t.Errorf("recovered: %+v", s)
		}
	})
}

func TestWaitsGrow(t *testing.T) {
	last := time.Duration(0)
	for n := int64(1); n < 100; n++ {
		wait := hooks.WaitAfter(n)
		if wait < last || wait > time.Hour || wait < 2*last && wait != time.Hour {
			t.Errorf("after %d: %v, before %v", n, wait, last)
		}
		last = wait
	}
}

// After a day without any success the webhook is deleted, not before.
func TestGivenUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		up, calls := true, 0
		r := listen(t, func(rw http.ResponseWriter, _ *http.Request, _ int) bool {
			calls++
			rw.WriteHeader(http.StatusFound)
			return !up
		})
		up = false
		h := w.newHook(w.Member, r, w.Project.GID)
		began := w.now()
		w.round()
		for w.now().Before(began.Add(24*time.Hour - time.Second)) {
			w.pass(w.state(h.GID).NextAttemptAt.Sub(w.now()) - time.Second)
			before := calls
			w.round()
			w.pass(time.Second)
			w.round()
			if calls != before+1 {
				t.Fatalf("%d calls, want one", calls-before)
			}
		}
		w.ended(h.GID)
		if since := w.now().Sub(began); since != 24*time.Hour || calls < 10 || calls > 100 {
			t.Errorf("ended after %v and %d calls", since, calls)
		}
	})
}

// A receiver ends its webhook with 410.
func TestReceiverEndsIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		gone := false
		r := listen(t, func(rw http.ResponseWriter, _ *http.Request, _ int) bool {
			if gone {
				rw.WriteHeader(http.StatusGone)
			}
			return gone
		})
		h := w.hook(r, w.Project.GID)
		gone = true
		w.rename(w.Tasks[0].GID, "One")
		w.round()
		w.ended(h.GID)
	})
}

// What is kept of a failure does not hold the secret, nor addresses.
func TestFailureContent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var r *receiver
		fails := false
		r = listen(t, func(rw http.ResponseWriter, _ *http.Request, _ int) bool {
			if fails {
				http.Error(rw, "\xff\x00"+strings.Repeat("x", 970)+r.secret, http.StatusTeapot)
			}
			return fails
		})
		h := w.hook(r, w.Project.GID)
		fails = true
		w.rename(w.Tasks[0].GID, "One")
		w.round()
		if s := w.state(h.GID).LastFailureContent; strings.Contains(s, r.secret[:8]) || !sqldb.IsText(s) || !strings.HasPrefix(s, "418 I'm a teapot\n\n") {
			t.Errorf("kept: %q", s)
		}
		r.Close()
		w.pass(time.Hour)
		w.round()
		if s := w.state(h.GID).LastFailureContent; s != "The connection was refused." {
			t.Errorf("kept: %q", s)
		}
	})
}
