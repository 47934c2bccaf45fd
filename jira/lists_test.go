package jira_test

import (
	"net/http"
	"testing"

	"jirabridge/jira"
)

func TestServerInfo(t *testing.T) {
	s := serve(t, always(200, recorded(t, "serverinfo-10.3.19.json")))
	info, err := s.anonymous(t).ServerInfo(t.Context())
	if err != nil || info.BaseURL != "https://jira.example.com" || info.Version != "10.3.19" || info.IsCloud() || info.Time.IsZero() {
		t.Errorf("got %+v, %v", info, err)
	}
	for _, test := range []struct {
		version []int
		want    bool
	}{{[]int{8, 22}, true}, {[]int{10, 3, 19}, true}, {[]int{10, 3, 20}, false}, {[]int{10, 4}, false}, {[]int{11}, false}} {
		if got := info.AtLeast(test.version...); got != test.want {
			t.Errorf("10.3.19 is at least %v: %v", test.version, got)
		}
	}
	if (jira.ServerInfo{}).AtLeast(8, 22) {
		t.Error("no version is at least 8.22")
	}
	if !(jira.ServerInfo{DeploymentType: "cloud"}).IsCloud() {
		t.Error("Cloud is not recognised")
	}
}

func TestServerInfoOfAnOldVersion(t *testing.T) {
	s := serve(t, always(200, `{"baseUrl":"https://x","version":"8.21.1","versionNumbers":[8,21,1],"deploymentType":"Server"}`))
	if info, err := s.anonymous(t).ServerInfo(t.Context()); err != nil || info.AtLeast(8, 22) {
		t.Errorf("got %+v, %v", info, err)
	}
}

func TestMyself(t *testing.T) {
	s := serve(t, always(200, `{"key":"JIRAUSER10100","name":"alice","displayName":"Alice Ek","avatarUrls":{"48x48":"https://x/a"},"active":true,"timeZone":"Europe/Stockholm"}`))
	user, err := s.client(t).Myself(t.Context())
	if err != nil || user.Key != "JIRAUSER10100" || user.Name != "alice" || user.AvatarUrls.Four8X48 != "https://x/a" {
		t.Errorf("got %+v, %v", user, err)
	}
}

func TestMyPermissions(t *testing.T) {
	var query string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.RawQuery
		answer(w, 200, `{"permissions":{"CREATE_ISSUES":{"id":"11","key":"CREATE_ISSUES","havePermission":true},"ADMINISTER":{"havePermission":false}}}`)
	})
	permissions, err := s.client(t).MyPermissions(t.Context(), "IT")
	if err != nil || !permissions["CREATE_ISSUES"] || permissions[jira.Administer] || permissions["BROWSE_PROJECTS"] || query != "projectKey=IT" {
		t.Errorf("got %v, %v for %s", permissions, err, query)
	}
	if _, err := s.client(t).MyPermissions(t.Context(), ""); err != nil || query != "" {
		t.Errorf("asked %q, %v", query, err)
	}
}

func TestProjects(t *testing.T) {
	s := serve(t, always(200, `[{"id":"10000","key":"IT","name":"IT","avatarUrls":{"48x48":"https://x/48","16x16":"https://x/16"}},{"id":"1","key":"HR","name":"People","archived":true}]`))
	projects, err := s.client(t).Projects(t.Context())
	if err != nil || len(projects) != 2 || projects[0].Key != "IT" || projects[0].IconURL() != "https://x/16" || !projects[1].Archived || projects[1].IconURL() != "" {
		t.Errorf("got %+v, %v", projects, err)
	}
}

func TestAssignableUsers(t *testing.T) {
	var query map[string][]string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.Query()
		answer(w, 200, `[{"name":"alice","displayName":"Alice Ek"}]`)
	})
	users, err := s.client(t).AssignableUsers(t.Context(), "IT", "ali & co")
	if err != nil || len(users) != 1 || users[0].DisplayName != "Alice Ek" {
		t.Errorf("got %+v, %v", users, err)
	}
	if query["username"][0] != "ali & co" || query["project"][0] != "IT" || query["query"] != nil {
		t.Errorf("asked %v", query)
	}
}

func TestAttachmentSettings(t *testing.T) {
	s := serve(t, always(200, `{"enabled":true,"uploadLimit":10485760}`))
	settings, err := s.client(t).AttachmentSettings(t.Context())
	if err != nil || !settings.Enabled || settings.Limit != 10485760 {
		t.Errorf("got %+v, %v", settings, err)
	}
}
