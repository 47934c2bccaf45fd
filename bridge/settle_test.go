package bridge_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// TestProcessDiedBeforeSending: nothing of the claim can be in Jira, so the
// task is free at once, and the old submission works again.
func TestProcessDiedBeforeSending(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOff(t, w, "before")
		_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_links set state = 'claimed', sent_at = 0, due_at = 1")
		check(t, err)
		w.Jira.ClearRequests()
		settleDue(t, w)
		if state := linkState(t, w, s.Attachment); state != "failed" || len(w.JiraCalls("")) != 0 {
			t.Errorf("%s, asked %q", state, w.JiraCalls(""))
		}
		if _, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s); err != nil || created(t, w) != 1 {
			t.Errorf("%v", err)
		}
	})
}

// TestWorkerComesBack from a pause at the moment another process takes it for
// dead: what it has just sent is not dropped, or the task would be free for a
// second issue.
func TestWorkerComesBack(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, s := cutOff(t, w, "before")
		set := func(sent int) {
			_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_links set state = 'claimed', sent_at = $1", sent)
			check(t, err)
		}
		set(0)
		_, err := w.Bridge.SettleLate(t.Context(), linkOf(t, w, s.Attachment), func() { set(1) })
		check(t, err)
		if state := linkState(t, w, s.Attachment); state != "claimed" {
			t.Errorf("%s", state)
		}
	})
}

// TestIndexLags: the issue is found by its key long before the search finds it.
func TestIndexLags(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.Clock.Advance(time.Hour)
		w.Jira.SetIndexLag(time.Minute)
		for range 3 { // other people's, in front of ours
			lookAlike(t, w)
		}
		_, s := cutOff(t, w, "after")
		settleDue(t, w)
		w.Jira.SetIndexLag(0)
		if state := linkState(t, w, s.Attachment); state != "known" || created(t, w) != 4 { // ours and theirs
			t.Errorf("%s", state)
		}
	})
}

// TestMarkerLost: a Jira that keeps no properties has the one issue that looks
// right taken, and two of them left to a person.
func TestMarkerLost(t *testing.T) {
	for name, alike := range map[string]int{"one": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_connections set marker = 'lost'")
			check(t, err)
			_, s := cutOff(t, w, "before")
			for range alike {
				lookAlike(t, w)
			}
			w.Clock.Advance(10 * time.Second)
			settleDue(t, w)
			want := map[int]string{1: "known", 2: "checking"}[alike]
			if state := linkState(t, w, s.Attachment); state != want {
				t.Errorf("%s, want %s", state, want)
			}
		})
	}
}

// TestTwoClaimsOneIssue: two cut-off creations whose issues would look alike, in
// a Jira that keeps no properties, are not guessed between, and one issue is
// never chosen for both.
func TestTwoClaimsOneIssue(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_connections set marker = 'lost'")
		check(t, err)
		_, first := cutOff(t, w, "before")
		_, second := cutOff(t, w, "before")
		lookAlike(t, w)
		w.Clock.Advance(91 * time.Second)
		for _, s := range []bridge.Submission{first, second} {
			settle(t, w, s.Attachment)
			if state := linkState(t, w, s.Attachment); state != "checking" {
				t.Errorf("guessed: %s", state)
			}
		}
		all, err := w.Bridge.Alike(t.Context(), w.Member.GID, linkOf(t, w, first.Attachment))
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /issue/", DelayMS: 20, Times: -1})) // so that they meet
		chosen := make(chan error, 2)
		for _, s := range []bridge.Submission{first, second} {
			id := linkOf(t, w, s.Attachment)
			go func() { chosen <- w.Bridge.Choose(t.Context(), w.Member.GID, id, all[0].ID) }()
		}
		one, other := <-chosen, <-chosen
		if (one == nil) == (other == nil) {
			t.Errorf("chosen: %v, %v", one, other)
		}
		var failure *bridge.Error
		if !errors.As(errors.Join(one, other), &failure) || failure.Text.ID != "bridge.not_alike" {
			t.Errorf("%v, %v", one, other)
		}
	})
}

// TestMarkerIsLearnt once, after the first issue.
func TestMarkerIsLearnt(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	for _, name := range []string{"First", "Second"} {
		create(t, w, w.Member, w.Task(name, ""))
		w.Clock.Advance(20 * time.Second)
		settleDue(t, w)
	}
	var marker string
	check(t, w.DB.Reader().QueryRowContext(t.Context(), "select marker from bridge_connections").Scan(&marker))
	if marker != "kept" || len(w.JiraCalls("/issue/1")) != 1 {
		t.Errorf("%q after %q", marker, w.JiraCalls("/issue/1"))
	}
}

