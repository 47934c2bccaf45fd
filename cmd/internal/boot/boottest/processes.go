package boottest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Binaries holds the paths of the two programs under test.
type Binaries struct{ Jirabridge, Jirasim string }

// Build compiles both programs once per test process, without cgo, as a user
// would.
var Build = sync.OnceValues(func() (Binaries, error) {
	dir, err := os.MkdirTemp("", "jirabridge-bin-")
	if err != nil {
		return Binaries{}, err
	}
	b := Binaries{filepath.Join(dir, "jirabridge"), filepath.Join(dir, "jirasim")}
	for out, pkg := range map[string]string{b.Jirabridge: "jirabridge/cmd/jirabridge", b.Jirasim: "jirabridge/cmd/jirasim"} {
		cmd := exec.Command("go", "build", "-o", out, pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := cmd.CombinedOutput(); err != nil {
			return Binaries{}, errors.Join(fmt.Errorf("go build %s: %w\n%s", pkg, err, text), os.RemoveAll(dir))
		}
	}
	return b, nil
})

// RemoveBinaries deletes what Build made; TestMain calls it.
func RemoveBinaries() {
	if b, err := Build(); err == nil {
		os.RemoveAll(filepath.Dir(b.Jirabridge))
	}
}

// Process is a program running beside the test.
type Process struct {
	cmd  *exec.Cmd
	out  *transcript
	done chan error
}

// StartProcess runs a program and waits until it has printed a line that
// contains ready. It is stopped, politely first, when the test ends; its
// output is shown when the test failed.
func StartProcess(t testing.TB, ready, program string, args ...string) *Process {
	t.Helper()
	return startCommand(t, ready, nil, program, args...)
}

func startCommand(t testing.TB, ready string, adjust func(*exec.Cmd), program string, args ...string) *Process {
	t.Helper()
	cmd := command(program, args...)
	if adjust != nil {
		adjust(cmd)
	}
	out := &transcript{want: ready, seen: make(chan string, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{cmd: cmd, out: out, done: make(chan error, 1)}
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() {
		p.Stop(t)
		if t.Failed() {
			t.Logf("output of %s:\n%s", filepath.Base(program), out.tail(8000))
		}
	})
	select {
	case <-out.seen:
	case err := <-p.done:
		p.done <- err
		t.Fatalf("%s ended before it was ready: %v\n%s", program, err, out.tail(4000))
	case <-time.After(patience):
		t.Fatalf("%s never said %q:\n%s", program, ready, out.tail(4000))
	}
	return p
}

// command is a program without our own variables, which it would take for
// settings.
func command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "JIRABRIDGE_") })
	return cmd
}

// Ready is the line that announced readiness.
func (p *Process) Ready() string { return p.out.line }

// PID is the program's process id, for reading its memory.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Output is everything printed so far. What a program has printed before it
// answered may come a moment after its answer.
func (p *Process) Output() string { return p.out.tail(math.MaxInt) }

// Says waits until the program has printed some words.
func (p *Process) Says(t testing.TB, words string) {
	t.Helper()
	waitFor(t, fmt.Sprintf("%q to be printed", words), func() bool { return strings.Contains(p.Output(), words) })
}

// Stop ends the program with SIGTERM and waits, as a service manager does that
// is patient with a slow machine. It may be called twice.
func (p *Process) Stop(t testing.TB) {
	t.Helper()
	p.end(t, syscall.SIGTERM)
}

// Ended tells whether the program has ended.
func (p *Process) Ended() bool {
	select {
	case err := <-p.done:
		p.done <- err
		return true
	default:
		return false
	}
}

// Kill ends the program without a word, as a power cut would.
func (p *Process) Kill(t testing.TB) {
	t.Helper()
	p.end(t, syscall.SIGKILL)
}

func (p *Process) end(t testing.TB, sig os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); errors.Is(err, os.ErrProcessDone) {
		return
	}
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Errorf("%s did not stop", p.cmd.Path)
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	p.done <- nil // a second Stop finds it ended
}

// transcript keeps a program's output and reports the line that was waited for.
type transcript struct {
	mu   sync.Mutex
	all  bytes.Buffer
	want string
	line string
	seen chan string
}

func (o *transcript) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all.Write(b)
	if o.line == "" {
		o.look()
	}
	return len(b), nil
}

func (o *transcript) look() {
	lines := bufio.NewScanner(bytes.NewReader(o.all.Bytes()))
	for lines.Scan() {
		if strings.Contains(lines.Text(), o.want) {
			o.line = lines.Text()
			o.seen <- o.line
			return
		}
	}
}

func (o *transcript) tail(n int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.all.Bytes()
	if len(text) > n {
		text = text[len(text)-n:]
	}
	return string(text)
}

var _ io.Writer = (*transcript)(nil)
