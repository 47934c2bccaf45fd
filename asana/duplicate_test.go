package asana_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// Everything that can be copied of a task and of a project.
var (
	wholeTask    = strings.Split("assignee,attachments,dates,dependencies,followers,notes,parent,projects,subtasks,tags", ",")
	wholeProject = strings.Split("members,notes,permissions,task_assignee,task_attachments,task_dates,task_dependencies,"+
		"task_followers,task_notes,task_projects,task_subtasks,task_tags", ",")
)

// finish does a job to its end and returns what became of it.
func finish(t *testing.T, w *asanatest.World, a asana.Actor, job asana.Job) asana.Job {
	t.Helper()
	for range 1000 {
		more, err := w.Platform.AdvanceJob(t.Context(), job.GID)
		check(t, err)
		if !more {
			got, err := w.Platform.Job(t.Context(), a, job.GID)
			check(t, err)
			return got
		}
	}
	t.Fatal("the job does not end")
	return job
}

// outline is a project as a text: sections, and tasks with what they have, those below others further in.
func outline(t *testing.T, w *asanatest.World, a asana.Actor, project string) string {
	t.Helper()
	var b strings.Builder
	sections, err := w.Platform.Sections(t.Context(), a, project)
	check(t, err)
	tasks, _, err := w.Platform.Tasks(t.Context(), a, project, asana.Page{})
	check(t, err)
	for _, s := range sections {
		fmt.Fprintf(&b, "# %s\n", s.Name)
		for _, task := range tasks {
			if slices.ContainsFunc(task.Memberships, func(m asana.Membership) bool { return m.Section.GID == s.GID }) {
				b.WriteString(described(t, w, a, task, ""))
			}
		}
	}
	return b.String()
}

func described(t *testing.T, w *asanatest.World, a asana.Actor, task asana.Task, indent string) string {
	t.Helper()
	var parts []string
	note := func(label string, values ...string) {
		if text := strings.Join(values, " "); text != "" {
			parts = append(parts, label+" "+text)
		}
	}
	names := func(refs []asana.Ref) (list []string) {
		for _, r := range refs {
			list = append(list, r.Name)
		}
		return list
	}
	note("notes", task.Notes)
	note("to", task.Assignee.Name)
	note("from", task.StartOn)
	note("due", task.DueOn)
	note("with", names(task.Followers)...)
	note("tags", names(task.Tags)...)
	for _, v := range task.CustomFields {
		note(v.Field.Name, v.Display())
	}
	files, _, err := w.Platform.Attachments(t.Context(), a, task.GID, asana.Page{})
	check(t, err)
	for _, f := range files {
		note("has", f.Name)
	}
	waits, err := w.Platform.Dependencies(t.Context(), a, task.GID)
	check(t, err)
	slices.SortFunc(waits, func(a, b asana.Task) int { return strings.Compare(a.Name, b.Name) })
	for _, other := range waits {
		note("after", other.Name)
	}
	if task.Completed {
		note("done", "yes")
	}
	text := indent + task.Name + ": " + strings.Join(parts, ", ") + "\n"
	below, err := w.Platform.Subtasks(t.Context(), a, task.GID)
	check(t, err)
	for _, s := range below {
		text += described(t, w, a, s, indent+"  ")
	}
	return text
}

