package boottest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"jirabridge/cmd/internal/visitor"
)

// forgetful is a reverse proxy that does not pass on what it was called: Jira
// sees its own address.
type forgetful struct {
	URL    string
	target atomic.Pointer[url.URL]
}

func newForgetful(t *testing.T) *forgetful {
	t.Helper()
	p := &forgetful{}
	server := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(p.target.Load()) }})
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// anotherNameOfJira connects a Jira by a name that is not its base URL, and one
// behind a proxy that hides the name it was called by.
func (c *checklist) anotherNameOfJira(t *testing.T) {
	t.Run("alias", func(t *testing.T) {
		w := c.old(t)
		v := setupVisitor(t, w, w.Role(t, "owner", false))
		w.connectAt(t, v, w.elsewhere())
		defer w.removeOld(t)
		if at := v.Find("data-test", "jira-url"); visitor.Attribute(at, "href") != w.elsewhere() {
			t.Errorf("connected to %s", visitor.Attribute(at, "href"))
		}
		w.linksBeginWith(t, w.JiraURL, w.elsewhere())
	})
	t.Run("proxy", func(t *testing.T) {
		proxy := newForgetful(t)
		alias := proxy.URL + "/jira"
		w := Start(t, Options{Database: "sqlite", Connect: "none", Version: "8.13.1", Sim: []string{"--base-url", alias, "--connector", proxy.URL}})
		direct, err := url.Parse(strings.TrimSuffix(w.JiraURL, "/jira"))
		must(t, err)
		proxy.target.Store(direct)
		v := setupVisitor(t, w, w.Role(t, "owner", false))
		must(t, v.Open(t.Context(), w.PlatformURL+"/setup?kind=oauth1"))
		w.registerConsumer(t, v)
		must(t, v.Submit(t.Context(), "jira_domain", w.JiraURL, url.Values{"workspace": {w.WorkspaceGID}}))
		saysAt(t, v, "jira_domain", "called at "+w.JiraURL+" but takes "+alias+" for its address")
		nothingStored(t, w)
		w.connectAt(t, v, alias)
		w.linksBeginWith(t, alias, alias)
	})
}

// linksBeginWith creates an issue, whose addresses are to begin like that
// wherever people are shown them, and links it once more by either of Jira's names.
func (w *World) linksBeginWith(t *testing.T, base, called string) {
	t.Helper()
	who := w.Role(t, "owner", false)
	c := &checklist{World: w}
	form, task := c.formFor(t, who, map[string]any{"name": "By another name"})
	r := c.submit(t, who, form, task, nil)
	if address, _ := r.JSON(t)["resource_url"].(string); r.Status != http.StatusOK || !strings.HasPrefix(address, base+"/browse/") {
		t.Fatalf("%d: the issue is at %s, want below %s", r.Status, r.Body, base)
	}
	for _, name := range []string{base, called} {
		other := w.NewTask(t, who.Token, map[string]any{"name": "Gets it by " + name})
		r := w.Host(who).Post(t, w.JiraApp.AttachURL, map[string]any{"task": other, "attachment": attachmentGID(), "query": name + "/browse/" + keyOf(t, r)})
		if address, _ := r.JSON(t)["resource_url"].(string); r.Status != http.StatusOK || !strings.HasPrefix(address, base+"/browse/") {
			t.Errorf("linked by %s: %d %s", name, r.Status, r.Body)
		}
	}
}
