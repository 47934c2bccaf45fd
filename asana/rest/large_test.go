package rest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// BenchmarkLarge is how much longer reads, lists and searches take with a million tasks than with ten thousand. A
// company that has more tasks has more projects and people with them; one in a hundred tasks has each common word.
func BenchmarkLarge(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": sqldbtest.SQLite, "postgres": sqldbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			small := manyTasks(b, sqldbtest.Open(b, address(b)), 10_000)
			large := manyTasks(b, sqldbtest.Open(b, address(b)), 1_000_000)
			for _, what := range questions() {
				b.Run(what.name, func(b *testing.B) {
					var few, many float64
					for b.Loop() {
						for range 6 {
							few += rate(b, small.URL+what.path(small), small.Member.Token.Reveal())
							many += rate(b, large.URL+what.path(large), large.Member.Token.Reveal())
						}
					}
					b.ReportMetric(few/float64(6*b.N), "10k/s")
					b.ReportMetric(many/float64(6*b.N), "1M/s")
					b.ReportMetric(few/many, "times")
					b.ReportMetric(0, "ns/op")
				})
			}
		})
	}
}

// company is a platform with many tasks.
type company struct {
	*asanatest.World
	field asana.CustomField // a number: one in a hundred tasks has each
	order asana.CustomField // a text of its own on each task
}

// question is something asked of both companies.
type question struct {
	name string
	path func(c company) string
}

func questions() []question {
	api := func(format string, args ...any) func(company) string {
		return func(company) string { return "/api/1.0" + fmt.Sprintf(format, args...) }
	}
	search := func(query string) func(company) string {
		return func(c company) string {
			return "/api/1.0/workspaces/" + c.Workspace.GID + "/tasks/search?" + strings.NewReplacer("$field", c.field.GID, "$order", c.order.GID).Replace(query)
		}
	}
	return []question{
		{"task", api("/tasks/%d", manyGIDs+4711)},
		{"tasks of a project", api("/projects/%d/tasks?limit=20", manyProjects+42)},
		{"open tasks of a project", api("/tasks?project=%d&completed_since=now&limit=20&opt_fields=name,assignee.name,due_on", manyProjects+42)},
		{"tasks of a section", api("/sections/%d/tasks?limit=20", manySections+42)},
		{"tasks with a tag", api("/tags/%d/tasks?limit=20", manyTags+42)},
		{"tasks of an assignee", func(c company) string {
			return fmt.Sprintf("/api/1.0/tasks?limit=20&assignee=%d&workspace=%s", manyPeople+42, c.Workspace.GID)
		}},
		{"counts of a project", api("/projects/%d/task_counts?opt_fields=num_tasks,num_completed_tasks", manyProjects+42)},
		{"search a rare word", search("text=rare77x")},
		{"search a common word", search("text=common42")},
		{"search two words", search("text=common42+rare77x")},
		{"search the beginning of a common word", search("text=comm")},
		{"search in a project", search(fmt.Sprintf("text=common42&projects.any=%d", manyProjects+42))},
		{"search an assignee's due tasks", search(fmt.Sprintf("assignee.any=%d&due_on.before=2024-06-01&completed=false&sort_by=due_date", manyPeople+42))},
		{"search what is new", search("completed=false&sort_by=created_at")},
		{"search a value", search("custom_fields.$order.value=A-4711")},
		{"search a number in a project", search(fmt.Sprintf("custom_fields.$field.greater_than=50&projects.any=%d", manyProjects+42))},
		{"typeahead", func(c company) string {
			return "/api/1.0/workspaces/" + c.Workspace.GID + "/typeahead?resource_type=task&query=com"
		}},
	}
}

// The gids of what manyTasks makes: project, section and person n, and task n.
const (
	manyProjects = 2_000_000_000_000_000
	manySections = 3_000_000_000_000_000
	manyPeople   = 4_000_000_000_000_000
	manyTags     = 5_000_000_000_000_000
	manyGIDs     = 6_000_000_000_000_000
)

