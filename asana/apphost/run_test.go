package apphost_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// run has the first action carried out for the task.
func (w *world) run(t *testing.T, h *apphost.Host) (apphost.Exchange, *apphost.Error) {
	t.Helper()
	_, exchange, err := h.RunAction(t.Context(), w.owner, w.action("7"), apphost.Run{Task: w.task.GID, Key: "k", Configuration: "{}"})
	var failed *apphost.Error
	if err != nil && !errors.As(err, &failed) {
		t.Fatalf("not an error of the app: %v", err)
	}
	return exchange, failed
}

// What the rules have to do about each status, and what people read.
func TestRefusedRuns(t *testing.T) {
	w := sqlite(t)
	wait := func(status int, header string, body any) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Retry-After", header)
			says(status, body)(rw, r)
		}
	}
	words, date := object{"error": "No \x00such\n issue"}, time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	for name, try := range map[string]struct {
		answer                 http.HandlerFunc
		text, id               string
		retry, authorize, gone bool
		after                  time.Duration // rounded up to ten seconds
	}{
		"400":              {says(400, words), "No such issue", "", false, false, false, 0},
		"400, no words":    {says(400, nil), sorry, "asana.app_refused", false, false, false, 0},
		"400, a form":      {says(400, formAnswer), sorry, "asana.app_refused", false, false, false, 0},
		"401":              {says(401, words), "No such issue", "", false, true, false, 0},
		"418, no words":    {says(418, nil), sorry, "asana.app_sign_in", false, true, false, 0},
		"403":              {says(403, words), "No such issue", "", false, false, false, 0},
		"404, no words":    {says(404, nil), sorry, "asana.app_refused", false, false, false, 0},
		"408":              {says(408, nil), sorry, "asana.app_refused", true, false, false, 0},
		"410":              {says(410, words), "No such issue", "", false, false, true, 0},
		"410, no words":    {says(410, nil), sorry, "asana.app_gone", false, false, true, 0},
		"429":              {wait(429, "90", words), "No such issue", "", true, false, false, 90 * time.Second},
		"429, a date":      {wait(429, date, nil), sorry, "asana.app_busy", true, false, false, time.Minute},
		"429, nonsense":    {wait(429, "-7 soon", nil), sorry, "asana.app_busy", true, false, false, 0},
		"429, for ever":    {wait(429, "2147483647", nil), sorry, "asana.app_busy", true, false, false, 24 * time.Hour},
		"429, past ages":   {wait(429, "9999999999999999999999", nil), sorry, "asana.app_busy", true, false, false, 0},
		"429, a date gone": {wait(429, "Mon, 02 Jan 2006 15:04:05 GMT", nil), sorry, "asana.app_busy", true, false, false, 0},
		"500":              {says(500, nil), sorry, "asana.app_broken", true, false, false, 0},
		"503":              {wait(503, "10", words), "No such issue", "", true, false, false, 10 * time.Second},
		"201":              {says(201, object{"action_result": "ok"}), sorry, "asana.app_unreadable", false, false, false, 0},
		"302":              {says(302, nil), sorry, "asana.app_redirects", false, false, false, 0},
		"401 that is HTML": {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(401); _, _ = rw.Write([]byte("<p>")) }, sorry, "asana.app_sign_in", false, true, false, 0},
		"500 that is huge": {says(500, strings.Repeat("x", 2<<20)), sorry, "asana.app_broken", true, false, false, 0},
		"502 that is HTML": {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(502); _, _ = rw.Write([]byte("<p>")) }, sorry, "asana.app_broken", true, false, false, 0},
		"503 that is short": {func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Length", "9")
			rw.WriteHeader(503)
		}, sorry, "asana.app_broken", true, false, false, 0},
	} {
		w.app.on("/run", try.answer)
		_, e := w.run(t, w.host)
		if e == nil {
			t.Errorf("%s is a yes", name)
			continue
		}
		after := e.RetryAfter.Round(10 * time.Second)
		if e.Text != try.text || e.ID != try.id || e.Retry() != try.retry || e.NeedsAuthorization() != try.authorize || e.Gone() != try.gone || after != try.after {
			t.Errorf("%s: %+v, again %v, after %s", name, e, e.Retry(), after)
		}
	}
}

// An app speaks to the owner of the rule, who is told what it said.
func TestRunsSpeakTheOwnersLanguage(t *testing.T) {
	w := sqlite(t)
	asked := ""
	w.app.on("/run", func(rw http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("Accept-Language")
		says(200, object{"action_result": "ok"})(rw, r)
	})
	for _, language := range []string{"", "pl"} {
		person, err := w.Person(t.Context(), w.owner.Person)
		must(t, err)
		must(t, w.HasLanguage(t.Context(), person, language))
		if _, e := w.run(t, w.host); e != nil || asked != language {
			t.Errorf("asked in %q, want %q: %v", asked, language, e)
		}
	}
}

