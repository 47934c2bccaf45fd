package hooks_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// world is a platform whose clock stands still until it is moved.
type world struct {
	*asanatest.World
	t  *testing.T
	mu sync.Mutex
	at time.Time
}

// each runs f on both databases.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := &world{t: t, at: time.Date(2030, 3, 1, 9, 0, 0, 0, time.UTC)}
		w.World = asanatest.Start(t, db, func(c *asana.Config) { c.Now = w.now })
		f(t, w)
	})
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// round calls whoever is due.
func (w *world) round() {
	w.t.Helper()
	check(w.t, w.Hooks.Tell(w.t.Context()))
}

// hook makes a webhook of Member's and lets the first heartbeat through.
func (w *world) hook(r *receiver, resource string, filters ...asana.WebhookFilter) asana.Webhook {
	w.t.Helper()
	h := w.newHook(w.Member, r, resource, filters...)
	w.round()
	if r.told(w.t) != "heartbeat" {
		w.t.Fatal("the first call is no heartbeat")
	}
	return h
}

func (w *world) newHook(p asanatest.Person, r *receiver, resource string, filters ...asana.WebhookFilter) asana.Webhook {
	w.t.Helper()
	h, secret, err := w.Hooks.Create(w.t.Context(), p.Actor, asana.NewWebhook{Resource: resource, Target: r.URL, Filters: filters})
	check(w.t, err)
	if h.Target != r.URL || h.Resource.GID != resource || !h.LastSuccessAt.IsZero() || len(secret.Reveal()) != 64 || secret.Reveal() != r.secret {
		w.t.Fatalf("made %+v with %q, the receiver knows %q", h, secret.Reveal(), r.secret)
	}
	return h
}

// rename changes a task of Member's.
func (w *world) rename(task, name string) {
	w.t.Helper()
	_, err := w.Platform.UpdateTask(w.t.Context(), w.Member.Actor, task, asana.TaskChange{Name: &name})
	check(w.t, err)
}

// state is the webhook as its owner reads it.
func (w *world) state(gid string) asana.Webhook {
	w.t.Helper()
	h, err := w.Platform.Webhook(w.t.Context(), w.Member.Actor, gid)
	check(w.t, err)
	return h
}

// ended demands that a webhook is there no more.
func (w *world) ended(gid string) {
	w.t.Helper()
	if h, err := w.Platform.Webhook(w.t.Context(), w.Member.Actor, gid); !asana.IsKind(err, asana.NotFound) {
		w.t.Errorf("the webhook is still there: %+v, %v", h, err)
	}
}

// receiver is called by webhooks. It believes only what is signed with the secret of the handshake.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	secret  string            // of the last handshake
	secrets map[string]string // of all, by their paths
	calls   []string          // in short
	answer  func(w http.ResponseWriter, r *http.Request, calls int) bool
}

// listen starts a receiver. answer, when given, may answer in its place: it is told how many calls there were.
func listen(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, calls int) bool) *receiver {
	r := &receiver{answer: answer, secrets: map[string]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) { r.serve(t, rw, req) }))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) serve(t *testing.T, w http.ResponseWriter, req *http.Request) {
	text, err := io.ReadAll(req.Body)
	if err != nil || req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s of %q: %v", req.Method, req.Header.Get("Content-Type"), err)
	}
	if secret := req.Header.Get("X-Hook-Secret"); secret != "" {
		r.mu.Lock()
		r.secret, r.secrets[req.URL.Path] = secret, secret
		r.mu.Unlock()
		w.Header().Set("X-Hook-Secret", secret)
		return
	}
	r.mu.Lock()
	mac := hmac.New(sha256.New, []byte(r.secrets[req.URL.Path]))
	n := len(r.calls)
	r.mu.Unlock()
	mac.Write(text)
	if got := req.Header.Get("X-Hook-Signature"); got != hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signed %q: %s", got, text)
	}
	if r.answer != nil && r.answer(w, req, n) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, short(t, text))
}

// told is what the receiver has taken since it was asked last.
func (r *receiver) told(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	told := strings.Join(r.calls, " | ")
	r.calls = nil
	return told
}

// short is a call in a line.
func short(t *testing.T, text []byte) string {
	var body struct {
		Events []struct {
			Action   string
			Type     string
			Resource map[string]string
			Parent   map[string]string
			Change   *struct {
				Field    string
				NewValue map[string]string `json:"new_value"`
			}
		}
	}
	if err := json.Unmarshal(text, &body); err != nil {
		t.Errorf("%v: %s", err, text)
	}
	if string(text) == `{"events":[]}` {
		return "heartbeat"
	}
	var all []string
	for _, e := range body.Events {
		line := e.Action + " " + e.Resource["resource_type"] + " " + e.Resource["gid"]
		if e.Parent != nil {
			line += " in " + e.Parent["resource_type"]
		}
		if e.Change != nil {
			line += " " + e.Change.Field
			if e.Change.NewValue != nil {
				line += "=" + e.Change.NewValue["gid"]
			}
		}
		all = append(all, line)
	}
	return strings.Join(all, ", ")
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
