package boottest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// Host plays the App Components host with what demo.json promises to anybody,
// written from the published protocol and with no type of ours.
type Host struct {
	w    *World
	user demo.Person
}

// Host plays the host for a person.
func (w *World) Host(user demo.Person) Host { return Host{w, user} }

// Get asks the app with a signed query.
func (h Host) Get(t testing.TB, address string, more map[string]string) Response {
	t.Helper()
	return Do(t, h.get(t, address, more))
}

// slow is what the app says beside the values read last, and when it has none:
// a Jira on a slow machine may not answer in time.
var slow = regexp.MustCompile("Jira is slow|Jira är långsam|Jira odpowiada powoli")

// Widget loads the widget as a page does that is loaded again when Jira was too
// slow for it.
func (h Host) Widget(t testing.TB, lang string, more map[string]string) (r Response) {
	t.Helper()
	waitFor(t, "values of now", func() bool {
		ask := h.get(t, h.w.JiraApp.WidgetMetadataURL, more)
		ask.Header.Set("Accept-Language", lang)
		r = Do(t, ask)
		return !slow.Match(r.Body)
	})
	return r
}

// Again asks as a page that stands open does.
func (h Host) Again(t testing.TB, address string, more map[string]string) Response {
	t.Helper()
	req := h.get(t, address, more)
	req.Header.Set("Cache-Control", "max-age=90")
	return Do(t, req)
}

func (h Host) get(t testing.TB, address string, more map[string]string) *http.Request {
	t.Helper()
	q := url.Values{"workspace": {h.w.WorkspaceGID}, "user": {h.user.GID}, "expires_at": {inMinutes(5)}}
	for k, v := range more {
		q.Set(k, v)
	}
	raw := q.Encode()
	req := request(t, http.MethodGet, address+"?"+raw, nil)
	req.Header.Set("X-Asana-Request-Signature", h.sign(raw))
	return req
}

// Post sends the app a signed message.
func (h Host) Post(t testing.TB, address string, more map[string]any) Response {
	t.Helper()
	return Do(t, h.message(t, address, more))
}

// message is a signed message to the app.
func (h Host) message(t testing.TB, address string, more map[string]any) *http.Request {
	t.Helper()
	message := map[string]any{"workspace": h.w.WorkspaceGID, "user": h.user.GID, "expires_at": inMinutes(5)}
	for k, v := range more {
		message[k] = v
	}
	data, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"data": string(data)})
	if err != nil {
		t.Fatal(err)
	}
	req := request(t, http.MethodPost, address, bytes.NewReader(body))
	req.Header.Set("X-Asana-Request-Signature", h.sign(string(data)))
	return req
}

// Form opens the app's form on a task.
func (h Host) Form(t testing.TB, task string) Response {
	t.Helper()
	return h.Get(t, h.w.JiraApp.FormMetadataURL, map[string]string{"task": task})
}

func (h Host) sign(text string) string {
	mac := hmac.New(sha256.New, []byte(h.w.JiraApp.ClientSecret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func inMinutes(n int) string {
	return time.Now().UTC().Add(time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05.000Z")
}

// fields maps a form's fields by id.
func fields(t testing.TB, form map[string]any) map[string]map[string]any {
	t.Helper()
	byID := map[string]map[string]any{}
	for _, f := range fieldList(t, form) {
		byID[f["id"].(string)] = f
	}
	return byID
}

func fieldList(t testing.TB, form map[string]any) []map[string]any {
	t.Helper()
	metadata, ok := form["metadata"].(map[string]any)
	if !ok {
		t.Fatalf("no form: %v", form)
	}
	var list []map[string]any
	for _, f := range metadata["fields"].([]any) {
		list = append(list, f.(map[string]any))
	}
	return list
}

// values are what a form's fields hold as it was sent.
func values(t testing.TB, form map[string]any) map[string]any {
	t.Helper()
	held := map[string]any{}
	for id, f := range fields(t, form) {
		if v, ok := f["value"]; ok {
			held[id] = v
		}
	}
	return held
}