// TestRemovedIsLearnt within a day, when nobody asks.
func TestRemovedIsLearnt(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		_, gid, _ := attached(t, w)
		w.Clock.Advance(20 * time.Second)
		settleDue(t, w)
		check(t, w.Platform.DeleteAttachment(t.Context(), w.Member.Actor, gid))
		w.Clock.Advance(23 * time.Hour)
		settleDue(t, w)
		if state := linkState(t, w, gid); state != "linked" {
			t.Errorf("%s within the day", state)
		}
		w.Clock.Advance(time.Hour)
		settleDue(t, w)
		if state := linkState(t, w, gid); state != "unlinked" {
			t.Errorf("%s", state)
		}
	})
}

// TestCreatedTooLate: Jira's answer comes after the claim was given up. The
// task gets the issue, unless it has another one by now.
func TestCreatedTooLate(t *testing.T) {
	for name, other := range map[string]bool{"free": false, "taken": true} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			task := w.Task("Late", "")
			s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: opened(t, w, task)}
			check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /issue$", DelayMS: 700}))
			done := make(chan error, 1)
			go func() {
				_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
				done <- err
			}()
			w.Eventually("the creation is sent", func() bool { return slices.Contains(w.JiraCalls("/issue"), "POST /jira/rest/api/2/issue") })
			_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_links set state = 'failed'")
			check(t, err)
			if other {
				_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
				check(t, err)
			}
			err = <-done
			want := map[bool]string{false: "known", true: "failed"}[other]
			if state := linkState(t, w, s.Attachment); state != want || (err != nil) != other {
				t.Errorf("%s, %v", state, err)
			}
			if text := w.Log.String(); strings.Contains(text, "has another one by now") != other || strings.Contains(text, " Late") {
				t.Errorf("the log names the issue, or does not say that there are two: %s", text)
			}
		})
	}
}

// TestTakenForDead: who finds its claim ended sends nothing to Jira.
func TestTakenForDead(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Paused", "")
	s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: opened(t, w, task)}
	_, err := w.DB.Writer().ExecContext(t.Context(), `create trigger dead after insert on bridge_links begin
		update bridge_links set state = 'failed' where id = new.id; end`)
	check(t, err)
	_, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
	if err == nil || created(t, w) != 0 {
		t.Errorf("%v", err)
	}
}

// TestVerySlowJira makes the issue long after its connection was cut: it is
// found by a last look.
func TestVerySlowJira(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, s := cutOff(t, w, "before")
	w.Clock.Advance(2 * time.Minute)
	settleDue(t, w)
	if state := linkState(t, w, s.Attachment); state != "failed" {
		t.Fatalf("%s", state)
	}
	mark(t, w, lookAlike(t, w), map[string]string{"task": task, "claim": linkOf(t, w, s.Attachment)})
	w.Clock.Advance(10 * time.Minute)
	settleDue(t, w)
	if state := linkState(t, w, s.Attachment); state != "known" {
		t.Errorf("%s", state)
	}
}

// TestVerySlowJiraAndTaskTaken: the last look stays the last, and the issue
// does not come to the task much later, when that has lost the other one.
func TestVerySlowJiraAndTaskTaken(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, s := cutOff(t, w, "before")
	claim := linkOf(t, w, s.Attachment)
	w.Clock.Advance(2 * time.Minute)
	settleDue(t, w)
	_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, w.Reserve(), "IT-1")
	check(t, err)
	mark(t, w, lookAlike(t, w), map[string]string{"task": task, "claim": claim})
	w.Clock.Advance(10 * time.Minute)
	settleDue(t, w)
	var due int64
	check(t, w.DB.Reader().QueryRowContext(t.Context(), "select due_at from bridge_links where id = $1", claim).Scan(&due))
	if state := linkState(t, w, s.Attachment); state != "failed" || due != 0 {
		t.Errorf("%s, due at %d", state, due)
	}
}

// TestUnmarkedIsNotOurs where Jira keeps markers: a namesake does not hold the
// task.
func TestUnmarkedIsNotOurs(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	_, err := w.DB.Writer().ExecContext(t.Context(), "update bridge_connections set marker = 'kept'")
	check(t, err)
	_, s := cutOff(t, w, "before")
	lookAlike(t, w)
	w.Clock.Advance(2 * time.Minute)
	settleDue(t, w)
	if state := linkState(t, w, s.Attachment); state != "failed" {
		t.Errorf("%s", state)
	}
}

// mark gives an issue the property of a claim.
func mark(t *testing.T, w *bridgetest.World, key string, value map[string]string) {
	t.Helper()
	body, err := json.Marshal(value)
	check(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut,
		w.Jira.URL+"/rest/api/2/issue/"+key+"/properties/jirabridge.claim", bytes.NewReader(body))
	check(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.Jira.Token("ann"))
	resp, err := http.DefaultClient.Do(req)
	check(t, err)
	check(t, resp.Body.Close())
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("mark %s: %s", key, resp.Status)
	}
}
