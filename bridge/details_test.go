package bridge_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

func details(t *testing.T, w *bridgetest.World, p bridgetest.Person, link string) bridge.Details {
	t.Helper()
	d, err := w.Bridge.Details(t.Context(), p.GID, link)
	check(t, err)
	return d
}

// TestDetails are shown to those the platform shows the task to, and nobody
// else learns that the link exists.
func TestDetails(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.SignIn(w.Colleague)
		task, gid := w.SecretTask("Merger"), w.Reserve()
		r, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-1")
		check(t, err)
		id := linkOf(t, w, gid)
		if d := details(t, w, w.Member, id); d.State != bridge.LinkComing || d.Issue != r.Name || !d.Mine || d.Linker != w.Member.Name || d.TaskName != "Merger" {
			t.Errorf("%+v", d)
		}
		_, err = w.Bridge.Details(t.Context(), w.Colleague.GID, id)
		refused(t, err, bridge.NotFound, "no_link")
		_, err = w.Bridge.Details(t.Context(), w.Member.GID, "NOSUCHLINK")
		refused(t, err, bridge.NotFound, "no_link")
		_, err = w.Bridge.LinkOf(t.Context(), w.Colleague.GID, task)
		refused(t, err, bridge.NotFound, "no_link")
		if found, err := w.Bridge.LinkOf(t.Context(), w.Member.GID, task); err != nil || found != id {
			t.Errorf("the task's link is %q, %v", found, err)
		}
		check(t, w.Bridge.SetReading(t.Context(), w.Owner.GID, w.Workspace.GID, bridge.ReadBrief))
		_, err = w.DB.Writer().ExecContext(t.Context(), "update bridge_links set backlink = 'failed', backlink_error = $1",
			`{"id":"bridge.jira_forbidden","args":{"Reason":"Only the secret team may"}}`)
		check(t, err)
		if d := details(t, w, w.Owner, id); d.Issue != "IT-1" || d.Mine || d.Backlink.State != "failed" || d.Backlink.Why.ID != "" {
			t.Errorf("others see %+v", d)
		}
		if d := details(t, w, w.Member, id); d.Backlink.Why.ID != "bridge.jira_forbidden" {
			t.Errorf("the linker sees %+v", d)
		}
	})
}

// TestRetryFile: a file that Jira refused is tried again alone, with its
// reason gone and nothing sent twice; links to elsewhere are said to be left
// out.
func TestRetryFile(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.StartJobs()
		task := w.Task("Files", "")
		w.File(task, "small.txt", "small")
		w.File(task, "large.txt", "large")
		w.Paste(w.Owner, task, "https://example.com/plan")
		values := opened(t, w, task)
		values["attachments"] = []any{"all"}
		gid := w.Reserve()
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 413, HTML: true}))
		_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: gid, Values: values})
		check(t, err)
		id := linkOf(t, w, gid)
		states := func() (all []string) {
			for _, f := range details(t, w, w.Member, id).Files {
				all = append(all, f.State)
			}
			slices.Sort(all)
			return all
		}
		w.Eventually("one is refused", func() bool { return slices.Equal(states(), []string{"done", "failed"}) })
		d := details(t, w, w.Owner, id)
		reason := d.Files[0].Why.ID + d.Files[1].Why.ID
		if d.LeftOut != 1 || d.Done() != 1 || !d.IsIncomplete() || reason != "bridge.file_too_large_before" {
			t.Errorf("%+v", d)
		}
		refused(t, w.Bridge.Retry(t.Context(), w.Owner.GID, id), bridge.Forbidden, "not_your_link")
		setState := func(from, to string) {
			_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_links set state = $1 where id = $2 and state = $3", to, id, from)
			check(t, err)
		}
		setState("known", "unlinked")
		check(t, w.Bridge.Retry(t.Context(), w.Member.GID, id)) // ended: nothing is sent any more
		if got := states(); !slices.Equal(got, []string{"done", "failed"}) {
			t.Errorf("of an ended link %v", got)
		}
		setState("unlinked", "known")
		sent := len(w.JiraCalls("/attachments"))
		check(t, w.Bridge.Retry(t.Context(), w.Member.GID, id))
		w.Eventually("it arrives", func() bool { return slices.Equal(states(), []string{"done", "done"}) })
		if n := len(w.JiraCalls("/attachments")) - sent; n != 1 || details(t, w, w.Member, id).IsIncomplete() {
			t.Errorf("%d files sent again", n)
		}
	})
}

