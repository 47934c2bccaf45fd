package boottest

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"jirabridge/asana"
	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// serviceRows are about service accounts.
func (c *checklist) serviceRows() []row {
	return []row{
		{"S-01", c.servicesAreEnterprise},
		{"S-02", c.superAdminsManageServices},
		{"S-03", c.servicesSeeEverything},
		{"S-04", c.servicesExport},
		{"S-05", c.servicesExportAgain},
		{"S-06", c.servicesManagePeople},
		{"S-07", c.servicesTidyUp},
		{"S-09", c.servicesSearchEverything},
		{"S-10", c.servicesAreListed},
		{"S-11", c.servicesAreRenamed},
		{"S-12", c.servicesAreDeauthorized},
		{"S-14", c.servicesAreAssigned},
		{"S-15", c.servicesUseTheSameScheme},
		{"S-16", c.addsServiceAccount},
		{"S-17", c.editsServiceAccount},
		{"S-18", c.dialogSavesOrRemoves},
		{"S-19", c.servicesCannotSignIn},
		{"S-20", c.servicesHaveNoSession},
		{"S-21", c.warnsOfHardCodedTokens},
		{"S-22", c.serviceTokenIsShownOnce},
		{"S-25", c.servicesStayAtHome},
	}
}

// The tab Apps of the admin console, and what is below it.
const (
	adminApps = "/0/admin/apps"
	services  = adminApps + "/service-accounts"
)

func (w *World) at(page string) string {
	return w.PlatformURL + page + "?workspace=" + w.WorkspaceGID
}

// addService makes a service account as a super admin and returns its token and gid.
func (w *World) addService(t *testing.T, name string) (token, gid string) {
	t.Helper()
	v := w.signIn(t, w.Role(t, "super_admin", false))
	must(t, v.Open(t.Context(), w.at(services+"/new")))
	must(t, v.Submit(t.Context(), "name", name, url.Values{"access": {"full"}}))
	return serviceToken(t, v)
}

func serviceToken(t *testing.T, v *visitor.Visitor) (token, gid string) {
	t.Helper()
	shown := v.Find("data-test", "token-value")
	if shown == nil {
		t.Fatalf("no token is shown: %s", v.Text())
	}
	token = visitor.Attribute(shown, "value")
	parts := strings.FieldsFunc(token, func(r rune) bool { return r == '/' || r == ':' })
	if len(parts) != 4 {
		t.Fatalf("the token is %q", token)
	}
	return token, parts[1]
}

// ofService sends a form of the page of a service account.
func (w *World) ofService(t *testing.T, gid, marker, value string, more url.Values) *visitor.Visitor {
	t.Helper()
	v := w.signIn(t, w.Role(t, "super_admin", false))
	must(t, v.Open(t.Context(), w.at(services+"/"+gid)))
	must(t, v.Submit(t.Context(), marker, value, more))
	return v
}

