package store

import (
	"context"
	"database/sql"
	"fmt"

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

// ValueRow is a custom field of a task with one item of its value; Set is false when it has none. Active tells
// whether one of the task's projects has the field.
type ValueRow struct {
	Task, Field, Name, Kind, Format, Currency, Label, LabelPosition string
	Description, Workspace, CreatedBy, CreatorName                  string
	Decimals, CreatedAt                                             int64
	Notifies, Library, Active, Set                                  bool
	Item, PersonName, Value                                         string
	Number                                                          float64
	Moment                                                          int64
}

// Values returns the custom fields the tasks have by their projects, in the order these have them, and then those
// in which they have a value from an earlier project.
func (q *Queries) Values(ctx context.Context, tasks []string) ([]ValueRow, error) {
	const text = `select k.task, f.gid, f.name, f.kind, f.format, f.currency, f.label, f.label_position,
		f.description, f.workspace, f.created_by, f.creator_name, f.decimals, f.created_at,
		f.notifies, f.library, k.active = 1, v.task is not null,
		coalesce(v.item, ''), coalesce(p.name, ''), coalesce(v.value, ''), coalesce(v.number, 0), coalesce(v.moment, 0)
		from (select task, field, max(active) as active, min(place) as place from (
			select tp.task, x.field, 1 as active, x.position as place
			from task_projects tp join project_fields x on x.project = tp.project where tp.task in %[1]s
			union all select task, field, 0, 1000000 from task_values where task in %[1]s
		) u group by task, field) k
		join field_rows f on f.gid = k.field
		left join task_values v on v.task = k.task and v.field = k.field
		left join people p on p.gid = v.item
		order by k.active desc, k.place, f.created_at, f.gid, v.position`
	return many(ctx, q.db, fmt.Sprintf(text, sqldb.In(len(tasks), 1)), args(tasks), func(rows *sql.Rows, r *ValueRow) error {
		return rows.Scan(&r.Task, &r.Field, &r.Name, &r.Kind, &r.Format, &r.Currency, &r.Label, &r.LabelPosition,
			&r.Description, &r.Workspace, &r.CreatedBy, &r.CreatorName, &r.Decimals, &r.CreatedAt,
			&r.Notifies, &r.Library, &r.Active, &r.Set,
			&r.Item, &r.PersonName, &r.Value, &r.Number, &r.Moment)
	})
}

// Options returns the options of custom fields, in their order.
func (q *Queries) Options(ctx context.Context, fields []string) ([]EnumOption, error) {
	const text = `select gid, field, name, color, enabled, position from enum_options where field in `
	return many(ctx, q.db, text+sqldb.In(len(fields), 1)+` order by field, position`, args(fields),
		func(rows *sql.Rows, o *EnumOption) error {
			return rows.Scan(&o.Gid, &o.Field, &o.Name, &o.Color, &o.Enabled, &o.Position)
		})
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
