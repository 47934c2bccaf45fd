package jiratest_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

func basic(name, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password))
}

func TestContextPath(t *testing.T) {
	w := start(t)
	base := strings.TrimSuffix(w.URL, "/jira")
	for _, path := range []string{"/", "/rest/api/2/serverInfo", "/jirax/rest/api/2/serverInfo", "/jira//rest/api/2/serverInfo", "//jira/rest/api/2/serverInfo"} {
		t.Run(path, func(t *testing.T) {
			outside := *w
			outside.Running = &jiratest.Running{URL: base}
			outside.t = t
			r := outside.anonymous().get(path).want(404)
			if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
				t.Error("Content-Type:", r.Header.Get("Content-Type"))
			}
		})
	}
	w.run("is in every address", func(w *world) {
		r := w.as("ann").get("issue/IT-1").want(200)
		for _, path := range []string{"self", "fields.status.self", "fields.creator.self", "fields.creator.avatarUrls.48x48", "fields.issuetype.iconUrl", "fields.priority.iconUrl", "fields.project.self"} {
			if !strings.HasPrefix(r.str(path), w.URL+"/") {
				w.t.Errorf("%s = %s", path, r.str(path))
			}
		}
	})
	t.Run("may be another, or none", func(t *testing.T) {
		w := startWith(t, jiratest.Config{ContextPath: "tracker/"})
		w.anonymous().get("serverInfo").want(200).wantAt("baseUrl", w.URL)
		root := startWith(t, jiratest.Config{ContextPath: "/"})
		root.anonymous().get("serverInfo").want(200).wantAt("baseUrl", root.URL)
	})
}

func TestBadBearer(t *testing.T) {
	w := start(t)
	bad := w.bearing("nonsense")
	for _, path := range []string{"issue/IT-1", "myself", "serverInfo", "project", "mypermissions"} {
		r := bad.get(path).want(401, "Client must be authenticated to access this resource.").wantAt("status-code", 401)
		if r.Header.Get("X-Seraph-LoginReason") != "" {
			t.Error("a bad bearer is not a failed login")
		}
	}
	for _, r := range []*reply{bad.search("project = IT"), bad.post("search", object{"jql": "key in (IT-1, IT-2)"})} {
		r.want(200).wantAt("total", 0)
		if r.Header.Get("X-AUSERNAME") != "anonymous" {
			t.Error("X-AUSERNAME:", r.Header.Get("X-AUSERNAME"))
		}
	}
	bad.post("issue", task("x")).want(401)
}

func TestAnonymous(t *testing.T) {
	w := start(t)
	nobody := w.anonymous()
	nobody.get("serverInfo").want(200).wantAt("serverTime", nil).wantAt("deploymentType", "Server").wantAt("version", "9.12.2")
	nobody.get("myself").want(401)
	nobody.get("mypermissions").want(401)
	nobody.get("project").want(200, "[]")
	nobody.get("issue/IT-1").want(401, "You do not have the permission to see the specified issue.", "Login Required")
	nobody.get("issue/IT-999").want(404, "Issue Does Not Exist")
	nobody.search("project = IT").want(200).wantAt("total", 0)
	nobody.get("issue/createmeta/IT/issuetypes").want(400)
	nobody.post("issue", task("x")).want(401)
}

func TestPasswords(t *testing.T) {
	w := start(t)
	w.with("Authorization", basic("björn", "björn")).get("myself").want(200).wantAt("displayName", "Björn Åkesson")
	w.with("Authorization", basic("BOB", "bob")).get("myself").want(200).wantAt("name", "bob")
	wrong := w.with("Authorization", basic("bob", "x"))
	for range 3 {
		r := wrong.get("myself").want(401, "AUTHENTICATED_FAILED")
		if r.Header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
			t.Error(r.Header)
		}
	}
	right := w.with("Authorization", basic("bob", "bob"))
	r := right.get("myself").want(403, "AUTHENTICATION_DENIED")
	if want := "CAPTCHA_CHALLENGE; login-url=" + w.URL + "/login.jsp"; r.Header.Get("X-Authentication-Denied-Reason") != want {
		t.Error(r.Header.Get("X-Authentication-Denied-Reason"))
	}
	for range 5 { // tokens do not count
		w.bearing("bad").get("myself").want(401)
	}
	w.browserOf("bob")
	right.get("myself").want(200)
}

