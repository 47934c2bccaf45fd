package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"strings"

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
	return q.taskAccess(ctx, person, tasks, "select t.gid, t.parent from tasks t where t.gid in "+in(tasks, 2))
}

// TaskAccessAbove is TaskAccess for the tasks and all that are above them.
func (q *Queries) TaskAccessAbove(ctx context.Context, person string, tasks []string) ([]TaskAccessRow, error) {
	return q.taskAccess(ctx, person, tasks, `select t.gid, t.parent from tasks t where t.gid in `+in(tasks, 2)+`
		union select t.gid, t.parent from these join tasks t on t.gid = these.parent where these.parent <> ''`)
}

func (q *Queries) taskAccess(ctx context.Context, person string, tasks []string, these string) ([]TaskAccessRow, error) {
	text := "with recursive these (gid, parent) as (" + these + `)
		select t.gid, t.workspace, t.parent, t.private,
		coalesce((select m.role from workspace_members m
			where m.workspace = t.workspace and m.person = $1 and m.active), ''),
		t.created_by = $1,
		t.created_by = $1 or t.assignee = $1
			or exists (select 1 from task_followers f where f.task = t.gid and f.person = $1),
		exists (select 1 from task_projects tp join projects p on p.gid = tp.project
			where tp.task = t.gid and not p.private),
		exists (select 1 from task_projects tp join project_members x on x.project = tp.project
			where tp.task = t.gid and x.person = $1)
		from these join tasks t on t.gid = these.gid`
	return many(ctx, q.db, text, args(tasks, person), func(rows *sql.Rows, r *TaskAccessRow) error {
		return rows.Scan(&r.Gid, &r.Workspace, &r.Parent, &r.Private, &r.Role, &r.Creator, &r.Own, &r.InPublic, &r.InMembers)
	})
}

// The kinds of a PartRow.
const (
	PartPlace = iota
	PartTag
	PartFollower
	PartFields
)

// PartRow is something that belongs to a task: its place in a project, a tag, a follower, or that it has custom
// fields, so that Values need not be asked for others. Section is a place's, as are Private, Member and Role, which
// say who may see the project.
type PartRow struct {
	Kind                                  int
	Task, Gid, Name, Section, SectionName string
	Private, Member                       bool
	Role                                  string
	CreatedAt                             int64 // of the project or tag
}

// Parts returns the places, tags, followers and signs of custom fields of the tasks, oldest project and oldest tag
// first and people by name; Member and Role are about person.
func (q *Queries) Parts(ctx context.Context, person string, tasks []string) ([]PartRow, error) {
	in := in(tasks, 2)
	text := `select 0, tp.task, p.gid, p.name, s.gid, s.name, p.private,
			exists (select 1 from project_members m where m.project = p.gid and m.person = $1),
			coalesce((select m.role from workspace_members m
				where m.workspace = p.workspace and m.person = $1 and m.active), ''), p.created_at
		from task_projects tp join projects p on p.gid = tp.project join sections s on s.gid = tp.section
		where tp.task in ` + in + `
		union all select 1, x.task, t.gid, t.name, '', '', false, false, '', t.created_at
		from task_tags x join tags t on t.gid = x.tag where x.task in ` + in + `
		union all select 2, f.task, p.gid, p.name, '', '', false, false, '', 0
		from task_followers f join people p on p.gid = f.person where f.task in ` + in + `
		union all select 3, t.gid, '', '', '', '', false, false, '', 0 from tasks t where t.gid in ` + in + ` and (
			exists (select 1 from task_projects tp join project_fields x on x.project = tp.project where tp.task = t.gid)
			or exists (select 1 from task_values v where v.task = t.gid))`
	rows, err := many(ctx, q.db, text, args(tasks, person), func(rows *sql.Rows, r *PartRow) error {
		return rows.Scan(&r.Kind, &r.Task, &r.Gid, &r.Name, &r.Section, &r.SectionName, &r.Private, &r.Member, &r.Role, &r.CreatedAt)
	})
	slices.SortFunc(rows, comparePartRows)
	return rows, err
}

func comparePartRows(a, b PartRow) int {
	order := cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.CreatedAt, b.CreatedAt))
	if a.Kind == PartFollower {
		order = cmp.Or(order, cmp.Compare(a.Name, b.Name))
	}
	return cmp.Or(order, cmp.Compare(a.Gid, b.Gid))
}

// ValueRow is a custom field of a task with one item of its value; Set is false when it has none. Active tells
// whether one of the task's projects has the field. Or it is an Option of a field: its gid is Item, its color Value,
// and Active whether it can be chosen.
type ValueRow struct {
	Option                                                          bool
	Task, Field, Name, Kind, Format, Currency, Label, LabelPosition string
	Description, Workspace, CreatedBy, CreatorName                  string
	Decimals, CreatedAt                                             int64
	Notifies, Library, Active, Set                                  bool
	Item, PersonName, Value                                         string
	Number                                                          float64
	Moment                                                          int64
}

