package bridge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// linkOf is the id of the link a submission made.
func linkOf(t *testing.T, w *bridgetest.World, submission string) string {
	t.Helper()
	var id string
	check(t, w.DB.Reader().QueryRowContext(t.Context(), "select id from bridge_links where submission = $1", submission).Scan(&id))
	return id
}

// settleDue takes a step with all links that are due.
func settleDue(t *testing.T, w *bridgetest.World) {
	t.Helper()
	check(t, w.Bridge.SettleDue(t.Context()))
}

func settle(t *testing.T, w *bridgetest.World, submission string) time.Duration {
	t.Helper()
	again, err := w.Bridge.Settle(t.Context(), linkOf(t, w, submission))
	check(t, err)
	return again
}

// TestAnswerLost: the host never learnt of the issue, so we attach it.
func TestAnswerLost(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Lost", "")
		r, gid := create(t, w, w.Member, task)
		if again := settle(t, w, gid); again == 0 || len(w.Links(task)) != 0 {
			t.Errorf("the host got no time: again in %s, %q", again, w.Links(task))
		}
		w.Clock.Advance(20 * time.Second)
		if again := settle(t, w, gid); again != 24*time.Hour || linkState(t, w, gid) != "linked" {
			t.Errorf("again in %s, %s", again, linkState(t, w, gid))
		}
		if got := w.Links(task); !slices.Equal(got, []string{r.URL}) {
			t.Errorf("on the task: %q", got)
		}
		w.HostAttaches(w.Member, task, gid, r.Name, r.URL) // late, after all
		if again := settle(t, w, gid); again != 24*time.Hour || len(w.Links(task)) != 1 {
			t.Errorf("again in %s, %q", again, w.Links(task))
		}
	})
}

// TestHostHasAttached: nothing is attached twice.
func TestHostHasAttached(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, _ := attached(t, w)
	w.Clock.Advance(20 * time.Second)
	if again := settle(t, w, gid); again != 24*time.Hour || linkState(t, w, gid) != "linked" || len(w.Links(task)) != 1 {
		t.Errorf("again in %s, %s, %q", again, linkState(t, w, gid), w.Links(task))
	}
}

// TestTaskIsGone before its link was complete: nothing can be done, and nothing
// is tried for ever.
func TestTaskIsGone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Short-lived", "")
	_, gid := create(t, w, w.Member, task)
	check(t, w.Platform.DeleteTask(t.Context(), w.Owner.Actor, task))
	w.Clock.Advance(20 * time.Second)
	if again := settle(t, w, gid); again != 0 {
		t.Errorf("again in %s", again)
	}
}

// TestPastedBeforeAndAnswerLost: the address that was on the task before is
// made ours, not doubled.
func TestPastedBeforeAndAnswerLost(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, address := w.Tasks[0].GID, w.Reserve(), w.Jira.URL+"/browse/IT-1"
		pasted := w.Paste(w.Colleague, task, address)
		_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
		check(t, err)
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, pasted, address)
		refused(t, err, bridge.Forbidden, "not_linked")
		w.Clock.Advance(20 * time.Second)
		if again := settle(t, w, gid); again != 24*time.Hour || len(w.Links(task)) != 1 {
			t.Errorf("again in %s, %q", again, w.Links(task))
		}
		view(t, w, w.Guest, task, pasted, address)
	})
}

// TestAppIsGone from the project before its link was complete: the platform
// refuses the attachment, and nothing is tried for ever.
func TestAppIsGone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Uninstalled", "")
	_, gid := create(t, w, w.Member, task)
	check(t, w.Platform.UninstallApp(t.Context(), w.Owner.Actor, w.Project.GID, w.App.GID))
	w.Clock.Advance(20 * time.Second)
	if again := settle(t, w, gid); again != 0 || len(w.Links(task)) != 0 {
		t.Errorf("again in %s, %q", again, w.Links(task))
	}
}

// cutOff submits a form while Jira drops the connection.
func cutOff(t *testing.T, w *bridgetest.World, drop string) (task string, s bridge.Submission) {
	t.Helper()
	return cutOffNamed(t, w, "Cut off", drop)
}

func cutOffNamed(t *testing.T, w *bridgetest.World, name, drop string) (task string, s bridge.Submission) {
	t.Helper()
	task = w.Task(name, "")
	values := opened(t, w, task)
	file := w.File(task, "log.txt", "paper")
	values["attachments"] = []string{file}
	s = bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values}
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", Drop: drop}))
	_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
	saysAsked(t, err)
	if state := linkState(t, w, s.Attachment); state != "checking" {
		t.Fatalf("the claim is %s", state)
	}
	return task, s
}

