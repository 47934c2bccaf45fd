package jira_test

import (
	"net/http"
	"testing"

	"jirabridge/jira"
)

func TestCountComments(t *testing.T) {
	var asked string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.URL.RequestURI()
		answer(w, 200, `{"startAt":0,"maxResults":1,"total":12,"comments":[{"id":"1","body":"a"}]}`)
	})
	n, err := s.client(t).CountComments(t.Context(), "10007")
	if err != nil || n != 12 || asked != "GET /rest/api/2/issue/10007/comment?maxResults=1" {
		t.Errorf("%d, %v, asked %s", n, err, asked)
	}
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 404, `{"errorMessages":["Issue Does Not Exist"]}`)
	})
	if _, err := s.client(t).CountComments(t.Context(), "10007"); asError(t, err).Kind != jira.NotFound {
		t.Errorf("%v", err)
	}
}
