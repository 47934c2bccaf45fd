package client_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// The client against the embedded platform: every call, in the name of a member
// who has allowed an app to act for him.
func TestAgainstThePlatform(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := asanatest.Start(t, db)
		ctx, task := t.Context(), w.Tasks[0]
		connect, app := register(t, w)
		granted := consent(t, w, connect)
		if granted.User != (client.Person{GID: w.Member.GID, Name: "Mia Member", Email: "mia@example.com"}) {
			t.Errorf("granted to %+v", granted.User)
		}
		access := granted.Access
		c, err := client.New(client.Config{BaseURL: w.URL, Token: func(context.Context) (string, error) { return access.Reveal(), nil }})
		check(t, err)

		me, err := c.Me(ctx)
		check(t, err)
		if me != granted.User {
			t.Errorf("me = %+v", me)
		}
		memberships, err := c.WorkspaceMemberships(ctx)
		check(t, err)
		if len(memberships) != 1 || memberships[0].Workspace.Name != "Acme" || memberships[0].IsAdmin || memberships[0].IsGuest || !memberships[0].IsActive {
			t.Errorf("memberships = %+v", memberships)
		}
		workspaces, err := c.Workspaces(ctx)
		if err != nil || len(workspaces) != 1 || workspaces[0] != (client.Workspace{GID: w.Workspace.GID, Name: "Acme"}) {
			t.Errorf("workspaces = %+v, %v", workspaces, err)
		}
		for _, plan := range []asana.Plan{asana.Free, asana.Premium} {
			check(t, asana.SetPlan(ctx, w.DB, w.Workspace.GID, plan))
			if paid, err := c.IsPaid(ctx, w.Workspace.GID); err != nil || paid != (plan == asana.Premium) {
				t.Errorf("on %s: paid %v, %v", plan, paid, err)
			}
		}
		got, err := c.Task(ctx, task.GID)
		check(t, err)
		if got.Name != "Write the text" || !strings.HasPrefix(got.HTMLNotes, "<body>") || got.Workspace.GID != w.Workspace.GID || got.PermalinkURL == "" {
			t.Errorf("task = %+v", got)
		}
		attachments(t, w, c, task, app)
		refreshes(t, connect, granted)
	})
}

const verifier = "a-verifier-of-enough-characters-at-least-forty-three"

// register puts an app on the project, as boot does with ours.
func register(t *testing.T, w *asanatest.World) (client.Connect, asana.App) {
	t.Helper()
	app, err := w.Platform.RegisterApp(t.Context(), asana.NewApp{
		Name: "Tracker", RedirectURIs: []string{"http://127.0.0.1:9/callback"}, Scopes: []string{"default"},
		Components: asana.Components{WidgetMetadataURL: "http://127.0.0.1:9/widget"},
	})
	check(t, err)
	check(t, w.Platform.InstallApp(t.Context(), w.Owner.Actor, w.Project.GID, app.GID))
	return client.Connect{
		BaseURL: w.URL, ClientID: app.ClientID, ClientSecret: app.ClientSecret, RedirectURL: "http://127.0.0.1:9/callback",
	}, app
}

// consent signs Member in, allows what the app asks and exchanges the code.
func consent(t *testing.T, w *asanatest.World, connect client.Connect) client.Token {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check(t, err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), connect.RedirectURL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	ask := connect.AuthCodeURL("a state", verifier, "default")
	at, err := url.Parse(ask)
	check(t, err)
	post(t, browser, w.URL+"/-/login", url.Values{"email": {"mia@example.com"}, "password": {asanatest.Password}, "next": {at.RequestURI()}})
	resp := post(t, browser, ask, url.Values{"decision": {"allow"}, "person": {w.Member.GID}})
	back, err := resp.Location()
	check(t, err)
	if back.Query().Get("state") != "a state" {
		t.Fatalf("sent back to %s", back)
	}
	granted, err := connect.Exchange(t.Context(), back.Query().Get("code"), verifier)
	check(t, err)
	_, err = connect.Exchange(t.Context(), "no code", verifier)
	wantKind(t, "an invented code", err, client.InvalidGrant)
	return granted
}

func post(t *testing.T, browser *http.Client, address string, form url.Values) *http.Response {
	t.Helper()
	resp, err := browser.PostForm(address, form)
	check(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	check(t, err)
	check(t, resp.Body.Close())
	return resp
}

func attachments(t *testing.T, w *asanatest.World, c *client.Client, task asana.Task, app asana.App) {
	t.Helper()
	ctx := t.Context()
	file, err := w.Platform.AttachFile(ctx, w.Member.Actor, task.GID, "plan – Ö.txt", "text/plain", strings.NewReader("burn"))
	check(t, err)
	body, size, err := c.Download(ctx, file.GID)
	check(t, err)
	content, err := io.ReadAll(body)
	check(t, err)
	check(t, body.Close())
	if string(content) != "burn" || size != 4 {
		t.Errorf("downloaded %q, size %d", content, size)
	}
	link, err := c.AttachExternal(ctx, task.GID, "CP-1 Fly", "https://tracker.example.com/browse/CP-1")
	check(t, err)
	again, err := c.AttachExternal(ctx, task.GID, "CP-1 Fly", "https://tracker.example.com/browse/CP-1")
	check(t, err)
	if link.GID == "" || again.GID != link.GID || !link.ConnectedToApp || link.ViewURL != "https://tracker.example.com/browse/CP-1" {
		t.Errorf("links %+v and %+v", link, again)
	}
	kept, err := w.Platform.Attachment(ctx, w.Member.Actor, link.GID)
	if err != nil || kept.App != app.GID {
		t.Errorf("the platform keeps %+v, %v", kept, err)
	}
	list, err := c.Attachments(ctx, task.GID)
	check(t, err)
	if len(list) != 2 || list[0].Name != "plan – Ö.txt" || list[0].Size != 4 || list[0].Parent.GID != task.GID || list[1].GID != link.GID {
		t.Errorf("attachments = %+v", list)
	}
	_, _, err = c.Download(ctx, link.GID)
	wantKind(t, "content of a link", err, client.NotFound)
	_, err = c.Attachment(ctx, "9999999999999999")
	wantKind(t, "unknown attachment", err, client.NotFound)
	_, err = c.Task(ctx, "9999999999999999")
	wantKind(t, "unknown task", err, client.NotFound)
}

// refreshes renews and ends the grant.
func refreshes(t *testing.T, connect client.Connect, granted client.Token) {
	t.Helper()
	second, err := connect.Refresh(t.Context(), granted.Refresh)
	check(t, err)
	if second.Access == granted.Access || second.Refresh == "" {
		t.Errorf("renewed to %+v", second)
	}
	check(t, connect.Revoke(t.Context(), second.Refresh))
	_, err = connect.Refresh(t.Context(), second.Refresh)
	wantKind(t, "refresh after revocation", err, client.InvalidGrant)
}
