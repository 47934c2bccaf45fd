package boottest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// TestBadInput is what people, networks and attackers do to the main path:
// each gets a clear answer, and nothing is half done.
func TestBadInput(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	b := &badInput{w, NewBrowser(t)}
	t.Run("unsigned requests do no work", b.unsigned)
	t.Run("forged and replayed states", b.states)
	t.Run("a hidden task is like a missing one", b.hiddenTask)
	t.Run("an address alone shows nothing of an issue", b.addressAlone)
	t.Run("Jira away, slow, odd", b.jiraDown)
	t.Run("revoked in Jira", b.revoked)
	t.Run("revoked while the form is filled in", b.revokedMeanwhile)
}

type badInput struct {
	*World
	browser *Browser
}

func (b *badInput) unsigned(t *testing.T) {
	who := b.Role(t, "member", true)
	task := b.NewTask(t, who.Token, map[string]any{"name": "Nobody's"})
	form := b.Host(who).Form(t, task).JSON(t)
	before := len(b.Seen(t))
	for _, address := range []string{b.JiraApp.WidgetMetadataURL, b.JiraApp.FormMetadataURL, b.JiraApp.TypeaheadURL} {
		for how, query := range map[string]string{"expired": inMinutes(-1), "unsigned": inMinutes(5), "wrongly signed": inMinutes(5)} {
			q := url.Values{"workspace": {b.WorkspaceGID}, "user": {who.GID}, "task": {task}, "query": {"IT-1"}, "expires_at": {query}}.Encode()
			req := request(t, http.MethodGet, address+"?"+q, nil)
			setSignature(req, how, b.Host(who).sign(q))
			expectMalformed(t, how+" GET "+address, Do(t, req))
		}
	}
	for _, address := range []string{b.JiraApp.AttachURL, submitURL(t, form)} {
		for how, expires := range map[string]string{"expired": inMinutes(-1), "unsigned": inMinutes(5), "wrongly signed": inMinutes(5)} {
			data, err := json.Marshal(map[string]any{"workspace": b.WorkspaceGID, "user": who.GID, "task": task, "query": "IT-1", "attachment": attachmentGID(), "values": values(t, form), "expires_at": expires})
			must(t, err)
			body, err := json.Marshal(map[string]string{"data": string(data)})
			must(t, err)
			req := request(t, http.MethodPost, address, bytes.NewReader(body))
			setSignature(req, how, b.Host(who).sign(string(data)))
			expectMalformed(t, how+" POST "+address, Do(t, req))
		}
	}
	if after := len(b.Seen(t)); after != before {
		t.Errorf("Jira was asked %d times", after-before)
	}
}

func setSignature(req *http.Request, how, signature string) {
	switch how {
	case "expired":
		req.Header.Set("X-Asana-Request-Signature", signature)
	case "wrongly signed":
		req.Header.Set("X-Asana-Request-Signature", strings.Repeat("0", len(signature)))
	}
}

func expectMalformed(t *testing.T, what string, r Response) {
	t.Helper()
	if r.Status != http.StatusBadRequest || r.JSON(t)["error"] == nil {
		t.Errorf("%s: %d %s", what, r.Status, r.Body)
	}
}

func (b *badInput) states(t *testing.T) {
	for _, path := range []string{"/setup/callback/asana", "/setup/callback/jira", "/connect/callback/asana"} {
		r := Do(t, request(t, http.MethodGet, b.PlatformURL+path+"?code=abc&state=forged", nil))
		if r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a forged state at %s: %d", path, r.Status)
		}
	}
	// A state that was used once is worth nothing, even in the browser it was
	// made for: the test takes the answer of Jira twice.
	who := b.Role(t, "member", false)
	v := authorize(t, b.World, who, b.JiraPerson(t, who.JiraUser))
	var callback string
	for _, full := range v.Addresses {
		if strings.Contains(full, "/setup/callback/jira?") {
			callback = full
		}
	}
	if callback == "" {
		t.Fatalf("Jira did not return to us: %v", v.Trail)
	}
	_ = v.Open(t.Context(), callback)
	if v.Status != http.StatusUnprocessableEntity {
		t.Errorf("a replayed state: %d %s", v.Status, v.Text())
	}
}

func (b *badInput) hiddenTask(t *testing.T) {
	owner, guest := b.Role(t, "owner", true), b.Role(t, "guest", false)
	r := b.API(t, owner.Token, http.MethodPost, "/tasks", map[string]any{"workspace": b.WorkspaceGID, "name": "Not for guests"})
	hidden := dig(r.JSON(t), "data.gid")
	tab := b.browser.Person(t)
	tab.signIn(b.World, guest)
	page := func(gid string) string {
		tab.Go(b.PlatformURL + "/0/0/" + gid)
		status := read(tab, "status", evaluateTo[int](`performance.getEntriesByType("navigation")[0].responseStatus`))
		return fmt.Sprint(status, strings.ReplaceAll(tab.PageText(), gid, "GID"))
	}
	if got, want := page(hidden), page("1199999999999999"); got != want || !strings.HasPrefix(got, "404") {
		t.Errorf("a hidden task reads %q, a missing one %q", got, want)
	}
}

