package bridge_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// issue reads an issue as Jira's admin, over REST.
func issue(t *testing.T, w *bridgetest.World, key string) map[string]any {
	t.Helper()
	return jiraGet(t, w, "/rest/api/2/issue/"+key+"?properties=jirabridge.claim")
}

func jiraGet(t *testing.T, w *bridgetest.World, path string) map[string]any {
	t.Helper()
	status, body := jiraCall(t, w, http.MethodGet, path, "")
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, status, body)
	}
	var v map[string]any
	check(t, json.Unmarshal(body, &v))
	return v
}

func jiraCall(t *testing.T, w *bridgetest.World, method, path, body string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.Jira.URL+path, strings.NewReader(body))
	check(t, err)
	r.Header.Set("Authorization", "Bearer "+w.Jira.Token("admin"))
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	check(t, err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	check(t, err)
	return res.StatusCode, answer
}

// created counts the issues of project IT that are not there from the start.
func created(t *testing.T, w *bridgetest.World) int {
	t.Helper()
	found := jiraGet(t, w, "/rest/api/2/search?jql=project+%3D+IT&maxResults=100")
	return int(found["total"].(float64)) - 3
}

func field(t *testing.T, form appcomponents.Form, id string) appcomponents.Field {
	t.Helper()
	f := form.Field(id)
	if f == nil {
		t.Fatalf("no field %s", id)
	}
	return *f
}

// filled is what a host sends for a form that was left as it is.
func filled(form appcomponents.Form) appcomponents.Values {
	values := appcomponents.Values{}
	for _, f := range form.Metadata.Fields {
		if f.Value != nil {
			values[f.ID] = f.Value
		}
	}
	return values
}

// opened opens the form as Member and returns it as it would be sent.
func opened(t *testing.T, w *bridgetest.World, task string) appcomponents.Values {
	t.Helper()
	form, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
	check(t, err)
	return filled(form)
}

func TestFormIsPrefilled(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Fix the printer", "<body>It <strong>jams</strong>.</body>")
		w.File(task, "log.txt", "paper")
		form, err := w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
		check(t, err)
		var ids []string
		for _, f := range form.Metadata.Fields[:6] {
			ids = append(ids, f.ID)
		}
		if want := "summary description project issuetype reporter attachments"; strings.Join(ids, " ") != want {
			t.Errorf("begins with %s", ids)
		}
		project, _ := filled(form).Item("project")
		reporter, _ := filled(form).Item("reporter")
		switch {
		case form.Metadata.Title != "Create New Issue" || form.Metadata.SubmitButtonText != "Create Issue":
			t.Errorf("%q, %q", form.Metadata.Title, form.Metadata.SubmitButtonText)
		case field(t, form, "summary").Value != "Fix the printer":
			t.Errorf("summary %v", field(t, form, "summary").Value)
		case !strings.Contains(fmt.Sprint(field(t, form, "description").Value), "<strong>jams</strong>"):
			t.Errorf("description %v", field(t, form, "description").Value)
		case project.Title != "IT (IT)" || project.Value != "10000" || project.IconURL == "":
			t.Errorf("project %+v", project)
		case field(t, form, "issuetype").Value == nil || field(t, form, "issuetype").Options[0].IconURL == "":
			t.Errorf("issue type %+v", field(t, form, "issuetype"))
		case reporter.Title != "Ann Smith" || reporter.Value != "ann":
			t.Errorf("reporter %+v", reporter)
		case field(t, form, "attachments").Value != nil:
			t.Error("files are ticked")
		case field(t, form, "project").TypeaheadURL != "typeahead/project" || field(t, form, "reporter").TypeaheadURL != "typeahead/user" || field(t, form, "assignee").TypeaheadURL != "typeahead/assignee/10000/IT":
			t.Errorf("%s, %s", field(t, form, "project").TypeaheadURL, field(t, form, "reporter").TypeaheadURL)
		}
	})
}

