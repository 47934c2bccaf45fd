package hooks_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/hooks"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// running is a platform in real time.
func running(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, &world{t: t, World: asanatest.Start(t, db)}) })
}

// run starts a copy of what calls receivers; stop waits for its end.
func (w *world) run() (stop func()) {
	w.t.Helper()
	h, err := hooks.New(hooks.Config{Platform: w.Platform, DB: w.DB, Transport: httpkit.NewOutbound(httpkit.OutboundConfig{AllowLoopback: true})})
	check(w.t, err)
	ctx, cancel := context.WithCancel(w.t.Context())
	var copies sync.WaitGroup
	copies.Go(func() { h.Run(ctx) })
	stop = sync.OnceFunc(func() { cancel(); copies.Wait() })
	w.t.Cleanup(stop)
	return stop
}

// waits waits until ok.
func waits(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for %s", what)
		}
	}
}

// all is what a receiver has taken since the beginning, heartbeats left out.
func (r *receiver) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var events []string
	for _, call := range r.calls {
		if call != "heartbeat" {
			events = append(events, call)
		}
	}
	return strings.Join(events, ", ")
}

// Receivers that fail, and do not answer either, keep nobody waiting: they have fewer places than there are.
func TestSlowReceiversHoldUpNobody(t *testing.T) {
	running(t, func(t *testing.T, w *world) {
		var hanging, most atomic.Int64
		release := make(chan struct{})
		slow := listen(t, func(_ http.ResponseWriter, r *http.Request, _ int) bool {
			n := hanging.Add(1)
			defer hanging.Add(-1)
			for before := most.Load(); n > before && !most.CompareAndSwap(before, n); before = most.Load() {
			}
			select {
			case <-r.Context().Done():
			case <-release:
			}
			return true
		})
		t.Cleanup(func() { close(release) })
		for i := range hooks.CallsAtOnce + 10 {
			_, _, err := w.Hooks.Create(t.Context(), w.Member.Actor, asana.NewWebhook{Resource: w.Tasks[1].GID, Target: fmt.Sprint(slow.URL, "/", i)})
			check(t, err)
		}
		_, err := w.DB.Writer().ExecContext(t.Context(), "update webhooks set retries = 1, failing_since = created_at")
		check(t, err)
		w.run()
		waits(t, "the slow ones to be called", func() bool { return hanging.Load() > hooks.RetriesAtOnce/2 })
		quick := listen(t, nil)
		w.newHook(w.Member, quick, w.Project.GID)
		w.rename(w.Tasks[0].GID, "Quick")
		waits(t, "the quick one to be told", func() bool { return quick.all() == "changed task "+w.Tasks[0].GID+" name" })
		if n := most.Load(); n > hooks.RetriesAtOnce {
			t.Errorf("%d that fail were called at once", n)
		}
	})
}

// Two copies on one database tell every event once, in order, while things change.
func TestTwoCopies(t *testing.T) {
	running(t, func(t *testing.T, w *world) {
		w.run()
		w.run()
		var receivers []*receiver
		for range 5 {
			r := listen(t, nil)
			w.newHook(w.Member, r, w.Project.GID)
			receivers = append(receivers, r)
		}
		var want []string
		for i := range 60 {
			task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: fmt.Sprint(i)})
			want = append(want, "added task "+task.GID+" in project")
			time.Sleep(10 * time.Millisecond) // so that there are many rounds
		}
		for _, r := range receivers {
			waits(t, "all events", func() bool { return strings.Count(r.all(), ",") >= len(want)-1 })
			if told := r.all(); told != strings.Join(want, ", ") {
				t.Errorf("told %s\nwant %s", told, strings.Join(want, ", "))
			}
		}
	})
}

// A webhook made while others change things misses nothing that comes after its making.
func TestNothingIsMissedAtTheBeginning(t *testing.T) {
	running(t, func(t *testing.T, w *world) {
		w.run()
		ctx, cancel := context.WithCancel(t.Context())
		var busy sync.WaitGroup
		for i := range 3 {
			busy.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					name := fmt.Sprint(i, n)
					if _, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[1].GID, asana.TaskChange{Name: &name}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		var receivers []*receiver
		for range 20 {
			r := listen(t, nil)
			w.newHook(w.Member, r, w.Tasks[0].GID)
			w.rename(w.Tasks[0].GID, r.URL)
			receivers = append(receivers, r)
		}
		cancel()
		busy.Wait()
		for i, r := range receivers {
			want := strings.TrimPrefix(strings.Repeat(", changed task "+w.Tasks[0].GID+" name", len(receivers)-i), ", ")
			waits(t, "all events", func() bool { return len(r.all()) >= len(want) })
			if told := r.all(); told != want {
				t.Errorf("receiver %d was told %s", i, told)
			}
		}
	})
}

// A call that a stop cuts off is made again after the next start; the receiver has not failed.
func TestStopDuringACall(t *testing.T) {
	running(t, func(t *testing.T, w *world) {
		called, cut := make(chan struct{}), atomic.Bool{}
		r := listen(t, func(_ http.ResponseWriter, req *http.Request, calls int) bool {
			if calls == 0 || !cut.CompareAndSwap(false, true) { // the heartbeat, or the second time
				return false
			}
			close(called)
			<-req.Context().Done()
			return true
		})
		stop := w.run()
		h := w.newHook(w.Member, r, w.Project.GID)
		waits(t, "the heartbeat", func() bool { return !w.state(h.GID).LastSuccessAt.IsZero() })
		w.rename(w.Tasks[0].GID, "Cut off")
		<-called
		stop()
		if s := w.state(h.GID); s.Retries != 0 || !s.LastFailureAt.IsZero() {
			t.Errorf("it counts as failed: %+v", s)
		}
		w.run()
		waits(t, "the event", func() bool { return r.all() == "changed task "+w.Tasks[0].GID+" name" })
	})
}

// What a copy that is gone had begun is done by another when the lease is over, not before.
func TestLeaseOfACopyThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := listen(t, nil)
		h := w.hook(r, w.Project.GID)
		w.rename(w.Tasks[0].GID, "Begun")
		_, err := w.DB.Writer().ExecContext(t.Context(), "update webhooks set lease = 'gone', lease_until = $1 where gid = $2", sqldb.Micros(w.now().Add(30*time.Second)), h.GID)
		check(t, err)
		w.pass(29 * time.Second)
		w.round()
		if told := r.told(t); told != "" {
			t.Errorf("told twice: %s", told)
		}
		w.pass(time.Second)
		w.round()
		if told := r.told(t); told != "changed task "+w.Tasks[0].GID+" name" {
			t.Errorf("told: %q", told)
		}
	})
}
