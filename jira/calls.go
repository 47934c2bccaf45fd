package jira

import (
	"net/http"
	"strings"
)

// Call is an address of Jira that this program asks for.
type Call struct {
	// ID says what it is asked for, like "create_issue", for texts about it.
	ID     string
	Method string
	// Path is below Jira's base address; {name} stands for one segment, and
	// {name...} for all that follow.
	Path string
	// ByBrowser: it is the browser of a person that opens it, sent there by us
	// or by Jira.
	ByBrowser bool
}

// Calls are all addresses of Jira that this program ever asks for, those of
// package auth and the icons that answers name included: for people who have to
// let it through. Whoever adds one to the client adds it here; tests compare.
func Calls() []Call {
	const get, post, remove = http.MethodGet, http.MethodPost, http.MethodDelete
	return []Call{
		{ID: "server_info", Method: get, Path: "/rest/api/2/serverInfo"},
		{ID: "home", Method: get, Path: "/"},
		{ID: "login", Method: get, Path: "/login.jsp", ByBrowser: true},
		{ID: "oauth2_authorize", Method: get, Path: "/rest/oauth2/latest/authorize", ByBrowser: true},
		{ID: "oauth2_consent", Method: get, Path: "/plugins/servlet/oauth2/consent", ByBrowser: true},
		{ID: "oauth2_token", Method: post, Path: "/rest/oauth2/latest/token"},
		{ID: "oauth1_request", Method: post, Path: "/plugins/servlet/oauth/request-token"},
		{ID: "oauth1_authorize", Method: get, Path: "/plugins/servlet/oauth/authorize", ByBrowser: true},
		{ID: "oauth1_access", Method: post, Path: "/plugins/servlet/oauth/access-token"},
		{ID: "myself", Method: get, Path: "/rest/api/2/myself"},
		{ID: "permissions", Method: get, Path: "/rest/api/2/mypermissions"},
		{ID: "projects", Method: get, Path: "/rest/api/2/project"},
		{ID: "types", Method: get, Path: "/rest/api/2/issue/createmeta/{project}/issuetypes"},
		{ID: "screen", Method: get, Path: "/rest/api/2/issue/createmeta/{project}/issuetypes/{type}"},
		{ID: "everything", Method: get, Path: "/rest/api/2/issue/createmeta"},
		{ID: "people", Method: get, Path: "/rest/api/2/user/assignable/search"},
		{ID: "anybody", Method: get, Path: "/rest/api/2/user/search"},
		{ID: "groups", Method: get, Path: "/rest/api/2/groups/picker"},
		{ID: "epics", Method: get, Path: "/rest/greenhopper/1.0/epics"},
		{ID: "sprints", Method: get, Path: "/rest/greenhopper/1.0/sprint/picker"},
		{ID: "create_issue", Method: post, Path: "/rest/api/2/issue"},
		{ID: "attachment_limit", Method: get, Path: "/rest/api/2/attachment/meta"},
		{ID: "attach", Method: post, Path: "/rest/api/2/issue/{issue}/attachments"},
		{ID: "set_link", Method: post, Path: "/rest/api/2/issue/{issue}/remotelink"},
		{ID: "delete_link", Method: remove, Path: "/rest/api/2/issue/{issue}/remotelink"},
		{ID: "fields", Method: get, Path: "/rest/api/2/field"},
		{ID: "issue", Method: get, Path: "/rest/api/2/issue/{issue}"},
		{ID: "comments", Method: get, Path: "/rest/api/2/issue/{issue}/comment"},
		{ID: "search", Method: get, Path: "/rest/api/2/search"},
		{ID: "long_search", Method: post, Path: "/rest/api/2/search"},
		{ID: "type_icons", Method: get, Path: "/secure/viewavatar"},
		{ID: "project_icons", Method: get, Path: "/secure/projectavatar"},
		{ID: "people_icons", Method: get, Path: "/secure/useravatar"},
		{ID: "icons", Method: get, Path: "/images/icons/{icon...}"},
		{ID: "browse", Method: get, Path: "/browse/{issue}", ByBrowser: true},
	}
}

// Is tells whether a request is this call; path is below Jira's base address.
func (c Call) Is(method, path string) bool {
	want, got := strings.Split(c.Path, "/"), strings.Split(path, "/")
	if rest := len(want) - 1; strings.HasSuffix(want[rest], "...}") && len(got) > rest {
		got = append(got[:rest:rest], strings.Join(got[rest:], "/"))
	}
	if c.Method != method || len(want) != len(got) {
		return false
	}
	for i, segment := range want {
		if segment != got[i] && (!strings.HasPrefix(segment, "{") || got[i] == "") {
			return false
		}
	}
	return true
}