// TestUnderWay: what comes by itself is listed as long as it is under way.
func TestUnderWay(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Files", "")
		w.File(task, "small.txt", "small")
		values := opened(t, w, task)
		values["attachments"] = []any{"all"}
		_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
		check(t, err)
		listed := func() (states []bridge.LinkState) {
			all, err := w.Bridge.Troubled(t.Context(), w.Member.GID)
			check(t, err)
			for _, d := range all {
				states = append(states, d.State)
			}
			return states
		}
		if states := listed(); !slices.Equal(states, []bridge.LinkState{bridge.LinkComing}) {
			t.Errorf("before it is on the task: %v", states)
		}
		w.Clock.Advance(20 * time.Second)
		settleDue(t, w)
		if states := listed(); !slices.Equal(states, []bridge.LinkState{bridge.LinkDone}) {
			t.Errorf("before its file has arrived: %v", states)
		}
		w.StartJobs()
		w.Eventually("nothing is under way", func() bool { return len(listed()) == 0 })
	})
}

// TestStuck: an issue that could not be put on the task is tried again.
func TestStuck(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Uninstalled", "")
	_, gid := create(t, w, w.Member, task)
	id := linkOf(t, w, gid)
	check(t, w.Platform.UninstallApp(t.Context(), w.Owner.Actor, w.Project.GID, w.App.GID))
	w.Clock.Advance(20 * time.Second)
	settleDue(t, w)
	if d := details(t, w, w.Member, id); d.State != bridge.LinkStuck || !d.IsIncomplete() {
		t.Errorf("%+v", d)
	}
	if all, err := w.Bridge.Troubled(t.Context(), w.Member.GID); err != nil || len(all) != 1 || all[0].ID != id {
		t.Errorf("%+v, %v", all, err)
	}
	check(t, w.Platform.InstallApp(t.Context(), w.Owner.Actor, w.Project.GID, w.App.GID))
	check(t, w.Bridge.Retry(t.Context(), w.Member.GID, id))
	settleDue(t, w)
	if d := details(t, w, w.Member, id); d.State != bridge.LinkDone || len(w.Links(task)) != 1 {
		t.Errorf("%+v", d)
	}
}

// TestChoose: the claimer, and nobody else, tells which of two look-alikes is
// the one, or that none is.
func TestChoose(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, s := cutOff(t, w, "before")
		id := linkOf(t, w, s.Attachment)
		first, second := lookAlike(t, w), lookAlike(t, w)
		_, err := w.Bridge.Alike(t.Context(), w.Member.GID, id)
		refused(t, err, bridge.NotFound, "nothing_to_choose")
		w.Clock.Advance(91 * time.Second)
		settle(t, w, s.Attachment)
		all, err := w.Bridge.Alike(t.Context(), w.Member.GID, id)
		if err != nil || len(all) != 2 || !slices.ContainsFunc(all, func(c bridge.Candidate) bool { return c.Key == first }) {
			t.Fatalf("%+v, %v", all, err)
		}
		_, err = w.Bridge.Alike(t.Context(), w.Owner.GID, id)
		refused(t, err, bridge.Forbidden, "not_your_claim")
		refused(t, w.Bridge.Choose(t.Context(), w.Owner.GID, id, all[0].ID), bridge.Forbidden, "not_your_claim")
		refused(t, w.Bridge.Choose(t.Context(), w.Member.GID, id, "10000"), bridge.NotFound, "not_alike")
		i := slices.IndexFunc(all, func(c bridge.Candidate) bool { return c.Key == second })
		check(t, w.Bridge.Choose(t.Context(), w.Member.GID, id, all[i].ID))
		w.Clock.Advance(20 * time.Second)
		settle(t, w, s.Attachment)
		if links := w.Links(task); len(links) != 1 || !strings.HasSuffix(links[0], second) {
			t.Errorf("on the task: %q", links)
		}
	})
}