// hidden makes a private project of the owner's with a task in it.
func (w *World) hidden(t *testing.T) (project, task string) {
	t.Helper()
	owner := w.People[0].Token
	r := w.API(t, owner, http.MethodPost, "/projects", map[string]any{"workspace": w.WorkspaceGID, "team": w.TeamGID, "name": "Merger", "privacy_setting": "private"})
	project = dig(r.JSON(t), "data.gid")
	r = w.API(t, owner, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": "Buy them secretly"})
	return project, dig(r.JSON(t), "data.gid")
}

func (c *checklist) servicesAreEnterprise(t *testing.T) {
	w := c.fresh(t)
	defer w.plan(t, asana.Enterprise)
	v := w.signIn(t, w.People[0])
	for _, plan := range []asana.Plan{asana.Business, asana.Enterprise} {
		w.plan(t, plan)
		has, want := plan == asana.Enterprise, map[bool]int{true: http.StatusOK, false: http.StatusPaymentRequired}[plan == asana.Enterprise]
		must(t, v.Open(t.Context(), w.PlatformURL+"/"))
		if (v.Find("href", adminApps+"?workspace="+w.WorkspaceGID) != nil) != has {
			t.Errorf("on %s the menu is: %s", plan, v.Text())
		}
		must(t, v.Open(t.Context(), w.at(services)))
		if (v.Find("data-test", "plan-too-low") == nil) != has || (v.Find("data-test", "add-service") != nil) != has {
			t.Errorf("on %s the page says: %s", plan, v.Text())
		}
		if got := status(t, v, w.at(services+"/new")); got != want {
			t.Errorf("adding one on %s: %d", plan, got)
		}
		waitFor(t, "the plan to count", func() bool { return w.me(t, w.ServiceAccount.Token) == want })
	}
}

func (c *checklist) superAdminsManageServices(t *testing.T) {
	w := c.fresh(t)
	owner, manager := w.People[0], w.People[2]
	w.permit(t, owner, manager, "api_access", "manages_users")
	defer w.permit(t, owner, manager, "api_access")
	for want, people := range map[int][]demo.Person{http.StatusOK: {owner, w.Role(t, "super_admin", false)}, http.StatusForbidden: {manager, w.People[3]}} {
		for _, who := range people {
			v := w.signIn(t, who)
			for _, page := range []string{adminApps, services, services + "/new", services + "/" + w.ServiceAccount.GID} {
				if got := status(t, v, w.at(page)); got != want {
					t.Errorf("%s opens %s: %d", who.Role, page, got)
				}
			}
			if want == http.StatusOK {
				continue
			}
			_ = v.Post(t.Context(), services+"/"+w.ServiceAccount.GID+"/reset", url.Values{"workspace": {w.WorkspaceGID}})
			if v.Status != want || w.me(t, w.ServiceAccount.Token) != http.StatusOK {
				t.Errorf("%s resets the token: %d", who.Role, v.Status)
			}
		}
	}
}

func (c *checklist) servicesSeeEverything(t *testing.T) {
	project, task := c.hidden(t)
	for _, path := range []string{"/projects/" + project, "/tasks/" + task, "/projects/" + project + "/tasks"} {
		if r := c.API(t, c.ServiceAccount.Token, http.MethodGet, path, nil); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", path, r.Status, r.Body)
		}
		if r := c.API(t, c.People[2].Token, http.MethodGet, path, nil); r.Status != http.StatusForbidden {
			t.Errorf("%s for a member: %d", path, r.Status)
		}
	}
}

// export asks for an export, waits for it and unpacks it.
func (w *World) export(t *testing.T) map[string]any {
	t.Helper()
	r := w.API(t, w.ServiceAccount.Token, http.MethodPost, "/organization_exports", map[string]any{"organization": w.WorkspaceGID})
	if r.Status != http.StatusCreated {
		t.Fatalf("ask for an export: %d %s", r.Status, r.Body)
	}
	path, address := "/organization_exports/"+dig(r.JSON(t), "data.gid"), ""
	waitFor(t, "the export", func() bool {
		r := w.API(t, w.ServiceAccount.Token, http.MethodGet, path, nil)
		address = dig(r.JSON(t), "data.download_url")
		return dig(r.JSON(t), "data.state") == "finished"
	})
	packed, err := gzip.NewReader(strings.NewReader(string(Do(t, request(t, http.MethodGet, address, nil)).Body)))
	must(t, err)
	var all map[string]any
	must(t, json.NewDecoder(packed).Decode(&all))
	return all
}

