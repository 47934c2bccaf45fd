package hooks_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/httpkit"
)

// A receiver that does not prove to know the secret gets no webhook.
func TestHandshake(t *testing.T) {
	const remote = "The remote server which is intended to receive the webhook "
	each(t, func(t *testing.T, w *world) {
		elsewhere := listen(t, nil)
		answers := map[string]struct {
			answer http.HandlerFunc
			want   string
		}{
			"refuses":  {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(401) }, "responded with an incorrect status code: 401"},
			"silent":   {func(http.ResponseWriter, *http.Request) {}, "did not respond with the handshake secret."},
			"other":    {func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("X-Hook-Secret", "other") }, "did not respond with the handshake secret."},
			"accepted": {func(rw http.ResponseWriter, r *http.Request) { echo(rw, r); rw.WriteHeader(202) }, "responded with an incorrect status code: 202"},
			"redirects": {func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, elsewhere.URL, http.StatusTemporaryRedirect)
			}, "responded with an incorrect status code: 307"},
			"hangs up":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "could not be reached: The connection failed."},
			"204 is all": {func(rw http.ResponseWriter, r *http.Request) { echo(rw, r); rw.WriteHeader(204) }, ""},
		}
		for name, a := range answers {
			server := httptest.NewServer(a.answer)
			_, _, err := w.Hooks.Create(t.Context(), w.Member.Actor, asana.NewWebhook{Resource: w.Project.GID, Target: server.URL})
			server.Close()
			if a.want == "" && err != nil || a.want != "" && (err == nil || err.Error() != remote+a.want || !asana.IsKind(err, asana.Invalid)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if elsewhere.secret != "" {
			t.Error("a redirect was followed")
		}
		list, _, err := w.Platform.Webhooks(t.Context(), w.Member.Actor, w.Workspace.GID, "", asana.Page{})
		if err != nil || len(list) != 1 {
			t.Errorf("there are %v, %v", list, err)
		}
	})
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Hook-Secret", r.Header.Get("X-Hook-Secret"))
}

// What is refused anyway is refused before anybody is called.
func TestRefusedWithoutACall(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { asked++; echo(rw, r) }))
		defer server.Close()
		narrow := []asana.WebhookFilter{{ResourceType: "project"}}
		try := func(a asana.Actor, resource, target string, filters []asana.WebhookFilter, kind asana.ErrKind, text string) {
			t.Helper()
			before := asked
			_, _, err := w.Hooks.Create(t.Context(), a, asana.NewWebhook{Resource: resource, Target: target, Filters: filters})
			if !asana.IsKind(err, kind) || !strings.Contains(err.Error(), text) || asked != before {
				t.Errorf("%v, after %d calls", err, asked-before)
			}
		}
		for _, target := range []string{"ftp://x.test/", "http://", "/a", "https://user:word@x.test/", "http://x.test/#a", "http://x\x7f/", "http://x.test/" + strings.Repeat("a", 1024)} {
			try(w.Member.Actor, w.Project.GID, target, nil, asana.Invalid, "target: Not a valid URL")
		}
		try(w.Member.Actor, "12", server.URL, nil, asana.NotFound, "resource: Unknown object: 12")
		try(w.Colleague.Actor, w.Secret.GID, server.URL, nil, asana.NotFound, "project: ")
		try(w.Outsider.Actor, w.Tasks[0].GID, server.URL, nil, asana.NotFound, "task: ")
		try(w.Guest.Actor, w.Workspace.GID, server.URL, narrow, asana.Forbidden, "Guests")
		try(w.Guest.Actor, w.Team.GID, server.URL, narrow, asana.NotFound, "team: ")
		for _, wide := range []string{w.Workspace.GID, w.Team.GID} {
			try(w.Member.Actor, wide, server.URL, nil, asana.Invalid, "must have filters")
			try(w.Member.Actor, wide, server.URL, []asana.WebhookFilter{{ResourceType: "task"}}, asana.Invalid, "filters: [0]: resource_type: Only project")
			try(w.Member.Actor, wide, server.URL, []asana.WebhookFilter{{ResourceType: "team_membership", Action: "changed"}}, asana.Invalid, "filters: [0]: action:")
			try(w.Member.Actor, wide, server.URL, []asana.WebhookFilter{{ResourceType: "project", Action: "changed", Fields: []string{"name"}}}, asana.Invalid, "filters: [0]: fields:")
		}
		try(w.Member.Actor, w.Project.GID, server.URL, []asana.WebhookFilter{{}, {Action: "eaten"}}, asana.Invalid, "filters: [1]: action: Not one of")
		try(w.Member.Actor, w.Project.GID, server.URL, []asana.WebhookFilter{{Action: "added", Fields: []string{"name"}}}, asana.Invalid, "filters: [0]: fields:")
		try(w.Member.Actor, w.Project.GID, server.URL, []asana.WebhookFilter{{ResourceType: "\x00"}}, asana.Invalid, "Not valid text")
		_, _, err := w.Hooks.Create(t.Context(), w.Member.Actor, asana.NewWebhook{Resource: w.Project.GID, Target: server.URL})
		check(t, err)
		try(w.Member.Actor, w.Project.GID, server.URL, nil, asana.Forbidden, "Duplicated webhook. You already have")
		for _, other := range []asana.Actor{w.Colleague.Actor, {Person: w.Member.GID, App: "5"}} {
			_, _, err = w.Hooks.Create(t.Context(), other, asana.NewWebhook{Resource: w.Project.GID, Target: server.URL})
			check(t, err)
		}
	})
}

// Only public addresses are called, unless others are allowed.
func TestAddressesThatMayNotBeCalled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, err := hooks.New(hooks.Config{Platform: w.Platform, DB: w.DB, Transport: httpkit.NewOutbound(httpkit.OutboundConfig{})})
		check(t, err)
		r := listen(t, nil)
		for _, target := range []string{r.URL, strings.Replace(r.URL, "127.0.0.1", "localhost", 1), "http://10.0.0.1/", "http://169.254.169.254/latest"} {
			_, _, err := h.Create(t.Context(), w.Member.Actor, asana.NewWebhook{Resource: w.Project.GID, Target: target})
			if !asana.IsKind(err, asana.Forbidden) || r.secret != "" {
				t.Errorf("%s: %v", target, err)
			}
		}
	})
}

// There is no end of webhooks on one thing.
func TestLimitOfOneResource(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := listen(t, nil)
		h := w.newHook(w.Member, r, w.Project.GID)
		_, err := w.DB.Writer().ExecContext(t.Context(), `with recursive n (i) as (select 1 union all select i + 1 from n where i < 999)
			insert into webhooks select cast(n.i as text), workspace, person, 'app', resource, resource_type, target || cast(n.i as text), secret, filters,
			created_at, told, wanted, due_at, heartbeat_at, 0, 0, '', 0, 0, '', 0 from webhooks, n where gid = $1`, h.GID)
		check(t, err)
		_, _, err = w.Hooks.Create(t.Context(), w.Colleague.Actor, asana.NewWebhook{Resource: w.Project.GID, Target: r.URL})
		var refused *asana.Error
		if !errors.As(err, &refused) || refused.Kind != asana.Forbidden || !strings.Contains(refused.Text, "too many webhooks") {
			t.Errorf("the 1001st: %v", err)
		}
		check(t, w.Platform.DeleteWebhook(t.Context(), w.Member.Actor, h.GID))
		w.newHook(w.Colleague, r, w.Project.GID)
	})
}
