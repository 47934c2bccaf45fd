package bridge_test

import (
	"strings"
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// sendAll creates an issue from a task with three files, all ticked, and waits
// until each has ended one way or the other.
func sendAll(t *testing.T, w *bridgetest.World, change func(appcomponents.Values)) bridge.View {
	t.Helper()
	w.StartJobs()
	task := w.Task("Files", "")
	for _, name := range []string{`the "a".txt`, `the "b".txt`, `c\d.txt`} { // names that Jira gets otherwise
		w.File(task, name, strings.Repeat(name, 1000))
	}
	values := opened(t, w, task)
	values["attachments"] = []any{"all"}
	change(values)
	gid := w.Reserve()
	r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: gid, Values: values})
	check(t, err)
	var v bridge.View
	w.Eventually("every file ends", func() bool {
		v = view(t, w, w.Member, task, gid, r.URL)
		return v.FilesDone+v.FilesLost == 3
	})
	return v
}

// TestFilesWithoutPermission: the issue is linked all the same, and the widget
// can tell how many files are missing.
func TestFilesWithoutPermission(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "bob")
	v := sendAll(t, w, func(values appcomponents.Values) {
		values["project"] = appcomponents.TypeaheadItem{Title: "Operations (OPS)", Value: "10002"}
		values["issuetype"] = "10002"
		delete(values, "reporter")
	})
	if v.FilesDone != 0 || v.FilesLost != 3 || v.FilesTotal != 3 || v.LostTo != "bridge.files_forbidden" {
		t.Errorf("%+v", v)
	}
}

// TestOneFileIsRefused: the others arrive.
func TestOneFileIsRefused(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 413, HTML: true}))
	if v := sendAll(t, w, func(appcomponents.Values) {}); v.FilesDone != 2 || v.FilesLost != 1 || v.LostTo != "bridge.file_too_large_before" {
		t.Errorf("%+v", v)
	}
}

// TestFileIsSentAgain after a failure that may pass, but not when it has
// arrived after all.
func TestFileIsSentAgain(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Drop: "after"}))
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 503}))
		if v := sendAll(t, w, func(appcomponents.Values) {}); v.FilesDone != 3 {
			t.Errorf("%+v", v)
		}
		files := issue(t, w, "IT-4")["fields"].(map[string]any)["attachment"].([]any)
		if len(files) != 3 {
			t.Errorf("%d files in Jira", len(files))
		}
	})
}

// TestFileIsNotTriedForEver: after the last attempt the widget counts it as
// missing.
func TestFileIsNotTriedForEver(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Files", "")
	file := w.File(task, "a.txt", "paper")
	values := opened(t, w, task)
	values["attachments"] = []any{file}
	gid := w.Reserve()
	r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: gid, Values: values})
	check(t, err)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 503, Times: -1}))
	check(t, w.Bridge.LastTry(t.Context(), linkOf(t, w, gid), file))
	if v := view(t, w, w.Member, task, gid, r.URL); v.FilesLost != 1 {
		t.Errorf("%+v", v)
	}
}