func (c *checklist) servicesExport(t *testing.T) {
	_, task := c.hidden(t)
	if all := c.export(t); !strings.Contains(jsonText(t, all["tasks"]), `"gid":"`+task+`"`) {
		t.Errorf("the export lacks a private task: %v", all["tasks"])
	}
	for _, who := range c.People[:2] {
		r := c.API(t, who.Token, http.MethodPost, "/organization_exports", map[string]any{"organization": c.WorkspaceGID})
		if r.Status != http.StatusForbidden {
			t.Errorf("with a personal token: %d %s", r.Status, r.Body)
		}
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

func (c *checklist) servicesExportAgain(t *testing.T) {
	before := len(c.export(t)["tasks"].([]any))
	c.NewTask(t, c.People[0].Token, map[string]any{"name": "Made between two backups"})
	if after := len(c.export(t)["tasks"].([]any)); after != before+1 {
		t.Errorf("%d tasks, then %d", before, after)
	}
}

func (c *checklist) servicesManagePeople(t *testing.T) {
	w := c.fresh(t)
	who := map[string]any{"user": w.People[3].GID}
	for _, path := range []string{"/teams/" + w.TeamGID + "/addUser", "/teams/" + w.TeamGID + "/removeUser",
		"/workspaces/" + w.WorkspaceGID + "/removeUser", "/workspaces/" + w.WorkspaceGID + "/addUser"} {
		if r := w.API(t, w.ServiceAccount.Token, http.MethodPost, path, who); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", path, r.Status, r.Body)
		}
	}
	w.permit(t, w.People[0], w.People[3], "api_access")
	token, _ := makeToken(t, w.signIn(t, w.People[3]), console, "After joining again")
	if got := w.me(t, token); got != http.StatusOK {
		t.Errorf("who was added again: %d", got)
	}
}

func (c *checklist) servicesTidyUp(t *testing.T) {
	project, _ := c.hidden(t)
	r := c.API(t, c.ServiceAccount.Token, http.MethodGet, "/projects?workspace="+c.WorkspaceGID+"&opt_fields=modified_at,members", nil)
	if !strings.Contains(string(r.Body), project) || !strings.Contains(string(r.Body), "modified_at") {
		t.Errorf("projects: %d %s", r.Status, r.Body)
	}
	if r := c.API(t, c.ServiceAccount.Token, http.MethodDelete, "/projects/"+project, nil); r.Status != http.StatusOK {
		t.Errorf("delete: %d %s", r.Status, r.Body)
	}
	if r := c.API(t, c.People[0].Token, http.MethodGet, "/projects/"+project, nil); r.Status != http.StatusNotFound {
		t.Errorf("after it was deleted: %d", r.Status)
	}
}

func (c *checklist) servicesSearchEverything(t *testing.T) {
	_, task := c.hidden(t)
	path := "/workspaces/" + c.WorkspaceGID + "/tasks/search?text=secretly&limit=100"
	if r := c.API(t, c.ServiceAccount.Token, http.MethodGet, path, nil); !strings.Contains(string(r.Body), task) {
		t.Errorf("the service account finds: %d %s", r.Status, r.Body)
	}
	if r := c.API(t, c.People[2].Token, http.MethodGet, path, nil); r.Status != http.StatusOK || strings.Contains(string(r.Body), task) {
		t.Errorf("a member finds: %d %s", r.Status, r.Body)
	}
}

func (c *checklist) servicesAreListed(t *testing.T) {
	token, gid := c.addService(t, "Listed account")
	v := c.signIn(t, c.Role(t, "super_admin", false))
	must(t, v.Open(t.Context(), c.PlatformURL+"/"))
	must(t, v.Open(t.Context(), c.PlatformURL+visitor.Attribute(v.Find("href", adminApps+"?workspace="+c.WorkspaceGID), "href")))
	follow(t, v, "to-services")
	for _, use := range []string{"never used", "last used"} {
		must(t, v.Open(t.Context(), c.at(services)))
		entry := v.Find("href", services+"/"+gid+"?workspace="+c.WorkspaceGID)
		if entry == nil {
			t.Fatalf("not listed: %s", v.Text())
		}
		for up := range entry.Ancestors() {
			if visitor.Attribute(up, "data-test") != "service" {
				continue
			}
			if got := visitor.Text(up); !strings.Contains(got, "Listed account") || !strings.Contains(got, "created") || !strings.Contains(got, use) {
				t.Errorf("listed as %q, not %q", got, use)
			}
		}
		c.me(t, token)
	}
}

func (c *checklist) servicesAreRenamed(t *testing.T) {
	token, gid := c.addService(t, "Before")
	r := c.API(t, token, http.MethodPost, "/tasks/"+c.TaskGIDs[0]+"/stories", map[string]any{"text": "Done."})
	c.ofService(t, gid, "name", "Afterwards", nil)
	r = c.API(t, c.People[0].Token, http.MethodGet, "/stories/"+dig(r.JSON(t), "data.gid"), nil)
	if got := dig(r.JSON(t), "data.created_by.name"); got != "Afterwards" {
		t.Errorf("the comment is by %q: %s", got, r.Body)
	}
}

func (c *checklist) servicesAreDeauthorized(t *testing.T) {
	token, gid := c.addService(t, "Not needed")
	task := c.NewTask(t, c.People[0].Token, map[string]any{"name": "Its work", "assignee": gid})
	v := c.ofService(t, gid, "deauthorize", gid, nil)
	says(t, v, "Deauthorized")
	if got := c.me(t, token); got != http.StatusUnauthorized {
		t.Errorf("its token: %d", got)
	}
	r := c.API(t, c.People[0].Token, http.MethodGet, "/tasks/"+task+"?opt_fields=assignee.name", nil)
	if got := dig(r.JSON(t), "data.assignee.name"); got != "Not needed" {
		t.Errorf("its work is of %q", got)
	}
	fresh, _ := serviceToken(t, c.ofService(t, gid, "reset", gid, nil))
	if got := c.me(t, fresh); got != http.StatusOK {
		t.Errorf("with a new token: %d", got)
	}
}

func (c *checklist) servicesAreAssigned(t *testing.T) {
	task := c.NewTask(t, c.People[0].Token, map[string]any{"name": "For a program"})
	r := c.API(t, c.People[2].Token, http.MethodPut, "/tasks/"+task, map[string]any{"assignee": c.ServiceAccount.GID})
	if r.Status != http.StatusOK || dig(r.JSON(t), "data.assignee.name") != c.ServiceAccount.Name {
		t.Errorf("assign: %d %s", r.Status, r.Body)
	}
	r = c.API(t, c.People[2].Token, http.MethodGet, "/workspaces/"+c.WorkspaceGID+"/typeahead?resource_type=user&query="+url.QueryEscape(c.ServiceAccount.Name), nil)
	if !strings.Contains(string(r.Body), c.ServiceAccount.GID) {
		t.Errorf("typeahead: %s", r.Body)
	}
}

func (c *checklist) servicesUseTheSameScheme(t *testing.T) {
	r := c.API(t, c.ServiceAccount.Token, http.MethodGet, "/users/me", nil)
	if r.Status != http.StatusOK || dig(r.JSON(t), "data.gid") != c.ServiceAccount.GID {
		t.Errorf("users/me: %d %s", r.Status, r.Body)
	}
	v := c.signIn(t, c.Role(t, "owner", true))
	must(t, v.Open(t.Context(), c.PlatformURL+console))
	says(t, v, "service account")
}

// addsServiceAccount goes the seed's way in a browser: the tab Apps of the admin console, Service accounts, Add
// service account.
func (c *checklist) addsServiceAccount(t *testing.T) {
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "super_admin", false))
	tab.Click(`.side a[href^="/0/admin/apps"]`)
	tab.SeeText(hook("tab-apps"), "Apps")
	tab.SeeText(hook("to-services"), "Service accounts")
	tab.Click(hook("to-services"))
	tab.SeeText(hook("add-service"), "Add service account")
	tab.Click(hook("add-service"))
	tab.Type(input("name"), "From a browser")
	tab.Shot("service-account-new")
	tab.Click(hook("save-service"))
	if got := c.me(t, tab.Attribute(hook("token-value"), "value")); got != http.StatusOK {
		t.Errorf("its token: %d", got)
	}
	tab.Shot("service-account-token")
}

