package jira_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"jirabridge/jira"
)

func TestCreateIssue(t *testing.T) {
	var method, query string
	var body map[string]any
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		method, query, body = r.Method+" "+r.URL.Path, r.URL.RawQuery, sent(t, r)
		answer(w, 201, recorded(t, "created.json"))
	})
	created, err := s.client(t).CreateIssue(t.Context(), jira.NewIssue{
		Fields:     map[string]any{"summary": "Paper <&> 纸", "project": map[string]string{"id": "10000"}},
		Properties: map[string]any{"b": map[string]any{"task": "1"}, "a": 1},
	})
	if err != nil || created.ID != "10005" || created.Key != "SAMPLEPROJECT-4" {
		t.Errorf("got %+v, %v", created, err)
	}
	if method != "POST /rest/api/2/issue" || query != "updateHistory=false" {
		t.Errorf("asked %s?%s", method, query)
	}
	want := `{"fields":{"project":{"id":"10000"},"summary":"Paper <&> 纸"},"properties":[{"key":"a","value":1},{"key":"b","value":{"task":"1"}}]}`
	if got := asJSON(t, body); got != asJSON(t, json.RawMessage(want)) {
		t.Errorf("sent %s, want %s", got, want)
	}
}

func TestCreateIssueWithoutProperties(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, has := sent(t, r)["properties"]; has {
			t.Error("properties are sent")
		}
		answer(w, 201, `{"id":"1","key":"IT-1"}`)
	})
	if _, err := s.client(t).CreateIssue(t.Context(), jira.NewIssue{}); err != nil {
		t.Error(err)
	}
}

func TestRecordedIssue(t *testing.T) {
	var query map[string][]string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.Query()
		answer(w, 200, recorded(t, "issue.json"))
	})
	issue, err := s.client(t).Issue(t.Context(), "TEST-1", []string{"summary", "status"}, []string{"marker"})
	if err != nil {
		t.Fatal(err)
	}
	f := issue.Fields
	if issue.ID == "" || issue.Key == "" || f.Summary != "This is your first task" || f.Status.StatusCategory.Key != jira.CategoryToDo ||
		f.Priority.ID != "3" || f.Assignee.Name != "lesstif" || f.Type.ID != "10000" {
		t.Errorf("got %+v", issue)
	}
	if want := time.Date(2018, 2, 6, 5, 47, 31, 0, time.UTC); !f.Updated.Equal(want) {
		t.Errorf("updated %v, want %v", f.Updated, want)
	}
	if query["fields"][0] != "summary,status" || query["properties"][0] != "marker" {
		t.Errorf("asked %v", query)
	}
}

func TestIssueWithLittle(t *testing.T) {
	s := serve(t, always(200, `{"id":"1","key":"IT-1","fields":{"priority":null,"assignee":null,"updated":null},"properties":{"marker":{"task":"7"}}}`))
	issue, err := s.client(t).Issue(t.Context(), "1", nil, nil)
	if err != nil || issue.Fields.Priority != nil || issue.Fields.Assignee != nil || !issue.Fields.Updated.IsZero() {
		t.Errorf("got %+v, %v", issue, err)
	}
	if string(issue.Properties["marker"]) != `{"task":"7"}` {
		t.Errorf("properties are %s", issue.Properties)
	}
}

// JSON that does not name the thing it is about comes from somebody else, such
// as a gateway; acted on, it would be an issue without a key.
func TestAnswersThatNameNothing(t *testing.T) {
	ask := map[string]func(*jira.Client) error{
		"create": func(c *jira.Client) error { _, err := c.CreateIssue(t.Context(), jira.NewIssue{}); return err },
		"issue":  func(c *jira.Client) error { _, err := c.Issue(t.Context(), "IT-1", nil, nil); return err },
		"myself": func(c *jira.Client) error { _, err := c.Myself(t.Context()); return err },
	}
	for name, ask := range ask {
		for _, body := range []string{`{}`, `null`, `{"status":"ok"}`, `{"id":"7"}`} {
			err := ask(serve(t, always(200, body)).client(t))
			if e := asError(t, err); e.Kind != jira.NotJSON || e.Uncertain() != true || e.Path == "" {
				t.Errorf("%s, %s: %v", name, body, e)
			}
		}
	}
}

func TestTimes(t *testing.T) {
	want := time.Date(2026, 9, 4, 23, 7, 42, 487e6, time.UTC)
	for _, text := range []string{`"2026-09-04T16:07:42.487-0700"`, `"2026-09-04T23:07:42.487Z"`, `"2026-09-04T16:07:42.487-07:00"`} {
		var got jira.Time
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{`"yesterday"`, `7`} {
		if err := json.Unmarshal([]byte(text), &jira.Time{}); err == nil {
			t.Errorf("%s is a time", text)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var again any
	_ = json.Unmarshal(data, &again)
	data, _ = json.Marshal(again)
	return string(data)
}
