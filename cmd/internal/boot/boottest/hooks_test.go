package boottest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// hookReceiver is a script that webhooks call. It takes only what is signed with
// the secret of its handshake.
type hookReceiver struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	secret string
	refuse int // the status of its answers, unless 0
	calls  int // refused ones included
	events []string
}

func receiveHooks(t *testing.T) *hookReceiver {
	r := &hookReceiver{t: t}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP answers handshakes and keeps the events of calls.
func (r *hookReceiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if secret := req.Header.Get("X-Hook-Secret"); secret != "" {
		r.secret = secret
		w.Header().Set("X-Hook-Secret", secret)
		return
	}
	text, err := io.ReadAll(req.Body)
	if err != nil {
		return // the program was killed
	}
	mac := hmac.New(sha256.New, []byte(r.secret))
	mac.Write(text)
	if signed := req.Header.Get("X-Hook-Signature"); signed != hex.EncodeToString(mac.Sum(nil)) {
		r.t.Errorf("signed %q: %s", signed, text)
	}
	if r.calls++; r.refuse != 0 {
		w.WriteHeader(r.refuse)
		return
	}
	r.keep(text)
}

func (r *hookReceiver) keep(text []byte) {
	var body struct{ Events []map[string]any }
	if err := json.Unmarshal(text, &body); err != nil {
		r.t.Errorf("%v: %s", err, text)
	}
	for _, e := range body.Events {
		r.events = append(r.events, strings.TrimSpace(fmt.Sprint(e["action"], " ", dig(e, "resource.resource_type"), " ", dig(e, "resource.gid"), " ", dig(e, "change.field"))))
	}
}

// answers sets the status of all answers; 0 is success again.
func (r *hookReceiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = status
}

// told is every event so far, and how many calls there were.
func (r *hookReceiver) told() (events []string, calls int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events), r.calls
}

// hookPatience is how long a test waits where a program was killed during a call:
// another makes it only when the lease of the first is over.
const hookPatience = patience

