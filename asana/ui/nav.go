package ui

import (
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// nav is the frame's navigation: home, and the projects of each workspace.
func (u *UI) nav(v visit) (*page.Nav, error) {
	workspaces, err := u.platform.Workspaces(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	here := v.r.URL.Path
	nav := &page.Nav{Person: v.person.Name, SignOut: "/-/logout", Actions: []page.NavLink{
		{Text: u.t(v, "ui.my_settings"), URL: mySettingsURL, Icon: "settings"},
	}}
	nav.Groups = append(nav.Groups, page.NavGroup{Links: []page.NavLink{
		{Text: u.t(v, "ui.home"), URL: "/", Icon: "home", Current: here == "/"},
	}})
	if len(workspaces) == 1 {
		nav.Place = workspaces[0].Name
	}
	for _, w := range workspaces {
		group, err := u.navProjects(v, w)
		if err != nil {
			return nil, err
		}
		nav.Groups = append(nav.Groups, group)
	}
	may, err := u.platform.MayFoundWorkspace(v.r.Context(), v.actor)
	if may {
		nav.Groups = append(nav.Groups, page.NavGroup{Links: []page.NavLink{
			{Text: u.t(v, "ui.new_workspace"), URL: newWorkspaceURL, Icon: "plus", Current: here == newWorkspaceURL},
		}})
	}
	return nav, err
}

func (u *UI) navProjects(v visit, w asana.Workspace) (page.NavGroup, error) {
	group := page.NavGroup{Title: w.Name}
	projects, err := u.platform.Projects(v.r.Context(), v.actor, w.GID)
	if err != nil {
		return group, err
	}
	for _, p := range projects {
		icon := "project"
		if p.Private {
			icon = "lock"
		}
		group.Links = append(group.Links, page.NavLink{
			Text: p.Name, URL: projectURL(p.GID), Icon: icon, Current: v.path("project") == p.GID,
		})
	}
	links, err := u.navManaging(v, w)
	group.Links = append(group.Links, links...)
	return group, err
}

// navManaging are the links below a workspace's projects: what the person may
// make and manage there.
func (u *UI) navManaging(v visit, w asana.Workspace) (links []page.NavLink, err error) {
	role, err := u.platform.Role(v.r.Context(), w.GID, v.person.GID)
	if err != nil {
		return nil, err
	}
	manages, err := u.platform.ManagesUsers(v.r.Context(), v.actor, w.GID)
	if err != nil {
		return nil, err
	}
	at := func(path string) bool {
		return strings.HasPrefix(v.r.URL.Path, path) && v.r.FormValue("workspace") == w.GID
	}
	add := func(text, url, icon string, current bool) {
		links = append(links, page.NavLink{Text: u.t(v, text), URL: url, Icon: icon, Current: current})
	}
	if role != asana.Guest && role != "" {
		add("ui.new_project", "/0/projects/new?workspace="+w.GID, "plus", false)
	}
	if manages {
		add("ui.manage_users", membersURL(w.GID), "people", at("/0/members"))
	}
	if (role == asana.Owner || role == asana.SuperAdmin) && w.Plan.Has(asana.Enterprise) {
		add("ui.admin_console", inWorkspace(adminAppsURL, w.GID), "shield", at(adminAppsURL))
	}
	if role == asana.Owner {
		add("ui.account", accountURL(w.GID), "settings", at("/0/account"))
	}
	return links, nil
}

// makesProjects tells whether the person may make projects in a workspace:
// everybody but guests may.
func (u *UI) makesProjects(v visit, workspace string) (bool, error) {
	role, err := u.platform.Role(v.r.Context(), workspace, v.person.GID)
	return role != asana.Guest && role != "", err
}

// t is a message in the visitor's language.
func (u *UI) t(v visit, id string) string { return u.frame.T(v.r, id, nil) }

func projectURL(project string) string { return "/0/" + project }

// taskURL is a task's page as seen from a project; "" is from none.
func taskURL(project, task string) string {
	if project == "" {
		project = "0"
	}
	return "/0/" + project + "/" + task
}
