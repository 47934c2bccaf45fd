package jiratest_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// probe is a request that the versions answer differently: with these statuses,
// from the oldest version to the newest.
type probe struct {
	name   string
	who    func(w *world) *caller
	method string
	path   string
	body   any
	want   [6]int
	says   map[int]string // by status
}

func probes() []probe {
	ann := func(w *world) *caller { return w.let("ann") }
	admin := func(w *world) *caller { return w.let("admin") }
	nobody := (*world).anonymous
	bearing := func(token string) func(*world) *caller {
		return func(w *world) *caller { return w.bearing(token) }
	}
	gone := map[int]string{404: `"errorMessages":["Issue Does Not Exist"]`}
	notYet := map[int]string{404: "null for uri"}
	return []probe{
		{"old create metadata", ann, "GET", "issue/createmeta?projectKeys=IT", nil, [6]int{200, 200, 200, 404, 404, 404}, gone},
		{"old create metadata, for a stranger", nobody, "GET", "issue/createmeta?projectKeys=IT", nil, [6]int{200, 200, 200, 404, 404, 404}, map[int]string{200: `"projects":[]`}},
		{"types", ann, "GET", "issue/createmeta/IT/issuetypes", nil, [6]int{404, 200, 200, 200, 200, 200}, notYet},
		{"fields", ann, "GET", "issue/createmeta/IT/issuetypes/10002", nil, [6]int{404, 200, 200, 200, 200, 200}, notYet},
		{"types of a hidden project", ann, "GET", "issue/createmeta/SEC/issuetypes", nil, [6]int{404, 400, 400, 400, 400, 400}, nil},
		{"personal tokens", ann, "GET", "/rest/pat/latest/tokens", nil, [6]int{404, 404, 200, 200, 200, 200}, nil},
		{"OAuth 2.0, consent", nobody, "GET", "/rest/oauth2/latest/authorize?client_id=x", nil, [6]int{404, 404, 500, 500, 500, 500}, map[int]string{500: "$client_id"}},
		{"OAuth 2.0, token", nobody, "POST", "/rest/oauth2/latest/token", object{}, [6]int{404, 404, 500, 500, 500, 500}, map[int]string{500: "@FormParam"}},
		{"OAuth 1.0a", nobody, "POST", "/plugins/servlet/oauth/request-token", nil, [6]int{401, 401, 401, 401, 401, 401}, map[int]string{401: "oauth_problem=parameter_absent"}},
		{"webhooks as of old", admin, "GET", "/rest/webhooks/1.0/webhook", nil, [6]int{200, 200, 200, 200, 404, 404}, nil},
		{"webhooks as of 10", admin, "GET", "/rest/jira-webhook/1.0/webhooks", nil, [6]int{404, 404, 404, 404, 200, 200}, nil},
		{"a password", func(w *world) *caller { return w.with("Authorization", basic("ann", "ann")) }, "GET", "myself", nil,
			[6]int{200, 200, 200, 200, 200, 403}, map[int]string{403: "Basic Authentication has been disabled on this instance."}},
		{"a login by REST", nobody, "POST", "/rest/auth/1/session", object{"username": "ann", "password": "ann"}, [6]int{200, 200, 200, 200, 200, 404}, map[int]string{200: "JSESSIONID"}},
		{"a personal token", func(w *world) *caller { return w.as("ann") }, "GET", "myself", nil, [6]int{401, 401, 200, 200, 200, 200}, nil},
		{"a bad token", bearing("bad"), "GET", "serverInfo", nil, [6]int{200, 200, 401, 401, 401, 401}, map[int]string{401: `"status-code":401`}},
		{"a bad token, searching", bearing("bad"), "GET", "search?jql=project%3DIT", nil, [6]int{200, 200, 200, 200, 200, 200}, map[int]string{200: `"total":0`}},
		{"a bad token, creating", bearing("bad"), "POST", "issue", task("x"), [6]int{401, 401, 401, 401, 401, 401}, nil},
		{"like a browser", func(w *world) *caller { return w.let("ann").with("User-Agent", "Mozilla/5.0") }, "POST", "issue", task("x"),
			[6]int{403, 403, 403, 403, 403, 403}, map[int]string{403: "XSRF check failed"}},
		{"a stranger at an issue", nobody, "GET", "issue/IT-1", nil, [6]int{401, 401, 401, 401, 401, 401}, map[int]string{401: "Login Required"}},
	}
}

// let lets a person in whatever the version is.
func (w *world) let(name string) *caller {
	if !strings.HasPrefix(w.version, "7.") && !strings.HasPrefix(w.version, "8.1") {
		return w.as(name)
	}
	return w.with("Authorization", basic(name, name))
}

