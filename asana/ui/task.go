package ui

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// taskData is what ui/task shows.
type taskData struct {
	Task        asana.Task
	Project     asana.Ref // the project the page was opened from, or zero
	URL         string    // of this page; forms post below it
	Notes       template.HTML
	Written     writtenText // the notes as their field shows them
	Editing     bool        // whether the field is open
	People      []asana.Person
	Fields      []fieldView
	Late        bool
	Attachments []fileView
	LargestFile int64 // that may be uploaded, bytes
	LargestMB   int64
	Apps        []appField
	Comments    []commentView
	Runs        []runView    // of rules for the task, newest first
	Rules       []asana.Rule // that the reader may run for it
	Problem     string       // what was wrong with the last input
	Comment     string       // the last input, when something was wrong with it

	owner string // mail address
}

// commentView is a comment made safe to show.
type commentView struct {
	asana.Comment
	HTML template.HTML
}

// showTask is GET /0/{project}/{task}; project 0 is none.
func (u *UI) showTask(v visit) error { return u.renderTask(v, http.StatusOK, nil) }

// movedTask is the newer form of a task's address.
func (u *UI) movedTask(v visit) error {
	http.Redirect(v.w, v.r, taskURL("", v.path("task")), http.StatusMovedPermanently)
	return nil
}

func (u *UI) renderTask(v visit, status int, problem *asana.Error) error {
	data, err := u.loadTask(v)
	if err != nil {
		return err
	}
	if problem != nil {
		data.keep(v.r.PostForm, u.say(v, problem))
	}
	title := data.Task.Name
	if title == "" {
		title = "ui.untitled"
	}
	return u.render(v, status, "ui/task", page.View{Title: title, Layout: "app", Data: data})
}

// keep shows again what a person wrote at length and what was wrong with it.
func (d *taskData) keep(input url.Values, problem string) {
	d.Problem, d.Comment = problem, input.Get("text")
	if input.Has("notes") {
		d.Written, d.Editing = writtenText{input.Get("notes"), input.Get("kind")}, true
	}
}

func (u *UI) loadTask(v visit) (taskData, error) {
	ctx := v.r.Context()
	t, err := u.platform.Task(ctx, v.actor, v.path("task"))
	if err != nil {
		return taskData{}, err
	}
	t.Name = strings.TrimSpace(t.Name) // blank is as good as none: what is none is shown as "Untitled"
	for i := range t.Memberships {
		t.Memberships[i].Section.Name = u.sectionName(v, t.Memberships[i].Section.Name)
	}
	data := taskData{
		Task: t, Project: projectOf(t, v.path("project")), Notes: u.richText(t.HTMLNotes), Written: written(t),
		Late: row(t, "", u.today(v)).Late,
	}
	data.LargestFile = u.platform.MaxFileSize()
	data.LargestMB = data.LargestFile >> 20
	data.URL = taskURL(data.Project.GID, t.GID)
	members, err := u.platform.Members(v.r.Context(), v.actor, t.Workspace.GID)
	if err != nil {
		return data, err
	}
	data.People, data.owner = active(members), ownerOf(members)
	data.Fields = fieldViews(t.CustomFields, data.People)
	if err := u.loadComments(v, &data); err != nil {
		return data, err
	}
	if err := u.loadRules(v, &data); err != nil {
		return data, err
	}
	return data, u.loadAttached(v, &data)
}

// projectOf is the task's project of that gid, else its first one.
func projectOf(t asana.Task, gid string) asana.Ref {
	for _, m := range t.Memberships {
		if m.Project.GID == gid {
			return m.Project
		}
	}
	if len(t.Memberships) > 0 {
		return t.Memberships[0].Project
	}
	return asana.Ref{}
}

// active are the people a task may be assigned to.
func active(members []asana.WorkspaceMembership) []asana.Person {
	var people []asana.Person
	for _, m := range members {
		if m.IsActive {
			people = append(people, m.User)
		}
	}
	return people
}

// updateTask is POST /0/{project}/{task}: whatever the form has.
func (u *UI) updateTask(v visit) error {
	c := asana.TaskChange{Name: v.optional("name"), Assignee: v.optional("assignee"), DueOn: v.optional("due_on")}
	if c.Name != nil {
		*c.Name = strings.TrimSpace(*c.Name)
	}
	if text := v.optional("notes"); text != nil {
		c.Notes, c.HTMLNotes = writtenText{*text, v.form("kind")}.change()
	}
	c.Completed, c.Private = v.choice("completed"), v.choice("private")
	_, err := u.platform.UpdateTask(v.r.Context(), v.actor, v.path("task"), c)
	return u.afterTask(v, err)
}

// choice is a box of the form: nil when the form does not have it.
func (v visit) choice(name string) *bool {
	value := v.optional(name)
	if value == nil {
		return nil
	}
	on := *value == "on"
	return &on
}

// deleteTask is POST /0/{project}/{task}/delete.
func (u *UI) deleteTask(v visit) error {
	if err := u.platform.DeleteTask(v.r.Context(), v.actor, v.path("task")); err != nil {
		return err
	}
	if v.path("project") == "0" {
		return u.done(v, "/")
	}
	return u.done(v, projectURL(v.path("project")))
}

// afterTask ends a write on a task's page: wrong input is shown there. The
// form may name another page of ours to go back to.
func (u *UI) afterTask(v visit, err error) error {
	if problem, ok := invalid(err); ok && !v.wantsJSON() {
		return u.renderTask(v, http.StatusBadRequest, problem)
	}
	if err != nil {
		return err
	}
	if v.form("back") == "list" {
		return u.done(v, projectURL(v.path("project")))
	}
	return u.done(v, taskURL(v.path("project"), v.path("task")))
}