func TestChooseNone(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	_, s := cutOff(t, w, "before")
	id := linkOf(t, w, s.Attachment)
	lookAlike(t, w)
	w.Clock.Advance(91 * time.Second)
	settle(t, w, s.Attachment)
	check(t, w.Bridge.Choose(t.Context(), w.Member.GID, id, ""))
	if d := details(t, w, w.Member, id); d.State != bridge.LinkFailed || d.Why.ID != "bridge.none_of_these" {
		t.Errorf("%+v", d)
	}
	if _, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s); err != nil {
		t.Errorf("the task is not free: %v", err)
	}
}

// remoteLinks are what Jira says of an issue's links to elsewhere.
func remoteLinks(w *bridgetest.World) (calls []string) {
	for _, call := range w.JiraCalls("/remotelink") {
		method, _, _ := strings.Cut(call, " ")
		calls = append(calls, method)
	}
	return calls
}

// TestBacklinks are off; switched on, an issue gets one, once, and loses it
// when it is unlinked.
func TestBacklinks(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.StartJobs()
		_, quiet := create(t, w, w.Member, w.Task("Quiet", ""))
		if d := details(t, w, w.Member, linkOf(t, w, quiet)); d.Backlink.State != "" || len(remoteLinks(w)) != 0 {
			t.Errorf("switched off: %+v, %q", d.Backlink, remoteLinks(w))
		}
		refused(t, w.Bridge.SwitchBacklinks(t.Context(), w.Member.GID, w.Workspace.GID, true), bridge.Forbidden, "not_yours")
		check(t, w.Bridge.SwitchBacklinks(t.Context(), w.Owner.GID, w.Workspace.GID, true))
		task, gid, _ := attached(t, w)
		id := linkOf(t, w, gid)
		w.Eventually("the issue has it", func() bool { return details(t, w, w.Member, id).Backlink.State == "done" })
		w.Eventually("the attachment is seen", func() bool {
			settleDue(t, w)
			w.Clock.Advance(time.Minute)
			return linkState(t, w, gid) == "linked"
		})
		w.Remove(w.Member, gid)
		w.Clock.Advance(25 * time.Hour)
		settleDue(t, w)
		w.Eventually("the issue has it no more", func() bool { return details(t, w, w.Member, id).Backlink.State == "" })
		if calls := remoteLinks(w); !slices.Equal(calls, []string{http.MethodPost, http.MethodDelete}) || linkState(t, w, gid) != "unlinked" {
			t.Errorf("%s: %q", task, calls)
		}
	})
}

// TestBacklinkRefused: the issue is linked all the same, and it can be tried
// again.
func TestBacklinkRefused(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.StartJobs()
	check(t, w.Bridge.SwitchBacklinks(t.Context(), w.Owner.GID, w.Workspace.GID, true))
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /remotelink", Status: 403}))
	_, gid := create(t, w, w.Member, w.Task("Refused", ""))
	id := linkOf(t, w, gid)
	w.Eventually("it is refused", func() bool { return details(t, w, w.Member, id).Backlink.State == "failed" })
	if d := details(t, w, w.Member, id); d.Backlink.Why.ID != "bridge.jira_forbidden" || !d.IsIncomplete() {
		t.Errorf("%+v", d)
	}
	check(t, w.Bridge.Retry(t.Context(), w.Member.GID, id))
	w.Eventually("it is written", func() bool { return details(t, w, w.Member, id).Backlink.State == "done" })
}
