package jira_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// knowing is a client that was told a version of Jira, and acts for ann.
func (s server) knowing(t *testing.T, version string) *jira.Client {
	t.Helper()
	client, err := jira.New(jira.Config{BaseURL: s.url, HTTP: s.http, JiraVersion: version, Authorize: func(r *http.Request) error {
		r.SetBasicAuth("ann", "ann")
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Whatever the Jira is, and whatever it is thought to be, its create screen is
// found. When it is known, no request is in vain.
func TestCreateMetadataOfEveryVersion(t *testing.T) {
	var screens []string
	for _, version := range []string{"7.13.5", "8.13.1", "8.22.6", "9.12.2", "10.3.19"} { // 11 takes no passwords
		s := simulate(t, jiratest.Config{Version: version})
		for _, known := range []string{version, "", "7.13.5", "8.4.0-m0001", "11.0.0", "unknown"} {
			s.ClearRequests()
			client := server{s.URL, s.transport}.knowing(t, known)
			types, err := client.IssueTypes(t.Context(), "OPS")
			if err != nil || len(types) < 2 || types[0].ID == "" || types[0].IconURL == "" {
				t.Fatalf("%s known as %q: types %+v, %v", version, known, types, err)
			}
			fields, err := client.CreateFields(t.Context(), "OPS", "10005")
			if err != nil {
				t.Fatalf("%s known as %q: %v", version, known, err)
			}
			screens = append(screens, describe(fields))
			for _, r := range s.Requests() {
				if known == version && r.Status != http.StatusOK {
					t.Errorf("%s: %s?%s is %d", version, r.Path, r.Query, r.Status)
				}
			}
		}
	}
	if all := slices.Compact(screens); len(all) != 1 {
		t.Errorf("the screens differ: %q", all)
	}
}

// describe names fields in no order.
func describe(fields []jira.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, fmt.Sprintf("%s %q %v %s %d", f.ID, f.Name, f.Required, f.Schema.Custom, len(f.AllowedValues)))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestFieldsOfTheOldScreenComeInOrder(t *testing.T) {
	s := serve(t, always(200, `{"projects":[{"issuetypes":[{"id":"1"},{"id":"3","fields":{
		"customfield_10010":{"name":"B"},"customfield_999":{"name":"A"},"summary":{"name":"Summary","required":true},"assignee":{}}}]}]}`))
	fields, err := s.knowing(t, "8.3.9").CreateFields(t.Context(), "IT", "3")
	var ids []string
	for _, f := range fields {
		ids = append(ids, f.ID)
	}
	if want := []string{"assignee", "summary", "customfield_999", "customfield_10010"}; err != nil || !slices.Equal(ids, want) {
		t.Errorf("got %v, %v, want %v", ids, err, want)
	}
}

func TestOldCreateMetadataAddresses(t *testing.T) {
	var asked []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		answer(w, 200, `{"projects":[]}`)
	})
	client := s.knowing(t, "7.13.5")
	for _, project := range []string{"10000", "R2_D2"} {
		if types, err := client.IssueTypes(t.Context(), project); err != nil || len(types) != 0 {
			t.Errorf("got %v, %v", types, err)
		}
	}
	if fields, err := client.CreateFields(t.Context(), "a&b", "1"); err != nil || len(fields) != 0 {
		t.Errorf("got %v, %v", fields, err)
	}
	want := []string{
		"/rest/api/2/issue/createmeta?projectIds=10000",
		"/rest/api/2/issue/createmeta?projectKeys=R2_D2",
		"/rest/api/2/issue/createmeta?expand=projects.issuetypes.fields&issuetypeIds=1&projectKeys=a%26b",
	}
	if !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}

// The other way is tried when nothing is at the address, and only then.
func TestTheOtherWayToCreateMetadata(t *testing.T) {
	for _, test := range []struct {
		status int
		kind   jira.Kind
		asked  int
	}{
		{404, jira.NotFound, 2}, {405, jira.BadRequest, 2}, {400, jira.BadRequest, 1}, {403, jira.Forbidden, 1}, {401, jira.Unauthorized, 1}, {500, jira.Unavailable, 1},
	} {
		for _, known := range []string{"7.13.5", "9.12.2"} {
			asked := 0
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked++
				answer(w, test.status, fmt.Sprintf(`{"errorMessages":["answer %d"]}`, asked))
			})
			_, err := s.knowing(t, known).IssueTypes(t.Context(), "IT")
			if e := asError(t, err); e.Kind != test.kind || e.Text() != "answer 1" || asked != test.asked {
				t.Errorf("%d from %s: %v after %d requests", test.status, known, e, asked)
			}
		}
	}
}

// A token that Jira does not take is told from a project without types: the old
// call answers strangers 200 and no project.
func TestADeadTokenAtAnOldJira(t *testing.T) {
	for _, version := range []string{"7.13.5", "8.22.6"} {
		s := simulate(t, jiratest.Config{Version: version})
		dead, err := jira.New(jira.Config{BaseURL: s.URL, HTTP: s.transport, JiraVersion: "7.13.5", Authorize: bearer})
		if err != nil {
			t.Fatal(err)
		}
		_, err = dead.IssueTypes(t.Context(), "IT")
		if e := asError(t, err); e.Kind != jira.Unauthorized || e.Status != http.StatusOK {
			t.Errorf("%s: %v", version, e)
		}
	}
}
