package boottest

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// TestKilled kills the program over and over while issues are created, with a
// Jira that cuts connections too. In the end every task has one issue and one
// widget on its page, or neither. `make soak` does it for longer.
func TestKilled(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			killWhileCreating(t, database, 20, 1)
		})
	}
}

// phase is how far a creation was when the program was killed.
type phase string

// The phases that count.
const (
	beforeClaim phase = "before the claim"
	beforeWork  phase = "before Jira's work"
	duringWork  phase = "during Jira's work"
	afterWork   phase = "after Jira's work"
)

// killer is a world in which the program is killed.
type killer struct {
	*World
	db    *sql.DB
	who   demo.Person
	page  *Page
	tasks []string
	kills map[phase]int
	tries int
	last  submission // of an earlier round, for filling in a form without opening it
}

// killWhileCreating goes on until the given number of kills have hit a creation
// under way, each phase at least so often.
func killWhileCreating(t *testing.T, database string, kills, each int) {
	k := &killer{World: Start(t, Options{Database: database, Connect: "oauth2", Sim: []string{"--index-lag", "3s"}}), kills: map[phase]int{}}
	k.open(t)
	k.who = k.Role(t, "member", true)
	k.page = k.SignedIn(t, k.who)
	k.last = k.page.form(t, k.newTask(t))
	for ; k.counted() < kills || k.rarest() < each; k.tries++ {
		if k.tries > 4*kills+20 {
			t.Fatalf("of %d kills only these hit a creation: %v", k.tries, k.kills)
		}
		k.round(t, plans()[k.tries%len(plans())])
	}
	t.Logf("%d kills, of them while a creation was under way: %v", k.tries, k.kills)
	k.settled(t)
	k.verify(t)
}

func (k *killer) open(t *testing.T) {
	t.Helper()
	driver, source := "pgx", k.Database
	if source == "" {
		driver, source = "sqlite", "file:"+filepath.Join(k.Data, "jirabridge.db")+"?_pragma=busy_timeout(30000)"
	}
	db, err := sql.Open(driver, source)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	k.db = db
}

func (k *killer) newTask(t *testing.T) string {
	t.Helper()
	task := k.NewTask(t, k.who.Token, map[string]any{"name": fmt.Sprintf("Killed %d", len(k.tasks))})
	k.tasks = append(k.tasks, task)
	return task
}

func (k *killer) counted() (n int) {
	for _, count := range k.kills {
		n += count
	}
	return n
}

func (k *killer) rarest() int {
	return min(k.kills[beforeClaim], k.kills[beforeWork], k.kills[duringWork], k.kills[afterWork])
}

// plan is a way to kill: Jira misbehaves, and at a sign of progress, and some
// milliseconds on, the program dies.
type plan struct {
	fault map[string]any
	sign  func([]Seen) bool
	more  int  // milliseconds at most
	blind bool // the form is not opened, so that its fields are still to be asked for
}

func isCreate(s Seen) bool { return s.Method == "POST" && strings.HasSuffix(s.Path, "/issue") }
func isMeta(s Seen) bool   { return strings.Contains(s.Path, "/createmeta/") }

func cameIn(of func(Seen) bool) func([]Seen) bool {
	return func(all []Seen) bool { return slices.ContainsFunc(all, of) }
}

func done(s Seen) bool { return isCreate(s) && s.Status != 0 }

func plans() []plan {
	const create = "POST /issue$"
	return []plan{
		{fault: map[string]any{"match": "GET /issue/createmeta/.*", "delay_ms": 5000}, sign: cameIn(isMeta), more: 300, blind: true},
		{fault: map[string]any{"match": create, "delay_ms": 300, "drop": "before"}, sign: cameIn(isCreate), more: 250},
		{fault: map[string]any{"match": create, "delay_ms": 1000}, sign: cameIn(isCreate), more: 250},
		{fault: map[string]any{"match": create, "answer_delay_ms": 400}, sign: cameIn(done), more: 200},
		{fault: map[string]any{"match": create, "answer_delay_ms": 400, "drop": "after"}, sign: cameIn(done), more: 600},
		{fault: map[string]any{"match": create, "drop": "before"}, sign: cameIn(isCreate), more: 40},
		{sign: func([]Seen) bool { return true }, more: 60},
	}
}

// round makes a task, submits its form, kills the program meanwhile, and
// starts it again. Every third person clicks twice, every third comes back.
func (k *killer) round(t *testing.T, p plan) {
	t.Helper()
	task := k.newTask(t)
	s := submission{task, maps.Clone(k.last.body)}
	if p.blind {
		s.body["attachment"] = attachmentGID()
	} else {
		s = k.page.form(t, task)
	}
	Do(t, request(t, http.MethodDelete, k.JiraURL+"/rest/sim/1.0/requests", nil))
	if p.fault != nil {
		k.order(t, p.fault)
	}
	answered, ended := k.submit(s, 1+k.tries%3/2)
	k.await(t, p.sign, ended)
	time.Sleep(time.Duration(rand.IntN(p.more)) * time.Millisecond)
	k.Demo.Kill(t)
	seen := k.Seen(t)
	if hit := k.hit(t, task, seen, p); answered() == 0 && hit != "" {
		k.kills[hit]++
	}
	Do(t, request(t, http.MethodDelete, k.JiraURL+"/rest/sim/1.0/faults", nil))
	again(t, k.World)
	if k.tries%3 == 0 {
		_, _ = k.page.send(s) // whatever it is answered
	}
}

