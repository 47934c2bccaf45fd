package apphost_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
)

const sorry = "Something went wrong. Try again later."

// everyCall is calls and the widget of an attachment made for it.
func (w *world) everyCall(t *testing.T) map[string]func(context.Context, *apphost.Host, asana.Actor) error {
	calls := w.calls(w.task.GID, w.registered.GID)
	gid := w.attach(t, w.task.GID, "https://tracker.example.com/browse/OLD-1", w.registered.GID).GID
	calls["widget"] = func(ctx context.Context, h *apphost.Host, a asana.Actor) error {
		_, err := h.Widget(ctx, a, gid)
		return err
	}
	return calls
}

// Every refusal of an app means the same for every call, but for a form in a
// 400.
func TestRefusals(t *testing.T) {
	w := sqlite(t)
	for name, try := range map[string]struct {
		answer    http.HandlerFunc
		status    int
		text      string
		authorize bool
	}{
		"400":              {says(400, object{"error": "No such issue"}), 400, "No such issue", false},
		"400, older form":  {says(400, object{"data": object{"error": "No such issue"}}), 400, "No such issue", false},
		"400, no text":     {says(400, object{}), 400, sorry, false},
		"400, not JSON":    {says(400, "x"), 400, sorry, false},
		"401":              {says(401, object{"error": "Sign in first"}), 401, "Sign in first", true},
		"401, no body":     {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(401) }, 401, sorry, true},
		"403":              {says(403, object{"error": "Not yours"}), 403, "Not yours", false},
		"404":              {says(404, object{"error": "Gone"}), 404, "Gone", false},
		"418":              {says(418, object{}), 418, sorry, true},
		"410":              {says(410, object{"error": "x"}), 410, sorry, false},
		"429":              {says(429, object{"error": "x"}), 429, sorry, false},
		"500":              {says(500, object{"error": "secret of the app"}), 500, sorry, false},
		"503":              {says(503, object{"error": "x"}), 503, sorry, false},
		"201":              {says(201, formAnswer), 201, sorry, false},
		"204":              {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(204) }, 204, sorry, false},
		"long, many lines": {says(403, object{"error": "a\n\tb" + strings.Repeat("ö", 600)}), 403, "a b" + strings.Repeat("ö", 496) + "…", false},
	} {
		for call, send := range w.everyCall(t) {
			w.app.on(paths[call], try.answer)
			err := send(t.Context(), w.host, w.owner)
			var refused *apphost.Error
			if !errors.As(err, &refused) {
				t.Errorf("%s, %s: %v", name, call, err)
				continue
			}
			if refused.Status != try.status || refused.Text != try.text || refused.NeedsAuthorization() != try.authorize || refused.Form != nil {
				t.Errorf("%s, %s: %+v", name, call, refused)
			}
		}
	}
	if n := len(w.attachments(t)); n != 1 {
		t.Errorf("refusals left %d attachments, want the one there was", n)
	}
}

// An answer that makes no sense is never shown and never attached.
func TestBadAnswers(t *testing.T) {
	w := sqlite(t)
	elsewhere := startApp(t)
	quick := w.newHost(t, apphost.Config{Timeout: 100 * time.Millisecond})
	html := func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		_, _ = rw.Write([]byte("<!doctype html><title>Sign in</title>"))
	}
	for name, answer := range map[string]http.HandlerFunc{
		"empty":   says(200, object{}),
		"null":    says(200, nil),
		"text":    says(200, "Succeed"),
		"list":    says(200, []object{}),
		"HTML":    html,
		"garbage": func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte{0xff, 0, '{'}) },
		"huge":    says(200, object{"items": []object{}, "header": strings.Repeat("x", 1<<20)}),
		"redirect": func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, elsewhere.url+"/form", http.StatusFound)
		},
		"cut off":        cutOff,
		"hangs up":       func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"slow":           slow,
		"slow body":      slowBody,
		"HTML as 400":    func(rw http.ResponseWriter, r *http.Request) { rw.WriteHeader(400); html(rw, r) },
		"bad form":       says(200, object{"template": "form_metadata_v9", "metadata": object{"title": "T", "fields": []object{}}}),
		"null in form":   says(200, object{"template": "form_metadata_v0", "metadata": object{"title": "T", "fields": []object{{"id": "a", "type": "date", "error": nil}}}}),
		"too many items": says(200, object{"items": make([]object, 51)}),
		"script link":    says(200, object{"resource_name": "CP-1", "resource_url": "javascript:alert(1)"}),
		"no link":        says(200, object{"resource_name": "CP-1"}),
		"no name":        says(200, object{"resource_url": "https://tracker.example.com/browse/CP-1"}),
	} {
		for call, send := range w.everyCall(t) {
			w.app.on(paths[call], answer)
			checkSorry(t, name+", "+call, send(t.Context(), quick, w.owner))
		}
	}
	if n := len(w.attachments(t)); n != 1 {
		t.Errorf("bad answers left %d attachments, want the one there was", n)
	}
	if len(elsewhere.seen()) != 0 {
		t.Error("a redirect was followed")
	}
}

func checkSorry(t *testing.T, name string, err error) {
	t.Helper()
	var failed *apphost.Error
	if !errors.As(err, &failed) || failed.Text != sorry || failed.NeedsAuthorization() || failed.Form != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func slow(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func slowBody(rw http.ResponseWriter, r *http.Request) {
	_, _ = rw.Write([]byte(`{"template":`))
	rw.(http.Flusher).Flush()
	<-r.Context().Done()
}

func cutOff(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Length", "1000")
	_, _ = rw.Write([]byte(`{"items": []`))
}

func TestAppThatIsNotThere(t *testing.T) {
	w := sqlite(t)
	down := w.newHost(t, apphost.Config{Transport: failing{}})
	for call, send := range w.everyCall(t) {
		checkSorry(t, call, send(t.Context(), down, w.owner))
	}
}

type failing struct{}

func (failing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}

// The reader of a form or widget who goes away stops the call.
func TestReadsCanBeCancelled(t *testing.T) {
	w := sqlite(t)
	for _, call := range []string{"form", "change", "typeahead", "widget"} {
		w.app.on(paths[call], slow)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		begun := time.Now()
		err := w.everyCall(t)[call](ctx, w.host, w.owner)
		cancel()
		if err == nil || time.Since(begun) > 5*time.Second {
			t.Errorf("%s went on for %s: %v", call, time.Since(begun), err)
		}
	}
}

// The log tells the operator what failed, in which request, and neither the
// signed message nor the secret.
func TestFailuresAreLogged(t *testing.T) {
	w := sqlite(t)
	var log strings.Builder
	host := w.newHost(t, apphost.Config{Transport: failing{}, Logger: httpkit.Noted(slog.New(slog.NewTextHandler(&log, nil)))})
	httpkit.Logging(slog.New(slog.DiscardHandler))(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for _, send := range w.everyCall(t) {
			_ = send(r.Context(), host, w.owner)
		}
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	text := log.String()
	if !strings.Contains(text, "app="+w.registered.GID) || !strings.Contains(text, "id=") || !strings.Contains(text, "/form") || !strings.Contains(text, "connection refused") {
		t.Errorf("log = %s", text)
	}
	for _, never := range []string{w.app.secret, "expires_at", "CP-1", "Tracker"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in the log", never)
		}
	}
	if err := (&apphost.Error{Status: 500, Err: errors.New("x")}); fmt.Sprint(err) != "app answered 500: x" {
		t.Error(err)
	}
}