func (b *badInput) addressAlone(t *testing.T) {
	who := b.Role(t, "member", true) // ann, who may not see project SEC
	task := b.NewTask(t, who.Token, map[string]any{"name": "Curious"})
	r := b.API(t, who.Token, http.MethodPost, "/attachments", map[string]any{
		"resource_subtype": "external", "parent": task, "name": "look", "url": b.JiraURL + "/browse/SEC-1", "connect_to_app": false})
	if r.Status >= 300 {
		t.Fatalf("attach an address: %d %s", r.Status, r.Body)
	}
	gid := dig(r.JSON(t), "data.gid")
	shown := b.Host(who).Get(t, b.JiraApp.WidgetMetadataURL, map[string]string{"task": task, "attachment": gid, "resource_url": b.JiraURL + "/browse/SEC-1"})
	if shown.Status != http.StatusForbidden || strings.Contains(string(shown.Body), "credential") {
		t.Errorf("the widget of a mere address: %d %s", shown.Status, shown.Body)
	}
	tab := b.browser.Person(t)
	tab.signIn(b.World, who)
	tab.Go(b.TaskURL(task))
	tab.SeeText("body", "not linked")
	if text := tab.PageText(); strings.Contains(text, "Leaked credential") {
		t.Errorf("the page shows the issue: %s", text)
	}
	tab.Shot("address-alone")
}

func (b *badInput) jiraDown(t *testing.T) {
	who := b.Role(t, "member", true)
	task := b.NewTask(t, who.Token, map[string]any{"name": "While Jira is down"})
	form := b.Host(who).Form(t, task).JSON(t)
	for how, fault := range map[string]map[string]any{
		"away": {"match": "* /rest/api/", "times": 50, "drop": "before"},
		"odd":  {"match": "* /rest/api/", "times": 50, "status": 200, "html": true},
		"busy": {"match": "* /rest/api/", "times": 50, "status": 503},
		"slow": {"match": "* /rest/api/", "times": 50, "delay_ms": 15000},
	} {
		t.Run(how, func(t *testing.T) {
			b.Fault(t, fault)
			for what, r := range map[string]Response{
				"form":   b.Host(who).Form(t, b.NewTask(t, who.Token, map[string]any{"name": "Unasked"})),
				"attach": b.Host(who).Post(t, b.JiraApp.AttachURL, map[string]any{"task": task, "attachment": attachmentGID(), "query": "IT-1"}),
			} {
				if said := dig(r.JSON(t), "error"); r.Status < 400 || len(said) < 20 || strings.ContainsAny(said, "<{") {
					t.Errorf("%s while Jira is %s: %d %s", what, how, r.Status, r.Body)
				}
			}
			if list := b.attachments(t, who.Token, task); len(list) != 0 {
				t.Errorf("something was stored: %v", list)
			}
		})
	}
	Do(t, request(t, http.MethodDelete, b.JiraURL+"/rest/sim/1.0/faults", nil))
	body := map[string]any{"task": task, "attachment": attachmentGID(), "values": values(t, form)}
	waitFor(t, "Jira to be asked again, now and then", func() bool {
		return b.Host(who).Post(t, submitURL(t, form), body).Status == http.StatusOK
	})
}

func (b *badInput) revoked(t *testing.T) {
	who := b.Role(t, "member", true)
	task := b.NewTask(t, who.Token, map[string]any{"name": "After revoking"})
	account := b.JiraPerson(t, who.JiraUser)
	b.revoke(t, account)
	tab := b.browser.Person(t)
	tab.signIn(b.World, who)
	tab.Go(b.TaskURL(task))
	tab.Click(hook("entry-point"))
	// The app answers 401, the platform opens the connect popup by itself, and
	// the form is there once Jira was asked again.
	popup := tab.Popup(func() { tab.Click(hook("form-action")) })
	popup.authorize(account)
	tab.See(hook("form-dialog"))
	tab.See(hook("form-submit"))
}

// revoke takes back what the account has authorized, as its person does in Jira.
func (b *badInput) revoke(t *testing.T, account demo.JiraPerson) {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), b.JiraURL+"/plugins/servlet/oauth/users/access-tokens"))
	if v.Shows("os_username") {
		must(t, v.Submit(t.Context(), "os_username", account.Name, url.Values{"os_password": {account.Password}}))
	}
	must(t, v.Submit(t.Context(), "client", visitor.Attribute(v.Find("name", "client"), "value"), nil))
}

// revokedMeanwhile: what was typed goes to Jira once it was asked again.
func (b *badInput) revokedMeanwhile(t *testing.T) {
	who := b.Role(t, "member", true)
	account := b.JiraPerson(t, who.JiraUser)
	tab := b.browser.Person(t)
	tab.signIn(b.World, who)
	tab.Go(b.TaskURL(b.NewTask(t, who.Token, map[string]any{"name": "Loses its authorization"})))
	tab.openForm()
	tab.Type(hook("field-summary")+" input", "Typed before")
	b.revoke(t, account)
	popup := tab.Popup(func() { tab.Click(hook("form-submit")) })
	popup.authorize(account)
	tab.SeeText(hook("widget-title"), "Typed before")
}
