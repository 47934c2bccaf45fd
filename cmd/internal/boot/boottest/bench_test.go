package boottest

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStart is from the built binary's start on an empty folder to
// everything serving: platform, bridge, simulated Jira, a connected workspace.
func BenchmarkStart(b *testing.B) {
	bin, err := Build()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p := StartProcess(b, "Ctrl-C", bin.Jirabridge, demoArgs(b)...)
		b.StopTimer()
		p.Stop(b)
		b.StartTimer()
	}
}

// BenchmarkGoRun is the same from `go run`, with a warm build cache.
func BenchmarkGoRun(b *testing.B) {
	warm := exec.Command("go", "run", "jirabridge/cmd/jirabridge", "version")
	if text, err := warm.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, text)
	}
	for b.Loop() {
		p := startGroup(b, "Ctrl-C", "go", append([]string{"run", "jirabridge/cmd/jirabridge"}, demoArgs(b)...)...)
		b.StopTimer()
		p.stopGroup(b)
		b.StartTimer()
	}
}

// BenchmarkIdleMemory is the resident memory of the whole demo, simulated Jira
// included, after a minute without a request.
func BenchmarkIdleMemory(b *testing.B) {
	bin, err := Build()
	if err != nil {
		b.Fatal(err)
	}
	p := StartProcess(b, "Ctrl-C", bin.Jirabridge, demoArgs(b)...)
	time.Sleep(time.Minute)
	b.ReportMetric(residentMB(b, p.PID()), "MB")
	b.ReportMetric(0, "ns/op")
	p.Stop(b)
}

// BenchmarkJiraRequests counts what opening the form and submitting it cost
// Jira, attachments left out.
func BenchmarkJiraRequests(b *testing.B) {
	w := Start(b, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(b, "member", true)
	host := w.Host(who)
	for b.Loop() {
		task := w.NewTask(b, who.Token, map[string]any{"name": "Counted"})
		before := len(w.Seen(b))
		form := host.Form(b, task).JSON(b)
		opened := w.Seen(b)[before:]
		answer := host.Post(b, submitURL(b, form), map[string]any{"task": task, "attachment": attachmentGID(), "values": values(b, form)})
		if answer.Status != 200 {
			b.Fatalf("submit: %d %s", answer.Status, answer.Body)
		}
		submitted := w.Seen(b)[before+len(opened):]
		b.ReportMetric(float64(len(opened)), "requests/form")
		b.ReportMetric(float64(len(submitted)), "requests/submit")
	}
	b.ReportMetric(0, "ns/op")
}

func demoArgs(tb testing.TB) []string {
	return []string{"demo", "--listen", "127.0.0.1:0", "--jira-listen", "127.0.0.1:0", "--data", tb.TempDir()}
}

// residentMB is a process's resident memory.
func residentMB(tb testing.TB, pid int) float64 {
	tb.Helper()
	return memoryMB(tb, pid, "VmRSS:")
}

// memoryMB reads a figure of a process's memory from Linux's /proc.
func memoryMB(tb testing.TB, pid int, name string) float64 {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				tb.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	tb.Fatalf("no %s", name)
	return 0
}

// startGroup starts a program in a process group of its own, so that what it
// starts can be ended with it.
func startGroup(tb testing.TB, ready, program string, args ...string) *Process {
	tb.Helper()
	return startCommand(tb, ready, func(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }, program, args...)
}

func (p *Process) stopGroup(tb testing.TB) {
	tb.Helper()
	if err := syscall.Kill(-p.PID(), syscall.SIGINT); err != nil {
		tb.Error(err)
	}
	<-p.done
	p.done <- nil
}
