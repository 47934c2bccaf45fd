package widget_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/widget"
)

// pair is the platform's host and our app, speaking to each other over HTTP.
type pair struct {
	*bridgetest.World
	host *apphost.Host
}

func paired(t *testing.T, w *bridgetest.World) pair {
	quiet := slog.New(slog.DiscardHandler)
	frame, err := page.New(widget.Pages(), bridge.Pages())
	check(t, err)
	sessions, err := httpkit.NewSessions(httpkit.SessionConfig{DB: w.DB, Table: "bridge_sessions", Cookie: "bridge", BaseURL: w.Home})
	check(t, err)
	app, err := widget.New(widget.Config{
		Bridge: w.Bridge, Frame: frame, Sessions: sessions, BaseURL: w.Home, PlatformURL: w.URL,
		AppSecret: w.App.ClientSecret, Now: w.Clock.Now, Logger: quiet,
	})
	check(t, err)
	router := mux.NewRouter()
	app.Routes(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	register(t, w)
	host, err := apphost.New(apphost.Config{
		Platform: w.Platform, BaseURL: w.URL, Now: w.Clock.Now, Logger: quiet,
		Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
		}},
	})
	check(t, err)
	return pair{w, host}
}

// register tells the platform where the app is, as boot does.
func register(t *testing.T, w *bridgetest.World) {
	at := widget.Components(w.Home)
	_, err := w.Platform.UpdateApp(t.Context(), w.App.GID, asana.AppChange{Components: &asana.Components{
		AuthenticationURL: at.AuthenticationURL, WidgetMetadataURL: at.WidgetMetadataURL, MatchURLPattern: at.MatchURLPattern,
		FormMetadataURL: at.FormMetadataURL, ResourceAttachURL: at.ResourceAttachURL, ResourceTypeaheadURL: at.ResourceTypeaheadURL,
	}})
	check(t, err)
}

// entered are the values of a form nobody has touched.
func entered(form appcomponents.Form) appcomponents.Values {
	values := appcomponents.Values{}
	for _, field := range form.Metadata.Fields {
		if field.Type != appcomponents.StaticText {
			values[field.ID] = field.Value
		}
	}
	return values
}

// Both ends together: a form becomes an issue and the issue a widget, once,
// however often it is sent; removed, the task is free again.
func TestHostAndAppTogether(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		p := paired(t, w)
		ctx, member, app, task := t.Context(), w.Member.Actor, w.App.GID, w.Task("Replace the printer", "")
		form, err := p.host.Form(ctx, member, task, app)
		check(t, err)
		values := entered(form)
		values["summary"] = "Replace it – today"
		form, err = p.host.ChangeForm(ctx, member, task, app, form.Metadata.OnChangeCallback, values, "issuetype")
		check(t, err)

		gid := w.Reserve()
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				made, err := p.host.SubmitForm(ctx, member, task, app, form.Metadata.OnSubmitCallback, gid, values)
				if err != nil || made.GID != gid || made.App != app {
					t.Errorf("submitted: %+v, %v", made, err)
				}
			})
		}
		wait.Wait()
		if calls := w.JiraCalls("/rest/api/2/issue"); count(calls, "POST /jira/rest/api/2/issue") != 1 {
			t.Errorf("Jira was asked %v", calls)
		}
		p.checkWidget(t, gid)
		_, err = p.host.Attach(ctx, member, task, app, w.Reserve(), "IT-1")
		var refused *apphost.Error
		if !errors.As(err, &refused) || refused.Status != http.StatusBadRequest || !strings.Contains(refused.Text, "already has a Jira issue") {
			t.Errorf("a second issue: %v", err)
		}
		w.Remove(w.Member, gid)
		made, err := p.host.Attach(ctx, member, task, app, w.Reserve(), w.Jira.URL+"/browse/IT-1")
		check(t, err)
		if links := w.Links(task); len(links) != 1 || links[0] != made.URL {
			t.Errorf("the task has %v", links)
		}
	})
}

// checkWidget: the person who made it and everybody else on the task see it; a
// person outside learns nothing.
func (p pair) checkWidget(t *testing.T, gid string) {
	t.Helper()
	for _, viewer := range []bridgetest.Person{p.Member, p.Colleague, p.Owner} {
		view, err := p.host.Widget(t.Context(), viewer.Actor, gid)
		check(t, err)
		if !strings.HasSuffix(view.Widget.Metadata.Title, " Replace it – today") || len(view.Widget.Metadata.Fields) < 3 {
			t.Errorf("%s sees %+v", viewer.Name, view.Widget.Metadata)
		}
	}
	_, err := p.host.Widget(t.Context(), p.Outsider.Actor, gid)
	if !asana.IsKind(err, asana.NotFound) {
		t.Errorf("an outsider: %v", err)
	}
}

// Whoever has no account in Jira is asked to connect one, by a host that knows
// only the status.
func TestHostIsToldToConnect(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		p, task := paired(t, w), w.Task("Replace the printer", "")
		for name, err := range map[string]error{
			"form":      second(p.host.Form(t.Context(), w.Colleague.Actor, task, w.App.GID)),
			"typeahead": second(p.host.Typeahead(t.Context(), w.Colleague.Actor, task, w.App.GID, "", "printer")),
			"attach":    second(p.host.Attach(t.Context(), w.Colleague.Actor, task, w.App.GID, w.Reserve(), "IT-1")),
		} {
			var refused *apphost.Error
			if !errors.As(err, &refused) || !refused.NeedsAuthorization() {
				t.Errorf("%s: %v", name, err)
			}
		}
		list, err := p.host.Typeahead(apphost.WithLanguage(t.Context(), "sv"), w.Member.Actor, task, w.App.GID, "", "printer")
		if err != nil || len(list.Items) == 0 {
			t.Errorf("the member finds %+v, %v", list, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func count(calls []string, call string) int {
	n := 0
	for _, c := range calls {
		if c == call {
			n++
		}
	}
	return n
}

// A link to the issue that was pasted before is not doubled when the issue is
// linked, and shows nothing on its own to who cannot see the issue.
func TestPastedLinkIsNotDoubled(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		p, task := paired(t, w), w.Task("Replace the printer", "")
		pasted, err := w.Platform.AttachExternal(t.Context(), w.Member.Actor, task, asana.NewExternal{
			Name: "the issue", URL: w.Jira.URL + "/browse/IT-1",
		})
		check(t, err)
		_, err = p.host.Widget(t.Context(), w.Colleague.Actor, pasted.GID)
		var refused *apphost.Error
		if !errors.As(err, &refused) || refused.Status != http.StatusForbidden {
			t.Errorf("before it is linked: %v", err)
		}
		made, err := p.host.Attach(t.Context(), w.Member.Actor, task, w.App.GID, w.Reserve(), "IT-1")
		check(t, err)
		if links := w.Links(task); made.GID != pasted.GID || made.App != w.App.GID || len(links) != 1 {
			t.Errorf("attached %s beside %s: %v", made.GID, pasted.GID, links)
		}
		for _, viewer := range []bridgetest.Person{w.Colleague, w.Owner, w.Member} { // at once, without any job
			view, err := p.host.Widget(t.Context(), viewer.Actor, made.GID)
			if err != nil || !strings.HasPrefix(view.Widget.Metadata.Title, "IT-1 ") {
				t.Errorf("%s sees %+v, %v", viewer.Name, view.Widget.Metadata, err)
			}
		}
	})
}
