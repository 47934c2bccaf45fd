package asana

import (
	"context"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// TaskSearch says which tasks of a workspace are looked for. Every condition must hold; lists and pointers that
// are nil hold always.
type TaskSearch struct {
	Workspace  string
	Text       string // words, each somewhere in the name or the notes, without regard to case and accents
	Assignee   []string
	Projects   []string // in any of them
	ProjectNot []string // in none of them
	Sections   []string
	Tags       []string
	Followers  []string
	CreatedBy  []string
	Completed  *bool
	Subtask    *bool
	Attachment *bool
	DueFrom    string // "2006-01-02": due then or later
	DueTo      string
	Created    Span
	Modified   Span
	Sort       string // due_date, created_at, completed_at or modified_at, the default
	Ascending  bool
	Limit      int
}

// Span is a stretch of time; a zero end is open.
type Span struct{ From, To time.Time }

// Bounds of a search: the words, and how many tasks are looked at for those the actor sees.
const (
	maxWords      = 10
	maxSearchScan = 5000
)

// SearchTasks finds tasks the actor sees, the last modified first unless another order is asked for.
func (p *Platform) SearchTasks(ctx context.Context, a Actor, s TaskSearch) ([]Task, error) {
	if err := checkText("text", s.Text, maxName); err != nil {
		return nil, err
	}
	g := p.gate(a)
	if _, err := g.workspace(ctx, s.Workspace); err != nil {
		return nil, err
	}
	query, atOnce := s.query(), max(100, 2*s.Limit)
	var found []string
	for offset := 0; offset < maxSearchScan && len(found) < s.Limit; offset += atOnce {
		rows, err := g.q.SearchTasks(ctx, query, s.key(), s.Ascending, atOnce, offset)
		if err != nil {
			return nil, err
		}
		gids := make([]string, len(rows))
		for i, r := range rows {
			gids[i] = r.Gid
		}
		seen, err := g.seenTasks(ctx, gids)
		if err != nil {
			return nil, err
		}
		for _, gid := range gids {
			if seen[gid] {
				found = append(found, gid)
			}
		}
		if len(rows) < atOnce {
			break
		}
	}
	return g.tasksByGID(ctx, found[:min(len(found), s.Limit)])
}

// tasksByGID reads tasks the actor was found to see.
func (g gate) tasksByGID(ctx context.Context, gids []string) ([]Task, error) {
	rows := make([]store.TaskRow, 0, len(gids))
	for _, gid := range gids {
		row, err := g.q.TaskRow(ctx, gid)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return g.tasks(ctx, rows)
}

// key is the number the found are sorted by.
func (s TaskSearch) key() string {
	switch s.Sort {
	case "due_date":
		return "replace(case when t.due_on = '' then '99999999' else t.due_on end, '-', '')"
	case "created_at", "completed_at":
		return "t." + s.Sort
	}
	return "t.modified_at"
}

func (s TaskSearch) query() *store.Search {
	q := store.NewSearch(s.Workspace)
	words := strings.Fields(fold(s.Text))
	for _, word := range words[:min(len(words), maxWords)] {
		q.Where(`x.folded like ? escape '\'`, "%"+likeEscape.Replace(word)+"%")
	}
	for _, in := range []struct {
		list      []string
		condition string
	}{
		{s.Assignee, "t.assignee in %s"},
		{s.CreatedBy, "t.created_by in %s"},
		{s.Projects, "exists (select 1 from task_projects tp where tp.task = t.gid and tp.project in %s)"},
		{s.ProjectNot, "not exists (select 1 from task_projects tp where tp.task = t.gid and tp.project in %s)"},
		{s.Sections, "exists (select 1 from task_projects tp where tp.task = t.gid and tp.section in %s)"},
		{s.Tags, "exists (select 1 from task_tags tt where tt.task = t.gid and tt.tag in %s)"},
		{s.Followers, "exists (select 1 from task_followers f where f.task = t.gid and f.person in %s)"},
	} {
		if len(in.list) > 0 {
			q.In(in.condition, in.list)
		}
	}
	s.facts(q)
	return q
}

// facts adds what is asked about the task itself.
func (s TaskSearch) facts(q *store.Search) {
	for _, fact := range []struct {
		wanted    *bool
		condition string
	}{
		{s.Completed, "t.completed"}, {s.Subtask, "t.parent <> ''"},
		{s.Attachment, "exists (select 1 from attachments a where a.task = t.gid)"},
	} {
		if fact.wanted != nil && *fact.wanted {
			q.Where(fact.condition)
		} else if fact.wanted != nil {
			q.Where("not (" + fact.condition + ")")
		}
	}
	if s.DueFrom != "" {
		q.Where("t.due_on <> '' and t.due_on >= ?", s.DueFrom)
	}
	if s.DueTo != "" {
		q.Where("t.due_on <> '' and t.due_on <= ?", s.DueTo)
	}
	s.Created.add(q, "t.created_at")
	s.Modified.add(q, "t.modified_at")
}

func (s Span) add(q *store.Search, column string) {
	if !s.From.IsZero() {
		q.Where(column+" >= ?", sqldb.Micros(s.From))
	}
	if !s.To.IsZero() {
		q.Where(column+" <= ?", sqldb.Micros(s.To))
	}
}

var likeEscape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// Matches tells whether a name has all words of a text, without regard to case and accents.
func Matches(name, text string) bool {
	name = fold(name)
	for _, word := range strings.Fields(fold(text)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}