// What comes back for a run that is no answer: what people read, and whether
// the same message may be answered better later.
func TestSenselessRuns(t *testing.T) {
	w := sqlite(t)
	quick := w.newHost(t, apphost.Config{Timeout: 100 * time.Millisecond})
	html := func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte("<!doctype html>\x00\xff<title>Sign in</title>"))
	}
	for name, try := range map[string]struct {
		answer http.HandlerFunc
		id     string
		retry  bool
	}{
		"empty":            {says(200, object{}), "asana.app_unreadable", false},
		"null":             {says(200, nil), "asana.app_unreadable", false},
		"text":             {says(200, "Succeed"), "asana.app_unreadable", false},
		"HTML":             {html, "asana.app_unreadable", false},
		"unknown result":   {says(200, object{"action_result": "done"}), "asana.app_unreadable", false},
		"nothing created":  {says(200, object{"action_result": "resources_created"}), "asana.app_unreadable", false},
		"too many created": {says(200, object{"action_result": "resources_created", "resources_created": make([]object, 101)}), "asana.app_unreadable", false},
		"a script":         {says(200, object{"action_result": "resources_created", "resources_created": []object{{"resource_name": "x", "resource_url": "javascript:1"}}}), "asana.app_unreadable", false},
		"huge":             {says(200, object{"action_result": "ok", "message": strings.Repeat("x", 1<<20)}), "asana.app_huge", false},
		"cut off":          {cutOff, "asana.app_cut", true},
		"hangs up":         {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "asana.app_unreachable", true},
		"slow":             {slow, "asana.app_slow", true},
		"slow body":        {slowBody, "asana.app_slow", true},
	} {
		w.app.on("/run", try.answer)
		host := w.host
		if try.id == "asana.app_slow" {
			host = quick
		}
		exchange, e := w.run(t, host)
		if e == nil || e.ID != try.id || e.Retry() != try.retry || e.Text != sorry {
			t.Errorf("%s: %+v", name, e)
		}
		if strings.ContainsAny(exchange.Answer, "\x00") || !utf8.ValidString(exchange.Answer) || len([]rune(exchange.Answer)) > 4000 {
			t.Errorf("%s: the answer is kept as %.100q", name, exchange.Answer)
		}
	}
}

// The history of a run shows what was sent and answered, and no secret.
func TestRunIsToldWhole(t *testing.T) {
	w := sqlite(t)
	w.app.on("/run", says(503, object{"error": "Come back"}))
	exchange, _ := w.run(t, w.host)
	if !strings.HasPrefix(exchange.Request, "POST "+w.app.url+"/run\n{") || !strings.Contains(exchange.Request, `"idempotency_key": "k"`) {
		t.Errorf("request = %s", exchange.Request)
	}
	if exchange.Status != 503 || exchange.Answer != `{"error":"Come back"}`+"\n" || exchange.Duration <= 0 {
		t.Errorf("exchange = %+v", exchange)
	}
	signature := w.app.seen()[0].Header.Get("X-Asana-Request-Signature")
	for _, never := range []string{signature, w.app.secret, "tenant"} {
		if strings.Contains(exchange.Request, never) {
			t.Errorf("%q is in the history", never)
		}
	}
}

// Long and broken texts of an app are made fit to be shown and stored.
func TestTextsOfARun(t *testing.T) {
	w := sqlite(t)
	long := strings.Repeat("ö", 2000)
	w.app.on("/run", says(200, object{"action_result": "resources_created", "message": "a\n\x00b" + long, "resources_created": []object{
		{"resource_name": "\x1b" + long, "resource_url": "https://tracker.example.com/browse/CP-1"},
	}}))
	result, _, err := w.host.RunAction(t.Context(), w.owner, w.action("7"), apphost.Run{Task: w.task.GID, Key: "k"})
	must(t, err)
	if result.Message != "a b"+long[:2*496]+"…" || result.ResourcesCreated[0].Name != long[:2*1023]+"…" {
		t.Errorf("result = %+v", result)
	}
	w.app.on("/preview", says(200, object{"summary": "Would\x00 create CP", "problems": []string{"No\n permission"}, "request": object{"method": "POST"}}))
	preview, err := w.host.PreviewAction(t.Context(), w.owner, w.action("7"), apphost.Run{Task: w.task.GID, Configuration: "{}"})
	must(t, err)
	if preview.Summary != "Would create CP" || preview.Problems[0] != "No permission" || string(preview.Request) != `{"method":"POST"}` {
		t.Errorf("preview = %+v", preview)
	}
	w.app.on("/preview", says(200, object{}))
	_, err = w.host.PreviewAction(t.Context(), w.owner, w.action("7"), apphost.Run{Task: w.task.GID})
	checkSorry(t, "an empty preview", err)
}

// A run is the owner's: a task he cannot see is not run for.
func TestRunNeedsTheTask(t *testing.T) {
	w := sqlite(t)
	w.app.on("/run", says(200, object{"action_result": "ok"}))
	member, err := w.CreatePerson(t.Context(), asana.NewPerson{Name: "Mo", Email: "mo@example.com", Password: "correct horse"})
	must(t, err)
	must(t, w.AddMember(t.Context(), w.owner, w.workspace.GID, member.GID, asana.Member))
	must(t, w.AddProjectMember(t.Context(), w.owner, w.project.GID, member.GID))
	private := true
	hidden, err := w.CreateTask(t.Context(), w.owner, asana.NewTask{Projects: []string{w.project.GID}, Name: "Hidden"})
	must(t, err)
	_, err = w.UpdateTask(t.Context(), w.owner, hidden.GID, asana.TaskChange{Private: &private})
	must(t, err)
	for task, seen := range map[string]bool{w.task.GID: true, hidden.GID: false} {
		_, _, err := w.host.RunAction(t.Context(), asana.Actor{Person: member.GID}, w.action("7"), apphost.Run{Task: task, Key: "k"})
		if (err == nil) != seen {
			t.Errorf("a run for %s: %v", task, err)
		}
	}
	if n := len(w.app.seen()); n != 1 {
		t.Errorf("the app received %d messages", n)
	}
}
