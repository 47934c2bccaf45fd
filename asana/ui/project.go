package ui

import (
	"context"
	"net/http"
	"net/url"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// projectData is what ui/project shows.
type projectData struct {
	Project  asana.Project
	Sections []sectionRows
	Members  []asana.Person
	Others   []asana.Person // members of the workspace who could be added
	More     string         // address of the next page, or ""
	MayEdit  bool
	Panel    *customizeData // the open panel "Customize", or nil
	Waiting  []ruleView     // rules that somebody has to look after
	Problem  string         // what was wrong with the last input
}

// sectionRows is a section with those of its tasks that the page shows.
type sectionRows struct {
	asana.Section
	Tasks []taskRow
}

// showProject is GET /0/{project}.
func (u *UI) showProject(v visit) error { return u.renderProject(v, http.StatusOK, nil, nil) }

// showCustomize is GET /0/{project}/customize: the same with the panel open.
func (u *UI) showCustomize(v visit) error {
	panel, err := u.customize(v)
	if err != nil {
		return err
	}
	return u.renderProject(v, http.StatusOK, panel, nil)
}

// renderProject shows the project, with what was wrong with the input if
// anything was.
func (u *UI) renderProject(v visit, status int, panel *customizeData, problem *asana.Error) error {
	data, err := u.loadProject(v)
	if err != nil {
		return err
	}
	data.Panel = panel
	if problem != nil {
		data.Problem = u.say(v, problem)
	}
	return u.render(v, status, "ui/project", page.View{Title: data.Project.Name, Layout: "app", Data: data})
}

func (u *UI) loadProject(v visit) (projectData, error) {
	ctx, gid := v.r.Context(), v.path("project")
	p, err := u.platform.Project(ctx, v.actor, gid)
	if err != nil {
		return projectData{}, err
	}
	data := projectData{Project: p}
	if data.MayEdit, err = u.platform.MayEditProject(ctx, v.actor, gid); err != nil {
		return data, err
	}
	if data.Members, err = u.platform.ProjectMembers(ctx, v.actor, gid); err != nil {
		return data, err
	}
	if data.Others, err = u.notYetMembers(ctx, v.actor, p, data.Members); err != nil {
		return data, err
	}
	if data.Waiting, err = u.waitingRules(v, gid); err != nil {
		return data, err
	}
	return data, u.loadTasks(v, &data)
}

func (u *UI) loadTasks(v visit, data *projectData) error {
	ctx, gid := v.r.Context(), data.Project.GID
	sections, err := u.sections(v, gid)
	if err != nil {
		return err
	}
	tasks, next, err := u.platform.Tasks(ctx, v.actor, gid, asana.Page{Limit: listLimit, Offset: v.r.FormValue("offset")})
	if err != nil {
		return err
	}
	if next != "" {
		data.More = projectURL(gid) + "?" + url.Values{"offset": {next}}.Encode()
	}
	settings, err := u.platform.FieldSettings(ctx, v.actor, gid)
	data.Sections = bySection(sections, tasks, gid, u.today(v))
	for _, s := range data.Sections {
		for i := range s.Tasks {
			s.Tasks[i].Values = listed(s.Tasks[i].CustomFields, settings)
		}
	}
	return err
}

// bySection puts the tasks under their sections of the project.
func bySection(sections []asana.Section, tasks []asana.Task, project, today string) []sectionRows {
	rows := make([]sectionRows, len(sections))
	index := map[string]int{}
	for i, s := range sections {
		rows[i].Section = s
		index[s.GID] = i
	}
	for _, t := range tasks {
		for _, m := range t.Memberships {
			if i, ok := index[m.Section.GID]; ok && m.Project.GID == project {
				rows[i].Tasks = append(rows[i].Tasks, row(t, project, today))
			}
		}
	}
	return rows
}

// notYetMembers are the active members of the workspace outside the project.
func (u *UI) notYetMembers(ctx context.Context, a asana.Actor, p asana.Project, members []asana.Person) ([]asana.Person, error) {
	all, err := u.platform.Members(ctx, a, p.Workspace.GID)
	if err != nil {
		return nil, err
	}
	in := map[string]bool{}
	for _, m := range members {
		in[m.GID] = true
	}
	var others []asana.Person
	for _, m := range all {
		if m.IsActive && !in[m.User.GID] {
			others = append(others, m.User)
		}
	}
	return others, nil
}

// updateProject is POST /0/{project}: name, notes and privacy, as far as the
// form has them.
func (u *UI) updateProject(v visit) error {
	var c asana.ProjectChange
	c.Name, c.Notes = v.optional("name"), v.optional("notes")
	if choice := v.optional("private"); choice != nil {
		private := *choice == "on"
		c.Private = &private
	}
	_, err := u.platform.UpdateProject(v.r.Context(), v.actor, v.path("project"), c)
	return u.afterProject(v, err)
}

// optional returns a value of the form, nil when the form does not have it.
// The last one counts: a box that is not ticked has a hidden twin before it.
func (v visit) optional(name string) *string {
	values := v.r.PostForm[name]
	if len(values) == 0 {
		return nil
	}
	return &values[len(values)-1]
}

// afterProject ends a write on a project's page: wrong input is shown there.
func (u *UI) afterProject(v visit, err error) error {
	if problem, ok := invalid(err); ok && !v.wantsJSON() {
		return u.renderProject(v, http.StatusBadRequest, nil, problem)
	}
	if err != nil {
		return err
	}
	return u.done(v, projectURL(v.path("project")))
}

// createTask is POST /0/{project}/tasks: a name, and the section it goes into.
func (u *UI) createTask(v visit) error {
	_, err := u.platform.CreateTask(v.r.Context(), v.actor, asana.NewTask{
		Projects: []string{v.path("project")}, Section: v.form("section"), Name: v.form("name"),
	})
	return u.afterProject(v, err)
}

// createSection is POST /0/{project}/sections.
func (u *UI) createSection(v visit) error {
	_, err := u.platform.CreateSection(v.r.Context(), v.actor, v.path("project"), v.form("name"))
	return u.afterProject(v, err)
}

// changeMembers is POST /0/{project}/members: add=gid or remove=gid.
func (u *UI) changeMembers(v visit) error {
	ctx, project := v.r.Context(), v.path("project")
	if person := v.form("remove"); person != "" {
		return u.afterProject(v, u.platform.RemoveProjectMember(ctx, v.actor, project, person))
	}
	return u.afterProject(v, u.platform.AddProjectMember(ctx, v.actor, project, v.form("add")))
}