// fence is a project with one of everything, seen by Owner, Member and Colleague.
func fence(t *testing.T, w *asanatest.World) asana.Project {
	t.Helper()
	ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
	project := w.AddProject(t, "Fence", true)
	check(t, p.AddProjectMember(ctx, mia, project.GID, w.Colleague.GID))
	_, err := p.UpdateProject(ctx, mia, project.GID, asana.ProjectChange{Notes: ptr("Around the garden."), Color: ptr("dark-green")})
	check(t, err)
	field := func(name, kind string, options ...asana.NewOption) asana.CustomField {
		s, err := p.CreateProjectField(ctx, mia, project.GID, asana.NewField{Name: name, Kind: kind, Options: options}, asana.NewSetting{})
		check(t, err)
		return s.Field
	}
	order, crew, wood := field("Order", asana.FieldText), field("Crew", asana.FieldPeople), field("Wood", asana.FieldMultiEnum, options("Oak", "Ash")...)
	later, err := p.CreateSection(ctx, mia, project.GID, "Later")
	check(t, err)
	tag, err := p.CreateTag(ctx, mia, asana.NewTag{Workspace: w.Workspace.GID, Name: "outside"})
	check(t, err)
	posts := w.AddTask(t, asana.NewTask{Projects: []string{project.GID}, Name: "Posts", HTMLNotes: "<body><em>Oak.</em></body>",
		Assignee: w.Colleague.GID, StartOn: "2030-01-01", DueOn: "2030-01-04", Followers: []string{w.Owner.GID}, Tags: []string{tag.GID},
		CustomFields: map[string]asana.FieldInput{order.GID: {Text: "17"}, crew.GID: {List: []string{w.Owner.GID, w.Colleague.GID}},
			wood.GID: {List: []string{wood.Options[0].GID, wood.Options[1].GID}}}, Completed: true})
	holes := w.AddTask(t, asana.NewTask{Parent: posts.GID, Name: "Holes", Notes: "Deep."})
	w.AddTask(t, asana.NewTask{Parent: holes.GID, Name: "Spade"})
	w.AddTask(t, asana.NewTask{Parent: posts.GID, Name: "Nails"})
	_, err = p.AttachFile(ctx, mia, posts.GID, "plan.pdf", "application/pdf", strings.NewReader("a plan"))
	check(t, err)
	_, err = p.AttachExternal(ctx, mia, posts.GID, asana.NewExternal{Name: "Shop", URL: "https://shop.example/"})
	check(t, err)
	paint := w.AddTask(t, asana.NewTask{Projects: []string{project.GID}, Section: later.GID, Name: "Paint",
		DueAt: time.Date(2030, 1, 11, 15, 0, 0, 0, time.UTC)})
	check(t, p.AddDependencies(ctx, mia, asana.Wait{Task: paint.GID, On: posts.GID}, asana.Wait{Task: paint.GID, On: w.Tasks[0].GID},
		asana.Wait{Task: paint.GID, On: holes.GID}))
	return project
}

func TestDuplicateProject(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, carl := t.Context(), w.Platform, w.Colleague
		source := fence(t, w)
		before := outline(t, w, carl.Actor, source.GID)
		job, err := p.DuplicateProject(ctx, carl.Actor, source.GID, asana.NewDuplicate{Name: " Fence 2 ", Include: wholeProject})
		check(t, err)
		if job.Kind != "duplicate_project" || job.Status != "not_started" || job.Project.Name != "Fence 2" || job.Project.GID == source.GID {
			t.Errorf("the job %+v", job)
		}
		if job = finish(t, w, carl.Actor, job); job.Status != "succeeded" {
			t.Errorf("the job %+v", job)
		}
		made, err := p.Project(ctx, carl.Actor, job.Project.GID)
		check(t, err)
		if !made.Private || made.Notes != "Around the garden." || made.Color != "dark-green" || made.CreatedBy.GID != carl.GID {
			t.Errorf("the copy %+v", made)
		}
		members, err := p.ProjectMembers(ctx, carl.Actor, made.GID)
		if err != nil || len(members) != 3 {
			t.Errorf("members %v, %v", members, err)
		}
		// The copies are open; who made the original follows it, and so the copy, as does who copied.
		want := strings.ReplaceAll(before, ", done yes", "")
		want = strings.ReplaceAll(want, "with Mia Member", "with Carl Colleague Mia Member")
		if diff := cmp.Diff(want, outline(t, w, carl.Actor, made.GID)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, outline(t, w, carl.Actor, source.GID)); diff != "" {
			t.Errorf("the original: %s", diff)
		}
	})
}

