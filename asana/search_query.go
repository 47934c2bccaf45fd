package asana

import (
	"context"
	"slices"
	"strings"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// searchQuery is the query for all conditions, and those of them that may lead.
func (g gate) searchQuery(ctx context.Context, s TaskSearch) (q *store.Search, leads []store.Few, err error) {
	q = store.NewSearch(s.Workspace)
	for _, word := range s.searchWords() {
		leads = append(leads, s.word(q, word))
	}
	for _, ref := range joinPlaces(s.Refs) {
		leads = append(leads, ref.add(q)...)
	}
	for _, t := range s.Times {
		t.add(q)
	}
	for _, f := range s.Fields {
		lead, err := g.searchField(ctx, q, s.Workspace, f)
		if err != nil {
			return nil, nil, err
		}
		leads = append(leads, lead...)
	}
	s.facts(q)
	return q, leads, nil
}

func (s TaskSearch) word(q *store.Search, word string) store.Few {
	from, to := wordRange(word)
	places := "(0, 1)"
	if s.NameOnly {
		places = "(0)"
	}
	q.Where("exists (select 1 from task_words o where o.task = t.gid and o.word >= ? and o.word < ? and o.place in "+places+")", from, to)
	return store.Few{
		Text: "select w.task from task_words w where w.workspace = ? and w.place in " + places + " and w.word >= ? and w.word < ?",
		Args: []any{s.Workspace, from, to},
	}
}

// relation is where a table has what tasks refer to: in one of its columns.
type relation struct {
	from, task string
	columns    []string
}

func relationOf(what string) relation {
	const places = "task_projects d"
	switch what {
	case "assignee", "created_by":
		return relation{"tasks d", "d.gid", []string{"d." + what}}
	case "followers":
		return relation{"task_followers d", "d.task", []string{"d.person"}}
	case "commented_on_by":
		return relation{"comments d", "d.task", []string{"d.created_by"}}
	case "tags":
		return relation{"task_tags d", "d.task", []string{"d.tag"}}
	case "teams":
		return relation{places + " join projects p on p.gid = d.project", "d.task", []string{"p.team"}}
	case "sections":
		return relation{places, "d.task", []string{"d.section"}}
	case "places":
		return relation{places, "d.task", []string{"d.project", "d.section"}}
	}
	return relation{places, "d.task", []string{"d.project"}}
}

// has is the condition that one of the columns is in a list.
func (r relation) has(list []string) (condition string, args []any) {
	var any []string
	for _, column := range r.columns {
		marks, values := store.Marks(list)
		any, args = append(any, column+" in "+marks), append(args, values...)
	}
	return "(" + strings.Join(any, " or ") + ")", args
}

// add adds the condition; one that tasks must meet may lead.
func (r SearchRef) add(q *store.Search) (leads []store.Few) {
	rel := relationOf(r.What)
	exists := "exists (select 1 from " + rel.from + " where " + rel.task + " = t.gid and "
	lists := [][]string{r.GIDs}
	if r.How == "all" {
		lists = slices.Collect(slices.Chunk(r.GIDs, 1))
	}
	for _, list := range lists {
		has, args := rel.has(list)
		if r.How == "not" {
			q.Where("not "+exists+has+")", args...)
			continue
		}
		q.Where(exists+has+")", args...)
		leads = append(leads, store.Few{Text: "select " + rel.task + " from " + rel.from + " where " + has, Args: args})
	}
	return leads
}

// joinPlaces makes of projects.any and sections.any one condition: as on asana.com a task that is in any of them all
// is found. A section's gid is no project's, so one list does for both.
func joinPlaces(refs []SearchRef) []SearchRef {
	var list []SearchRef
	places := SearchRef{What: "places", How: "any"}
	kinds := 0
	for _, r := range refs {
		if r.How == "any" && (r.What == "projects" || r.What == "sections") {
			kinds++
			places.GIDs = append(places.GIDs, r.GIDs...)
		}
	}
	for _, r := range refs {
		joined := kinds == 2 && r.How == "any" && (r.What == "projects" || r.What == "sections")
		if !joined {
			list = append(list, r)
		}
	}
	if kinds == 2 {
		list = append(list, places)
	}
	return list
}

func (t SearchTime) add(q *store.Search) {
	column, day, none := "t."+t.What, t.What == "due_on" || t.What == "start_on", "0"
	if day {
		none = "''"
	}
	if t.Null {
		q.Where(column + " = " + none)
		return
	}
	q.Where(column + " > " + none)
	for _, end := range []struct {
		condition string
		at        int64
		text      string
		open      bool
	}{
		{" >= ?", sqldb.Micros(t.From), t.From.Format("2006-01-02"), t.From.IsZero()},
		{" < ?", sqldb.Micros(t.To), t.To.Format("2006-01-02"), t.To.IsZero()},
	} {
		switch {
		case end.open:
		case day:
			q.Where(column+end.condition, end.text)
		default:
			q.Where(column+end.condition, end.at)
		}
	}
}

// facts adds what is asked about the task itself.
func (s TaskSearch) facts(q *store.Search) {
	const waits = `exists (select 1 from task_dependencies d join tasks b on b.gid = d.`
	for _, fact := range []struct {
		wanted    *bool
		condition string
	}{
		{s.Completed, "t.completed"}, {s.Subtask, "t.parent <> ''"},
		{s.Attachment, "exists (select 1 from attachments a where a.task = t.gid)"},
		{s.Blocking, "not t.completed and " + waits + "task where d.depends_on = t.gid)"},
		{s.Blocked, waits + "depends_on where d.task = t.gid and not b.completed)"},
	} {
		if fact.wanted != nil && *fact.wanted {
			q.Where(fact.condition)
		} else if fact.wanted != nil {
			q.Where("not (" + fact.condition + ")")
		}
	}
}

// order is what the index of an order has.
func (s TaskSearch) order() store.Order {
	o := store.Order{By: "t.modified_at", Plain: "t.modified_at + 0", Ascending: s.Ascending}
	switch {
	case s.ranked(), s.Sort == "created_at":
		o.By, o.Plain = "t.created_at", "t.created_at + 0"
	case s.Sort == "completed_at":
		o.By, o.Plain = "t.completed_at", "t.completed_at + 0"
	case s.Sort == "due_date":
		const due = "(case when t.due_on = '' then '9999' else t.due_on end)"
		o.By, o.Plain = due, due+" || ''"
	}
	return o
}
