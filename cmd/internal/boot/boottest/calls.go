package boottest

import (
	"strings"
	"testing"

	"jirabridge/jira"
)

// onlyListed fails the test when the program asked Jira for an address that is
// not in its table of calls, which administrators are shown. It looks at the end
// of every world; a Jira that was stopped has nothing to show.
func (w *World) onlyListed(t testing.TB) {
	if w.Sim.Ended() {
		return
	}
	for _, s := range w.requests(t) {
		if w.below(s) != "" && s.isOurs() && w.callOf(s) == "" {
			t.Errorf("%s %s is not among jira.Calls", s.Method, s.Path)
		}
	}
}

// callOf is the id of a request in the table of calls, or "".
func (w *World) callOf(s Seen) string {
	for _, c := range jira.Calls() {
		if c.Is(s.Method, w.below(s)) && (c.ByBrowser || s.isOurs()) {
			return c.ID
		}
	}
	return ""
}

// below is the path of a request below Jira's base address, "" when it is
// elsewhere: somebody entered a wrong address.
func (w *World) below(s Seen) string {
	_, base, _ := strings.Cut(w.JiraURL, "://")
	path, found := strings.CutPrefix(s.Path, base[strings.Index(base+"/", "/"):])
	if !found || !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

// isOurs tells the program's own requests from those of browsers and tests.
func (s Seen) isOurs() bool { return strings.HasPrefix(s.Agent, "jirabridge/") }
