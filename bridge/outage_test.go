package bridge_test

import (
	"regexp"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

// outageLine is all that is logged of a Jira that does not work.
var outageLine = regexp.MustCompile(`level=WARN msg="Jira does not work" connection=[A-Z0-9]+ kind=(\S+) status=(\d+) duration=\S+\n`)

// Whoever runs the server learns from its log that a Jira does not work: once a
// minute for each kind of failure, and not of what Jira rightly refuses.
func TestOutageIsLogged(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	logged := func() (all []string) {
		for _, m := range outageLine.FindAllStringSubmatch(w.Log.String(), -1) {
			all = append(all, m[1]+" "+m[2])
		}
		return all
	}
	ask := func(f jiratest.Fault) {
		f.Match, f.Times = "GET /search", -1
		check(t, w.Jira.SetFault(f))
		_, _ = w.Bridge.Lookup(t.Context(), w.Caller(w.Member), w.Task("Printer", ""), "printer")
		w.Jira.ClearFaults()
	}
	for _, try := range []struct {
		fault  jiratest.Fault
		passes time.Duration
		lines  int
		last   string
	}{
		{jiratest.Fault{Status: 403}, 0, 0, ""},
		{jiratest.Fault{Status: 503}, 0, 1, "unavailable 503"},
		{jiratest.Fault{Status: 200, HTML: true}, 0, 2, "not_json 200"},
		{jiratest.Fault{Status: 200, HTML: true}, 10 * time.Second, 2, "not_json 200"},
		{jiratest.Fault{Status: 200, HTML: true}, time.Minute, 3, "not_json 200"},
	} {
		w.Clock.Advance(try.passes)
		ask(try.fault)
		if all := logged(); len(all) != try.lines || try.lines > 0 && all[len(all)-1] != try.last {
			t.Errorf("after %+v: %q, want %d lines, the last %q", try.fault, all, try.lines, try.last)
		}
	}
}
