package asana

import (
	"context"
	"slices"
	"time"

	"jirabridge/asana/store"
)

// TaskSearch says which tasks of a workspace are looked for. Every condition must hold; what is zero holds always.
//
// Conditions that an index knows (words, projects, people, values, …) are asked how many tasks meet them, up to a
// bound. The rarest below it leads: all it has are looked at. When all are common, the search walks in the order of
// the answer until it has enough. So its cost hardly depends on how many tasks there are.
type TaskSearch struct {
	Workspace string
	Text      string // words, each the beginning of one in the name or the notes, without regard to case and accents
	NameOnly  bool   // whether the words must be in the name

	Refs   []SearchRef
	Times  []SearchTime
	Fields []SearchField

	Completed  *bool
	Subtask    *bool
	Attachment *bool
	Blocking   *bool // open, and others wait for it
	Blocked    *bool // it waits for one that is open

	Sort      string // one of SearchOrders; "" is relevance when there is a Text, else modified_at
	Ascending bool
	Limit     int
}

// SearchRef is a condition on what tasks refer to: What is one of assignee, created_by, commented_on_by, followers,
// projects, sections, tags and teams, and How any, not or all of the GIDs.
type SearchRef struct {
	What, How string
	GIDs      []string
}

// SearchTime is a condition on due_on, due_at, start_on, created_at, completed_at or modified_at. From belongs to the
// span and To does not; a zero end is open. With Null the tasks have no such time.
type SearchTime struct {
	What     string
	From, To time.Time
	Null     bool
}

// SearchOrders are what the found can be sorted by. Nobody can like a task here: likes is modified_at.
func SearchOrders() []string {
	return []string{"relevance", "due_date", "created_at", "completed_at", "likes", "modified_at"}
}

// Bounds of a search: the words; how many tasks a condition may have that leads, tried in two rounds; and how many tasks are looked at for
// those the actor sees, step by step.
const (
	maxWords = 10
	minFew   = 50
	maxFew   = 1000
)

func searchSteps(limit int) []int { return []int{limit + 10, 1000, 4000} }

// SearchTasks finds tasks the actor sees, at most Limit. By relevance those come first that have the words in the name,
// and whole words before beginnings of words.
func (p *Platform) SearchTasks(ctx context.Context, a Actor, s TaskSearch) ([]Task, error) {
	if err := checkText("text", s.Text, maxName); err != nil {
		return nil, err
	}
	g := p.gate(a)
	if _, err := g.workspace(ctx, s.Workspace); err != nil {
		return nil, err
	}
	if s.Text != "" && len(words(s.Text)) == 0 {
		return nil, nil // only signs, which no word has
	}
	query, leads, err := g.searchQuery(ctx, s)
	if err != nil {
		return nil, err
	}
	found, err := g.search(ctx, s, query, leads)
	if err != nil {
		return nil, err
	}
	rows, err := g.q.TaskRows(ctx, found[:min(len(found), s.Limit)])
	if err != nil {
		return nil, err
	}
	return g.tasks(ctx, rows)
}

// search chooses the way and goes it.
func (g gate) search(ctx context.Context, s TaskSearch, query *store.Search, leads []store.Few) ([]string, error) {
	lead, few, err := g.rarest(ctx, leads)
	order := s.order()
	switch {
	case err != nil:
		return nil, err
	case few && s.ranked():
		found, err := g.found(ctx, maxFew, func(n, offset int) ([]string, error) {
			return g.q.Among(ctx, query, lead, order, n, offset)
		})
		if err != nil {
			return nil, err
		}
		return g.rank(ctx, s, found)
	case few:
		return g.found(ctx, s.Limit, func(n, offset int) ([]string, error) {
			return g.q.Among(ctx, query, lead, order, n, offset)
		})
	case s.ranked():
		return g.alongWords(ctx, s, query)
	}
	return g.found(ctx, s.Limit, func(n, offset int) ([]string, error) { return g.q.Walk(ctx, query, order, n, offset) })
}

// rarest is the lead that the fewest tasks meet; ok is false when it is not below the bound. A low bound is tried
// first: to count what is common, only to lead by what is rare, would cost more than the search.
func (g gate) rarest(ctx context.Context, leads []store.Few) (lead store.Few, ok bool, err error) {
	for _, least := range []int{minFew, maxFew} {
		for _, f := range leads {
			n, err := g.q.CountFew(ctx, f, least)
			if err != nil {
				return lead, false, err
			}
			if n < least {
				lead, least, ok = f, n, true
			}
		}
		if ok {
			break
		}
	}
	return lead, ok, nil
}

// found reads in steps until it has as many as wanted that the actor sees, each once.
func (g gate) found(ctx context.Context, want int, read func(n, offset int) ([]string, error)) (found []string, err error) {
	offset, known := 0, map[string]bool{}
	for _, n := range searchSteps(want) {
		gids, err := read(n, offset)
		if err != nil {
			return nil, err
		}
		offset += n
		last := len(gids) < n
		gids = slices.DeleteFunc(gids, func(gid string) bool {
			twice := known[gid]
			known[gid] = true
			return twice
		})
		seen, err := g.seenTasks(ctx, gids)
		if err != nil {
			return nil, err
		}
		for _, gid := range gids {
			if seen[gid] {
				found = append(found, gid)
			}
		}
		if last || len(found) >= want {
			break
		}
	}
	return found, nil
}
