package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Search is a query for tasks of one workspace that meet conditions. It holds values as arguments only; every text is
// one of ours, in which each question mark takes the next argument.
type Search struct {
	workspace string
	where     []string
	args      []any
}

// NewSearch begins with every task of a workspace.
func NewSearch(workspace string) *Search { return &Search{workspace: workspace} }

// Where adds a condition on t, the task.
func (s *Search) Where(condition string, args ...any) {
	for _, arg := range args {
		s.args = append(s.args, arg)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(s.args)), 1)
	}
	s.where = append(s.where, condition)
}

func (s *Search) clone() *Search {
	return &Search{s.workspace, slices.Clone(s.where), slices.Clone(s.args)}
}

// Marks are question marks for a list of values, and the values.
func Marks(list []string) (marks string, args []any) {
	for _, item := range list {
		args = append(args, item)
	}
	return "(" + strings.TrimSuffix(strings.Repeat("?,", len(list)), ",") + ")", args
}

// Few is a query of a single column d, the tasks that meet a condition which few may meet.
type Few struct {
	Text string
	Args []any
}

// Order is what the found are sorted by. An index has By; Plain is the same to no index's use.
type Order struct {
	By, Plain string
	Ascending bool
}

func (o Order) way() string {
	if o.Ascending {
		return "asc"
	}
	return "desc"
}

// CountFew returns how many tasks meet the condition, counting no further than most.
func (q *Queries) CountFew(ctx context.Context, f Few, most int) (n int, err error) {
	s := &Search{}
	s.Where(f.Text, f.Args...)
	err = q.db.QueryRowContext(ctx, fmt.Sprintf("select count(*) from (%s limit %d) few", s.where[0], most), s.args...).Scan(&n)
	return n, err
}

// Walk returns n of the found from the offset on: it goes through the tasks in their order until it has them.
func (q *Queries) Walk(ctx context.Context, s *Search, o Order, n, offset int) ([]string, error) {
	s = s.clone()
	s.Where("t.workspace = ?", s.workspace)
	return q.found(ctx, s, "tasks t", fmt.Sprintf("%s %s, t.gid %s", o.By, o.way(), o.way()), n, offset)
}

// Among is Walk through those few only. Every other index would only mislead, so none can be used.
func (q *Queries) Among(ctx context.Context, s *Search, f Few, o Order, n, offset int) ([]string, error) {
	s = s.clone()
	s.Where("t.gid in ("+f.Text+")", f.Args...)
	s.Where("t.workspace || '' = ?", s.workspace)
	return q.found(ctx, s, "tasks t", fmt.Sprintf("%s %s, t.gid %s", o.Plain, o.way(), o.way()), n, offset)
}

// AlongWords is Walk through the tasks that have a word beginning with some letters in a place: those that have just
// that first, and of each word the newest task first. A task with several such words is found several times.
func (q *Queries) AlongWords(ctx context.Context, s *Search, place int64, from, to []byte, n, offset int) ([]string, error) {
	s = s.clone()
	s.Where("w.workspace = ? and w.place = ? and w.word >= ? and w.word < ?", s.workspace, place, from, to)
	return q.found(ctx, s, "task_words w join tasks t on t.gid = w.task", "w.word, w.newest, w.task", n, offset)
}

func (q *Queries) found(ctx context.Context, s *Search, from, order string, n, offset int) ([]string, error) {
	text := fmt.Sprintf("select t.gid from %s where %s order by %s limit %d offset %d", from, strings.Join(s.where, " and "), order, n, offset)
	return many(ctx, q.db, text, s.args, func(rows *sql.Rows, gid *string) error { return rows.Scan(gid) })
}

// WordRow is a word of a task, and its place.
type WordRow struct {
	Task  string
	Place int64
	Word  []byte
}

// WordsOfTasks returns the words of tasks that lie in a range.
func (q *Queries) WordsOfTasks(ctx context.Context, tasks []string, from, to []byte) ([]WordRow, error) {
	text := "select task, place, word from task_words where word >= $1 and word < $2 and task in " + in(tasks, 3)
	return many(ctx, q.db, text, args(tasks, from, to), func(rows *sql.Rows, r *WordRow) error { return rows.Scan(&r.Task, &r.Place, &r.Word) })
}
