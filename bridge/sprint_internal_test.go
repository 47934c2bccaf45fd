package bridge

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/jira"
)

// answering is a Jira that gives one answer, to those who wait for it.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}, "X-Ausername": {"ann"}},
		Body: io.NopCloser(strings.NewReader(string(a))), Request: r,
	}, nil
}

// TestWhoLeavesTeachesNothing about the fields of a Jira: the next one asks.
func TestWhoLeavesTeachesNothing(t *testing.T) {
	s, err := newSprintFields(time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.known.StopAllGoroutines() })
	c, err := jira.New(jira.Config{BaseURL: "https://jira.example", HTTP: answering(`[{"id":"customfield_1","schema":{"custom":"` + jira.SprintField + `"}}]`)})
	if err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if ids := s.of(gone, c, "c"); len(ids) != 0 {
		t.Errorf("who has left is told %q", ids)
	}
	if ids := s.of(t.Context(), c, "c"); len(ids) != 1 {
		t.Errorf("the next one is told %q", ids)
	}
}

// TestSprintOfSeveral: an issue keeps the sprints it was in.
func TestSprintOfSeveral(t *testing.T) {
	old, late := jira.Sprint{Name: "old", State: jira.SprintClosed}, jira.Sprint{Name: "late", State: jira.SprintClosed}
	now, next := jira.Sprint{Name: "now", State: jira.SprintActive}, jira.Sprint{Name: "next", State: jira.SprintFuture}
	for want, sprints := range map[string][]jira.Sprint{
		"":     nil,
		"late": {old, late},
		"next": {old, next, late},
		"now":  {next, old, now, late},
	} {
		if got := sprintOf(sprints); got != want {
			t.Errorf("of %v it is %q", sprints, got)
		}
	}
}
