package bridge_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/bridge"
	"jirabridge/jira/jiratest"
)

// TestCoverage: of every project and type that somebody sees it is told whether
// the form can create an issue, and if not, what is in the way.
func TestCoverage(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	owner, workspace := w.Owner.GID, w.Caller(w.Owner).Workspace
	projects, err := w.Bridge.CoveredProjects(t.Context(), owner, workspace)
	check(t, err)
	if seen := keys(projects); !slices.Contains(seen, "IT") || !slices.Contains(seen, "OPS") || slices.Contains(seen, "SEC") {
		t.Fatalf("%v", seen)
	}
	before := len(w.JiraCalls("/createmeta/"))
	ops, err := w.Bridge.Coverage(t.Context(), owner, workspace, idOf(projects, "OPS"))
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
	big, err := w.Bridge.Coverage(t.Context(), owner, workspace, idOf(projects, "BIG"))
	check(t, err)
	if len(big.Types) != 61 || big.Possible() != 61 {
		t.Errorf("%d of %d types", big.Possible(), len(big.Types))
	}
}

func TestCoverageWithoutPermission(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Owner, "vera")
	workspace := w.Caller(w.Owner).Workspace
	projects, err := w.Bridge.CoveredProjects(t.Context(), w.Owner.GID, workspace)
	check(t, err)
	it, err := w.Bridge.Coverage(t.Context(), w.Owner.GID, workspace, idOf(projects, "IT"))
	check(t, err)
	if it.Obstacle.ID != "bridge.coverage_permission" || len(it.Types) > 0 {
		t.Errorf("%+v", it)
	}
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/mypermissions", Status: http.StatusOK, Times: 1,
		Body: `{"permissions": {"CREATE_ISSUES": {"havePermission": true}}}`}))
	it, err = w.Bridge.Coverage(t.Context(), w.Owner.GID, workspace, idOf(projects, "IT"))
	check(t, err)
	if it.Obstacle.ID != "bridge.coverage_no_types" {
		t.Errorf("only sub-tasks: %+v", it)
	}
}

// A screen that Jira refuses to show says so; a Jira that is away ends it all.
func TestCoverageOfAJiraInTrouble(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	workspace := w.Caller(w.Owner).Workspace
	projects, err := w.Bridge.CoveredProjects(t.Context(), w.Owner.GID, workspace)
	check(t, err)
	refused := jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta/10000/issuetypes/10004", Status: http.StatusBadRequest, Times: -1,
		Body: `{"errorMessages": ["Broken screen"]}`}
	check(t, w.Jira.SetFault(refused))
	it, err := w.Bridge.Coverage(t.Context(), w.Owner.GID, workspace, idOf(projects, "IT"))
	check(t, err)
	for _, kind := range it.Types {
		if (kind.Name == "Bug") == kind.Possible() || kind.Name == "Bug" && fmt.Sprint(kind.Problem.Args["Reason"]) != "Broken screen" {
			t.Errorf("%+v", kind)
		}
	}
	w.Jira.ClearFaults()
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "GET /rest/api/2/issue/createmeta", Status: http.StatusServiceUnavailable, Times: -1}))
	if _, err := w.Bridge.Coverage(t.Context(), w.Owner.GID, workspace, idOf(projects, "IT")); bridge.KindOf(err) != bridge.Unreachable {
		t.Errorf("%v", err)
	}
}

func TestCoverageIsForThoseWhoMayChange(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	workspace := w.Caller(w.Member).Workspace
	if _, err := w.Bridge.CoveredProjects(t.Context(), w.Member.GID, workspace); bridge.KindOf(err) != bridge.Forbidden {
		t.Errorf("%v", err)
	}
	if _, err := w.Bridge.Coverage(t.Context(), w.Member.GID, workspace, "10000"); bridge.KindOf(err) != bridge.Forbidden {
		t.Errorf("%v", err)
	}
	if _, err := w.Bridge.Coverage(t.Context(), w.Owner.GID, workspace, "10003"); bridge.KindOf(err) != bridge.NotFound {
		t.Errorf("a project out of sight: %v", err)
	}
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