func TestDuplicateProjectBare(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		source := fence(t, w)
		job, err := w.Platform.DuplicateProject(t.Context(), w.Colleague.Actor, source.GID, asana.NewDuplicate{Name: "Bare"})
		check(t, err)
		job = finish(t, w, w.Colleague.Actor, job)
		want := "# Untitled section\nPosts: with Carl Colleague, Order 17, Crew Olga Owner, Carl Colleague, Wood Oak, Ash\n# Later\nPaint: with Carl Colleague\n"
		if diff := cmp.Diff(want, outline(t, w, w.Colleague.Actor, job.Project.GID)); diff != "" {
			t.Error(diff)
		}
		if _, err := w.Platform.Project(t.Context(), w.Owner.Actor, job.Project.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("the copy of a private project: %v", err)
		}
	})
}

// The dates move together: the last due date to the one given, weekends left out when that is asked for.
func TestDuplicateProjectSchedule(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		source := fence(t, w)
		for _, c := range []struct {
			schedule    asana.Schedule
			from, posts string
			paint       time.Time
		}{ // 2030-01-11 is a Friday; 22 is a Tuesday, 26 a Saturday
			{asana.Schedule{DueOn: "2030-01-22"}, "2030-01-12", "2030-01-15", time.Date(2030, 1, 22, 15, 0, 0, 0, time.UTC)},
			{asana.Schedule{DueOn: "2030-01-26", SkipWeekends: true}, "2030-01-16", "2030-01-21", time.Date(2030, 1, 28, 15, 0, 0, 0, time.UTC)},
			{asana.Schedule{StartOn: "2029-12-31"}, "2029-12-31", "2030-01-03", time.Date(2030, 1, 10, 15, 0, 0, 0, time.UTC)},
		} {
			job, err := w.Platform.DuplicateProject(t.Context(), w.Member.Actor, source.GID,
				asana.NewDuplicate{Name: "Moved", Include: []string{"task_dates"}, Schedule: &c.schedule})
			check(t, err)
			job = finish(t, w, w.Member.Actor, job)
			tasks, _, err := w.Platform.Tasks(t.Context(), w.Member.Actor, job.Project.GID, asana.Page{})
			check(t, err)
			if tasks[0].StartOn != c.from || tasks[0].DueOn != c.posts || !tasks[1].DueAt.Equal(c.paint) || tasks[1].DueOn != c.paint.Format(time.DateOnly) {
				t.Errorf("%+v: %s to %s, then %v (%s)", c.schedule, tasks[0].StartOn, tasks[0].DueOn, tasks[1].DueAt, tasks[1].DueOn)
			}
		}
	})
}

func TestDuplicateTask(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member
		source := fence(t, w)
		tasks, _, err := p.Tasks(ctx, mia.Actor, source.GID, asana.Page{})
		check(t, err)
		posts := tasks[0]
		before := described(t, w, mia.Actor, posts, "")
		job, err := p.DuplicateTask(ctx, mia.Actor, posts.GID, asana.NewDuplicate{Include: wholeTask})
		check(t, err)
		if job.Kind != "duplicate_task" || job.Status != "not_started" || job.Task.Name != "Posts" || job.Task.GID == posts.GID {
			t.Errorf("the job %+v", job)
		}
		if job = finish(t, w, mia.Actor, job); job.Status != "succeeded" {
			t.Errorf("the job %+v", job)
		}
		made, err := p.Task(ctx, mia.Actor, job.Task.GID)
		check(t, err)
		if diff := cmp.Diff(strings.Replace(before, ", done yes", "", 1), described(t, w, mia.Actor, made, "")); diff != "" {
			t.Error(diff)
		}
		if len(made.Memberships) != 1 || made.Memberships[0] != posts.Memberships[0] || made.HTMLNotes != posts.HTMLNotes {
			t.Errorf("the copy %+v", made)
		}
		job, err = p.DuplicateTask(ctx, mia.Actor, posts.GID, asana.NewDuplicate{Name: "Other posts"})
		check(t, err)
		bare, err := p.Task(ctx, mia.Actor, finish(t, w, mia.Actor, job).Task.GID)
		check(t, err)
		if text := described(t, w, mia.Actor, bare, ""); text != "Other posts: with Mia Member\n" || len(bare.Memberships) != 0 {
			t.Errorf("the bare copy %s %+v", text, bare)
		}
	})
}

