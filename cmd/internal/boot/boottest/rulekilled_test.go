package boottest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestRuleKilled kills the program while a rule makes issues: as the event has
// just been stored, during Jira's work, and after it, with the answer on its way.
// Each task has one issue and one widget, and one run in its history. `make soak`
// does it at random for longer, and with a Jira that is asked in vain, too, which
// takes minutes to find out.
func TestRuleKilled(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			k := newRuleKiller(t, database)
			for _, m := range moments() {
				k.round(t, m)
			}
			k.verify(t)
		})
	}
}

// moment is when the program is killed while a rule works: at a sign, with a Jira
// that a fault makes slow enough for it to be hit.
type moment struct {
	name  string
	fault object
	sign  func([]Seen) bool
	more  int // milliseconds at most after the sign
}

func moments() []moment {
	const create = "POST /issue$"
	return []moment{
		{name: "the event is stored", sign: func([]Seen) bool { return true }},
		{name: "Jira works", fault: object{"match": create, "delay_ms": 2000}, sign: cameIn(isCreate)},
		{name: "Jira answers", fault: object{"match": create, "answer_delay_ms": 20000}, sign: cameIn(done)},
	}
}

// ruleKiller is a world in which the program is killed while a rule works.
type ruleKiller struct {
	*killer
	a    *automation
	rule string
}

func newRuleKiller(t *testing.T, database string) *ruleKiller {
	t.Helper()
	k := &killer{World: Start(t, Options{Database: database, Connect: "oauth2", Args: []string{atOnce}, Sim: []string{"--index-lag", "1s"}})}
	k.open(t)
	k.who = k.Role(t, "member", true)
	k.page = k.SignedIn(t, k.who)
	a := k.automate(t, k.who)
	a.longest = 4 * time.Minute
	return &ruleKiller{k, a, a.rule(t, added(), a.createIssue(t, nil))}
}

// round adds a task, kills the program at the moment, and starts it again.
func (k *ruleKiller) round(t *testing.T, m moment) {
	t.Helper()
	Do(t, request(t, http.MethodDelete, k.JiraURL+"/rest/sim/1.0/requests", nil))
	if m.fault != nil {
		k.order(t, m.fault)
	}
	k.tasks = append(k.tasks, k.a.task(t, fmt.Sprintf("Killed %d: %s", len(k.tasks), m.name)))
	waitFor(t, m.name, func() bool { return m.sign(k.Seen(t)) })
	if m.more > 0 {
		time.Sleep(time.Duration(rand.IntN(m.more)) * time.Millisecond)
	}
	k.Demo.Kill(t)
	k.healthy(t)
	again(t, k.World)
}

// verify waits until all is done, and compares what Jira has with the tasks'
// pages and the history.
func (k *ruleKiller) verify(t *testing.T) {
	t.Helper()
	began, told := time.Now(), map[string][]string{}
	for _, ran := range k.a.reaches(t, "rules/"+k.rule+"/runs", "over", len(k.tasks), run.over) {
		task := dig(ran.object, "task.gid")
		told[task] = append(told[task], ran.state())
	}
	k.settled(t)
	t.Logf("all was done %s after the last kill", time.Since(began).Round(time.Second))
	issues := k.issuesByTask(t)
	for _, task := range k.tasks {
		keys, shown := issues[task], k.page.widgets(t, task)
		if len(keys) != 1 || len(shown) != 1 || !strings.HasPrefix(shown[0], keys[0]+" ") {
			t.Errorf("task %s shows %v, Jira has %v", task, shown, keys)
		}
		if len(told[task]) != 1 || told[task][0] != "done" {
			t.Errorf("the history of task %s has runs that are %v", task, told[task])
		}
	}
}