// underWay checks that the answer is the form that only says so.
func underWay(t *testing.T, w *bridgetest.World, err error) {
	t.Helper()
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) {
		t.Fatalf("%v", err)
	}
	saysUnderWay(t, refusal)
}

// moreAt is where a form that only says something leads.
const moreAt = "Details: http://bridge.test/app/links "

func saysUnderWay(t *testing.T, refusal *bridge.FormError) {
	t.Helper()
	saysOnly(t, refusal, "Jira is slow. The issue is being created; it will appear on the task by itself. ")
}

// saysAsked checks that the form says that Jira is being asked, which may come to nothing.
func saysAsked(t *testing.T, err error) {
	t.Helper()
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) {
		t.Fatalf("%v", err)
	}
	saysOnly(t, refusal, "Jira did not answer and is being asked whether it created the issue. If it did, the issue will appear on the task by itself. ")
}

func saysOnly(t *testing.T, refusal *bridge.FormError, text string) {
	t.Helper()
	form := refusal.Form
	check(t, form.Validate())
	said := ""
	for _, f := range form.Metadata.Fields {
		said += f.Name + " "
		if f.Type != "static_text" {
			t.Errorf("asks for %s", f.ID)
		}
	}
	if said != text+moreAt || form.Metadata.SubmitButtonText != "" {
		t.Errorf("says %q", said)
	}
}

// TestCutOffAfterCreation: the issue is there and is found by its marker; its
// files follow.
func TestCutOffAfterCreation(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.StartJobs()
		task, s := cutOff(t, w, "after")
		form, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
		check(t, err)
		saysAsked(t, &bridge.FormError{Form: form})
		list, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), task, "IT-1")
		if err != nil || list.Header == "" || len(list.Items) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
		_, err = w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
		refused(t, err, bridge.Busy, "asked")
		_, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
		saysAsked(t, err)
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Guest), task, s.Attachment, w.Jira.URL+"/browse/IT-4")
		refused(t, err, bridge.Forbidden, "not_linked")

		if again := settle(t, w, s.Attachment); again == 0 || linkState(t, w, s.Attachment) != "known" {
			t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
		}
		r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
		if err != nil || r.Name != "IT-4 Cut off" || created(t, w) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		w.Eventually("the file arrives", func() bool {
			return view(t, w, w.Guest, task, s.Attachment, r.URL).FilesDone == 1
		})
	})
}

// TestCutOffBeforeCreation: Jira has nothing, which is certain only after its
// index has had time; then the task is free again.
func TestCutOffBeforeCreation(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOff(t, w, "before")
		create(t, w, w.Member, w.Task("Cut off", "")) // of another claim, and marked so
		if again := settle(t, w, s.Attachment); again == 0 || linkState(t, w, s.Attachment) != "checking" {
			t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
		}
		w.Clock.Advance(91 * time.Second)
		if again := settle(t, w, s.Attachment); again != 0 || linkState(t, w, s.Attachment) != "failed" {
			t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
		}
		if _, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s); err != nil || created(t, w) != 2 {
			t.Errorf("%v", err)
		}
	})
}

// lookAlike is an issue that may be the one a claim has created: it has the
// same summary and no marker.
func lookAlike(t *testing.T, w *bridgetest.World) string {
	t.Helper()
	key, err := w.Jira.CreateIssue("ann", map[string]any{
		"project": map[string]any{"key": "IT"}, "issuetype": map[string]any{"name": "Task"}, "summary": "Cut off",
	})
	check(t, err)
	return key
}

// TestCutOffAmongMany: the creator went on creating, one after another.
func TestCutOffAmongMany(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOff(t, w, "after")
		for range 60 {
			lookAlike(t, w)
			w.Clock.Advance(time.Second)
		}
		if settle(t, w, s.Attachment); linkState(t, w, s.Attachment) != "known" {
			t.Errorf("%s, and its issue was overlooked", linkState(t, w, s.Attachment))
		}
	})
}

