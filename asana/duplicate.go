package asana

import (
	"context"
	"slices"
	"time"

	"jirabridge/asana/store"
)

// NewDuplicate says what a copy is called and what of the original it has besides the name.
type NewDuplicate struct {
	Name     string    // "" is the original's, for tasks
	Include  []string  // of those Asana names in its API
	Schedule *Schedule // of projects, with task_dates
}

// Schedule moves the dates of a copied project by as many days as bring its first start date, or its last due date,
// to the one given.
type Schedule struct {
	StartOn      string // of both one
	DueOn        string
	SkipWeekends bool // what comes to lie on a weekend goes on to Monday
}

// duplicateRequest is what a job remembers of what was asked.
type duplicateRequest struct {
	Include      []string `json:"include"`
	Days         int      `json:"days"`
	SkipWeekends bool     `json:"skip_weekends"`
}

// taskParts and projectParts are what can be copied. What the platform has none of is accepted, and nothing comes of it.
func taskParts() []string {
	return []string{"assignee", "attachments", "dates", "dependencies", "followers", "notes", "parent", "projects", "subtasks", "tags"}
}

func projectParts() []string {
	return []string{"allocations", "forms", "members", "notes", "permissions", "task_assignee", "task_attachments", "task_dates",
		"task_dependencies", "task_followers", "task_notes", "task_projects", "task_subtasks", "task_tags", "task_templates", "task_type_default"}
}

func (n NewDuplicate) check(parts []string) error {
	for _, part := range n.Include {
		if !slices.Contains(parts, part) {
			return misused("include", "Not a recognized field: %s", part)
		}
	}
	if n.Schedule == nil {
		return nil
	}
	if !slices.Contains(n.Include, "task_dates") {
		return misused("schedule_dates", "task_dates must be included")
	}
	if (n.Schedule.StartOn == "") == (n.Schedule.DueOn == "") {
		return misused("schedule_dates", "You should specify one of start_on, due_on")
	}
	if err := checkDate("schedule_dates: start_on", n.Schedule.StartOn); err != nil {
		return err
	}
	return checkDate("schedule_dates: due_on", n.Schedule.DueOn)
}

// DuplicateTask copies a task the actor sees. The copy is there at once, open and made by the actor; its subtasks and
// what it waits for are the job's.
func (p *Platform) DuplicateTask(ctx context.Context, a Actor, gid string, n NewDuplicate) (Job, error) {
	if err := n.check(taskParts()); err != nil {
		return Job{}, err
	}
	if err := checkText("name", n.Name, maxName); err != nil {
		return Job{}, err
	}
	job := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.task(ctx, gid)
		if err != nil {
			return err
		}
		row := store.InsertJobParams{Gid: job, Workspace: access.Workspace, Kind: duplicateTask, Source: gid, Target: newGID()}
		request := duplicateRequest{Include: n.Include}
		if err := p.insertJob(ctx, c, row, request); err != nil {
			return err
		}
		d := &duplication{change: c, job: store.Job{Gid: job, Workspace: row.Workspace, Kind: row.Kind, Source: gid}, request: request}
		return d.copyRoot(ctx, row.Target, n.Name)
	})
	if err != nil {
		return Job{}, err
	}
	return p.Job(ctx, a, job)
}

// DuplicateProject copies a project the actor sees, as far as he sees what is in it. The copy is there at once, with
// its first section; the rest is the job's. The copy of a private project is private.
func (p *Platform) DuplicateProject(ctx context.Context, a Actor, gid string, n NewDuplicate) (Job, error) {
	var err error
	if n.Name, err = checkName("name", n.Name); err != nil {
		return Job{}, err
	}
	if err := n.check(projectParts()); err != nil {
		return Job{}, err
	}
	job := newGID()
	err = p.write(ctx, a, func(ctx context.Context, c *change) error {
		source, err := c.projectToCopy(ctx, gid)
		if err != nil {
			return err
		}
		request := duplicateRequest{Include: n.Include}
		if err := c.schedule(ctx, gid, n.Schedule, &request); err != nil {
			return err
		}
		row := store.InsertJobParams{Gid: job, Workspace: source.Workspace, Kind: duplicateProject, Source: gid, Target: newGID()}
		if err := p.insertJob(ctx, c, row, request); err != nil {
			return err
		}
		d := &duplication{change: c, job: store.Job{Gid: job, Workspace: row.Workspace, Kind: row.Kind, Source: gid, Target: row.Target}, request: request}
		return d.copyProject(ctx, source, n.Name)
	})
	if err != nil {
		return Job{}, err
	}
	return p.Job(ctx, a, job)
}

// projectToCopy reads a project that the actor sees, and may make another of.
func (c *change) projectToCopy(ctx context.Context, gid string) (store.ProjectRow, error) {
	access, err := c.project(ctx, gid)
	if err != nil {
		return store.ProjectRow{}, err
	}
	if err := c.staff(ctx, access.Workspace); err != nil {
		return store.ProjectRow{}, err
	}
	return c.q.Project(ctx, gid)
}

// schedule finds by how many days the dates move.
func (c *change) schedule(ctx context.Context, project string, s *Schedule, request *duplicateRequest) error {
	if s == nil {
		return nil
	}
	dates, err := c.q.DatesToCopy(ctx, store.DatesToCopyParams{Project: project, Person: c.actor.Person})
	from, to := dates.LastDue, s.DueOn
	if s.StartOn != "" {
		from, to = dates.FirstStart, s.StartOn
	}
	request.Days, request.SkipWeekends = daysBetween(from, to), s.SkipWeekends
	return err
}

// daysBetween is how many days lie between two; 0 when one is "".
func daysBetween(from, to string) int {
	one, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0
	}
	other, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0
	}
	return int(other.Sub(one).Hours() / 24)
}

// moved is a day moved as was asked; "" stays.
func (r duplicateRequest) moved(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	t = t.AddDate(0, 0, r.Days)
	for r.SkipWeekends && (t.Weekday() == time.Saturday || t.Weekday() == time.Sunday) {
		t = t.AddDate(0, 0, 1)
	}
	return t.Format(time.DateOnly)
}
