package jira_test

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jirabridge/jira"
)

// methods are all of the client's that ask for something.
func methods() map[string]func(context.Context, *jira.Client) {
	return map[string]func(context.Context, *jira.Client){
		"ServerInfo":         func(ctx context.Context, c *jira.Client) { _, _ = c.ServerInfo(ctx) },
		"Myself":             func(ctx context.Context, c *jira.Client) { _, _ = c.Myself(ctx) },
		"MyPermissions":      func(ctx context.Context, c *jira.Client) { _, _ = c.MyPermissions(ctx, "IT") },
		"IssuePermissions":   func(ctx context.Context, c *jira.Client) { _, _ = c.IssuePermissions(ctx, "1") },
		"Projects":           func(ctx context.Context, c *jira.Client) { _, _ = c.Projects(ctx) },
		"Fields":             func(ctx context.Context, c *jira.Client) { _, _ = c.Fields(ctx) },
		"IssueTypes":         func(ctx context.Context, c *jira.Client) { _, _ = c.IssueTypes(ctx, "IT") },
		"CreateFields":       func(ctx context.Context, c *jira.Client) { _, _ = c.CreateFields(ctx, "IT", "1") },
		"AssignableUsers":    func(ctx context.Context, c *jira.Client) { _, _ = c.AssignableUsers(ctx, "IT", "a") },
		"Users":              func(ctx context.Context, c *jira.Client) { _, _ = c.Users(ctx, "a") },
		"Groups":             func(ctx context.Context, c *jira.Client) { _, _ = c.Groups(ctx, "a", 1) },
		"Epics":              func(ctx context.Context, c *jira.Client) { _, _ = c.Epics(ctx, "IT", "a", 1) },
		"OpenSprints":        func(ctx context.Context, c *jira.Client) { _, _ = c.OpenSprints(ctx, "a") },
		"Parents":            func(ctx context.Context, c *jira.Client) { _, _ = c.Parents(ctx, "1", "a", 1) },
		"Creatable":          func(ctx context.Context, c *jira.Client) { _, _, _ = c.Creatable(ctx) },
		"CreateIssue":        func(ctx context.Context, c *jira.Client) { _, _ = c.CreateIssue(ctx, jira.NewIssue{}) },
		"AttachmentSettings": func(ctx context.Context, c *jira.Client) { _, _ = c.AttachmentSettings(ctx) },
		"AttachFile": func(ctx context.Context, c *jira.Client) {
			_, _ = c.AttachFile(ctx, "IT-1", "a", 1, strings.NewReader("a"))
		},
		"SetRemoteLink":    func(ctx context.Context, c *jira.Client) { _ = c.SetRemoteLink(ctx, "IT-1", jira.RemoteLink{}) },
		"DeleteRemoteLink": func(ctx context.Context, c *jira.Client) { _ = c.DeleteRemoteLink(ctx, "IT-1", "g") },
		"Issue":            func(ctx context.Context, c *jira.Client) { _, _ = c.Issue(ctx, "IT-1", nil, nil) },
		"CountComments":    func(ctx context.Context, c *jira.Client) { _, _ = c.CountComments(ctx, "IT-1") },
		"Search": func(ctx context.Context, c *jira.Client) {
			_, _ = c.Search(ctx, "project = IT", nil, 1)
			_, _ = c.Search(ctx, strings.Repeat("project = IT or ", 100)+"project = WEB", nil, 1)
		},
		"IssuesByID": func(ctx context.Context, c *jira.Client) { _, _ = c.IssuesByID(ctx, []string{"1"}, nil) },
	}
}

// local are those that ask for nothing.
var local = []string{"BrowseURL", "ParseIssueReference"}

// The table of calls is what the client's methods ask for, no more and no less.
func TestTheTableOfCalls(t *testing.T) {
	asked := map[string]bool{}
	for _, status := range []int{200, 404} { // create metadata is asked for the other way
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if id := callOf(r); id != "" {
				asked[id] = true
			} else {
				t.Errorf("%s %s is not among the calls", r.Method, r.URL.Path)
			}
			answer(w, status, `{"isLast":true}`)
		})
		for _, ask := range methods() {
			ask(t.Context(), s.client(t))
		}
	}
	for _, c := range jira.Calls() {
		if ofClient(c) != asked[c.ID] {
			t.Errorf("%s %s is asked for by a method: %v", c.Method, c.Path, asked[c.ID])
		}
	}
}

// ofClient tells the client's calls from those of package auth, of browsers, and
// for pictures.
func ofClient(c jira.Call) bool {
	return strings.HasPrefix(c.Path, "/rest/") && !strings.HasPrefix(c.Path, "/rest/oauth2/")
}

func callOf(r *http.Request) string {
	for _, c := range jira.Calls() {
		if c.Is(r.Method, r.URL.Path) {
			return c.ID
		}
	}
	return ""
}

// A method that is new has to be tried, too.
func TestEveryMethodIsTried(t *testing.T) {
	var all []string
	for m := range reflect.TypeFor[*jira.Client]().Methods() {
		all = append(all, m.Name)
	}
	tried := append(slices.Collect(maps.Keys(methods())), local...)
	slices.Sort(tried)
	if slices.Sort(all); !slices.Equal(all, tried) {
		t.Errorf("the client has %v, tried are %v", all, tried)
	}
}

func TestCallsAreTold(t *testing.T) {
	icons := jira.Call{Method: "GET", Path: "/images/icons/{icon...}"}
	for path, want := range map[string]bool{"/images/icons/priorities/high.svg": true, "/images/icons/a.png": true, "/images/icons/": false, "/images/icons": false, "/images/x/a": false} {
		if icons.Is("GET", path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
	screen := jira.Call{Method: "GET", Path: "/rest/api/2/issue/createmeta/{project}/issuetypes/{type}"}
	for request, want := range map[string]bool{
		"GET /rest/api/2/issue/createmeta/IT/issuetypes/1":   true,
		"POST /rest/api/2/issue/createmeta/IT/issuetypes/1":  false,
		"GET /rest/api/2/issue/createmeta/IT/issuetypes":     false,
		"GET /rest/api/2/issue/createmeta/IT/issuetypes/":    false,
		"GET /rest/api/2/issue/createmeta//issuetypes/1":     false,
		"GET /rest/api/2/issue/createmeta/IT/issuetypes/1/2": false,
	} {
		method, path, _ := strings.Cut(request, " ")
		if screen.Is(method, path) != want {
			t.Errorf("%s: %v", request, !want)
		}
	}
}