func TestXSRF(t *testing.T) {
	w := start(t)
	ann := w.as("ann").with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")
	ann.get("issue/IT-1").want(200)
	ann.post("issue", task("x")).want(403, "XSRF check failed")
	ann.with("X-Atlassian-Token", "no-check").post("issue", task("x")).want(403, "XSRF check failed")
	ann.put("issue/IT-1", object{"fields": object{"summary": "x"}}).want(403)
	ann.do("DELETE", "issue/IT-1/properties/x", nil).want(403)
	ann.with("Origin", "https://evil.example").post("issue", task("x")).want(403)
	ann.with("Origin", strings.TrimSuffix(w.URL, "/jira")).post("issue", task("x")).want(201)
	ann.with("Referer", w.URL+"/browse/IT-1").post("issue", task("x")).want(201)
	w.as("ann").with("User-Agent", "jirabridge/1.0").post("issue", task("x")).want(201)
	w.as("ann").post("issue", task("x")).want(201)
}

func TestHeaders(t *testing.T) {
	w := start(t)
	r := w.as("björn").get("myself").want(200)
	for name, want := range map[string]string{"Retry-After": "0", "X-RateLimit-Limit": "70", "X-RateLimit-Remaining": "69",
		"X-RateLimit-FillRate": "5", "X-RateLimit-Interval-Seconds": "1", "X-AUSERNAME": "bj%C3%B6rn", "X-ANODEID": "node1"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.Header.Get("X-AREQUESTID") == "" {
		t.Error("no X-AREQUESTID")
	}
	for _, path := range []string{"serverInfo", "issue/IT-1/remotelink"} {
		if w.as("ann").get(path).want(200).Header.Get("X-RateLimit-Limit") != "" {
			t.Error(path, "is exempt from rate limiting")
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	ann := start(t).as("ann")
	ann.get("nothing").want(404, "null for uri").wantAt("status-code", 404)
	ann.get("/rest/api/3/myself").want(404, "<html")
	ann.get("/rest/api/latest/myself").want(200)
	ann.do("DELETE", "issue", nil).want(405)
	ann.post("myself", object{}).want(405)
}

func TestBodies(t *testing.T) {
	ann := start(t).as("ann")
	ann.with("Content-Type", "text/plain").post("issue", "{}").want(415)
	ann.post("issue", "{").want(400, "Can not read the JSON")
	ann.post("search", `{"jql": "", "nextPageToken": "x"}`).want(400, "Unrecognized field", "nextPageToken")
}

func TestPersonalTokens(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	made := ann.post("/rest/pat/latest/tokens", object{"name": "script", "expirationDuration": 30}).want(201)
	token := w.bearing(made.str("rawToken"))
	token.get("myself").want(200).wantAt("name", "ann")
	ann.get("/rest/pat/latest/tokens").want(200).wantAt("0.name", "script").wantAt("0.rawToken", nil)
	w.as("bob").get("/rest/pat/latest/tokens").want(200, "[]")
	w.as("bob").do("DELETE", fmt.Sprint("/rest/pat/latest/tokens/", made.num("id")), nil).want(404)
	ann.do("DELETE", fmt.Sprint("/rest/pat/latest/tokens/", made.num("id")), nil).want(204)
	token.get("myself").want(401)
	w.as("otto").get("myself").want(401)
}

func TestVersions(t *testing.T) {
	if _, err := jiratest.New(jiratest.Config{Version: "9.9.9"}); err == nil || !strings.Contains(err.Error(), "unknown Jira version") {
		t.Error(err)
	}
}