// A copied file outlives its original, and the last one takes it along.
func TestCopiesShareFiles(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		task := w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Plan"})
		_, err := p.AttachFile(ctx, mia, task.GID, "plan.txt", "text/plain", strings.NewReader("a plan"))
		check(t, err)
		job, err := p.DuplicateTask(ctx, mia, task.GID, asana.NewDuplicate{Include: []string{"attachments"}})
		check(t, err)
		check(t, w.Queue.Start(ctx))
		t.Cleanup(func() { check(t, w.Queue.Stop(t.Context())) })
		check(t, p.DeleteTask(ctx, mia, task.GID))
		copies, _, err := p.Attachments(ctx, mia, job.Task.GID, asana.Page{})
		check(t, err)
		r, _, err := p.OpenAttachment(ctx, mia, copies[0].GID)
		check(t, err)
		text, err := io.ReadAll(r)
		if err != nil || string(text) != "a plan" || r.Close() != nil {
			t.Errorf("%q, %v", text, err)
		}
	})
}

// Nobody learns from a copy what he does not see, and nobody gets a task he has no place for.
func TestDuplicatesTellNothingHidden(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, carl := t.Context(), w.Platform, w.Colleague
		both := []string{w.Project.GID, w.Secret.GID}
		hidden := w.AddTask(t, asana.NewTask{Projects: both, Name: "Hidden", Private: true})
		w.AddTask(t, asana.NewTask{Parent: hidden.GID, Name: "Part", Assignee: carl.GID})
		shown := w.AddTask(t, asana.NewTask{Projects: both, Name: "Shown"})
		w.AddTask(t, asana.NewTask{Parent: shown.GID, Name: "Hidden part", Private: true})
		check(t, p.AddDependencies(ctx, w.Member.Actor, asana.Wait{Task: shown.GID, On: hidden.GID}))
		job, err := p.DuplicateProject(ctx, carl.Actor, w.Project.GID, asana.NewDuplicate{Name: "Copy", Include: wholeProject})
		check(t, err)
		job = finish(t, w, carl.Actor, job)
		want := "# Untitled section\nWrite the text: with Carl Colleague Mia Member\nChoose pictures: with Carl Colleague Mia Member\n" +
			"Publish: with Carl Colleague Mia Member\nShown: with Carl Colleague Mia Member\n"
		if diff := cmp.Diff(want, outline(t, w, w.Colleague.Actor, job.Project.GID)); diff != "" {
			t.Error(diff)
		}
		if secret := outline(t, w, w.Member.Actor, w.Secret.GID); strings.Count(secret, "Shown") != 1 {
			t.Errorf("in a project he does not see: %s", secret)
		}
		_, err = p.Job(ctx, w.Member.Actor, job.GID)
		fails(t, err, asana.NotFound, "job: Unknown object: "+job.GID)
	})
}