// Values returns, after the options of all of them, the custom fields the tasks have by their projects, in the order
// these have them, and then those in which they have a value from an earlier project. It is one statement because
// reading a task is to cost few.
func (q *Queries) Values(ctx context.Context, tasks []string) ([]ValueRow, error) {
	const text = `with k as (select task, field, max(active) as active, min(place) as place from (
			select tp.task, x.field, 1 as active, x.position as place
			from task_projects tp join project_fields x on x.project = tp.project where tp.task in %[1]s
			union all select task, field, 0, 1000000 from task_values where task in %[1]s
		) u group by task, field)
		select 1 as option, '' as task, o.field as field, o.name, '', '', '', '', '', '', '', '', '', 0, 0 as made,
		false, false, o.enabled, true, o.gid, '', o.color, 0, 0, 0 as active, 0 as place, o.position as position
		from enum_options o where o.field in (select field from k)
		union all
		select 0, k.task, f.gid, f.name, f.kind, f.format, f.currency, f.label, f.label_position,
		f.description, f.workspace, f.created_by, f.creator_name, f.decimals, f.created_at,
		f.notifies, f.library, k.active = 1, v.task is not null,
		coalesce(v.item, ''), coalesce(p.name, ''), coalesce(v.value, ''), coalesce(v.number, 0), coalesce(v.moment, 0),
		k.active, k.place, coalesce(v.position, 0)
		from k join field_rows f on f.gid = k.field
		left join task_values v on v.task = k.task and v.field = k.field
		left join people p on p.gid = v.item
		order by option desc, active desc, place, made, field, position`
	return many(ctx, q.db, fmt.Sprintf(text, in(tasks, 1)), args(tasks), func(rows *sql.Rows, r *ValueRow) error {
		var active, place, position int64 // what they are sorted by
		return rows.Scan(&r.Option, &r.Task, &r.Field, &r.Name, &r.Kind, &r.Format, &r.Currency, &r.Label, &r.LabelPosition,
			&r.Description, &r.Workspace, &r.CreatedBy, &r.CreatorName, &r.Decimals, &r.CreatedAt,
			&r.Notifies, &r.Library, &r.Active, &r.Set,
			&r.Item, &r.PersonName, &r.Value, &r.Number, &r.Moment, &active, &place, &position)
	})
}

// Options returns the options of custom fields, in their order.
func (q *Queries) Options(ctx context.Context, fields []string) ([]EnumOption, error) {
	const text = `select gid, field, name, color, enabled, position from enum_options where field in `
	return many(ctx, q.db, text+in(fields, 1)+` order by field, position`, args(fields),
		func(rows *sql.Rows, o *EnumOption) error {
			return rows.Scan(&o.Gid, &o.Field, &o.Name, &o.Color, &o.Enabled, &o.Position)
		})
}

// TaskRows returns the rows of tasks, in the order of the gids.
func (q *Queries) TaskRows(ctx context.Context, gids []string) ([]TaskRow, error) {
	text := strings.Replace(taskRow, "gid = $1", "gid in "+in(gids, 1), 1)
	rows, err := many(ctx, q.db, text, args(gids), func(rows *sql.Rows, i *TaskRow) error {
		return rows.Scan(&i.Gid, &i.Workspace, &i.Parent, &i.Name, &i.Notes, &i.HtmlNotes, &i.Assignee, &i.DueOn, &i.Completed,
			&i.CompletedAt, &i.Private, &i.CreatedBy, &i.CreatedAt, &i.ModifiedAt, &i.DueAt, &i.StartOn,
			&i.WorkspaceName, &i.CreatorName, &i.AssigneeName, &i.ParentName, &i.NumSubtasks)
	})
	at := map[string]int{}
	for i, gid := range gids {
		at[gid] = i
	}
	slices.SortFunc(rows, func(a, b TaskRow) int { return at[a.Gid] - at[b.Gid] })
	return rows, err
}

// NameRow is the name of a task, a person or a project.
type NameRow struct{ GID, Name string }

// Names returns the names of the tasks, people and projects that exist, in one statement.
func (q *Queries) Names(ctx context.Context, gids []string) ([]NameRow, error) {
	const text = `select gid, name from tasks where gid in %[1]s union all select gid, name from people where gid in %[1]s
		union all select gid, name from projects where gid in %[1]s`
	return many(ctx, q.db, fmt.Sprintf(text, in(gids, 1)), args(gids),
		func(rows *sql.Rows, r *NameRow) error { return rows.Scan(&r.GID, &r.Name) })
}

// Origins are those of the texts that are the origin of a run of a rule.
func (q *Queries) Origins(ctx context.Context, origins []string) ([]string, error) {
	return many(ctx, q.db, "select origin from rule_runs where origin in "+in(origins, 1), args(origins),
		func(rows *sql.Rows, r *string) error { return rows.Scan(r) })
}

// in is the list of placeholders for tasks, numbered from a number on, and args the tasks behind other arguments.
// Both are as long as the next power of two, the last task repeated, so that there are few texts to prepare.
func in(tasks []string, from int) string { return sqldb.In(padded(len(tasks)), from) }

func args(tasks []string, first ...any) []any {
	for _, t := range tasks {
		first = append(first, t)
	}
	for range padded(len(tasks)) - len(tasks) {
		first = append(first, tasks[len(tasks)-1])
	}
	return first
}

func padded(n int) int {
	if n == 0 {
		return 0
	}
	return 1 << bits.Len(uint(n-1))
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
