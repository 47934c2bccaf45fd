package boottest

import (
	"io"
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkRule is from the change of a task to Jira being asked for the issue,
// where no wait applies.
func BenchmarkRule(b *testing.B) {
	for _, database := range []string{"sqlite", "postgres"} {
		b.Run(database, func(b *testing.B) {
			w := Start(b, Options{Database: database, Connect: "oauth2"})
			a := w.automate(b, w.Role(b, "member", true))
			ready := a.section(b, "Ready")
			a.rule(b, moved(ready), a.createIssue(b, nil))
			var took []time.Duration
			for b.Loop() {
				for range 20 {
					task, before := a.task(b, "Timed"), a.creations(b)
					began := time.Now()
					a.move(b, task, ready)
					a.over(b, task)
					created := slices.DeleteFunc(a.Seen(b), func(s Seen) bool { return !isCreate(s) })
					took = append(took, created[before].Time.Sub(began))
				}
			}
			slices.Sort(took)
			b.ReportMetric(milliseconds(percentile(took, 50)), "p50-ms")
			b.ReportMetric(milliseconds(took[len(took)-1]), "max-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkThousandTasks moves a thousand tasks by batches, each of which starts
// a rule that creates an issue. It reports how much slower than before a page of
// a task is meanwhile, and fails unless every task was handled exactly once.
func BenchmarkThousandTasks(b *testing.B) {
	for _, database := range []string{"sqlite", "postgres"} {
		b.Run(database, func(b *testing.B) {
			for b.Loop() {
				w := Start(b, Options{Database: database, Connect: "oauth2"})
				a := w.automate(b, w.Role(b, "owner", true))
				a.longest = 30 * time.Minute
				a.thousand(b)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func (a *automation) thousand(b *testing.B) {
	const n = 1000
	ready, made := a.section(b, "Ready"), a.issueCount(b)
	rule := a.ruleOf(b, object{"triggers": []object{moved(ready)}, "actions": []object{a.createIssue(b, nil)}, "ceiling": 2 * n})
	var tasks []string
	a.batches(b, n, func(int) (string, object) {
		return "/tasks", object{"projects": []string{a.project}, "name": "One of a thousand"}
	}, func(answer batched) { tasks = append(tasks, dig(answer.Body, "data.gid")) })
	page := a.SignedIn(b, a.who)
	idle := page.timed(b, tasks[0], func(i int) bool { return i < 200 })
	began, moving := time.Now(), make(chan time.Duration, 1)
	go func() {
		a.batches(b, n, func(i int) (string, object) { return "/sections/" + ready + "/addTask", object{"task": tasks[i]} }, func(batched) {})
		moving <- time.Since(began)
	}()
	busy := page.timed(b, tasks[0], func(i int) bool { return i%50 != 0 || a.issueCount(b)-made < n })
	handled := time.Since(began)
	a.once(b, rule, tasks)
	b.ReportMetric(milliseconds(percentile(idle, 95)), "idle-p95-ms")
	b.ReportMetric(milliseconds(percentile(busy, 95)), "busy-p95-ms")
	b.ReportMetric(float64(percentile(busy, 95))/float64(percentile(idle, 95)), "ratio")
	b.ReportMetric((<-moving).Seconds(), "s-to-move")
	b.ReportMetric(handled.Seconds(), "s-to-handle")
}

// batches does so many things, ten at a time.
func (a *automation) batches(b *testing.B, n int, post func(i int) (path string, data object), each func(batched)) {
	for i := 0; i < n; i += 10 {
		var actions []object
		for j := i; j < i+10; j++ {
			path, data := post(j)
			actions = append(actions, object{"method": "post", "relative_path": path, "data": data})
		}
		for _, answer := range a.batchOf(b, a.who.Token, actions) {
			each(answer)
		}
	}
}

// once fails unless each task has one run, which is done, and one issue.
func (a *automation) once(b *testing.B, rule string, tasks []string) {
	b.Helper()
	told := map[string]int{}
	for _, ran := range a.reaches(b, "rules/"+rule+"/runs", "done", len(tasks), isDone) {
		told[dig(ran.object, "task.gid")]++
	}
	for _, task := range tasks {
		if told[task] != 1 {
			b.Errorf("task %s has %d runs", task, told[task])
		}
		a.issue(b, task)
	}
}

// timed opens a task's page again and again, and returns how long it took,
// shortest first.
func (p *Page) timed(b *testing.B, task string, more func(i int) bool) (took []time.Duration) {
	b.Helper()
	for i := 0; more(i); i++ {
		began := time.Now()
		resp, err := p.client.Get(p.w.TaskURL(task))
		must(b, err)
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if must(b, err); resp.StatusCode != http.StatusOK {
			b.Fatalf("the task's page: %s", resp.Status)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}

// percentile of what is sorted.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