func TestDuplicateRefuses(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		follow := func(who asanatest.Person) { check(t, p.AddFollowers(ctx, w.Member.Actor, task, who.GID)) }
		try := func(a asana.Actor, n asana.NewDuplicate) error {
			return second(p.DuplicateProject(ctx, a, w.Project.GID, n))
		}
		dates := []string{"task_dates"}
		for _, c := range []struct {
			err  error
			kind asana.ErrKind
			want string
		}{
			{try(w.Member.Actor, asana.NewDuplicate{}), asana.Invalid, "name: Missing input"},
			{try(w.Member.Actor, asana.NewDuplicate{Name: "x", Include: []string{"notes", "soul"}}), asana.Invalid, "include: Not a recognized field: soul"},
			{try(w.Member.Actor, asana.NewDuplicate{Name: "x", Schedule: &asana.Schedule{DueOn: "2030-01-01"}}), asana.Invalid, "schedule_dates: task_dates must be included"},
			{try(w.Member.Actor, asana.NewDuplicate{Name: "x", Include: dates, Schedule: &asana.Schedule{}}), asana.Invalid, "schedule_dates: You should specify one of start_on, due_on"},
			{try(w.Member.Actor, asana.NewDuplicate{Name: "x", Include: dates, Schedule: &asana.Schedule{DueOn: "soon"}}), asana.Invalid, "schedule_dates: due_on: Date must be in ISO-8601 (yyyy-mm-dd) format, not: soon"},
			{try(w.Guest.Actor, asana.NewDuplicate{Name: "x"}), asana.NotFound, "project: Unknown object: " + w.Project.GID},
			{second(p.DuplicateTask(ctx, w.Guest.Actor, task, asana.NewDuplicate{})), asana.NotFound, "task: Unknown object: " + task},
			{second(p.DuplicateTask(ctx, w.Member.Actor, "4711", asana.NewDuplicate{})), asana.NotFound, "task: Unknown object: 4711"},
			{second(p.DuplicateTask(ctx, w.Member.Actor, task, asana.NewDuplicate{Name: strings.Repeat("x", 2000)})), asana.Invalid, "name: Too long: at most 1024 characters are allowed"},
			{second(p.DuplicateTask(ctx, w.Member.Actor, task, asana.NewDuplicate{Include: []string{"task_notes"}})), asana.Invalid, "include: Not a recognized field: task_notes"},
		} {
			fails(t, c.err, c.kind, c.want)
		}
		follow(w.Guest)
		fails(t, second(p.DuplicateTask(ctx, w.Guest.Actor, task, asana.NewDuplicate{Include: wholeTask})), asana.Forbidden, "Guests may not do this.")
		check(t, p.AddProjectMember(ctx, w.Member.Actor, w.Project.GID, w.Guest.GID))
		check(t, second(p.DuplicateTask(ctx, w.Guest.Actor, task, asana.NewDuplicate{Include: wholeTask})))
		fails(t, try(w.Guest.Actor, asana.NewDuplicate{Name: "x"}), asana.Forbidden, "Guests may not do this.")
	})
}

// A job that many hands work on at once, each stopping anywhere, does everything once.
func TestDuplicationGoesOnWhereItStopped(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		source := w.AddProject(t, "Long", false).GID
		const many = 2*asana.CopiesAtOnce + 7
		for i := range many {
			task := w.AddTask(t, asana.NewTask{Projects: []string{source}, Name: fmt.Sprintf("Task %03d", i)})
			w.AddTask(t, asana.NewTask{Parent: task.GID, Name: "Part"})
		}
		for i := range asana.CopiesAtOnce + 3 {
			check(t, second(p.CreateSection(ctx, mia, source, fmt.Sprintf("Section %02d", i))))
		}
		job, err := p.DuplicateProject(ctx, mia, source, asana.NewDuplicate{Name: "Copy", Include: wholeProject})
		check(t, err)
		var hands sync.WaitGroup
		for range 3 {
			hands.Go(func() {
				for {
					more, err := p.AdvanceJob(ctx, job.GID)
					if err == nil && !more {
						return
					}
					if err != nil {
						t.Errorf("advance: %v", err)
						return
					}
				}
			})
		}
		hands.Wait()
		if job = finish(t, w, mia, job); job.Status != "succeeded" {
			t.Errorf("the job %+v", job)
		}
		if diff := cmp.Diff(outline(t, w, mia, source), outline(t, w, mia, job.Project.GID)); diff != "" {
			t.Error(diff)
		}
		var left int
		check(t, w.DB.Reader().QueryRowContext(ctx, "select count(*) from job_copies").Scan(&left))
		if left != 0 {
			t.Errorf("%d notes are left", left)
		}
	})
}

