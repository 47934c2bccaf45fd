package boot

import (
	"log/slog"
	"strings"
	"sync"

	"jirabridge/asana/kit/httpkit"
)

// recentLines is how many lines of the log are kept for support bundles.
const recentLines = 300

// recent holds the last warnings and errors that were logged, a line each,
// whatever --log-level lets through to stderr.
type recent struct {
	mu    sync.Mutex
	lines []string
	next  int // the line that is overwritten next
}

// keepRecent returns a log that writes to log and to recent lines.
func keepRecent(log *slog.Logger) (*slog.Logger, *recent) {
	r := &recent{}
	kept := slog.NewJSONHandler(r, &slog.HandlerOptions{Level: slog.LevelWarn})
	return httpkit.Noted(slog.New(slog.NewMultiHandler(log.Handler(), kept))), r
}

// Write takes one line, as handlers of a log write them.
func (r *recent) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.lines) < recentLines {
		r.lines = append(r.lines, string(line))
	} else {
		r.lines[r.next] = string(line)
		r.next = (r.next + 1) % recentLines
	}
	return len(line), nil
}

// String is the lines, oldest first.
func (r *recent) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines[r.next:], "") + strings.Join(r.lines[:r.next], "")
}
