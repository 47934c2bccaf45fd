package asana_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func names(tasks []asana.Task) (list []string) {
	for _, t := range tasks {
		list = append(list, t.Name)
	}
	return list
}

func TestTasksComeBySectionAndPosition(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		later, err := p.CreateSection(ctx, a, w.Project.GID, "Later")
		check(t, err)
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Section: later.GID, Name: "Z"})
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "A"})
		list, next, err := p.Tasks(ctx, a, w.Project.GID, asana.Page{})
		check(t, err)
		want := []string{"Write the text", "Choose pictures", "Publish", "A", "Z"}
		if diff := cmp.Diff(want, names(list)); diff != "" || next != "" {
			t.Errorf("next %q, %s", next, diff)
		}
		var got []string
		for page := (asana.Page{Limit: 2}); ; page.Offset = next {
			list, next, err = p.Tasks(ctx, a, w.Project.GID, page)
			check(t, err)
			got = append(got, names(list)...)
			if next == "" {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMyTasksComeByDueDate(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		for _, due := range []string{"", "2031-02-03", "2030-12-31", "", "2031-02-03"} {
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "due " + due, DueOn: due, Assignee: w.Guest.GID})
		}
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "done", Completed: true, Assignee: w.Guest.GID})
		want := []string{"due 2030-12-31", "due 2031-02-03", "due 2031-02-03", "due ", "due "}
		var got []string
		for page := (asana.Page{Limit: 1}); ; {
			list, next, err := p.MyTasks(ctx, w.Guest.Actor, w.Workspace.GID, page)
			check(t, err)
			got = append(got, names(list)...)
			if page.Offset = next; next == "" {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		check(t, p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, w.Guest.GID))
		if list, _, err := p.MyTasks(ctx, w.Guest.Actor, "", asana.Page{}); len(list) != 0 || err != nil {
			t.Errorf("removed, yet with tasks %v (%v)", names(list), err)
		}
	})
}

func TestBadOffsets(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		for _, offset := range []string{"x", "!", "MSAy", "MSAyIDMgNA", "YSBiIGM", "MSAyIHg"} {
			_, _, err := w.Platform.Tasks(t.Context(), w.Member.Actor, w.Project.GID, asana.Page{Offset: offset})
			fails(t, err, asana.Invalid, "offset: Your pagination token is invalid.")
		}
	})
}

func TestCompletingIsDatedOnce(t *testing.T) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 6789, time.UTC)
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		done, err := p.UpdateTask(ctx, w.Member.Actor, task, asana.TaskChange{Completed: ptr(true)})
		check(t, err)
		now = now.Add(time.Hour)
		again, err := p.UpdateTask(ctx, w.Member.Actor, task, asana.TaskChange{Completed: ptr(true), Name: ptr("Renamed")})
		check(t, err)
		if !again.CompletedAt.Equal(done.CompletedAt) || done.CompletedAt.Nanosecond() != 6000 {
			t.Errorf("completed at %v, then at %v", done.CompletedAt, again.CompletedAt)
		}
		if !again.ModifiedAt.After(done.ModifiedAt) {
			t.Error("the name was changed at no time")
		}
		open, err := p.UpdateTask(ctx, w.Member.Actor, task, asana.TaskChange{Completed: ptr(false)})
		check(t, err)
		if open.Completed || !open.CompletedAt.IsZero() {
			t.Errorf("open task completed at %v", open.CompletedAt)
		}
	}, func(c *asana.Config) { c.Now = func() time.Time { return now } })
}

// Two people changing different values at once both keep theirs.
func TestChangesAtOnceBothStay(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		for i := range 5 {
			name, due := fmt.Sprint("name ", i), fmt.Sprintf("2030-01-%02d", i+1)
			var group sync.WaitGroup
			for _, ch := range []asana.TaskChange{{Name: &name}, {DueOn: &due}} {
				group.Go(func() {
					if _, err := p.UpdateTask(ctx, w.Member.Actor, w.Tasks[0].GID, ch); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			task, err := p.Task(ctx, w.Member.Actor, w.Tasks[0].GID)
			check(t, err)
			if task.Name != name || task.DueOn != due {
				t.Errorf("task %q due %s, want %q and %s", task.Name, task.DueOn, name, due)
			}
		}
	})
}

// Of many who complete a task at once, one did it. The slow observer keeps the first change open while the
// others come.
func TestCompletingAtOnceIsOneEvent(t *testing.T) {
	slow := func(ctx context.Context, _ *sql.Tx, e asana.Event) error {
		if e.Field == "completed" {
			time.Sleep(50 * time.Millisecond)
		}
		return ctx.Err()
	}
	each(t, func(t *testing.T, w *asanatest.World) {
		before := len(events(t, w))
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if _, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.TaskChange{Completed: ptr(true)}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := len(events(t, w)) - before; n != 1 {
			t.Errorf("%d events, want 1", n)
		}
	}, func(c *asana.Config) { c.Observers = []asana.Observer{slow} })
}

func TestSubtasks(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		above := w.Tasks[0]
		for depth := range 5 {
			above = w.AddTask(t, asana.NewTask{Parent: above.GID, Name: fmt.Sprint("level ", depth+1)})
		}
		_, err := p.CreateTask(ctx, a, asana.NewTask{Parent: above.GID, Name: "too deep"})
		fails(t, err, asana.Invalid, "parent: Subtasks may be at most 5 levels deep")
		if seen, err := p.Task(ctx, w.Colleague.Actor, above.GID); err != nil || seen.Parent.Name != "level 4" {
			t.Errorf("the lowest is seen as %+v (%v)", seen, err)
		}
		w.AddTask(t, asana.NewTask{Parent: w.Tasks[0].GID, Name: "private", Private: true})
		list, err := p.Subtasks(ctx, w.Colleague.Actor, w.Tasks[0].GID)
		check(t, err)
		if diff := cmp.Diff([]string{"level 1"}, names(list)); diff != "" {
			t.Error(diff)
		}
		check(t, p.DeleteTask(ctx, a, w.Tasks[0].GID))
		_, err = p.Task(ctx, a, above.GID)
		fails(t, err, asana.NotFound, "task: Unknown object: "+above.GID)
		events(t, w)
	})
}

