package boot

import (
	"bytes"
	"log/slog"
	"strconv"
	"strings"
	"testing"
)

// The last warnings and errors are kept, also those that stderr is not told of.
func TestRecentLines(t *testing.T) {
	var stderr bytes.Buffer
	log, kept := keepRecent(slog.New(slog.NewJSONHandler(&stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	log.With("part", "mail").Info("not this")
	for i := range recentLines + 5 {
		log.With("part", "mail").Warn("line", "number", strconv.Itoa(i))
	}
	log.Error("the last")
	lines := strings.Split(strings.TrimSuffix(kept.String(), "\n"), "\n")
	if len(lines) != recentLines || !strings.Contains(lines[0], `"part":"mail","number":"6"`) || !strings.Contains(lines[recentLines-1], "the last") {
		t.Errorf("%d lines, from %s to %s", len(lines), lines[0], lines[len(lines)-1])
	}
	if text := stderr.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "the last") {
		t.Errorf("stderr: %s", text)
	}
}
