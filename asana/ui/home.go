package ui

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// listLimit is how many tasks a page shows at once.
const listLimit = 100

// homeData is what ui/home shows.
type homeData struct {
	Name     string
	Notices  []noticeView
	Groups   []dueGroup
	More     string // address of the next page, or ""
	Projects []asana.Project
	Makes    bool // whether the person may make projects
	Founds   bool // whether the person may make workspaces
	Several  bool // whether the projects are of several workspaces
	Nowhere  bool // whether the person is in no workspace, after a removal
	Email    string
}

// dueGroup is the person's tasks that are due in the same stretch of time.
type dueGroup struct {
	Title string // id of a message
	Late  bool
	Tasks []taskRow
}

// taskRow is a task in a list.
type taskRow struct {
	asana.Task
	URL    string
	Late   bool
	Values []asana.FieldValue // that the list shows
}

// home is GET /: the person's open tasks by due date, and all projects.
func (u *UI) home(v visit) error {
	ctx := v.r.Context()
	tasks, next, err := u.platform.MyTasks(ctx, v.actor, "", asana.Page{Limit: listLimit, Offset: v.r.FormValue("offset")})
	if err != nil {
		return err
	}
	data := homeData{Name: v.person.Name, Email: v.person.Email, Groups: groupByDue(tasks, u.today(v))}
	if next != "" {
		data.More = "/?offset=" + url.QueryEscape(next)
	}
	if data.Notices, err = u.notices(v); err != nil {
		return err
	}
	if err := u.homeProjects(v, &data); err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/home", page.View{Title: "ui.home", Layout: "app", Data: data})
}

// homeProjects adds the projects of all workspaces.
func (u *UI) homeProjects(v visit, data *homeData) error {
	ctx := v.r.Context()
	workspaces, err := u.platform.Workspaces(ctx, v.actor)
	if err != nil {
		return err
	}
	data.Nowhere, data.Several = len(workspaces) == 0, len(workspaces) > 1
	if data.Founds, err = u.platform.MayFoundWorkspace(ctx, v.actor); err != nil {
		return err
	}
	for _, w := range workspaces {
		projects, err := u.platform.Projects(ctx, v.actor, w.GID)
		if err != nil {
			return err
		}
		data.Projects = append(data.Projects, projects...)
		makes, err := u.makesProjects(v, w.GID)
		if err != nil {
			return err
		}
		data.Makes = data.Makes || makes
	}
	return nil
}

// today is the day it is where the person is, as "2006-01-02".
func (u *UI) today(v visit) string {
	return u.now().In(zoneOf(v.person)).Format(time.DateOnly)
}

// zoneOf is the person's time zone, UTC when he has named none.
func zoneOf(p asana.Person) *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// groupByDue splits tasks, which come by due date, at today and a week later.
func groupByDue(tasks []asana.Task, today string) []dueGroup {
	day, _ := time.Parse(time.DateOnly, today)
	week := day.AddDate(0, 0, 7).Format(time.DateOnly)
	groups := []dueGroup{
		{Title: "ui.due_late", Late: true}, {Title: "ui.due_today"}, {Title: "ui.due_week"}, {Title: "ui.due_later"}, {Title: "ui.due_none"},
	}
	for _, t := range tasks {
		g := &groups[dueIndex(t.DueOn, today, week)]
		g.Tasks = append(g.Tasks, row(t, "", today))
	}
	kept := groups[:0]
	for _, g := range groups {
		if len(g.Tasks) > 0 {
			kept = append(kept, g)
		}
	}
	return kept
}

func dueIndex(due, today, week string) int {
	switch {
	case due == "":
		return 4
	case due < today:
		return 0
	case due == today:
		return 1
	case due <= week:
		return 2
	}
	return 3
}

// row is a task as a list of the project shows it; "" is a list of no project.
func row(t asana.Task, project, today string) taskRow {
	if project == "" && len(t.Memberships) > 0 {
		project = t.Memberships[0].Project.GID
	}
	t.Name = strings.TrimSpace(t.Name)
	return taskRow{Task: t, URL: taskURL(project, t.GID), Late: t.DueOn != "" && t.DueOn < today && !t.Completed}
}