func TestCreateWithFiles(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.StartJobs()
		task := w.Task("Fix the printer", "<body>It <strong>jams</strong>.</body>")
		chosen := w.File(task, "Protokół 1.txt", "paper\x00jam")
		w.File(task, "private.txt", "no")
		w.HostAttaches(w.Owner, task, "", "a drive", "https://drive.example.com/1")
		values := opened(t, w, task)
		values["attachments"] = []any{chosen}
		gid := w.Reserve()
		r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: gid, Values: values})
		check(t, err)
		if r.Name != "IT-4 Fix the printer" || r.URL != w.Jira.URL+"/browse/IT-4" {
			t.Fatalf("%+v", r)
		}
		made := issue(t, w, "IT-4")["fields"].(map[string]any)
		if made["summary"] != "Fix the printer" || made["description"] != "It *jams*." || made["reporter"].(map[string]any)["name"] != "ann" {
			t.Errorf("%v", made)
		}
		w.HostAttaches(w.Member, task, gid, r.Name, r.URL)
		var v bridge.View
		w.Eventually("the file arrives", func() bool {
			v, err = w.Bridge.View(t.Context(), w.Caller(w.Colleague), task, gid, r.URL)
			check(t, err)
			return v.FilesDone == 1
		})
		if v.FilesTotal != 1 || v.Key != "IT-4" || v.Summary != "Fix the printer" || v.Status != (bridge.Status{Name: "To Do", Color: "cool-gray"}) || v.Priority.Name == "" || v.Type.Name == "" || v.Updated.IsZero() || v.Stale {
			t.Errorf("%+v", v)
		}
		files := issue(t, w, "IT-4")["fields"].(map[string]any)["attachment"].([]any)
		if len(files) != 1 || files[0].(map[string]any)["filename"] != "Protokół 1.txt" || files[0].(map[string]any)["size"].(float64) != 9 {
			t.Errorf("%v", files)
		}
	})
}

// TestBudgets counts the requests Jira sees: a submission costs three at most
// besides files, opening the form four.
func TestBudgets(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Authorize(w.Colleague, "vera") // who may create only in the projects after IT
	people := []bridgetest.Person{w.Member, w.Colleague}
	tasks := []string{w.Task("Count", ""), w.Task("Count", "")}
	var forms []appcomponents.Form
	for i, p := range people {
		w.Jira.ClearRequests()
		form, err := w.Bridge.Form(t.Context(), w.Caller(p), tasks[i])
		check(t, err)
		forms = append(forms, form)
		if calls := w.JiraCalls("/rest/"); len(calls) > 4 {
			t.Errorf("opening the form cost %q", calls)
		}
	}
	w.Clock.Advance(2 * time.Hour) // tokens have ended, and nothing is remembered
	for i, p := range people {
		w.Jira.ClearRequests()
		s := bridge.Submission{Task: tasks[i], Attachment: w.Reserve(), Values: filled(forms[i])}
		r, err := w.Another().Create(t.Context(), w.Caller(p), s)
		check(t, err)
		if calls := w.JiraCalls("/rest/"); len(calls) > 3 {
			t.Errorf("submitting cost %q", calls)
		}
		if want := []string{"IT-4 Count", "WEB-3 Count"}[i]; r.Name != want {
			t.Errorf("%+v", r)
		}
	}
}

// TestDuplicateSubmissions: ten at once, of two dialogs, make one issue and
// learn the same.
func TestDuplicateSubmissions(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Once", "")
		values := opened(t, w, task)
		gids := []string{w.Reserve(), w.Reserve()}
		other := w.Another()
		answers := make([]appcomponents.Resource, 10)
		failures := make([]error, 10)
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() {
				b := []*bridge.Bridge{w.Bridge, other}[i%2]
				answers[i], failures[i] = b.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: gids[i/5], Values: values})
			})
		}
		group.Wait()
		check(t, errors.Join(failures...))
		if len(slices.Compact(answers)) != 1 || created(t, w) != 1 {
			t.Errorf("%d issues, %+v", created(t, w), answers)
		}
	})
}

// TestReplayedSubmission: the same gid gets the stored answer, also when Jira
// is away and when the issue has gone from the task since.
func TestReplayedSubmission(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Again", "")
		s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: opened(t, w, task)}
		first, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
		check(t, err)
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "* .*", Times: -1, Drop: "before"}))
		again, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
		if err != nil || again != first {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

// TestSecondCreateGetsTheFirstIssue while the first is on the task.
func TestSecondCreateGetsTheFirstIssue(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		w.Authorize(w.Colleague, "bob")
		task := w.Task("Mine", "")
		first, gid := create(t, w, w.Member, task)
		w.HostAttaches(w.Member, task, gid, first.Name, first.URL)
		second, gid2 := create(t, w, w.Colleague, task)
		if second != first || created(t, w) != 1 {
			t.Errorf("%+v, %+v", first, second)
		}
		if _, err := w.Bridge.View(t.Context(), w.Caller(w.Guest), task, gid2, first.URL); err != nil {
			t.Errorf("a follower's attachment is not shown: %v", err)
		}
	})
}

