package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Search builds the query for the tasks of one workspace that meet conditions. It holds values as arguments
// only; Where is text of ours.
type Search struct {
	where []string
	args  []any
}

// NewSearch begins with every task of a workspace.
func NewSearch(workspace string) *Search {
	s := &Search{}
	s.Where("t.workspace = ?", workspace)
	return s
}

// Where adds a condition on t, the task, or x, its text; each question mark takes the next argument.
func (s *Search) Where(condition string, args ...any) {
	for _, arg := range args {
		s.args = append(s.args, arg)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(s.args)), 1)
	}
	s.where = append(s.where, condition)
}

// In adds that the values that a condition with %s stands for contain, or do not contain, one of a list.
func (s *Search) In(condition string, list []string) {
	marks := make([]string, len(list))
	args := make([]any, len(list))
	for i, item := range list {
		marks[i], args[i] = "?", item
	}
	s.Where(fmt.Sprintf(condition, "("+strings.Join(marks, ",")+")"), args...)
}

// FoundRow is a task that was found, and what the list is sorted by.
type FoundRow struct {
	Gid string
	Key int64
}

// SearchTasks returns n of the found tasks from the offset on, sorted by one number of theirs.
func (q *Queries) SearchTasks(ctx context.Context, s *Search, key string, ascending bool, n, offset int) ([]FoundRow, error) {
	order := "desc"
	if ascending {
		order = "asc"
	}
	text := fmt.Sprintf(`select t.gid, cast(%s as bigint) as k from tasks t join task_texts x on x.task = t.gid
		where %s order by k %s, t.gid limit %d offset %d`, key, strings.Join(s.where, " and "), order, n, offset)
	return many(ctx, q.db, text, s.args, func(rows *sql.Rows, r *FoundRow) error { return rows.Scan(&r.Gid, &r.Key) })
}
