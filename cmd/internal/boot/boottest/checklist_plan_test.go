package boottest

import (
	"net/http"
	"net/url"
	"testing"

	"jirabridge/asana"
)

// planRows are about what a workspace's plan has.
func (c *checklist) planRows() []row {
	return []row{
		{"J-03", c.appIsForPaidPlans},
		{"J-04", c.setupNeedsAPaidPlan},
	}
}

// plan sets the plan of the demo's workspace as the operator does, while the program runs.
func (w *World) plan(t *testing.T, plan asana.Plan) {
	t.Helper()
	where := []string{"--data", w.Data}
	if w.Database != "" {
		where = []string{"--database", w.Database}
	}
	args := append([]string{"workspaces", "plan", w.WorkspaceGID, string(plan)}, where...)
	if out, err := command(mustBuild(t).Jirabridge, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func (c *checklist) appIsForPaidPlans(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	v := w.signIn(t, w.Role(t, "member", false))
	must(t, v.Open(t.Context(), w.PlatformURL+"/0/"+w.ProjectGID+"/apps"))
	follow(t, v, "app-card-jira-server")
	app := v.At.Path
	for _, plan := range []asana.Plan{asana.Free, asana.Premium, asana.Business, asana.Enterprise} {
		w.plan(t, plan)
		offered, want := plan != asana.Free, http.StatusOK
		if !offered {
			want = http.StatusPaymentRequired
		}
		must(t, v.Open(t.Context(), w.PlatformURL+app))
		if (v.Find("data-test", "add-to-project") == nil) == offered || (v.Find("data-test", "plan-too-low") == nil) != offered {
			t.Errorf("the page of the app on %s: %s", plan, v.Text())
		}
		_ = v.Post(t.Context(), app+"/install", url.Values{"introduced": {"yes"}})
		if v.Status != want {
			t.Errorf("installing on %s answers %d: %s", plan, v.Status, v.Text())
		}
		if !offered {
			says(t, v, "not part of your workspace’s plan")
		}
		must(t, v.Open(t.Context(), w.PlatformURL+app))
		if (v.Find("data-test", "uninstall") == nil) == offered {
			t.Errorf("after installing on %s: %s", plan, v.Text())
		}
		if offered {
			must(t, v.Post(t.Context(), app+"/uninstall", nil))
		}
	}
}

func (c *checklist) setupNeedsAPaidPlan(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	w.plan(t, asana.Free)
	link := w.applicationLink(t, w.PlatformURL+"/setup/callback/jira")
	save(t.Context(), v, w, w.JiraURL, link)
	if v.Find("value", w.WorkspaceGID) != nil || v.At.Host != host(t, w.PlatformURL) {
		t.Errorf("a form from before leads to %s: %s", v.At, v.Text())
	}
	for lang, words := range map[string]string{"en": "on the free plan", "sv": "gratisabonnemanget", "pl": "plan bezpłatny"} {
		_ = v.Open(t.Context(), w.PlatformURL+"/setup?lang="+lang)
		_ = v.Submit(t.Context(), "lang", lang, nil)
		_ = v.Open(t.Context(), w.PlatformURL+"/setup")
		if v.Status != http.StatusPaymentRequired || v.Find("value", w.WorkspaceGID) != nil || v.Shows("jira_domain") {
			t.Errorf("/setup answers %d: %s", v.Status, v.Text())
		}
		says(t, v, words)
	}
	_ = v.Submit(t.Context(), "lang", "en", nil)
	nothingStored(t, w)
	w.plan(t, asana.Premium)
	must(t, v.Open(t.Context(), w.PlatformURL+"/setup"))
	if !v.Shows("jira_domain") || v.Find("value", w.WorkspaceGID) == nil {
		t.Errorf("on premium: %s", v.Text())
	}
}

func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	return u.Host
}
