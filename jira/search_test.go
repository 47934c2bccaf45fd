package jira_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/jira"
)

func TestSearch(t *testing.T) {
	var asked string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.URL.RequestURI()
		answer(w, 200, `{"startAt":0,"maxResults":2,"total":9,"issues":[{"id":"1","key":"IT-1","fields":{"summary":"a"}}],"warningMessages":["no such key"]}`)
	})
	result, err := s.client(t).Search(t.Context(), `key = "IT-1"`, []string{"summary", "status"}, 2)
	if err != nil || result.Total != 9 || len(result.Issues) != 1 || result.Issues[0].Fields.Summary != "a" || len(result.Warnings) != 1 {
		t.Errorf("got %+v, %v", result, err)
	}
	if want := `GET /rest/api/2/search?fields=summary%2Cstatus&jql=key+%3D+%22IT-1%22&maxResults=2&validateQuery=false`; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
	_, _ = s.client(t).Search(t.Context(), "", nil, 1)
	if strings.Contains(asked, "fields") {
		t.Error("no fields are sent as something")
	}
}

// A query that would not fit into an address goes in a body.
func TestLongSearch(t *testing.T) {
	var asked, body string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked, body = r.Method+" "+r.URL.RequestURI(), asJSON(t, sent(t, r))
		answer(w, 200, `{"total":1}`)
	})
	long := "summary ~ " + strings.Repeat("a", 2000)
	if result, err := s.client(t).Search(t.Context(), long, []string{"summary"}, 2); err != nil || result.Total != 1 {
		t.Errorf("got %+v, %v", result, err)
	}
	if want := `{"fields":["summary"],"jql":"` + long + `","maxResults":2,"validateQuery":false}`; asked != "POST /rest/api/2/search" || body != want {
		t.Errorf("asked %s with %s", asked, body)
	}
}

func TestIssuesByID(t *testing.T) {
	var asked []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		jql, limit := r.URL.Query().Get("jql"), any(r.URL.Query().Get("maxResults"))
		if r.Method == http.MethodPost {
			body := sent(t, r)
			jql, limit = body["jql"].(string), body["maxResults"]
		}
		ids := strings.Split(strings.TrimSuffix(strings.TrimPrefix(jql, "id in ("), ")"), ",")
		asked = append(asked, fmt.Sprint(len(ids), " of ", limit))
		var issues []string
		for _, id := range ids {
			issues = append(issues, fmt.Sprintf(`{"id":%q,"key":"IT-%s"}`, id, id))
		}
		answer(w, 200, `{"issues":[`+strings.Join(issues, ",")+`]}`)
	})
	ids := []string{"1) or project = SECRET or id in (2", "", "-1"}
	for i := range 250 {
		ids = append(ids, fmt.Sprint(10000+i))
	}
	issues, err := s.client(t).IssuesByID(t.Context(), ids, []string{"summary"})
	if err != nil || len(issues) != 250 || issues[249].Key != "IT-10249" {
		t.Errorf("got %d issues, %v", len(issues), err)
	}
	if got := strings.Join(asked, ", "); got != "200 of 200, 50 of 50" {
		t.Errorf("asked %s", got)
	}
	if issues, err := s.client(t).IssuesByID(t.Context(), nil, nil); issues != nil || err != nil || len(asked) != 2 {
		t.Errorf("no ids: %v, %v, %d requests", issues, err, len(asked))
	}
}

// TestIssuesByIDOnSmallPages: a Jira may give fewer at once than asked for, and
// says so by the total alone.
func TestIssuesByIDOnSmallPages(t *testing.T) {
	var asked []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ids := strings.Split(strings.TrimSuffix(strings.TrimPrefix(r.URL.Query().Get("jql"), "id in ("), ")"), ",")
		asked = append(asked, strings.Join(ids, " "))
		var issues []string
		for _, id := range slices.DeleteFunc(ids, func(id string) bool { return id == "3" }) {
			issues = append(issues, fmt.Sprintf(`{"id":%q,"key":"IT-%s"}`, id, id))
		}
		answer(w, 200, fmt.Sprintf(`{"total":%d,"issues":[%s]}`, len(issues), strings.Join(issues[:min(2, len(issues))], ",")))
	})
	issues, err := s.client(t).IssuesByID(t.Context(), []string{"1", "2", "3", "4", "5", "6"}, []string{"summary"})
	if got := strings.Join(asked, ", "); err != nil || len(issues) != 5 || got != "1 2 3 4 5 6, 3 4 5 6, 3 6" {
		t.Errorf("got %v, %v after %s", issues, err, got)
	}
}

// TestIssuesByIDOfNonsense: issues nobody asked for are not asked for again.
func TestIssuesByIDOfNonsense(t *testing.T) {
	asked := 0
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		answer(w, 200, `{"total":9,"issues":[{"id":"8","key":"IT-8"}]}`)
	})
	if _, err := s.client(t).IssuesByID(t.Context(), []string{"1", "2"}, nil); err != nil || asked != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}

func TestJQL(t *testing.T) {
	for text, want := range map[string]string{
		`IT-1`:             `"IT-1"`,
		`a"b\c`:            `"a\"b\\c"`,
		`" OR project=X "`: `"\" OR project=X \""`,
	} {
		if got := jira.QuoteJQL(text); got != want {
			t.Errorf("QuoteJQL(%s) is %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"printer":              `summary ~ "printer*"`,
		"Printer on FLOOR 3":   `summary ~ "printer* on* floor* 3*"`,
		`pa"per AND (x) ~*?\[`: `summary ~ "pa* per* and* x*"`,
		"drukarka Łódź":        `summary ~ "drukarka* łódź*"`,
		"":                     "",
		" *?! ":                "",
	} {
		if got := jira.MatchWords(text); got != want {
			t.Errorf("MatchWords(%s) is %s, want %s", text, got, want)
		}
	}
}