func (c *checklist) editsServiceAccount(t *testing.T) {
	_, gid := c.addService(t, "To be edited")
	tab := c.browser.Person(t)
	tab.signIn(c.World, c.Role(t, "super_admin", false))
	tab.Go(c.at(services))
	edit := `a[href^="` + services + "/" + gid + `"]`
	tab.do("open the menu behind the three dots", evaluate(`document.querySelector('`+edit+`').closest("details").querySelector("summary").click()`))
	tab.SeeText(chromedp.CSS(edit), "Edit")
	tab.Shot("service-accounts")
	tab.Click(chromedp.CSS(edit))
	tab.SeeText("h1", "Edit service account")
	tab.Shot("service-account-edit")
}

func (c *checklist) dialogSavesOrRemoves(t *testing.T) {
	token, gid := c.addService(t, "To be removed")
	v := c.signIn(t, c.Role(t, "super_admin", false))
	must(t, v.Open(t.Context(), c.at(services+"/"+gid)))
	for test, words := range map[string]string{"save-service": "Save changes", "remove-service": "Remove service account"} {
		if button := v.Find("data-test", test); button == nil || visitor.Text(button) != words {
			t.Errorf("no button %q: %s", words, v.Text())
		}
	}
	c.ofService(t, gid, "name", "Saved", nil)
	v = c.ofService(t, gid, "remove", gid, nil)
	if v.Find("href", services+"/"+gid+"?workspace="+c.WorkspaceGID) != nil {
		t.Errorf("still listed: %s", v.Text())
	}
	if got := c.me(t, token); got != http.StatusUnauthorized {
		t.Errorf("its token: %d", got)
	}
	r := c.API(t, c.People[0].Token, http.MethodGet, "/workspaces/"+c.WorkspaceGID+"/users", nil)
	if strings.Contains(string(r.Body), gid) {
		t.Errorf("still among the users: %s", r.Body)
	}
}

func (c *checklist) servicesCannotSignIn(t *testing.T) {
	v := newVisitor(t)
	for _, email := range []string{"service account " + c.ServiceAccount.GID, c.ServiceAccount.GID, c.ServiceAccount.Name} {
		must(t, v.Open(t.Context(), c.PlatformURL+"/-/login"))
		_ = v.Submit(t.Context(), "email", email, url.Values{"password": {c.ServiceAccount.Token}})
		if !v.Shows("password") {
			t.Errorf("%q signs in: %s", email, v.Text())
		}
	}
	admin := c.signIn(t, c.People[0])
	must(t, admin.Open(t.Context(), c.at("/0/members")))
	if strings.Contains(admin.Text(), c.ServiceAccount.Name) {
		t.Errorf("it is managed like a person: %s", admin.Text())
	}
	_ = admin.Post(t.Context(), "/0/members/"+c.ServiceAccount.GID+"/reset", url.Values{"workspace": {c.WorkspaceGID}})
	if admin.Status != http.StatusForbidden {
		t.Errorf("a link for a password: %d %s", admin.Status, admin.Text())
	}
}

