package jiratest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// state is what changes, and what a snapshot holds.
type state struct {
	LastID    int               `json:"last_id"` // of issues, attachments, comments and the like
	Counters  map[string]int    `json:"counters"`
	Issues    map[int]*issue    `json:"issues"`
	Moved     map[string]int    `json:"moved"` // former keys
	Links     []*link           `json:"links"`
	Grants    []*grant          `json:"grants"`
	Consumers []*consumer       `json:"consumers"`
	Signed    []*signedToken    `json:"signed"`
	Tokens    []*personalToken  `json:"tokens"`
	Webhooks  []*webhook        `json:"webhooks"`
	byKey     map[string]*issue // by upper-case key
	changed   bool              // since the last snapshot
}

func newState() *state {
	return &state{LastID: 10000, Counters: map[string]int{}, Issues: map[int]*issue{}, Moved: map[string]int{}, byKey: map[string]*issue{}}
}

func (t *state) nextID() int {
	t.LastID++
	return t.LastID
}

// touch notes that there is something to save.
func (t *state) touch() { t.changed = true }

// open reads the data folder, or seeds a server that has none yet.
func (s *Server) open(dir string) error {
	s.state, s.files = newState(), &files{memory: map[int][]byte{}}
	if dir == "" {
		return s.seed()
	}
	if err := os.MkdirAll(filepath.Join(dir, "attachments"), 0o700); err != nil {
		return fmt.Errorf("jiratest: %w", err)
	}
	s.snapshot, s.files.dir = filepath.Join(dir, "jira.json"), filepath.Join(dir, "attachments")
	b, err := os.ReadFile(s.snapshot)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(s.seed(), s.save())
	}
	if err != nil {
		return fmt.Errorf("jiratest: %w", err)
	}
	if err := json.Unmarshal(b, s.state); err != nil {
		return fmt.Errorf("jiratest: %s is damaged: %w", s.snapshot, err)
	}
	for _, i := range s.state.Issues {
		s.state.byKey[i.Key] = i
	}
	return nil
}

// save writes the snapshot if something changed: beside the old one, then over
// it, so that a crash leaves one of the two.
func (s *Server) save() error {
	if s.snapshot == "" || !s.state.changed {
		return nil
	}
	b, err := json.Marshal(s.state)
	if err != nil {
		return fmt.Errorf("jiratest: %w", err)
	}
	fresh := s.snapshot + ".new"
	if err := os.WriteFile(fresh, b, 0o600); err != nil {
		return fmt.Errorf("jiratest: %w", err)
	}
	if err := os.Rename(fresh, s.snapshot); err != nil {
		return fmt.Errorf("jiratest: %w", err)
	}
	s.state.changed = false
	return nil
}

// stamp is a time as Jira writes it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000-0700")
}
