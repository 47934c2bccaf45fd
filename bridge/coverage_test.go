package bridge_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// TestCoverage: of every project and type that somebody sees it is told whether
// the form can create an issue, and if not, what is in the way.
func TestCoverage(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	survey := surveyOf(t, w)
	projects, err := survey.Projects(t.Context())
	check(t, err)
	if seen := keys(projects); !slices.Contains(seen, "IT") || !slices.Contains(seen, "OPS") || slices.Contains(seen, "SEC") {
		t.Fatalf("%v", seen)
	}
	before := len(w.JiraCalls("/createmeta/"))
	ops, err := survey.Project(t.Context(), idOf(projects, "OPS"))
	check(t, err)
	if n := len(w.JiraCalls("/createmeta/")) - before; n != 1+len(ops.Types) {
		t.Errorf("%d requests for %d types", n, len(ops.Types))
	}
	for _, kind := range ops.Types {
		if wrong := kind.Name == "Change"; wrong == kind.Possible() || wrong && !slices.Equal(kind.Fields, []string{"Account"}) {
			t.Errorf("%+v", kind)
		}
	}
	if ops.Key != "OPS" || len(ops.Types) < 4 || ops.Possible() != len(ops.Types)-1 {
		t.Errorf("%d of %+v", ops.Possible(), ops)
	}
	big, err := survey.Project(t.Context(), idOf(projects, "BIG"))
	check(t, err)
	if len(big.Types) != 61 || big.Possible() != 61 {
		t.Errorf("%d of %d types", big.Possible(), len(big.Types))
	}
}

func TestCoverageWithoutPermission(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Owner, "vera")
	survey := surveyOf(t, w)
	projects, err := survey.Projects(t.Context())
	check(t, err)
	it, err := survey.Project(t.Context(), idOf(projects, "IT"))
	check(t, err)
	if it.Obstacle.ID != "bridge.coverage_permission" || len(it.Types) > 0 {
		t.Errorf("%+v", it)
	}
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/mypermissions", Status: http.StatusOK, Times: 1,
		Body: `{"permissions": {"CREATE_ISSUES": {"havePermission": true}}}`}))
	it, err = survey.Project(t.Context(), idOf(projects, "IT"))
	check(t, err)
	if it.Obstacle.ID != "bridge.coverage_no_types" {
		t.Errorf("only sub-tasks: %+v", it)
	}
}

// A screen that Jira refuses to show says so; a Jira that is away ends it all.
func TestCoverageOfAJiraInTrouble(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	survey := surveyOf(t, w)
	projects, err := survey.Projects(t.Context())
	check(t, err)
	refused := jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta/10000/issuetypes/10004", Status: http.StatusBadRequest, Times: -1,
		Body: `{"errorMessages": ["Broken screen"]}`}
	check(t, w.Jira.SetFault(refused))
	it, err := survey.Project(t.Context(), idOf(projects, "IT"))
	check(t, err)
	for _, kind := range it.Types {
		if (kind.Name == "Bug") == kind.Possible() || kind.Name == "Bug" && fmt.Sprint(kind.Problem.Args["Reason"]) != "Broken screen" {
			t.Errorf("%+v", kind)
		}
	}
	w.Jira.ClearFaults()
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta", Status: http.StatusServiceUnavailable, Times: -1}))
	if _, err := survey.Project(t.Context(), idOf(projects, "IT")); bridge.KindOf(err) != bridge.Unreachable {
		t.Errorf("%v", err)
	}
}

func TestCoverageIsForThoseWhoMayChange(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	if _, err := w.Bridge.Survey(t.Context(), w.Member.GID, w.Caller(w.Member).Workspace); bridge.KindOf(err) != bridge.Forbidden {
		t.Errorf("%v", err)
	}
	if _, err := surveyOf(t, w).Project(t.Context(), "10003"); bridge.KindOf(err) != bridge.NotFound {
		t.Errorf("a project out of sight: %v", err)
	}
}

// surveyOf is the owner's.
func surveyOf(t *testing.T, w *bridgetest.World) bridge.Survey {
	t.Helper()
	s, err := w.Bridge.Survey(t.Context(), w.Owner.GID, w.Caller(w.Owner).Workspace)
	check(t, err)
	return s
}

func keys(projects []bridge.ProjectName) (keys []string) {
	for _, p := range projects {
		keys = append(keys, p.Key)
	}
	slices.Sort(keys)
	return keys
}

func idOf(projects []bridge.ProjectName, key string) string {
	i := slices.IndexFunc(projects, func(p bridge.ProjectName) bool { return p.Key == key })
	if i < 0 {
		return strings.ToLower(key)
	}
	return projects[i].ID
}
