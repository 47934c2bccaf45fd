package bridge_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// typed is a form as it opened, with the project and type that have most
// fields, and something entered in each sort of them.
func typed(t *testing.T, w *bridgetest.World, task string) (appcomponents.Form, appcomponents.Values) {
	t.Helper()
	w.File(task, "log.txt", "paper")
	values := opened(t, w, task)
	values["project"] = map[string]any{"title": "Operations (OPS)", "value": "10002"}
	values["issuetype"] = "10005"
	form, err := w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, values, "issuetype")
	check(t, err)
	for i := range form.Metadata.Fields {
		enter(&form.Metadata.Fields[i])
	}
	form, err = w.Bridge.ChangeForm(t.Context(), w.Caller(w.Member), task, filled(form), "customfield_10010")
	check(t, err)
	form.Field("summary").Value = "Nobody was told of 7" // before the form is sent
	return form, filled(form)
}

func enter(f *appcomponents.Field) {
	switch f.Type {
	case appcomponents.SingleLineText, appcomponents.MultiLineText:
		f.Value = "7" // a number too
	case appcomponents.RichText:
		f.Value = "<body>typed</body>"
	case appcomponents.Checkbox:
		f.Value = []string{f.Options[0].ID}
	case appcomponents.Dropdown:
		if f.Value == nil {
			f.Value = f.Options[0].ID
		}
	}
}

// comesBack checks that a refused submission is answered with the form it was
// made in, everything entered in its place, and the reason above.
func comesBack(t *testing.T, err error, form appcomponents.Form, says string) {
	t.Helper()
	var refusal *bridge.FormError
	if !errors.As(err, &refusal) {
		t.Fatalf("no form but %v", err)
	}
	got := refusal.Form.Metadata
	if f := got.Fields[0]; f.Type != appcomponents.StaticText || !strings.Contains(f.Error, says) {
		t.Errorf("says %+v, want %q", f, says)
	}
	got.Fields = got.Fields[1:]
	if diff := cmp.Diff(form.Metadata, got); diff != "" {
		t.Error(diff)
	}
	check(t, withCallbacks(refusal.Form).Validate())
}

// TestOutageKeepsTheForm: Jira or the platform is away, slow or busy when the
// form is sent. It comes back whole, nothing is half-stored, and sending it
// again works.
func TestOutageKeepsTheForm(t *testing.T) {
	always := func(f jiratest.Fault) jiratest.Fault { f.Times = -1; return f }
	for name, c := range map[string]struct {
		jira     jiratest.Fault
		platform int // status
		says     string
	}{
		"Jira away":        {always(jiratest.Fault{Match: "* .*", Drop: "before"}), 0, "Jira cannot be reached."},
		"Jira down":        {always(jiratest.Fault{Match: "* .*/(createmeta|token)", Status: 503}), 0, "not available"},
		"Jira slow":        {always(jiratest.Fault{Match: "* .*/(createmeta|token)", DelayMS: 900}), 0, "Jira is slow and did not answer"},
		"Jira busy":        {always(jiratest.Fault{Match: "POST .*/issue$", Status: 429}), 0, "too many"},
		"Jira odd":         {always(jiratest.Fault{Match: "POST .*/issue$", Status: 404, HTML: true}), 0, "unexpected"},
		"a proxy's limit":  {always(jiratest.Fault{Match: "POST .*/issue$", Status: 413, HTML: true}), 0, "more than Jira accepts"},
		"platform busy":    {always(jiratest.Fault{Match: "GET /nothing", Status: 503}), http.StatusTooManyRequests, "Asana is receiving too many"},
		"platform is down": {always(jiratest.Fault{Match: "GET /nothing", Status: 503}), http.StatusBadGateway, "Asana cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			platform := failing(w)
			task := w.Task("Outage", "<body>Notes</body>")
			form, values := typed(t, w, task)
			s := bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values}
			if strings.Contains(c.jira.Match, "createmeta") || c.jira.Drop != "" {
				w.Clock.Advance(2 * time.Hour) // the token has ended
			}
			check(t, w.Jira.SetFault(c.jira))
			platform.Store(int64(c.platform))
			ctx := t.Context()
			if c.jira.DelayMS > 0 { // less patience than people have
				w.Jira.ClearRequests()
				ctx = w.Patience(func() bool { return len(w.JiraCalls("createmeta"))+len(w.JiraCalls("token")) > 0 })
			}
			_, err := w.Bridge.Create(ctx, w.Caller(w.Member), s)
			comesBack(t, err, form, c.says)

			w.Jira.ClearFaults()
			platform.Store(0)
			r, err := w.Bridge.Create(t.Context(), w.Caller(w.Member), s)
			if err != nil || !strings.HasSuffix(r.Name, " 7") {
				t.Errorf("sent again: %+v, %v", r, err)
			}
		})
	}
}

// failing makes the platform's REST interface answer a status while it is not 0.
func failing(w *bridgetest.World) *atomic.Int64 {
	status := &atomic.Int64{}
	w.Router.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if s := int(status.Load()); s != 0 && strings.HasPrefix(r.URL.Path, "/api/") {
				http.Error(rw, "no", s)
				return
			}
			next.ServeHTTP(rw, r)
		})
	})
	return status
}

// TestOutageInAnotherProcess: a process that has not shown the form cannot send
// it back; the reason alone leaves it with the host.
func TestOutageInAnotherProcess(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	task := w.Task("Away", "")
	values := opened(t, w, task)
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "* .*", Times: -1, Drop: "before"}))
	_, err := w.Another().Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: task, Attachment: w.Reserve(), Values: values})
	refused(t, err, bridge.Unreachable, "jira_unreachable")
	_, err = w.Bridge.Form(t.Context(), w.Caller(w.Member), task)
	refused(t, err, bridge.Unreachable, "jira_unreachable")
	if rows := w.Values("bridge_links"); len(rows) != 0 {
		t.Errorf("half-stored: %q", rows)
	}
}
