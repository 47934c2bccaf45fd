package httpkit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jirabridge/asana/kit/httpkit"
)

// show is the plainest Render: status, text and, from 500 on, the id.
func show(w http.ResponseWriter, _ *http.Request, err error, id string) {
	text := httpkit.Text(err)
	if httpkit.Status(err) >= 500 {
		text += " " + id
	}
	http.Error(w, text, httpkit.Status(err))
}

func logTo(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func ask(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func TestWrapPassesAnswersThrough(t *testing.T) {
	var log bytes.Buffer
	w := ask(httpkit.Wrap(func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "hello")
		return err
	}, show, logTo(&log)), get("/"))
	if w.Code != 200 || w.Body.String() != "hello" || log.Len() != 0 {
		t.Errorf("%d %q, log %s", w.Code, w.Body, &log)
	}
}

func TestWrapShowsAndLogsTheSameID(t *testing.T) {
	for name, h := range map[string]httpkit.Handler{
		"error": func(http.ResponseWriter, *http.Request) error { return errors.New("table is on fire") },
		"panic": func(http.ResponseWriter, *http.Request) error { panic("table is on fire") },
		"502": func(http.ResponseWriter, *http.Request) error {
			return httpkit.Fail(502, "Gone.", errors.New("on fire"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			w := ask(httpkit.Wrap(h, show, logTo(&log)), get("/x?code=hunter2"))
			var line struct {
				ID, Level, Error, Path, Stack string
				Status                        int
			}
			if err := json.Unmarshal(log.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			if w.Code < 500 || line.Status != w.Code || line.ID == "" || !strings.Contains(w.Body.String(), line.ID) {
				t.Errorf("answered %d %q, logged %s", w.Code, w.Body, &log)
			}
			if line.Level != "ERROR" || !strings.Contains(line.Error, "on fire") || (name == "panic") != (line.Stack != "") {
				t.Errorf("logged %s", &log)
			}
			if strings.Contains(w.Body.String(), "fire") || strings.Contains(log.String(), "hunter2") {
				t.Errorf("answered %q, logged %s", w.Body, &log)
			}
		})
	}
}

func TestWrapRefusalIsNoError(t *testing.T) {
	var log bytes.Buffer
	w := ask(httpkit.Wrap(func(http.ResponseWriter, *http.Request) error {
		return httpkit.Fail(404, "No such page.", nil)
	}, show, logTo(&log)), get("/"))
	if w.Code != 404 || w.Body.String() != "No such page.\n" || strings.Contains(log.String(), "ERROR") {
		t.Errorf("%d %q, log %s", w.Code, w.Body, &log)
	}
}

// What passes by itself wakes nobody up, but can be found by the id in the answer.
func TestWrapPassing(t *testing.T) {
	var log bytes.Buffer
	w := ask(httpkit.Wrap(func(http.ResponseWriter, *http.Request) error {
		return httpkit.Passing(httpkit.Fail(503, "Come again.", errors.New("slow")))
	}, show, logTo(&log)), get("/"))
	var line struct{ ID, Level, Error string }
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || w.Code != 503 || line.Level != "INFO" || !strings.Contains(line.Error, "slow") || !strings.Contains(w.Body.String(), line.ID) {
		t.Errorf("answered %d %q, logged %s", w.Code, w.Body, &log)
	}
}

func TestWrapDoesNotAnswerTwice(t *testing.T) {
	var log bytes.Buffer
	w := ask(httpkit.Wrap(func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("disk is full")
	}, show, logTo(&log)), get("/"))
	if w.Code != 200 || w.Body.String() != "half" || !strings.Contains(log.String(), "disk is full") {
		t.Errorf("%d %q, log %s", w.Code, w.Body, &log)
	}
}

func TestWrapPersonWhoLeftIsNoError(t *testing.T) {
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ask(httpkit.Wrap(func(_ http.ResponseWriter, r *http.Request) error { return r.Context().Err() }, show, logTo(&log)),
		get("/").WithContext(ctx))
	if strings.Contains(log.String(), "ERROR") {
		t.Errorf("log %s", &log)
	}
}

func TestWrapLetsHandlersHangUp(t *testing.T) {
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			t.Errorf("got %v", v)
		}
	}()
	ask(httpkit.Wrap(func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) }, show, nil), get("/"))
}

