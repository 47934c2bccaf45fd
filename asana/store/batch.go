package store

import (
	"context"
	"database/sql"

	"jirabridge/asana/kit/sqldb"
)

// Queries over many tasks at once. They are written by hand because a list of values as one argument works
// on one of the two databases only.

// TaskAccessRow is what decides whether a person sees a task: his role in its workspace, "" for none; whether
// he made it; whether it is his as creator, assignee or collaborator; whether one of its projects is public or
// has him as a member.
type TaskAccessRow struct {
	Gid, Workspace, Parent, Role               string
	Private, Creator, Own, InPublic, InMembers bool
}

// TaskAccess returns the facts about the tasks for a person. A task that does not exist has no row.
func (q *Queries) TaskAccess(ctx context.Context, person string, tasks []string) ([]TaskAccessRow, error) {
	const text = `select t.gid, t.workspace, t.parent, t.private,
		coalesce((select m.role from workspace_members m
			where m.workspace = t.workspace and m.person = $1 and m.active), ''),
		t.created_by = $1,
		t.created_by = $1 or t.assignee = $1
			or exists (select 1 from task_followers f where f.task = t.gid and f.person = $1),
		exists (select 1 from task_projects tp join projects p on p.gid = tp.project
			where tp.task = t.gid and not p.private),
		exists (select 1 from task_projects tp join project_members x on x.project = tp.project
			where tp.task = t.gid and x.person = $1)
		from tasks t where t.gid in `
	return many(ctx, q.db, text+sqldb.In(len(tasks), 2), args(tasks, person), func(rows *sql.Rows, r *TaskAccessRow) error {
		return rows.Scan(&r.Gid, &r.Workspace, &r.Parent, &r.Private, &r.Role, &r.Creator, &r.Own, &r.InPublic, &r.InMembers)
	})
}

// PlaceRow is a task's place in a project; Private and Member say who may see the project.
type PlaceRow struct {
	Task, Project, ProjectName, Section, SectionName string
	Private, Member                                  bool
}

// Places returns the projects and sections the tasks are in, oldest project first; Member is about person.
func (q *Queries) Places(ctx context.Context, person string, tasks []string) ([]PlaceRow, error) {
	const text = `select tp.task, p.gid, p.name, s.gid, s.name, p.private,
		exists (select 1 from project_members m where m.project = p.gid and m.person = $1)
		from task_projects tp join projects p on p.gid = tp.project join sections s on s.gid = tp.section
		where tp.task in `
	return many(ctx, q.db, text+sqldb.In(len(tasks), 2)+` order by p.created_at, p.gid`, args(tasks, person),
		func(rows *sql.Rows, r *PlaceRow) error {
			return rows.Scan(&r.Task, &r.Project, &r.ProjectName, &r.Section, &r.SectionName, &r.Private, &r.Member)
		})
}

// FollowerRow is a person following a task.
type FollowerRow struct{ Task, Person, Name string }

// Followers returns the followers of the tasks, by name.
func (q *Queries) Followers(ctx context.Context, tasks []string) ([]FollowerRow, error) {
	const text = `select f.task, p.gid, p.name from task_followers f join people p on p.gid = f.person where f.task in `
	return many(ctx, q.db, text+sqldb.In(len(tasks), 1)+` order by p.name, p.gid`, args(tasks),
		func(rows *sql.Rows, r *FollowerRow) error { return rows.Scan(&r.Task, &r.Person, &r.Name) })
}

// ValueRow is a custom field of a task, with its value or "".
type ValueRow struct{ Task, Field, Name, Value string }

// Values returns the custom fields the tasks have by their projects, each once, oldest first.
func (q *Queries) Values(ctx context.Context, tasks []string) ([]ValueRow, error) {
	const text = `select tp.task, f.gid, f.name, coalesce(min(v.value), '') from task_projects tp
		join project_text_fields x on x.project = tp.project join text_fields f on f.gid = x.field
		left join task_text_values v on v.task = tp.task and v.field = f.gid
		where tp.task in `
	return many(ctx, q.db, text+sqldb.In(len(tasks), 1)+` group by tp.task, f.gid, f.name, f.created_at order by f.created_at, f.gid`,
		args(tasks), func(rows *sql.Rows, r *ValueRow) error { return rows.Scan(&r.Task, &r.Field, &r.Name, &r.Value) })
}

// TaskTagRow is a tag on a task.
type TaskTagRow struct{ Task, Tag, Name string }

// TagsOfTasks returns the tags of the tasks, oldest first.
func (q *Queries) TagsOfTasks(ctx context.Context, tasks []string) ([]TaskTagRow, error) {
	const text = `select x.task, t.gid, t.name from task_tags x join tags t on t.gid = x.tag where x.task in `
	return many(ctx, q.db, text+sqldb.In(len(tasks), 1)+` order by t.created_at, t.gid`, args(tasks),
		func(rows *sql.Rows, r *TaskTagRow) error { return rows.Scan(&r.Task, &r.Tag, &r.Name) })
}

// TaskNameRow is a task's name.
type TaskNameRow struct{ Task, Name string }

// TaskNames returns the names of the tasks that exist.
func (q *Queries) TaskNames(ctx context.Context, tasks []string) ([]TaskNameRow, error) {
	return many(ctx, q.db, `select gid, name from tasks where gid in `+sqldb.In(len(tasks), 1), args(tasks),
		func(rows *sql.Rows, r *TaskNameRow) error { return rows.Scan(&r.Task, &r.Name) })
}

// args puts the tasks behind the other arguments.
func args(tasks []string, first ...any) []any {
	for _, t := range tasks {
		first = append(first, t)
	}
	return first
}

// many runs a query and scans every row; an empty list of tasks makes "in ()" impossible, so callers pass one.
func many[T any](ctx context.Context, db DBTX, query string, args []any, scan func(*sql.Rows, *T) error) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []T
	for rows.Next() {
		var item T
		if err := scan(rows, &item); err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}
