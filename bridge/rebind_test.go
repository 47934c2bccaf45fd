package bridge_test

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// newAddress is one more address of the world's Jira.
func newAddress(t *testing.T, w *bridgetest.World) string {
	t.Helper()
	to, err := url.Parse(w.Jira.URL)
	check(t, err)
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host
	}})
	t.Cleanup(front.Close)
	return front.URL + to.Path
}

// TestRebind: a Jira that has moved is checked by ids and then called at its
// new address; widgets go on.
func TestRebind(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		task, gid, r := attached(t, w)
		view(t, w, w.Member, task, gid, r.URL)
		there := newAddress(t, w)
		request := bridge.RebindRequest{Workspace: w.Workspace.GID, Jira: there + "/", DryRun: true}
		done, err := w.Bridge.Rebind(t.Context(), request)
		if err != nil || done != (bridge.Rebound{From: w.Jira.URL, To: there, Issues: 1, Same: 1, Links: 1}) {
			t.Fatalf("%+v, %v", done, err)
		}
		at := func() string {
			conn, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
			check(t, err)
			return conn.JiraURL
		}
		if at() != w.Jira.URL {
			t.Error("a dry run has moved it")
		}
		request.DryRun = false
		_, err = w.Bridge.Rebind(t.Context(), request)
		check(t, err)
		if at() != there {
			t.Errorf("it is at %s", at())
		}
		view(t, w, w.Member, task, gid, r.URL)
		_, err = w.Bridge.Rebind(t.Context(), request)
		refused(t, err, bridge.Invalid, "moved_same")
	})
}

// TestRebindMeanwhile: an issue that is linked while the move is checked moves
// along.
func TestRebindMeanwhile(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		attached(t, w)
		task, gid, second := w.Task("Meanwhile", ""), w.Reserve(), sync.Once{}
		to, err := url.Parse(newAddress(t, w))
		check(t, err)
		front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host
			if strings.Contains(r.In.URL.Path, "/issue/") {
				second.Do(func() {
					_, err := w.Bridge.Attach(t.Context(), w.Caller(w.Member), task, gid, "IT-2")
					check(t, err)
					_, err = w.DB.Writer().ExecContext(t.Context(), "update bridge_links set url = 'http://old.example.com/browse/IT-2' where submission = $1", gid)
					check(t, err)
				})
			}
		}})
		t.Cleanup(front.Close)
		_, err = w.Bridge.Rebind(t.Context(), bridge.RebindRequest{Workspace: w.Workspace.GID, Jira: front.URL + to.Path})
		check(t, err)
		var address string
		check(t, w.DB.Reader().QueryRowContext(t.Context(), "select url from bridge_links where submission = $1", gid).Scan(&address))
		if strings.HasPrefix(address, "http://old") {
			t.Errorf("it is still at %s", address)
		}
	})
}

// TestRebindToAnother: other data at the new address, or nobody who is let in
// there, changes nothing.
func TestRebindToAnother(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task, gid, r := attached(t, w)
	view(t, w, w.Member, task, gid, r.URL)
	other, err := jiratest.Listen("127.0.0.1:0", jiratest.Config{Version: "9.12.2"})
	check(t, err)
	t.Cleanup(func() { _ = other.Close(t.Context()) })
	_, err = w.Bridge.Rebind(t.Context(), bridge.RebindRequest{Workspace: w.Workspace.GID, Jira: other.URL})
	refused(t, err, bridge.NeedsConsent, "moved_nobody")
	_, err = w.Bridge.Rebind(t.Context(), bridge.RebindRequest{Workspace: w.Workspace.GID, Jira: newAddress(t, w), Token: seal.Secret("wrong")})
	refused(t, err, bridge.NeedsConsent, "moved_nobody")
	_, err = w.DB.Writer().ExecContext(t.Context(), "update bridge_links set name = 'IT-4 Other', snapshot = ''")
	check(t, err)
	_, err = w.Bridge.Rebind(t.Context(), bridge.RebindRequest{Workspace: w.Workspace.GID, Jira: newAddress(t, w)})
	refused(t, err, bridge.Invalid, "moved_other")
	conn, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
	if err != nil || conn.JiraURL != w.Jira.URL || strings.Contains(w.Log.String(), "wrong") {
		t.Errorf("%+v, %v", conn, err)
	}
}
