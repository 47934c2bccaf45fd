package jira_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jirabridge/jira"
)

// collected is where a collection of recorded answers lies beside a clone, when
// there is one. What the tests cannot do without is in testdata.
const collected = "../../shared/fixtures/jira"

// reading says how a recorded answer reaches us: in an envelope, as the answer
// to a call, whose result is to contain a text.
type reading struct {
	envelope string // "" for the answer as it is
	status   int
	call     func(t *testing.T, c *jira.Client) (any, error)
	want     string
}

func readings() map[string]reading {
	const page, old = `{"isLast":true,"values":%s}`, `{"projects":[{"issuetypes":[{"id":"1","fields":%s}]}]}`
	types := func(t *testing.T, c *jira.Client) (any, error) { return c.IssueTypes(t.Context(), "IT") }
	fieldsOf := func(issueType string) func(t *testing.T, c *jira.Client) (any, error) {
		return func(t *testing.T, c *jira.Client) (any, error) { return c.CreateFields(t.Context(), "IT", issueType) }
	}
	issue := func(t *testing.T, c *jira.Client) (any, error) { return c.Issue(t.Context(), "IT-1", nil, nil) }
	create := func(t *testing.T, c *jira.Client) (any, error) { return c.CreateIssue(t.Context(), jira.NewIssue{}) }
	remote := func(t *testing.T, c *jira.Client) (any, error) {
		return nil, c.SetRemoteLink(t.Context(), "IT-1", jira.RemoteLink{})
	}
	return map[string]reading{
		"mm-server-createmeta-old-many-fields.json":                  {"", 200, fieldsOf("10001"), "customfield_10201"},
		"jrjc-createmeta-fieldsinfo-valid-with-all-issue-types.json": {old, 200, fieldsOf("1"), "fixVersions"},
		"jrjc-page-valid-page.json":                                  {"", 200, types, "New Feature"},
		"t-createmeta-issuetypes.json":                               {page, 200, types, "Story"},
		"t-createmeta-fields-subtask.json":                           {page, 200, fieldsOf("5"), "parent"},
		"jrjc-customFieldOption-valid-with-children.json":            {`{"isLast":true,"values":[{"fieldId":"x","allowedValues":[%s]}]}`, 200, fieldsOf("1"), "green"},
		"php-issue.json":                                             {"", 200, issue, "This is your first task"},
		"rb-issue-post.json":                                         {"", 201, create, "SAMPLEPROJECT-4"},
		"rb-issue-invalid-put.json":                                  {"", 400, create, "Field 'invalid' is not valid for this operation."},
		"rb-issue-put-missing-field.json":                            {"", 400, create, "one of 'fields' or 'update' required"},
		"jrjc-error-valid4.json":                                     {"", 400, create, "a b y z"},
		"jrjc-issueLinks-links-disabled-error.json":                  {"", 403, remote, "Issue linking is currently disabled."},
		"t-serverinfo-10.3.19.json":                                  {"", 200, func(t *testing.T, c *jira.Client) (any, error) { return c.ServerInfo(t.Context()) }, "10.3.19"},
		"jrjc-mypermission-valid.json":                               {"", 200, func(t *testing.T, c *jira.Client) (any, error) { return c.MyPermissions(t.Context(), "") }, `"EDIT_ISSUE":true`},
		"jrjc-search-issues1.json":                                   {"", 200, func(t *testing.T, c *jira.Client) (any, error) { return c.Search(t.Context(), "", nil, 1) }, "A task where someone will vote"},
		"gj-all_fields.json":                                         {"", 200, func(t *testing.T, c *jira.Client) (any, error) { return c.Fields(t.Context()) }, "description"},
		"jrjc-attachment-valid.json": {"[%s]", 200, func(t *testing.T, c *jira.Client) (any, error) {
			return c.AttachFile(t.Context(), "IT-1", "a", 1, strings.NewReader("a"))
		}, "snipe.png"},
	}
}

// elsewhere are the answers that this package does not read, with who does.
var elsewhere = map[string]string{
	"gj-all_priorities.json":               "priorities come with create metadata",
	"gj-transitions.json":                  "nothing is written to Jira but new issues",
	"gj-remote_links.json":                 "links are made and deleted, never read",
	"jrjc-issueRemotelink-remotelink.json": "the same",
	"rb-webhook-list.json":                 "webhooks are entered by people",
	"t-errors.json":                        "TestRecordedErrors",
	"t-oauth1-bodies.txt":                  "package auth",
	"t-oauth2-token-response.json":         "package auth",
	"t-ratelimit-headers.txt":              "the simulator sends them",
}

func TestCollectedAnswersAreRead(t *testing.T) {
	for name, r := range readings() {
		data, err := os.ReadFile(filepath.Join(collected, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // a clone alone
		}
		if err != nil {
			t.Fatal(err)
		}
		body := string(data)
		if r.envelope != "" {
			body = fmt.Sprintf(r.envelope, data)
		}
		known := "9.12.2"
		if strings.Contains(body, `"projects"`) {
			known = "7.13.5"
		}
		got, err := r.call(t, serve(t, always(r.status, body)).knowing(t, known))
		if r.status >= 400 {
			got, err = asError(t, err).Text(), nil
		}
		text, jsonErr := json.Marshal(got)
		if err != nil || jsonErr != nil || !strings.Contains(strings.ReplaceAll(string(text), `\u0026`, "&"), r.want) {
			t.Errorf("%s: no %q in %.2000s, %v, %v", name, r.want, text, err, jsonErr)
		}
	}
}

// No answer of the collection is forgotten.
func TestCollectedAnswersAreNamed(t *testing.T) {
	files, err := os.ReadDir(collected)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var forgotten []string
	for _, f := range files {
		_, read := readings()[f.Name()]
		if read || elsewhere[f.Name()] != "" || strings.HasPrefix(f.Name(), "mm-webhook-") || f.Name() == "INDEX.md" {
			continue
		}
		forgotten = append(forgotten, f.Name())
	}
	if len(forgotten) > 0 {
		t.Errorf("nobody reads %v", forgotten)
	}
}