// manyTasks makes n tasks, a hundred to a project, to an assignee and to a follower, each with words and values, and
// one in ten with a tag, of which each project has one. Statements make them: one by one takes hours.
func manyTasks(b *testing.B, db *sqldb.DB, n int) company {
	b.Helper()
	w := asanatest.Start(b, db)
	c := company{World: w}
	c.field = w.AddField(b, asana.NewField{Name: "Points", Kind: asana.FieldNumber})
	c.order = w.AddField(b, asana.NewField{Name: "Order", Kind: asana.FieldText})
	began, groups := time.Now(), n/100
	bytes := "bytea"
	if db.Kind() == sqldb.SQLite {
		bytes = "blob"
		run(b, db, "pragma cache_size = -400000")
	}
	names := strings.NewReplacer("{workspace}", "'"+w.Workspace.GID+"'", "{member}", "'"+w.Member.GID+"'", "{field}", "'"+c.field.GID+"'",
		"{order}", "'"+c.order.GID+"'", "{project}", fmt.Sprint(manyProjects), "{section}", fmt.Sprint(manySections),
		"{person}", fmt.Sprint(manyPeople), "{tag}", fmt.Sprint(manyTags), "{task}", fmt.Sprint(manyGIDs),
		"{made}", fmt.Sprint(time.Now().Add(-time.Hour*24*365).UnixMicro()), "{groups}", fmt.Sprint(groups), "{n}", fmt.Sprint(n), "{bytes}", bytes)
	insert := func(n int, into, columns, order string) {
		run(b, db, fmt.Sprintf("insert into %s with recursive numbers (i) as (select 0 union all select i + 1 from numbers where i < %d) select %s from numbers%s",
			into, n-1, names.Replace(columns), order))
	}
	insert(groups, "people (gid, name, email, email_folded, password_hash, time_zone, created_at)",
		"cast({person} + i as text), 'Person ' || i, 'p' || i, 'p' || i, '', 'UTC', {made}", "")
	insert(groups, "workspace_members (gid, workspace, person, role, active, created_at)",
		"cast({person} + i as text), {workspace}, cast({person} + i as text), 'member', true, {made}", "")
	insert(groups, "projects (gid, workspace, team, name, notes, private, created_by, created_at, modified_at)",
		"cast({project} + i as text), {workspace}, '', 'Project ' || i, '', false, {member}, {made}, {made}", "")
	insert(groups, "sections (gid, project, name, position, created_at)",
		"cast({section} + i as text), cast({project} + i as text), 'To do', 1, {made}", "")
	insert(groups, "tags (gid, workspace, name, color, notes, created_by, created_at)",
		"cast({tag} + i as text), {workspace}, 'Tag ' || i, '', '', {member}, {made}", "")
	for _, field := range []string{"{field}", "{order}"} {
		insert(groups, "project_fields (project, field, created_at)", "cast({project} + i as text), "+field+", {made}", "")
	}
	insert(n, "tasks (gid, workspace, parent, name, notes, html_notes, assignee, due_on, completed, completed_at, private, created_by, created_at, modified_at)",
		`cast({task} + i as text), {workspace}, '', 'Task common' || (i % 100) || ' rare' || (i / 20) || 'x', 'Notes about' || (i % 13), '<body>Notes</body>',
		cast({person} + i / 100 as text), '20' || (20 + i % 10) || '-0' || (1 + i % 9) || '-1' || (i % 10), i % 3 = 0,
		case when i % 3 = 0 then {made} + i else 0 end, false, {member}, {made} + i * cast(1000000 as bigint), {made} + ((i * cast(7919 as bigint)) % {n}) * 1000000`, "")
	insert(n, "task_projects (task, project, section, position)",
		"cast({task} + i as text), cast({project} + i / 100 as text), cast({section} + i / 100 as text), i % 100", "")
	insert(n, "task_followers (task, person)", "cast({task} + i as text), cast({person} + (i * cast(31 as bigint)) % {groups} as text)", "")
	insert(n/10, "task_tags (task, tag)", "cast({task} + i * 10 as text), cast({tag} + i / 10 as text)", "")
	insert(n, "task_values (task, field, item, position, value, folded, head, number, moment)",
		"cast({task} + i as text), {field}, '', 0, '', '', '', i % 100, 0", "")
	insert(n, "task_values (task, field, item, position, value, folded, head, number, moment)",
		"cast({task} + i as text), {order}, '', 0, 'A-' || i, 'a-' || i, 'a-' || i, 0, 0", "")
	for _, word := range []string{"0, 'task'", "0, 'common' || (i % 100)", "0, 'rare' || (i / 20) || 'x'", "1, 'notes'", "1, 'about' || (i % 13)"} {
		place, word, _ := strings.Cut(word, ", ")
		insert(n, "task_words (workspace, place, word, newest, task)",
			"{workspace}, "+place+", cast("+word+" as {bytes}), -({made} + i * cast(1000000 as bigint)), cast({task} + i as text)", " order by 3, 4")
	}
	if db.Kind() == sqldb.Postgres {
		run(b, db, "analyze") // as it does by itself, within minutes
	}
	b.Logf("%d tasks made in %v", n, time.Since(began).Round(time.Second))
	return c
}

func run(b *testing.B, db *sqldb.DB, statement string) {
	b.Helper()
	if _, err := db.Writer().ExecContext(b.Context(), statement); err != nil {
		b.Fatalf("%v in %s", err, statement)
	}
}