// has waits until so many events have been told.
func (r *hookReceiver) has(t *testing.T, n int) []string {
	t.Helper()
	deadline := time.Now().Add(hookPatience)
	for {
		events, calls := r.told()
		if len(events) >= n {
			return events
		}
		if time.Now().After(deadline) {
			t.Fatalf("told only %v in %d calls", events, calls)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// called waits until there have been more calls.
func (r *hookReceiver) called(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(hookPatience); ; time.Sleep(20 * time.Millisecond) {
		if _, calls := r.told(); calls > before {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("not called any more")
		}
	}
}

// hook makes a webhook as a script does, and waits until it is active.
func (w *World) hook(t *testing.T, who demo.Person, r *hookReceiver, resource string, filters ...map[string]any) (gid string) {
	t.Helper()
	body := map[string]any{"resource": resource, "target": r.URL + "/hook?of=" + resource, "filters": filters}
	made := w.API(t, who.Token, http.MethodPost, "/webhooks", body)
	if made.Status != http.StatusCreated || made.JSON(t)["X-Hook-Secret"] != r.secret {
		t.Fatalf("create a webhook: %d %s", made.Status, made.Body)
	}
	gid = dig(made.JSON(t), "data.gid")
	waitFor(t, "the first heartbeat", func() bool { return w.hookState(t, who, gid)["active"] == true })
	return gid
}

func (w *World) hookState(t *testing.T, who demo.Person, gid string) map[string]any {
	t.Helper()
	r := w.API(t, who.Token, http.MethodGet, "/webhooks/"+gid, nil)
	if r.Status != http.StatusOK {
		t.Fatalf("read a webhook: %d %s", r.Status, r.Body)
	}
	return r.JSON(t)["data"].(map[string]any)
}

// rename changes a task's name and returns what receivers are told.
func (w *World) rename(t *testing.T, who demo.Person, task, name string) (event string) {
	t.Helper()
	if r := w.API(t, who.Token, http.MethodPut, "/tasks/"+task, map[string]any{"name": name}); r.Status != http.StatusOK {
		t.Fatalf("rename: %d %s", r.Status, r.Body)
	}
	return "changed task " + task + " name"
}

// actsOnChanges is a script that is told by a webhook that a task is done, and
// comments on it; another that follows the same project by its filter is not.
func (c *checklist) actsOnChanges(t *testing.T) {
	who, reader := c.Role(t, "member", true), receiveHooks(t)
	project := fmt.Sprint(c.data(t, who, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Watched"})["gid"])
	c.hook(t, who, reader, project, map[string]any{"resource_type": "task", "action": "changed", "fields": []string{"completed"}})
	other := receiveHooks(t)
	c.hook(t, who, other, project, map[string]any{"action": "deleted"})
	task := fmt.Sprint(c.data(t, who, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": "Ship"})["gid"])
	c.rename(t, who, task, "Ship it")
	c.data(t, who, http.MethodPut, "/tasks/"+task, map[string]any{"completed": true})
	if events := reader.has(t, 1); len(events) != 1 || events[0] != "changed task "+task+" completed" {
		t.Errorf("told what its filter holds back: %v", events)
	}
	c.data(t, who, http.MethodPost, "/tasks/"+task+"/stories", map[string]any{"text": "Shipped: the customer has been told."})
	tab := c.browser.Person(t)
	tab.signIn(c.World, who)
	tab.Go(c.PlatformURL + "/0/" + project + "/" + task)
	tab.SeeText("body", "Shipped: the customer has been told.")
	c.data(t, who, http.MethodDelete, "/tasks/"+task, nil)
	if events := other.has(t, 1); len(events) != 1 || events[0] != "deleted task "+task {
		t.Errorf("told what its filter holds back: %v", events)
	}
}

// rulesOfTheirOwn is a program of the organization's that acts on every new
// project, also on one that only its maker sees.
func (c *checklist) rulesOfTheirOwn(t *testing.T) {
	service, r := demo.Person{Token: c.ServiceAccount.Token}, receiveHooks(t)
	c.hook(t, service, r, c.WorkspaceGID, map[string]any{"resource_type": "project", "action": "added"})
	maker := c.Role(t, "member", true)
	made := c.data(t, maker, http.MethodPost, "/projects", map[string]any{"workspace": c.WorkspaceGID, "name": "Quiet", "privacy_setting": "private"})
	project := fmt.Sprint(made["gid"])
	waitFor(t, "the new project", func() bool {
		events, _ := r.told() // other rows make projects too
		return slices.Contains(events, "added project "+project)
	})
	c.data(t, service, http.MethodPost, "/tasks", map[string]any{"projects": []string{project}, "name": "Name an owner"})
	tasks := c.list(t, maker, "/projects/"+project+"/tasks?opt_fields=name")
	if len(tasks) != 1 || tasks[0]["name"] != "Name an owner" {
		t.Errorf("the project has %v", tasks)
	}
	narrow := c.API(t, service.Token, http.MethodPost, "/webhooks", map[string]any{"resource": c.WorkspaceGID, "target": r.URL + "/all"})
	if narrow.Status != http.StatusBadRequest {
		t.Errorf("a whole workspace without a filter: %d %s", narrow.Status, narrow.Body)
	}
}

// TestWebhooks has receivers that fail and recover, and a program that is stopped
// and killed between a change and its telling.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: database, Connect: "none"})
			t.Run("fails and recovers", func(t *testing.T) { receiverRecovers(t, w) })
			t.Run("is down", func(t *testing.T) { receiverIsDown(t, w) })
			t.Run("is gone", func(t *testing.T) { receiverIsGone(t, w) })
			t.Run("the program is killed", func(t *testing.T) { killedWhileTelling(t, w) })
		})
	}
}

func receiverRecovers(t *testing.T, w *World) {
	who, r := w.Role(t, "member", false), receiveHooks(t)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Told late"})
	hook := w.hook(t, who, r, task)
	r.answers(http.StatusInternalServerError)
	event := w.rename(t, who, task, "Other")
	waitFor(t, "two failures", func() bool { return w.hookState(t, who, hook)["delivery_retry_count"].(float64) >= 2 })
	s := w.hookState(t, who, hook)
	if s["last_failure_content"] != "500 Internal Server Error\n\n" || s["next_attempt_after"] == nil || s["failure_deletion_timestamp"] == nil {
		t.Errorf("reads %v", s)
	}
	r.answers(0)
	if events := r.has(t, 1); len(events) != 1 || events[0] != event {
		t.Errorf("told %v", events)
	}
	waitFor(t, "it to be well", func() bool { return w.hookState(t, who, hook)["delivery_retry_count"] == 0.0 })
}

func receiverIsDown(t *testing.T, w *World) {
	who, r := w.Role(t, "member", false), receiveHooks(t)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Told by nobody"})
	hook := w.hook(t, who, r, task)
	r.Close()
	w.rename(t, who, task, "Other")
	waitFor(t, "a failure", func() bool { return w.hookState(t, who, hook)["last_failure_content"] == "The connection was refused." })
}

func receiverIsGone(t *testing.T, w *World) {
	who, r := w.Role(t, "member", false), receiveHooks(t)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Told no more"})
	hook := w.hook(t, who, r, task)
	r.answers(http.StatusGone)
	w.rename(t, who, task, "Other")
	waitFor(t, "the webhook to end", func() bool {
		return w.API(t, who.Token, http.MethodGet, "/webhooks/"+hook, nil).Status == http.StatusNotFound
	})
}

// killedWhileTelling kills the program while a receiver refuses, and stops it
// politely; what happened before is told after the next start.
func killedWhileTelling(t *testing.T, w *World) {
	who, r := w.Role(t, "member", false), receiveHooks(t)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Told after all"})
	w.hook(t, who, r, task)
	r.answers(http.StatusServiceUnavailable)
	var want []string
	for i, end := range []func(testing.TB){w.Demo.Kill, func(t testing.TB) { w.Demo.Stop(t) }} {
		_, before := r.told()
		want = append(want, w.rename(t, who, task, fmt.Sprint("Other ", i)))
		r.called(t, before)
		end(t)
		again(t, w)
	}
	r.answers(0)
	if events := r.has(t, len(want)); !slices.Equal(events, want) {
		t.Errorf("told %v", events)
	}
}

// TestWebhooksOfTwoCopies has a second copy of the program on one PostgreSQL. Each
// event is told once, whoever of the two tells it, and after one was killed.
func TestWebhooksOfTwoCopies(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "postgres", Connect: "none"})
	second := StartProcess(t, "serving at", mustBuild(t).Jirabridge, "serve", "--base-url", w.PlatformURL, "--listen", "127.0.0.1:0",
		"--data", t.TempDir(), "--database", w.Database, "--key-file", filepath.Join(w.Data, "keyset.json"), "--webhook-networks", "127.0.0.1")
	who, r := w.Role(t, "member", false), receiveHooks(t)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Told once"})
	w.hook(t, who, r, task)
	var want []string
	for i := range 20 {
		want = append(want, w.rename(t, who, task, fmt.Sprint("Other ", i)))
		r.has(t, i+1)
	}
	if events, _ := r.told(); !slices.Equal(events, want) {
		t.Errorf("told %v", events)
	}
	event := w.rename(t, who, task, "Other")
	second.Kill(t)
	if events := r.has(t, len(want)+1); events[len(want)] != event {
		t.Errorf("told %v", events)
	}
}
