package jira_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"jirabridge/jira"
)

// pages serves a list of n items, 50 a page as Jira does, under the given name.
func pages(t *testing.T, n int, list string, item func(i int) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start, err := strconv.Atoi(r.URL.Query().Get("startAt"))
		if err != nil {
			t.Error(err)
		}
		var items []string
		for i := start; i < min(start+50, n); i++ {
			items = append(items, item(i))
		}
		answer(w, 200, fmt.Sprintf(`{"maxResults":50,"startAt":%d,"total":%d,"isLast":%v,"%s":[%s]}`,
			start, n, start+50 >= n, list, strings.Join(items, ",")))
	}
}

func TestCreateMetadataIsReadToTheEnd(t *testing.T) {
	for _, list := range []string{"values", "issueTypes", "fields"} {
		for _, n := range []int{0, 1, 50, 51, 120} {
			s := serve(t, pages(t, n, list, func(i int) string { return fmt.Sprintf(`{"fieldId":"f%d","id":"%d"}`, i, i) }))
			types, err := s.client(t).IssueTypes(t.Context(), "10000")
			if err != nil || len(types) != n || n > 0 && types[n-1].ID != strconv.Itoa(n-1) {
				t.Errorf("%d %s: %d types, %v", n, list, len(types), err)
			}
			fields, err := s.client(t).CreateFields(t.Context(), "10000", "1")
			if err != nil || len(fields) != n || n > 0 && fields[n-1].ID != fmt.Sprintf("f%d", n-1) {
				t.Errorf("%d %s: %d fields, %v", n, list, len(fields), err)
			}
		}
	}
}

// Totals can lie: what counts is what comes, and what Jira calls the last page.
func TestPagesEndEarly(t *testing.T) {
	for name, page := range map[string]string{
		"the last page": `{"total":3,"isLast":true,"values":[{"id":"1"}]}`,
		"an empty page": `{"total":3,"values":[]}`,
	} {
		asked := 0
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			answer(w, 200, page)
		})
		if _, err := s.client(t).IssueTypes(t.Context(), "IT"); err != nil || asked != 1 {
			t.Errorf("%s: asked for %d pages, %v", name, asked, err)
		}
	}
}

func TestPagesWithoutEnd(t *testing.T) {
	asked := 0
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		answer(w, 200, `{"total":1000000,"values":[{"id":"1"}]}`)
	})
	_, err := s.client(t).IssueTypes(t.Context(), "IT")
	if e := asError(t, err); e.Kind != jira.NotJSON || asked != 100 {
		t.Errorf("got %v after %d pages", e, asked)
	}
}

func TestCreateMetadataAddresses(t *testing.T) {
	var asked []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.EscapedPath())
		answer(w, 200, `{"isLast":true,"values":[]}`)
	})
	_, _ = s.client(t).IssueTypes(t.Context(), "R2_D2")
	_, _ = s.client(t).CreateFields(t.Context(), "a/b?c#d", "../1")
	want := []string{
		"/rest/api/2/issue/createmeta/R2_D2/issuetypes",
		"/rest/api/2/issue/createmeta/a%2Fb%3Fc%23d/issuetypes/..%2F1",
	}
	if strings.Join(asked, " ") != strings.Join(want, " ") {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}

func TestRecordedIssueTypes(t *testing.T) {
	s := serve(t, always(200, `{"isLast":true,"values":`+recorded(t, "createmeta-issuetypes.json")+`}`))
	types, err := s.client(t).IssueTypes(t.Context(), "HMA")
	if err != nil || len(types) != 2 || !types[0].Subtask || types[1].Name != "Story" || types[1].IconURL == "" {
		t.Errorf("got %+v, %v", types, err)
	}
}

func TestRecordedFields(t *testing.T) {
	s := serve(t, always(200, `{"isLast":true,"values":`+recorded(t, "createmeta-fields-subtask.json")+`}`))
	fields, err := s.client(t).CreateFields(t.Context(), "18800", "5")
	if err != nil || len(fields) != 5 {
		t.Fatalf("got %d fields, %v", len(fields), err)
	}
	issueType, parent, project := fields[0], fields[1], fields[2]
	if issueType.ID != "issuetype" || len(issueType.Operations) != 0 || issueType.AllowedValues[0].Label() != "Sub-task" {
		t.Errorf("issue type: %+v", issueType)
	}
	if !parent.Required || parent.Schema.Type != "issuelink" || parent.Schema.System != "parent" {
		t.Errorf("parent: %+v", parent)
	}
	if option := project.AllowedValues[0]; option.Key != "HMA" || option.ID != "18800" {
		t.Errorf("project: %+v", option)
	}
}

func TestStrangeOptionsDoNotSpoilTheScreen(t *testing.T) {
	field := `{"fieldId":"customfield_1","name":"Odd","schema":{"type":"any","custom":"com.example:odd"},"allowedValues":%s}`
	for _, test := range []struct{ values, want string }{
		{`null`, ``},
		{`[[]]`, `|`},
		{`["a",1,null,true]`, `||||`},
		{`[{"id":7,"value":"seven","disabled":true}]`, `7 seven true|`},
		{`[{"id":"1","value":"A","children":[{"id":"2","value":"B"}]}]`, `1 A false 2 B|`},
		{`[{"id":{"x":1},"name":["y"],"children":"none"}]`, `|`},
	} {
		s := serve(t, always(200, `{"isLast":true,"values":[`+fmt.Sprintf(field, test.values)+`]}`))
		fields, err := s.client(t).CreateFields(t.Context(), "IT", "1")
		if err != nil {
			t.Errorf("%s: %v", test.values, err)
			continue
		}
		var got strings.Builder
		for _, o := range fields[0].AllowedValues {
			if o.ID != "" {
				fmt.Fprint(&got, o.ID, " ", o.Label(), " ", o.Disabled)
			}
			for _, child := range o.Children {
				fmt.Fprint(&got, " ", child.ID, " ", child.Label())
			}
			got.WriteString("|")
		}
		if got.String() != test.want {
			t.Errorf("%s: got %q, want %q", test.values, got.String(), test.want)
		}
	}
}

func TestEveryRecordedFieldIsRead(t *testing.T) {
	s := serve(t, always(200, recorded(t, "createmeta-old.json")))
	types, err := s.knowing(t, "7.13.5").IssueTypes(t.Context(), "HEY")
	if err != nil || len(types) != 5 || types[4].Name != "Epic" {
		t.Fatalf("got %+v, %v", types, err)
	}
	fields, err := s.knowing(t, "7.13.5").CreateFields(t.Context(), "HEY", types[4].ID)
	if err != nil {
		t.Fatal(err)
	}
	epic := map[string]jira.Field{}
	for _, f := range fields {
		epic[f.ID] = f
	}
	if name := epic["customfield_10203"]; !name.Required || name.Schema.Custom != "com.pyxis.greenhopper.jira:gh-epic-label" {
		t.Errorf("epic name: %+v", name)
	}
	if priority := epic["priority"]; !priority.HasDefaultValue || len(priority.AllowedValues) != 5 || priority.AllowedValues[0].Name != "Highest" {
		t.Errorf("priority: %+v", priority)
	}
}
