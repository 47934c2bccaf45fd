package asana

import (
	"context"
	"encoding/json"
	"fmt"

	"jirabridge/asana/store"
)

// copiesAtOnce is how many tasks, sections or members one transaction copies.
const copiesAtOnce = 50

// duplication is one piece of work of a job that makes a copy.
type duplication struct {
	*change
	job     store.Job
	request duplicateRequest
	copied  int // tasks in this transaction
}

// step does some of a stage of the work, and tells whether it did anything.
type step func(ctx context.Context) (some bool, err error)

// duplicateSome does the next piece of the job; more tells whether there is another.
func (p *Platform) duplicateSome(ctx context.Context, c *change, job store.Job) (more bool, err error) {
	d := &duplication{change: c, job: job}
	if err := json.Unmarshal([]byte(job.Request), &d.request); err != nil {
		return false, fmt.Errorf("read job %s: %w", job.Gid, err)
	}
	err = d.possible(ctx)
	if IsKind(err, NotFound) || IsKind(err, Forbidden) {
		return false, d.finish(ctx, jobFailed)
	}
	if err != nil {
		return false, err
	}
	steps := d.steps()
	for ; d.job.Stage < int64(len(steps)); d.job.Stage++ {
		some, err := steps[d.job.Stage](ctx)
		if err != nil {
			return false, err
		}
		if some {
			return true, c.q.AdvanceJob(ctx, store.AdvanceJobParams{Gid: job.Gid, Stage: d.job.Stage,
				AfterSection: d.job.AfterSection, AfterPosition: d.job.AfterPosition, AfterTask: d.job.AfterTask})
		}
	}
	return false, d.finish(ctx, jobSucceeded)
}

// possible demands that the actor still sees the original and the copy.
func (d *duplication) possible(ctx context.Context) error {
	for _, gid := range []string{d.job.Source, d.job.Target} {
		var err error
		if d.job.Kind == duplicateProject {
			_, err = d.editProject(ctx, gid)
		} else {
			_, err = d.task(ctx, gid)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *duplication) finish(ctx context.Context, status string) error {
	return d.q.FinishJob(ctx, store.FinishJobParams{Gid: d.job.Gid, Status: status, FinishedAt: d.nowMicros()})
}

// steps are the stages of the work. They must not change their order between versions while jobs are going on.
func (d *duplication) steps() (list []step) {
	if d.job.Kind == duplicateProject {
		list = append(list, d.when("members", d.copyMembers), d.copySections, d.copyTasks)
	}
	return append(list, d.when(d.part("subtasks"), d.copySubtasks), d.when(d.part("dependencies"), d.copyWaits), d.forget)
}

// when is a step that is done only when a part is to be copied.
func (d *duplication) when(part string, do step) step {
	return func(ctx context.Context) (bool, error) {
		if !d.request.includes(part) {
			return false, nil
		}
		return do(ctx)
	}
}

// part is what a part of a task is called in the request.
func (d *duplication) part(name string) string {
	if d.job.Kind == duplicateProject {
		return "task_" + name
	}
	return name
}

// copies tells whether a part of tasks is to be copied.
func (d *duplication) copies(part string) bool { return d.request.includes(d.part(part)) }

func (d *duplication) copyMembers(ctx context.Context) (bool, error) {
	people, err := d.q.MembersToCopy(ctx, store.MembersToCopyParams{Workspace: d.job.Workspace, Project: d.job.Source,
		Target: d.job.Target, N: copiesAtOnce})
	for _, person := range people {
		if err := d.putProjectMember(ctx, d.job.Workspace, d.job.Target, person); err != nil {
			return false, err
		}
	}
	return len(people) > 0, err
}

func (d *duplication) copySections(ctx context.Context) (bool, error) {
	return d.copySomeSections(ctx, copiesAtOnce)
}

func (d *duplication) copySomeSections(ctx context.Context, n int32) (bool, error) {
	rows, err := d.q.SectionsToCopy(ctx, store.SectionsToCopyParams{Job: d.job.Gid, Project: d.job.Source, N: n})
	for _, r := range rows {
		s := Section{GID: newGID(), Name: r.Name, Project: Ref{GID: d.job.Target}}
		if err := d.insertSection(ctx, d.job.Workspace, s); err != nil {
			return false, err
		}
		if err := d.noteCopy(ctx, "section", r.Gid, s.GID); err != nil {
			return false, err
		}
	}
	return len(rows) > 0, err
}

// copyTasks walks through the project's sections. A subtask that is in the project itself is left to its parent when
// subtasks are copied.
func (d *duplication) copyTasks(ctx context.Context) (bool, error) {
	rows, err := d.q.TasksToCopy(ctx, store.TasksToCopyParams{Job: d.job.Gid, Project: d.job.Source, Until: d.job.CreatedAt,
		AfterSection: d.job.AfterSection, AfterPosition: d.job.AfterPosition, AfterTask: d.job.AfterTask,
		Subtasks: d.copies("subtasks"), N: copiesAtOnce})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	tasks := make([]subtask, len(rows))
	for i, r := range rows {
		tasks[i] = subtask{Gid: r.Task}
	}
	last := rows[len(rows)-1]
	d.job.AfterSection, d.job.AfterPosition, d.job.AfterTask = last.Section, last.Position, last.Task
	return true, d.copySeen(ctx, tasks)
}

// subtask is a task to be copied, and the copy it goes below, "" for none.
type subtask = store.SubtasksToCopyRow

// copySubtasks copies what is below the tasks that were copied, a few tasks at a time.
func (d *duplication) copySubtasks(ctx context.Context) (bool, error) {
	rows, err := d.q.SubtasksToCopy(ctx, store.SubtasksToCopyParams{Job: d.job.Gid, Until: d.job.CreatedAt, N: copiesAtOnce})
	if err != nil {
		return false, err
	}
	if len(rows) > 0 {
		return true, d.copySeen(ctx, rows)
	}
	if _, err := d.q.PassCopies(ctx, store.PassCopiesParams{Job: d.job.Gid, State: 1}); err != nil {
		return false, err
	}
	n, err := d.q.PickCopies(ctx, store.PickCopiesParams{Job: d.job.Gid, Next: 1, N: copiesAtOnce})
	return n > 0, err
}

// copyWaits makes copies wait for what their originals wait for: for its copy, where there is one.
func (d *duplication) copyWaits(ctx context.Context) (bool, error) {
	n, err := d.q.PickCopies(ctx, store.PickCopiesParams{Job: d.job.Gid, Next: 3, N: copiesAtOnce})
	if err != nil || n == 0 {
		return false, err
	}
	rows, err := d.q.WaitsToCopy(ctx, d.job.Gid)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		w := Wait{Task: r.Task, On: r.DependsOnCopy}
		if w.On == "" {
			w.On = r.DependsOn
		}
		// What is hidden from the actor, or has as many already as a task may have, is left out.
		if err := d.addDependency(ctx, w); err != nil && !IsKind(err, NotFound) && !IsKind(err, Invalid) {
			return false, err
		}
	}
	_, err = d.q.PassCopies(ctx, store.PassCopiesParams{Job: d.job.Gid, State: 3})
	return true, err
}

// forget drops the notes about copies when all is done.
func (d *duplication) forget(ctx context.Context) (bool, error) {
	n, err := d.q.ForgetCopies(ctx, store.ForgetCopiesParams{Job: d.job.Gid, N: 1000})
	return n > 0, err
}
