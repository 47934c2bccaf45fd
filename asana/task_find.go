package asana

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// TaskQuery says which tasks are wanted: those of a Project, of one Section, with a Tag, or assigned to Assignee in
// Workspace. CompletedSince leaves out what was completed before, ModifiedSince what was not modified since;
// neither does when zero.
type TaskQuery struct {
	Project        string
	Section        string
	Tag            string
	Assignee       string
	Workspace      string
	CompletedSince time.Time
	ModifiedSince  time.Time
}

// FindTasks lists the wanted tasks that the actor sees: those of a project by section and position, those of
// a person oldest first. next is the Offset of the page after this one, "" at the end.
func (p *Platform) FindTasks(ctx context.Context, a Actor, q TaskQuery, page Page) (list []Task, next string, err error) {
	return p.gate(a).find(ctx, q, page)
}

// Tasks lists the tasks of a project that the actor sees.
func (p *Platform) Tasks(ctx context.Context, a Actor, project string, page Page) (list []Task, next string, err error) {
	return p.FindTasks(ctx, a, TaskQuery{Project: project}, page)
}

// foundTask is a task's row with its place in the list.
type foundTask struct {
	row store.TaskRow
	at  cursor
}

// taskReader reads n tasks after a cursor.
type taskReader func(ctx context.Context, at cursor, n int) ([]foundTask, error)

func (g gate) find(ctx context.Context, q TaskQuery, page Page) (list []Task, next string, err error) {
	read, keys, err := g.reader(ctx, q)
	if err != nil {
		return nil, "", err
	}
	at, err := page.decode(keys)
	if err != nil {
		return nil, "", err
	}
	limit := page.limit()
	var visible []foundTask
	for more := true; more && len(visible) <= limit; {
		some, err := read(ctx, at, limit+1)
		if err != nil {
			return nil, "", err
		}
		if more = len(some) > limit; more {
			at = some[limit].at
		}
		if some, err = g.visible(ctx, some); err != nil {
			return nil, "", err
		}
		visible = append(visible, some...)
	}
	visible, next = cut(visible, limit, func(f foundTask) cursor { return f.at })
	list, err = g.tasks(ctx, rowsOf(visible))
	return list, next, err
}

// reader checks that the actor may ask, and returns what reads the list and how many numbers its cursors hold.
func (g gate) reader(ctx context.Context, q TaskQuery) (read taskReader, keys int, err error) {
	if q.Section != "" {
		if q.Project, err = g.projectOfSection(ctx, q.Section); err != nil {
			return nil, 0, err
		}
	}
	if q.Project != "" {
		_, err := g.project(ctx, q.Project)
		return g.ofProject(q), 2, err
	}
	if q.Tag != "" {
		_, err := g.tag(ctx, q.Tag)
		return g.ofTag(q), 1, err
	}
	if _, err := g.workspace(ctx, q.Workspace); err != nil {
		return nil, 0, err
	}
	return g.ofAssignee(q), 1, g.person(ctx, q.Assignee)
}

// projectOfSection returns the project of a section the actor sees.
func (g gate) projectOfSection(ctx context.Context, gid string) (string, error) {
	if !isGID(gid) {
		return "", notFound("section", gid)
	}
	section, err := g.q.Section(ctx, gid)
	if err != nil {
		return "", orNotFound(err, "section", gid)
	}
	if _, err := g.project(ctx, section.Project); IsKind(err, NotFound) {
		return "", hidden("section", gid)
	}
	return section.Project, nil
}

func (g gate) ofProject(q TaskQuery) taskReader {
	return func(ctx context.Context, at cursor, n int) ([]foundTask, error) {
		rows, err := g.q.TasksOfProject(ctx, store.TasksOfProjectParams{
			Project: q.Project, Section: q.Section,
			CompletedSince: sqldb.Micros(q.CompletedSince), ModifiedSince: sqldb.Micros(q.ModifiedSince),
			AfterSection: at.keys[0], AfterPosition: at.keys[1], AfterGid: at.gid, N: int32(n),
		})
		list := make([]foundTask, len(rows))
		for i, r := range rows {
			list[i] = foundTask{r.TaskRow, cursor{[]int64{r.SectionPosition, r.TaskPosition}, r.TaskRow.Gid}}
		}
		return list, err
	}
}

func (g gate) ofAssignee(q TaskQuery) taskReader {
	return func(ctx context.Context, at cursor, n int) ([]foundTask, error) {
		rows, err := g.q.TasksOfAssignee(ctx, store.TasksOfAssigneeParams{
			Assignee: q.Assignee, Workspace: q.Workspace,
			CompletedSince: sqldb.Micros(q.CompletedSince), ModifiedSince: sqldb.Micros(q.ModifiedSince),
			AfterCreated: at.keys[0], AfterGid: at.gid, N: int32(n),
		})
		return foundByCreation(rows), err
	}
}

func (g gate) ofTag(q TaskQuery) taskReader {
	return func(ctx context.Context, at cursor, n int) ([]foundTask, error) {
		rows, err := g.q.TasksOfTag(ctx, store.TasksOfTagParams{
			Tag: q.Tag, CompletedSince: sqldb.Micros(q.CompletedSince), ModifiedSince: sqldb.Micros(q.ModifiedSince),
			AfterCreated: at.keys[0], AfterGid: at.gid, N: int32(n),
		})
		return foundByCreation(rows), err
	}
}

// foundByCreation are rows of a list that is sorted by creation.
func foundByCreation(rows []store.TaskRow) []foundTask {
	list := make([]foundTask, len(rows))
	for i, r := range rows {
		list[i] = foundTask{r, cursor{[]int64{r.CreatedAt}, r.Gid}}
	}
	return list
}

// visible leaves out the tasks that the actor does not see.
func (g gate) visible(ctx context.Context, list []foundTask) ([]foundTask, error) {
	gids := make([]string, len(list))
	for i, f := range list {
		gids[i] = f.row.Gid
	}
	seen, err := g.seenTasks(ctx, gids)
	if err != nil {
		return nil, err
	}
	var some []foundTask
	for _, f := range list {
		if seen[f.row.Gid] {
			some = append(some, f)
		}
	}
	return some, nil
}

func rowsOf(list []foundTask) []store.TaskRow {
	rows := make([]store.TaskRow, len(list))
	for i, f := range list {
		rows[i] = f.row
	}
	return rows
}
