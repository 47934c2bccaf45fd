package boottest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// Jira's administrators find us and our version in their access log.
func TestRequestsTellTheVersion(t *testing.T) {
	t.Parallel()
	version, err := command(mustBuild(t).Jirabridge, "version").Output()
	must(t, err)
	var mu sync.Mutex
	agents := map[string]bool{}
	jira := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		agents[r.UserAgent()] = true
		mu.Unlock()
		http.NotFound(w, r)
	}))
	defer jira.Close()
	c := &checklist{World: &World{Document: demo.Document{JiraURL: jira.URL}}}
	w, v := c.installation(t, "--jira-networks", "127.0.0.1")
	save(t.Context(), v, w, jira.URL, aLink)
	mu.Lock()
	defer mu.Unlock()
	want := "jirabridge/" + lastWord(strings.TrimSpace(string(version)))
	if len(agents) != 1 || !agents[want] {
		t.Errorf("Jira was asked by %v, want %s", agents, want)
	}
}