// submit sends a form, so often at once; answered waits for their end, and counts
// the answers.
func (k *killer) submit(s submission, times int) (answered func() int, ended <-chan struct{}) {
	var all sync.WaitGroup
	var n atomic.Int64
	for range times {
		all.Go(func() {
			if _, err := k.page.send(s); err == nil {
				n.Add(1)
			}
		})
	}
	end := make(chan struct{})
	go func() { all.Wait(); close(end) }()
	return func() int { <-end; return int(n.Load()) }, end
}

// order sets a fault that is taken back by the round.
func (k *killer) order(t *testing.T, fault map[string]any) {
	t.Helper()
	b, err := json.Marshal(fault)
	must(t, err)
	Do(t, request(t, http.MethodPost, k.JiraURL+"/rest/sim/1.0/faults", bytes.NewReader(b)))
}

// await waits for a sign of progress, or for the end that came without it.
func (k *killer) await(t *testing.T, sign func([]Seen) bool, ended <-chan struct{}) {
	t.Helper()
	for !sign(k.Seen(t)) {
		select {
		case <-ended:
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// hit tells by what was stored and by what Jira has seen how far the creation
// of a task was; "" when none was under way.
func (k *killer) hit(t *testing.T, task string, seen []Seen, p plan) phase {
	t.Helper()
	claims := k.count(t, "select count(*) from bridge_links where task = $1", task)
	switch {
	case claims == 0 && slices.ContainsFunc(seen, isMeta):
		return beforeClaim
	case claims == 0:
		return ""
	case !slices.ContainsFunc(seen, isCreate), p.fault["drop"] == "before":
		return beforeWork
	case slices.ContainsFunc(seen, done), p.fault["drop"] == "after":
		return afterWork
	}
	return duringWork
}

func (k *killer) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(t, k.db.QueryRow(query, args...).Scan(&n))
	return n
}

// settled waits until nothing is open any more, four minutes at most.
func (k *killer) settled(t *testing.T) {
	t.Helper()
	began := time.Now()
	for {
		open := k.count(t, "select count(*) from bridge_links where state in ('claimed', 'checking', 'known')")
		if open == 0 {
			t.Logf("everything is settled after %s", time.Since(began).Round(time.Second))
			return
		}
		if time.Since(began) > 4*time.Minute {
			t.Fatalf("%d links are still open after four minutes", open)
		}
		time.Sleep(time.Second)
	}
}

// verify compares what Jira has with what the tasks' pages show.
func (k *killer) verify(t *testing.T) {
	t.Helper()
	issues, free := k.issuesByTask(t), 0
	for _, task := range k.tasks {
		keys, shown := issues[task], k.page.widgets(t, task)
		switch {
		case len(keys) > 1:
			t.Errorf("task %s has %d issues: %v", task, len(keys), keys)
		case len(shown) != len(keys):
			t.Errorf("task %s shows %v, Jira has %v", task, shown, keys)
		case len(keys) == 1 && !strings.HasPrefix(shown[0], keys[0]+" "):
			t.Errorf("task %s shows %v, not %v", task, shown, keys)
		case len(keys) == 0:
			free++
			if status, err := k.page.send(k.page.form(t, task)); status != http.StatusOK || err != nil {
				t.Errorf("task %s is not free: %d %v", task, status, err)
			}
		}
	}
	t.Logf("%d tasks: %d with one issue and one widget, %d without, which took one afterwards", len(k.tasks), len(k.tasks)-free, free)
}

// issuesByTask reads from Jira which issues were created for which task.
func (k *killer) issuesByTask(t *testing.T) map[string][]string {
	t.Helper()
	time.Sleep(3 * time.Second) // the index
	r := k.Jira(t, k.jiraAdmin(t), http.MethodGet, "/rest/api/2/search?jql=project+is+not+empty&maxResults=1000&fields=summary&properties=jirabridge.claim", nil)
	var found struct {
		Issues []struct {
			Key        string
			Properties map[string]struct{ Task string }
		}
	}
	must(t, json.Unmarshal(r.Body, &found))
	byTask := map[string][]string{}
	for _, i := range found.Issues {
		if task := i.Properties["jirabridge.claim"].Task; task != "" {
			byTask[task] = append(byTask[task], i.Key)
		}
	}
	return byTask
}