// A job in the queue is done after a restart, and ends when there is nothing left to copy to.
func TestJobsOfTheQueue(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		good, err := p.DuplicateProject(ctx, mia, w.Project.GID, asana.NewDuplicate{Name: "Copy"})
		check(t, err)
		bad, err := p.DuplicateProject(ctx, mia, w.Project.GID, asana.NewDuplicate{Name: "Deleted"})
		check(t, err)
		check(t, p.DeleteProject(ctx, mia, bad.Project.GID))
		check(t, w.Queue.Start(ctx))
		t.Cleanup(func() { check(t, w.Queue.Stop(t.Context())) })
		for gid, want := range map[string]string{good.GID: "succeeded", bad.GID: "failed"} {
			eventually(t, func() string { j, err := p.Job(ctx, mia, gid); check(t, err); return j.Status }, want)
		}
	})
}

// eventually waits until a value is what is wanted.
func eventually(t *testing.T, get func() string, want string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); get() != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q, want %q", get(), want)
		}
	}
}

// A person has five duplications going on at most, however they are asked for.
func TestJobsAreLimited(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		var many sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			many.Go(func() { errs[i] = second(p.DuplicateTask(ctx, mia, w.Tasks[0].GID, asana.NewDuplicate{})) })
		}
		many.Wait()
		refused := 0
		for _, err := range errs {
			if err != nil {
				fails(t, err, asana.Busy, "You have 5 duplications going on. Wait until one has ended.")
				refused++
			}
		}
		if refused != 3 {
			t.Errorf("%d were refused", refused)
		}
		check(t, second(p.DuplicateTask(ctx, w.Colleague.Actor, w.Tasks[0].GID, asana.NewDuplicate{})))
	})
}

// What becomes of a job of somebody who was removed in the meantime.
func TestJobsEndWithAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, carl := t.Context(), w.Platform, w.Colleague
		job, err := p.DuplicateProject(ctx, carl.Actor, w.Project.GID, asana.NewDuplicate{Name: "Copy"})
		check(t, err)
		check(t, p.RemoveMember(ctx, w.Owner.Actor, w.Workspace.GID, carl.GID))
		if job = finish(t, w, carl.Actor, job); job.Status != "failed" || job.Project.GID != "" {
			t.Errorf("the job %+v", job)
		}
		if list := outline(t, w, w.Owner.Actor, w.Project.GID); strings.Count(list, "\n") != 4 {
			t.Errorf("the original:\n%s", list)
		}
	})
}

func TestJobsAreSwept(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		now = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
		job, err := w.Platform.DuplicateTask(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.NewDuplicate{Include: wholeTask})
		check(t, err)
		finish(t, w, w.Member.Actor, job)
		now = now.AddDate(0, 0, 7)
		check(t, w.Platform.Sweep(t.Context()))
		check(t, second(w.Platform.Job(t.Context(), w.Member.Actor, job.GID)))
		now = now.Add(time.Second)
		check(t, w.Platform.Sweep(t.Context()))
		_, err = w.Platform.Job(t.Context(), w.Member.Actor, job.GID)
		fails(t, err, asana.NotFound, "job: Unknown object: "+job.GID)
	})
}

// A new column of tasks, projects or attachments has to be copied, or left out on purpose.
func TestCopiesKnowEveryColumn(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		for table, want := range map[string]string{
			"tasks":          "gid workspace parent name notes html_notes assignee due_on completed completed_at private created_by created_at modified_at due_at start_on",
			"projects":       "gid workspace team name notes private created_by created_at modified_at archived color due_on start_on",
			"project_fields": "project field created_at position important",
			"task_values":    "task field item position value folded head number moment",
			"attachments":    "gid task name external url url_key content_type size blob app created_by created_at",
		} {
			if got := strings.Join(columnsOf(t, w, table), " "); got != want {
				t.Errorf("%s has %s: see to duplicate_copy.go, then say so here", table, got)
			}
		}
	})
}

func columnsOf(t *testing.T, w *asanatest.World, table string) []string {
	t.Helper()
	rows, err := w.DB.Reader().QueryContext(t.Context(), "select * from "+table+" limit 0")
	check(t, err)
	defer func() { check(t, rows.Close()) }()
	names, err := rows.Columns()
	check(t, err)
	check(t, rows.Err())
	return names
}