// TestLookAlike: nobody guesses, but a person may choose.
func TestLookAlike(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, s := cutOff(t, w, "before")
		key := lookAlike(t, w)
		_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), key)
		refused(t, err, bridge.Busy, "asked")
		w.Clock.Advance(91 * time.Second)
		if again := settle(t, w, s.Attachment); again == 0 || linkState(t, w, s.Attachment) != "checking" {
			t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
		}
		form, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
		check(t, err)
		said := ""
		for _, f := range form.Metadata.Fields {
			said += f.Name + " "
		}
		if said != "Nobody can tell whether Jira has created the issue. Whoever was creating it can choose it on the page with the details. Or add it here as an existing issue. "+moreAt {
			t.Errorf("says %q", said)
		}
		list, err := w.Bridge.Lookup(t.Context(), w.Caller(w.Member), task, "cut off")
		if err != nil || titles(list) != key {
			t.Errorf("%q, %v", titles(list), err)
		}
		gid := w.Reserve()
		r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, key)
		if err != nil || r.Name != key+" Cut off" || linkState(t, w, s.Attachment) != "failed" || linkState(t, w, gid) != "known" {
			t.Errorf("%+v, %v", r, err)
		}
		if again := settle(t, w, s.Attachment); again != 0 {
			t.Errorf("again in %s", again)
		}
	})
}

// TestLookAlikeWithoutEmoji: a Jira that keeps none may have been sent the summary
// without them.
func TestLookAlikeWithoutEmoji(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOffNamed(t, w, "Cut off 😀", "before")
		lookAlike(t, w)
		w.Clock.Advance(91 * time.Second)
		if again := settle(t, w, s.Attachment); again == 0 || linkState(t, w, s.Attachment) != "checking" {
			t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
		}
	})
}

// TestNobodyCanTell: a task is not taken for ever because of a look-alike, a
// Jira that stays away or a person who has left.
func TestNobodyCanTell(t *testing.T) {
	for name, happens := range map[string]func(t *testing.T, w *bridgetest.World){
		"look-alike": func(t *testing.T, w *bridgetest.World) { lookAlike(t, w) },
		"Jira away": func(t *testing.T, w *bridgetest.World) {
			check(t, w.Jira.SetFault(jiratest.Fault{Match: "* .*", Drop: "before", Times: -1}))
		},
		"person gone": func(t *testing.T, w *bridgetest.World) { w.Revoke("ann") },
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			_, s := cutOff(t, w, "before")
			happens(t, w)
			w.Clock.Advance(2 * 24 * time.Hour)
			if again := settle(t, w, s.Attachment); again == 0 || again > time.Hour || linkState(t, w, s.Attachment) != "checking" {
				t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
			}
			w.Clock.Advance(2 * 24 * time.Hour)
			if again := settle(t, w, s.Attachment); again != 0 || linkState(t, w, s.Attachment) != "failed" {
				t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
			}
		})
	}
}

// TestNeverAttached: an issue that never came onto the task does not hold it.
func TestNeverAttached(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Never attached", "")
	_, gid := create(t, w, w.Member, task)
	_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
	refused(t, err, bridge.AlreadyLinked, "already_linked")
	w.Clock.Advance(2 * time.Minute)
	r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
	if err != nil || !strings.HasPrefix(r.Name, "IT-1 ") || linkState(t, w, gid) != "unlinked" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestProcessDied between claim and creation, or between creation and storing
// it: the claim is taken up.
func TestProcessDied(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOff(t, w, "after")
		_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_links set state = 'claimed', due_at = $1",
			sqldb.Micros(w.Clock.Now().Add(15*time.Second)))
		check(t, err)
		settleDue(t, w)
		if linkState(t, w, s.Attachment) != "claimed" {
			t.Errorf("work that may still go on was taken up: %s", linkState(t, w, s.Attachment))
		}
		w.Clock.Advance(15 * time.Second)
		settleDue(t, w)
		settleDue(t, w)
		if state := linkState(t, w, s.Attachment); state != "known" || created(t, w) != 1 {
			t.Errorf("%s", state)
		}
	})
}

// TestSlowCreation: who stops waiting is told so, the work goes on, and another
// dialog meanwhile waits for its end.
func TestSlowCreation(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Slow", "")
		s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: opened(t, w, task)}
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", DelayMS: 900}))
		arrived := func() bool { return slices.Contains(w.JiraCalls("/issue"), "POST /jira/rest/api/2/issue") }
		_, err := w.Bridge.Create(w.Patience(arrived), w.Caller(w.Member), s)
		underWay(t, w, err)
		other := s
		other.Attachment = w.Reserve()
		r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), other)
		if err != nil || r.Name != "IT-4 Slow" || created(t, w) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// TestJiraAwayWhileChecking keeps the claim.
func TestJiraAwayWhileChecking(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	_, s := cutOff(t, w, "after")
	w.Clock.Advance(91 * time.Second)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "* /search", Drop: "before", Times: -1}))
	if again := settle(t, w, s.Attachment); again == 0 || linkState(t, w, s.Attachment) != "checking" {
		t.Errorf("again in %s, %s", again, linkState(t, w, s.Attachment))
	}
}