// create submits the form as it opens.
func create(t *testing.T, w *bridgetest.World, p bridgetest.Person, task string) (r appcomponents.Resource, gid string) {
	t.Helper()
	form, err := w.Bridge.Form(t.Context(), w.Caller(p), task)
	check(t, err)
	gid = w.Reserve()
	r, err = w.Bridge.Create(t.Context(), w.Caller(p), bridge.Submission{Task: task, Attachment: gid, Values: filled(form)})
	check(t, err)
	return r, gid
}

// TestUnlinkAndCreateAgain: that the attachment was removed is learnt by
// asking.
func TestUnlinkAndCreateAgain(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task := w.Task("Twice", "")
		first, gid := create(t, w, w.Member, task)
		w.HostAttaches(w.Member, task, gid, first.Name, first.URL)
		_, err := w.Bridge.View(t.Context(), w.Caller(w.Member), task, gid, first.URL)
		check(t, err)
		w.Eventually("the attachment is seen", func() bool { return linkState(t, w, gid) == "linked" })
		w.Remove(w.Member, gid)
		second, _ := create(t, w, w.Member, task)
		if second == first || created(t, w) != 2 || linkState(t, w, gid) != "unlinked" {
			t.Errorf("%+v, %+v", first, second)
		}
		_, err = w.Bridge.View(t.Context(), w.Caller(w.Colleague), task, gid, first.URL)
		refused(t, err, bridge.Forbidden, "not_linked")
	})
}

// linkState is the state of the link a submission made.
func linkState(t *testing.T, w *bridgetest.World, submission string) string {
	t.Helper()
	var state string
	row := w.DB.Reader().QueryRowContext(t.Context(), "select state from bridge_links where submission = $1", submission)
	check(t, row.Scan(&state))
	return state
}

func TestCreateRefusals(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	w.Authorize(w.Colleague, "vera")
	task := w.Task("Refused", "")
	values := opened(t, w, task)
	with := func(id string, value any) appcomponents.Values {
		changed := appcomponents.Values{}
		for k, v := range values {
			changed[k] = v
		}
		if changed[id] = value; value == nil {
			delete(changed, id)
		}
		return changed
	}
	for name, c := range map[string]struct {
		person bridgetest.Person
		values appcomponents.Values
		at     string
	}{
		"no project":       {w.Member, with("project", nil), "project"},
		"no type":          {w.Member, with("issuetype", nil), "issuetype"},
		"no summary":       {w.Member, with("summary", "  "), "summary"},
		"unknown reporter": {w.Member, with("reporter", appcomponents.TypeaheadItem{Title: "N", Value: "nobody"}), "reporter"},
		"not his project":  {w.Colleague, values, "project"},
	} {
		t.Run(name, func(t *testing.T) {
			gid := w.Reserve()
			_, err := w.Bridge.Create(t.Context(), w.Caller(c.person), bridge.Submission{Task: task, Attachment: gid, Values: c.values})
			var refusal *bridge.FormError
			if !errors.As(err, &refusal) {
				t.Fatalf("%v", err)
			}
			if f := refusal.Form.Field(c.at); f == nil || f.Error == "" {
				text, _ := json.Marshal(refusal.Form)
				t.Errorf("no error at %s: %s", c.at, text)
			}
		})
	}
	if n := created(t, w); n != 0 {
		t.Errorf("%d issues", n)
	}
	if r, _ := create(t, w, w.Member, task); r.URL == "" {
		t.Error("the task stayed taken")
	}
}

// TestJiraInTrouble: the person is told, the input stays, and nothing is left
// behind.
func TestJiraInTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		fault jiratest.Fault
		says  string
	}{
		"away":  {jiratest.Fault{Match: "POST .*/issue$", Status: 404, HTML: true}, "unexpected"},
		"quota": {jiratest.Fault{Match: "POST .*/issue$", Status: 429}, "too many"},
		"field": {jiratest.Fault{Match: "POST .*/issue$", Status: 400, Body: `{"errorMessages":["Closed for today."],"errors":{}}`, Headers: map[string]string{"Content-Type": "application/json"}}, "Closed for today."},
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			task := w.Task("Trouble", "")
			values := opened(t, w, task)
			values["summary"] = "What I typed"
			c.fault.Times = 1
			check(t, w.Jira.SetFault(c.fault))
			_, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
			var refusal *bridge.FormError
			if !errors.As(err, &refusal) {
				t.Fatalf("%v", err)
			}
			text, _ := json.Marshal(refusal.Form)
			if !strings.Contains(string(text), c.says) || field(t, refusal.Form, "summary").Value != "What I typed" {
				t.Errorf("%s", text)
			}
			if _, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values}); err != nil || created(t, w) != 1 {
				t.Errorf("the task stayed taken: %v", err)
			}
		})
	}
}
