package boottest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/jira/jiratest"
)

// version is that of the simulated Jira; make soak runs the checklist on others
// than the usual one. What rows do by hand in a world that nobody has connected
// is the setup over OAuth 2.0: it keeps to a Jira that has it.
func (o Options) version() string {
	version := cmp.Or(o.Version, os.Getenv("JIRABRIDGE_TEST_JIRA"), jiratest.DefaultVersion)
	if o.Version == "" && o.Connect == "none" && compareVersions(version, "8.22") < 0 {
		return jiratest.DefaultVersion
	}
	return version
}

// kindOf is how the demo is connected: over the kind of application link that
// this Jira has.
func (w *World) kindOf(connect string) string {
	if connect == "oauth2" && w.isBefore("8.22") {
		return "oauth1"
	}
	return connect
}

// without are the rows of the checklist that a Jira before 8.22 cannot be part
// of, and why.
func without() map[string]string {
	return map[string]string{
		"J-22": "it connects the Jira of all rows with a Client ID",
		"J-39": "a token of OAuth 1.0a is not renewed, and lasts five years",
		"J-58": "it wants to see both kinds of application link",
		"J-81": "a token of OAuth 1.0a is not renewed",
		"J-92": "it enters a link of OAuth 2.0 on the page of Jira's administrator",
	}
}

// lacks says why a row does not concern this Jira, "" when it does.
func (w *World) lacks(row string) string {
	if w.isBefore("8.22") {
		return without()[row]
	}
	return ""
}

// isBefore tells whether the simulated Jira is older than a version.
func (w *World) isBefore(version string) bool { return compareVersions(w.Version, version) < 0 }

// compareVersions compares "8.22" and "10.3.19" by their numbers.
func compareVersions(a, b string) int { return slices.Compare(numbers(a), numbers(b)) }

func numbers(version string) (list []int) {
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part)
		list = append(list, n)
	}
	return list
}

// signAs lets a request to Jira in as one of its people: with a token, and with
// the password where there are no tokens yet.
func (w *World) signAs(req *http.Request, who demo.JiraPerson) {
	if who.Token == "" {
		req.SetBasicAuth(who.Name, who.Password)
		return
	}
	req.Header.Set("Authorization", "Bearer "+who.Token)
}

// sim changes what no Jira lets a program change, below /rest/sim/1.0.
func (w *World) sim(t testing.TB, method, path string, body any) Response {
	t.Helper()
	b, err := json.Marshal(body)
	must(t, err)
	r := Do(t, request(t, method, w.JiraURL+"/rest/sim/1.0"+path, bytes.NewReader(b)))
	if r.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Body)
	}
	return r
}