func TestFollowers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Quiet", Assignee: w.Owner.GID})
		if diff := cmp.Diff([]asana.Ref{{GID: w.Member.GID, Name: "Mia Member"}, {GID: w.Owner.GID, Name: "Olga Owner"}}, task.Followers); diff != "" {
			t.Error(diff)
		}
		check(t, p.AddFollowers(ctx, w.Member.Actor, task.GID, w.Guest.GID))
		_, err := p.Task(ctx, w.Guest.Actor, task.GID)
		check(t, err)
		check(t, p.RemoveFollowers(ctx, w.Member.Actor, task.GID, w.Guest.GID))
		_, err = p.Task(ctx, w.Guest.Actor, task.GID)
		fails(t, err, asana.NotFound, "task: Unknown object: "+task.GID)
		fails(t, p.AddFollowers(ctx, w.Member.Actor, task.GID, w.Outsider.GID), asana.Invalid, "followers: Not a user in Workspace: "+w.Outsider.GID)
	})
}

func TestNewTaskPlaces(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		other := w.AddWorkspace(t, "Other", w.Member)
		elsewhere, err := p.CreateProject(ctx, a, asana.NewProject{Workspace: other.GID, Name: "Elsewhere"})
		check(t, err)
		sections, err := p.Sections(ctx, a, elsewhere.GID)
		check(t, err)
		for _, c := range []struct {
			task asana.NewTask
			want string
		}{
			{asana.NewTask{Projects: []string{w.Project.GID, elsewhere.GID}}, "projects: The projects are not all in one workspace"},
			{asana.NewTask{Projects: []string{w.Project.GID}, Workspace: other.GID}, "projects: The projects are not all in one workspace"},
			{asana.NewTask{Parent: w.Tasks[0].GID, Workspace: other.GID}, "parent: The parent is in another workspace"},
			{asana.NewTask{Projects: []string{w.Project.GID}, Section: sections[0].GID}, "section: The section is in none of the projects"},
			{asana.NewTask{Projects: []string{w.Project.GID, w.Project.GID}}, "projects: A project may be named only once"},
			{asana.NewTask{Projects: []string{w.Project.GID}, Notes: "a", HTMLNotes: "<body>b</body>"}, "You may only provide one of notes or html_notes!"},
			{asana.NewTask{Projects: []string{w.Project.GID}, DueOn: "2030-02-30"}, "due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: 2030-02-30"},
		} {
			_, err := p.CreateTask(ctx, a, c.task)
			fails(t, err, asana.Invalid, c.want)
		}
	})
}

// A list costs as many queries with a hundred tasks as with one, also when each is below another one.
func TestListsCostFewQueries(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		counted := func() (queries []int) {
			for _, q := range []asana.TaskQuery{
				{Project: w.Project.GID}, {Assignee: w.Member.GID, Workspace: w.Workspace.GID},
			} {
				list, n, err := w.Platform.FindCounted(t.Context(), w.Colleague.Actor, q, asana.Page{Limit: 100})
				check(t, err)
				if len(list) == 0 || list[len(list)-1].Parent.GID == "" {
					t.Errorf("%d tasks, the last %+v", len(list), list)
				}
				queries = append(queries, n)
			}
			return queries
		}
		below := func() {
			above := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Above"})
			w.AddTask(t, asana.NewTask{Parent: above.GID, Projects: []string{w.Project.GID}, Name: "Below", Assignee: w.Member.GID})
		}
		below()
		few := counted()
		for range 40 {
			below()
		}
		if diff := cmp.Diff(few, counted()); diff != "" || max(few[0], few[1]) > 10 {
			t.Error(few, diff)
		}
	})
}