func eachVersion(t *testing.T, f func(w *world, i int)) {
	t.Helper()
	for i, version := range jiratest.Versions() {
		w := startWith(t, jiratest.Config{Version: version})
		w.version = version
		w.run(version, func(w *world) { f(w, i) })
	}
}

func TestWhatTheVersionsHave(t *testing.T) {
	eachVersion(t, func(w *world, i int) {
		for _, p := range probes() {
			w.run(p.name, func(w *world) {
				p.who(w).do(p.method, p.path, p.body).want(p.want[i], p.says[p.want[i]])
			})
		}
	})
}

func TestHeadersOfTheVersions(t *testing.T) {
	eachVersion(t, func(w *world, i int) {
		h := w.let("ann").get("myself").want(200).Header
		for name, since := range map[string]int{"X-RateLimit-Limit": 1, "Retry-After": 1, "ATL-TraceId": 4, "X-AREQUESTID": 0, "X-ANODEID": 0} {
			if has := h.Get(name) != ""; has != (i >= since) {
				w.t.Errorf("%s is there: %v", name, has)
			}
		}
		if h.Get("X-AUSERNAME") != "ann" {
			w.t.Errorf("X-AUSERNAME %q", h.Get("X-AUSERNAME"))
		}
	})
}

// The answer of a 10.3.19 that others recorded has these members.
func TestServerInfo(t *testing.T) {
	recorded := []string{"baseUrl", "buildDate", "buildNumber", "databaseBuildNumber", "deploymentType", "scmInfo", "serverTime", "serverTitle", "version", "versionNumbers"}
	eachVersion(t, func(w *world, i int) {
		r := w.let("ann").get("serverInfo?doHealthCheck=true").want(200).wantAt("version", w.version).wantAt("deploymentType", "Server")
		members, _ := r.at("").(map[string]any)
		_, checked := members["healthChecks"]
		if delete(members, "healthChecks"); checked != (i < 4) {
			w.t.Errorf("health checks: %v", checked)
		}
		if got := slices.Sorted(maps.Keys(members)); !slices.Equal(got, recorded) {
			w.t.Errorf("got %v", got)
		}
		if numbers := fmt.Sprint(r.at("versionNumbers")); "["+strings.ReplaceAll(w.version, ".", " ")+"]" != numbers {
			w.t.Errorf("numbers %s", numbers)
		}
	})
	w := startWith(t, jiratest.Config{Version: "10.3.19"})
	w.anonymous().get("serverInfo").want(200).wantAt("buildNumber", 10030019).wantAt("serverTime", nil)
}

// All versions answer one create screen, each in the shape it has.
func TestShapesOfCreateMetadata(t *testing.T) {
	eachVersion(t, func(w *world, i int) {
		if i < 3 {
			old := w.let("ann").get("issue/createmeta?projectKeys=OPS&issuetypeIds=10005&expand=projects.issuetypes.fields").want(200)
			old.wantAt("projects.0.issuetypes.0.fields.customfield_10006.allowedValues.3.disabled", true)
			old.wantAt("projects.0.issuetypes.0.fields.priority.defaultValue.name", "Medium")
			w.let("ann").get("issue/createmeta?projectKeys=OPS").want(200).wantAt("projects.0.issuetypes.0.fields", nil)
		}
		if i > 0 {
			page := w.let("ann").get("issue/createmeta/BIG/issuetypes?startAt=50").want(200)
			page.wantAt("maxResults", 50).wantAt("total", 61).wantAt("isLast", true)
			if n := len(page.list("values")); n != 11 {
				w.t.Errorf("%d on the second page", n)
			}
		}
		w.let("ann").get("search?jql=&maxResults=5000").want(200).wantAt("maxResults", 1000)
	})
}

// Sessions of REST are those of browsers.
func TestSessionOfREST(t *testing.T) {
	w := start(t)
	w.anonymous().get("/rest/auth/1/session").want(401)
	w.anonymous().post("/rest/auth/1/session", object{"username": "ann", "password": "x"}).want(401, "Login failed")
	cookie := w.anonymous().post("/rest/auth/1/session", object{"username": "ann", "password": "ann"}).want(200).str("session.value")
	ann := w.with("Cookie", (&http.Cookie{Name: "JSESSIONID", Value: cookie}).String())
	if h := ann.get("myself").want(200).wantAt("name", "ann").Header; h.Get("X-ASESSIONID") == "" || strings.Contains(fmt.Sprint(h), cookie) {
		t.Errorf("headers %v", h)
	}
	ann.get("/rest/auth/1/session").want(200).wantAt("name", "ann")
	ann.do("DELETE", "/rest/auth/1/session", nil).want(204)
	ann.get("myself").want(401)
}