func TestLoggingAndWrapShareTheID(t *testing.T) {
	var log bytes.Buffer
	var seen string
	h := httpkit.Logging(logTo(&log))(httpkit.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		seen = httpkit.RequestID(r.Context())
		w.WriteHeader(http.StatusAccepted)
		_, err := io.WriteString(w, "hello")
		return err
	}, show, nil))
	ask(h, get("/x?state=hunter2"))
	var line struct {
		ID, Path      string
		Status, Bytes int
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line.ID != seen || seen == "" || line.Status != 202 || line.Bytes != 5 || line.Path != "/x" {
		t.Errorf("id %q, log %s", seen, &log)
	}
	if strings.Contains(log.String(), "hunter2") {
		t.Errorf("log %s", &log)
	}
}

// Handlers behind Logging and Wrap can still flush.
func TestRecorderCanFlush(t *testing.T) {
	h := httpkit.Logging(slog.New(slog.DiscardHandler))(httpkit.Wrap(func(w http.ResponseWriter, _ *http.Request) error {
		return http.NewResponseController(w).Flush()
	}, show, nil))
	if w := ask(h, get("/")); !w.Flushed {
		t.Errorf("not flushed: %d %s", w.Code, w.Body)
	}
}

func TestSecurityHeaders(t *testing.T) {
	nothing := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	page := ask(httpkit.SecurityHeaders(false)(nothing), get("/")).Header()
	popup := ask(httpkit.SecurityHeaders(false)(httpkit.SecurityHeaders(true)(nothing)), get("/")).Header()
	callback := ask(httpkit.SecurityHeaders(true)(httpkit.NoReferrer(nothing)), get("/")).Header()
	for name, want := range map[string][3]string{
		"Cross-Origin-Opener-Policy": {"same-origin-allow-popups", "", ""},
		"Referrer-Policy":            {"same-origin", "same-origin", "no-referrer"},
		"X-Content-Type-Options":     {"nosniff", "nosniff", "nosniff"},
	} {
		if got := [3]string{page.Get(name), popup.Get(name), callback.Get(name)}; got != want {
			t.Errorf("%s: page, popup and callback have %q", name, got)
		}
	}
	for _, h := range []http.Header{page, popup, callback} {
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") ||
			strings.Contains(policy, "form-action") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
	}
}

func TestCSRF(t *testing.T) {
	h := httpkit.CSRF("https://bridge.example:8443")(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, c := range []struct {
		method, site, origin string
		want                 int
	}{
		{"POST", "same-origin", "https://bridge.example:8443", 200},
		{"POST", "cross-site", "https://evil.example", 403},
		{"POST", "same-site", "https://evil.bridge.example", 403},
		{"POST", "", "https://evil.example", 403},          // an old browser
		{"POST", "", "https://bridge.example:8443", 200},   // an old browser, and a proxy that changed Host
		{"POST", "", "http://bridge.example:8443", 403},    // somebody in the middle, without TLS
		{"POST", "", "", 200},                              // no browser
		{"GET", "cross-site", "https://evil.example", 200}, // reads change nothing
		{"POST", "cross-site", "https://bridge.example:8443", 200}, {"PUT", "cross-site", "null", 403}, {"DELETE", "none", "", 200},
	} {
		r := httptest.NewRequest(c.method, "http://10.0.0.1/x", nil)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if w := ask(h, r); w.Code != c.want {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
}

func TestReadJSON(t *testing.T) {
	for body, want := range map[string]int{
		`{"a":1}`:                             0,
		` {"a":1,"unknown":[]} ` + "\n":       0,
		``:                                    400,
		`{"a":`:                               400,
		`{"a":"text"}`:                        400,
		`{"a":1}{"a":2}`:                      400,
		`{"a":1} x`:                           400,
		`{"b":"` + strings.Repeat("x", 200):   413,
		`{"a":1}` + strings.Repeat(" ", 200):  413,
		`{"a":1,"b":"` + "\xff" + `"}`:        400,
		`[` + strings.Repeat("[", 50) + `]]]`: 400,
	} {
		var v struct{ A int }
		err := httpkit.ReadJSON(httptest.NewRequest("POST", "/", strings.NewReader(body)), 100, &v)
		if (want == 0) != (err == nil) || (err != nil && httpkit.Status(err) != want) {
			t.Errorf("%.30q: %v", body, err)
		}
		if want == 0 && v.A != 1 {
			t.Errorf("%.30q: a is %d", body, v.A)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	w := httptest.NewRecorder()
	if err := httpkit.WriteJSON(w, 201, map[string]string{"a": "<b>&"}); err != nil {
		t.Fatal(err)
	}
	if w.Code != 201 || w.Body.String() != `{"a":"<b>&"}`+"\n" || w.Header().Get("Content-Type") != "application/json; charset=UTF-8" {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
}