func (c *checklist) servicesHaveNoSession(t *testing.T) {
	for _, path := range []string{"/api/1.0/users/me", "/", "/0/my-settings", "/setup", "/-/oauth_authorize?client_id=" + c.OAuthApp.ClientID + "&response_type=code"} {
		req := request(t, http.MethodGet, c.PlatformURL+path, nil)
		req.Header.Set("Authorization", "Bearer "+c.ServiceAccount.Token)
		r := Do(t, req)
		if api := strings.HasPrefix(path, "/api"); (r.Status == http.StatusOK) != api || api && r.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, cookie %q", path, r.Status, r.Header.Get("Set-Cookie"))
		}
	}
}

func (c *checklist) warnsOfHardCodedTokens(t *testing.T) {
	v := c.signIn(t, c.Role(t, "super_admin", false))
	for lang, words := range map[string]string{"en": "Do not hard-code their tokens", "sv": "Skriv inte in deras token", "pl": "nie umieszczać na stałe tokenów"} {
		for _, page := range []string{services, services + "/new", services + "/" + c.ServiceAccount.GID} {
			must(t, v.Open(t.Context(), c.at(page)))
			must(t, v.Submit(t.Context(), "lang", lang, nil))
			must(t, v.Open(t.Context(), c.at(page)))
			says(t, v, words)
		}
	}
}

func (c *checklist) serviceTokenIsShownOnce(t *testing.T) {
	token, gid := c.addService(t, "Shown once")
	v := c.signIn(t, c.Role(t, "super_admin", false))
	for _, page := range []string{services, services + "/" + gid} {
		must(t, v.Open(t.Context(), c.at(page)))
		if v.Find("value", token) != nil || v.Find("data-test", "token-value") != nil {
			t.Errorf("%s shows it again", page)
		}
	}
	fresh, _ := serviceToken(t, c.ofService(t, gid, "reset", gid, nil))
	if old, now := c.me(t, token), c.me(t, fresh); old != http.StatusUnauthorized || now != http.StatusOK {
		t.Errorf("after the reset the old token answers %d, the new one %d", old, now)
	}
}

func (c *checklist) servicesStayAtHome(t *testing.T) {
	owner := c.People[0]
	v := c.signIn(t, owner)
	must(t, v.Open(t.Context(), c.PlatformURL+"/0/workspaces/new"))
	must(t, v.Submit(t.Context(), "name", "Another organization", url.Values{"project": {"Elsewhere"}}))
	r := c.API(t, owner.Token, http.MethodGet, "/workspaces", nil)
	other := ""
	for _, w := range r.JSON(t)["data"].([]any) {
		if dig(w, "name") == "Another organization" {
			other = dig(w, "gid")
		}
	}
	project := dig(c.API(t, owner.Token, http.MethodGet, "/projects?workspace="+other, nil).JSON(t)["data"].([]any)[0], "gid")
	task := dig(c.API(t, owner.Token, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": "Foreign"}).JSON(t), "data.gid")
	token := c.ServiceAccount.Token
	if spaces := c.API(t, token, http.MethodGet, "/workspaces", nil).JSON(t)["data"].([]any); len(spaces) != 1 || dig(spaces[0], "gid") != c.WorkspaceGID {
		t.Errorf("its workspaces: %v", spaces)
	}
	for _, path := range []string{"/tasks/" + task, "/projects/" + project, "/workspaces/" + other, "/workspaces/" + other + "/users", "/webhooks?workspace=" + other} {
		if r := c.API(t, token, http.MethodGet, path, nil); r.Status != http.StatusForbidden && r.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, r.Status, r.Body)
		}
	}
	r = c.API(t, token, http.MethodPost, "/organization_exports", map[string]any{"organization": other})
	if r.Status != http.StatusForbidden && r.Status != http.StatusNotFound {
		t.Errorf("an export: %d %s", r.Status, r.Body)
	}
	r = c.API(t, owner.Token, http.MethodPost, "/workspaces/"+other+"/addUser", map[string]any{"user": c.ServiceAccount.GID})
	if r.Status != http.StatusForbidden && r.Status != http.StatusNotFound {
		t.Errorf("added there: %d %s", r.Status, r.Body)
	}
}
