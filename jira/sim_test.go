package jira_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// These tests are the other half of those with answers of our own: a Jira that
// others wrote from the same documents, strict where Jira is strict.

type simulated struct {
	*jiratest.Running
	transport *http.Transport
}

func simulate(t *testing.T, c jiratest.Config) simulated {
	t.Helper()
	running, err := jiratest.Listen("127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	s := simulated{running, &http.Transport{}}
	t.Cleanup(func() {
		s.transport.CloseIdleConnections()
		if err := running.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

// as is a client for a person, by personal access token; "" is nobody.
func (s simulated) as(t *testing.T, name string) *jira.Client {
	token := s.Token(name)
	var authorize func(*http.Request) error
	if name != "" {
		authorize = func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		}
	}
	return server{s.URL, s.transport}.new(t, authorize)
}

func TestWithASimulatedJira(t *testing.T) {
	s := simulate(t, jiratest.Config{})
	ann := s.as(t, "ann")
	project := findProject(t, ann, "IT")
	t.Run("who", s.tellsWho)
	task := s.createMetadata(t, project)
	created := createAndRead(t, ann, project, task)
	t.Run("refusals", func(t *testing.T) { s.refuses(t, project, task) })
	t.Run("search", func(t *testing.T) { finds(t, ann, created) })
	t.Run("people", func(t *testing.T) {
		users, err := ann.AssignableUsers(t.Context(), "IT", "zof")
		if err != nil || len(users) != 1 || users[0].DisplayName != "Zofia Żółkiewska" {
			t.Errorf("got %+v, %v", users, err)
		}
	})
	t.Run("files", func(t *testing.T) {
		made, err := ann.AttachFile(t.Context(), created.Key, `räk"ning.pdf`, 5, strings.NewReader("hello"))
		if err != nil || made.Filename != "räkning.pdf" || made.Size != 5 {
			t.Errorf("got %+v, %v", made, err)
		}
		settings, err := ann.AttachmentSettings(t.Context())
		if err != nil || !settings.Enabled {
			t.Errorf("got %+v, %v", settings, err)
		}
	})
}

func (s simulated) tellsWho(t *testing.T) {
	info, err := s.as(t, "").ServerInfo(t.Context())
	if err != nil || info.BaseURL != s.URL || !info.AtLeast(8, 22) || info.IsCloud() {
		t.Errorf("got %+v, %v", info, err)
	}
	user, err := s.as(t, "ann").Myself(t.Context())
	if err != nil || user.Name != "ann" || user.Key == "" {
		t.Errorf("got %+v, %v", user, err)
	}
	for name, want := range map[string]bool{"ann": false, "admin": true} {
		permissions, err := s.as(t, name).MyPermissions(t.Context(), "")
		if err != nil || permissions[jira.Administer] != want {
			t.Errorf("%s is an administrator: %v, %v", name, permissions[jira.Administer], err)
		}
	}
}

// createMetadata returns the id of the issue type Task.
func (s simulated) createMetadata(t *testing.T, project jira.Project) (task string) {
	t.Helper()
	ann := s.as(t, "ann")
	types, err := ann.IssueTypes(t.Context(), project.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, issueType := range types {
		if issueType.Name == "Task" {
			task = issueType.ID
		}
	}
	fields, err := ann.CreateFields(t.Context(), project.ID, task)
	if err != nil || !slices.ContainsFunc(fields, func(f jira.Field) bool { return f.ID == "summary" && f.Required }) {
		t.Errorf("got %d fields, %v", len(fields), err)
	}
	none, err := s.as(t, "vera").IssueTypes(t.Context(), project.ID)
	if err != nil || len(none) != 0 {
		t.Errorf("somebody who may not create gets %d types, %v", len(none), err)
	}
	_, err = ann.IssueTypes(t.Context(), "NOSUCH")
	if e := asError(t, err); e.Kind != jira.BadRequest {
		t.Errorf("got %v", e)
	}
	return task
}

// createAndRead creates an issue with a property, which is read with it.
func createAndRead(t *testing.T, ann *jira.Client, project jira.Project, task string) jira.Created {
	t.Helper()
	created, err := ann.CreateIssue(t.Context(), jira.NewIssue{
		Fields: map[string]any{
			"summary": "Order paper", "description": "It is *empty*.", "project": map[string]string{"id": project.ID},
			"issuetype": map[string]string{"id": task}, "reporter": map[string]string{"name": "bob"},
		},
		Properties: map[string]any{"jirabridge.claim": map[string]string{"task": "7"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	issue, err := ann.Issue(t.Context(), created.Key, []string{"summary", "status", "reporter", "issuetype", "updated", "project", "priority"}, []string{"jirabridge.claim"})
	f := issue.Fields
	if err != nil || issue.ID != created.ID || f.Summary != "Order paper" || f.Status.StatusCategory.Key != jira.CategoryToDo ||
		f.Reporter.Name != "bob" || f.Type.ID != task || f.Updated.IsZero() || f.Project.Key != "IT" {
		t.Errorf("got %+v, %v", issue, err)
	}
	if got := asJSON(t, issue.Properties["jirabridge.claim"]); got != `{"task":"7"}` {
		t.Errorf("the property is %s", got)
	}
	return created
}

func (s simulated) refuses(t *testing.T, project jira.Project, task string) {
	ann := s.as(t, "ann")
	_, err := ann.CreateIssue(t.Context(), jira.NewIssue{Fields: map[string]any{
		"project": map[string]string{"id": project.ID}, "issuetype": map[string]string{"id": task}, "customfield_99999": "x",
	}})
	if e := asError(t, err); e.Kind != jira.BadRequest || e.Fields["summary"] == "" || e.Fields["customfield_99999"] == "" || e.Uncertain() {
		t.Errorf("got %v", e)
	}
	_, err = s.as(t, "vera").CreateIssue(t.Context(), jira.NewIssue{Fields: map[string]any{
		"summary": "x", "project": map[string]string{"id": project.ID}, "issuetype": map[string]string{"id": task},
	}})
	if e := asError(t, err); e.Uncertain() || e.Kind == jira.Unauthorized {
		t.Errorf("got %v", e)
	}
	_, err = ann.Issue(t.Context(), "IT-99999", nil, nil)
	if e := asError(t, err); e.Kind != jira.NotFound {
		t.Errorf("got %v", e)
	}
}

func finds(t *testing.T, ann *jira.Client, created jira.Created) {
	result, err := ann.Search(t.Context(), "key = "+jira.QuoteJQL(created.Key)+" OR "+jira.MatchWords("ord pap"), []string{"summary"}, 10)
	if err != nil || !slices.ContainsFunc(result.Issues, func(i jira.Issue) bool { return i.Key == created.Key }) {
		t.Errorf("got %+v, %v", result, err)
	}
	result, err = ann.Search(t.Context(), `key in ("NOSUCH-1", `+jira.QuoteJQL(created.Key)+")", []string{"summary"}, 10)
	if err != nil || len(result.Issues) != 1 {
		t.Errorf("one unknown key spoils it: %+v, %v", result, err)
	}
	issues, err := ann.IssuesByID(t.Context(), []string{"99999999", created.ID}, []string{"status"})
	if err != nil || len(issues) != 1 || issues[0].ID != created.ID {
		t.Errorf("got %+v, %v", issues, err)
	}
}

func TestTooLargeAFileForASimulatedJira(t *testing.T) {
	small := simulate(t, jiratest.Config{AttachmentLimit: 10})
	client := small.as(t, "ann")
	issues, err := client.Search(t.Context(), "project = IT", []string{"summary"}, 1)
	if err != nil || len(issues.Issues) == 0 {
		t.Fatalf("no issue to attach to: %v", err)
	}
	_, err = client.AttachFile(t.Context(), issues.Issues[0].Key, "a", 11, strings.NewReader("hello world"))
	if e := asError(t, err); e.Kind != jira.TooLarge {
		t.Errorf("got %v", e)
	}
}

func TestADeadTokenAtASimulatedJira(t *testing.T) {
	s := simulate(t, jiratest.Config{})
	dead := server{s.URL, s.transport}.new(t, func(r *http.Request) error {
		r.Header.Set("Authorization", "Bearer dead")
		return nil
	})
	for name, call := range calls {
		if e := asError(t, call(t.Context(), dead)); e.Kind != jira.Unauthorized {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestFaultsOfASimulatedJira(t *testing.T) {
	s := simulate(t, jiratest.Config{})
	ann := s.as(t, "ann")
	for _, test := range []struct {
		fault jiratest.Fault
		want  jira.Kind
	}{
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Status: 503}, jira.Unavailable},
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Status: 429, Headers: map[string]string{"Retry-After": "7"}}, jira.RateLimited},
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Status: 200, HTML: true}, jira.Unauthorized},
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Drop: "before"}, jira.Unreachable},
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Drop: "after"}, jira.Unreachable},
		{jiratest.Fault{Match: "POST /rest/api/2/issue$", Status: 302, Headers: map[string]string{"Location": s.URL + "/login.jsp"}}, jira.Unauthorized},
	} {
		if err := s.SetFault(test.fault); err != nil {
			t.Fatal(err)
		}
		s.ClearRequests()
		_, err := ann.CreateIssue(t.Context(), jira.NewIssue{})
		e := asError(t, err)
		if e.Kind != test.want || len(s.Requests()) != 1 {
			t.Errorf("%+v: got %v after %d requests", test.fault, e, len(s.Requests()))
		}
		if test.fault.Drop != "" && !e.Uncertain() {
			t.Errorf("%+v: nothing is uncertain", test.fault)
		}
		s.ClearFaults()
	}
}

func findProject(t *testing.T, client *jira.Client, key string) jira.Project {
	t.Helper()
	projects, err := client.Projects(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, project := range projects {
		if project.Key == key && project.IconURL() != "" {
			return project
		}
	}
	t.Fatal(fmt.Sprint("no project ", key))
	return jira.Project{}
}
