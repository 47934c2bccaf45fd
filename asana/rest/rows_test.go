package rest_test

import (
	"crypto/rand"
	"maps"
)

// rows are the expectations, one for each operation.
func rows() map[string]row {
	all := map[string]row{}
	for _, some := range []map[string]row{
		peopleRows(), teamRows(), projectRows(), memberRows(), sectionRows(), taskRows(), relationRows(), taskPartRows(),
		tagRows(), reportRows(), fieldRows(), jobRows(), webhookRows(), exportRows(), ruleRows(),
	} {
		maps.Copy(all, some)
	}
	return all
}

// get is a row of what only reads; path may use a gid of the stage.
func get(want string, path func(s stage) string) row {
	return row{want, func(s stage) (string, any) { return path(s), nil }}
}

func peopleRows() map[string]row {
	space := func(rest string) func(s stage) string {
		return func(s stage) string { return "/workspaces/" + s.space() + rest }
	}
	colleague := func(s stage) string { return "/users/" + s.w.Colleague.GID }
	self := func(s stage) (string, any) { return colleague(s), object{"name": s.w.Colleague.Name} }
	return map[string]row{ //               OSMCGIFXR
		"getUser":              get("yyyynnnnn", colleague),
		"getUsers":             get(inWorkspace, func(s stage) string { return "/users?workspace=" + s.space() }),
		"getUsersForWorkspace": get(inWorkspace, space("/users")),
		"getUserForWorkspace":  get("yyyynnnnn", func(s stage) string { return space("/users/")(s) + s.w.Colleague.GID }),
		"updateUser":           {"fffynnnnn", self},
		"updateUserForWorkspace": {"fffynnnnn", func(s stage) (string, any) {
			return space("/users/")(s) + s.w.Colleague.GID, object{"name": s.w.Colleague.Name}
		}},
		"getWorkspaceMembershipsForUser":      get("yyyynnnnn", func(s stage) string { return colleague(s) + "/workspace_memberships" }),
		"getWorkspaceMembershipsForWorkspace": get(inWorkspace, space("/workspace_memberships")),
		"getWorkspaceMembership":              get("yyyynnnnn", func(s stage) string { return "/workspace_memberships/" + s.workspaceMembership() }),
		"getWorkspaces":                       get(everybody, func(stage) string { return "/workspaces" }),
		"getWorkspace":                        get(inWorkspace, space("")),
		"updateWorkspace":                     {admins, func(s stage) (string, any) { return space("")(s), object{"name": "Acme"} }},
		"addUserForWorkspace":                 {"yyffnnnnn", func(s stage) (string, any) { return space("/addUser")(s), object{"user": s.w.Colleague.Email} }},
		"removeUserForWorkspace":              {admins, func(s stage) (string, any) { return space("/removeUser")(s), object{"user": s.newPerson()} }},
		"getUserTaskListForUser":              get("yyyynnnnn", func(s stage) string { return colleague(s) + "/user_task_list?workspace=" + s.space() }),
		"getUserTaskList":                     get("yyyynnnnn", func(s stage) string { return "/user_task_lists/" + s.space() + s.w.Colleague.GID }),
		"getTasksForUserTaskList":             get("yyyynyynn", func(s stage) string { return "/user_task_lists/" + s.space() + s.w.Member.GID + "/tasks" }),
	}
}

func teamRows() map[string]row {
	team := func(rest string) func(s stage) string {
		return func(s stage) string { return "/teams/" + s.team() + rest }
	}
	memberships := func(s stage) string { return s.team() + s.w.Member.GID }
	return map[string]row{ //            OSMCGIFXR
		"createTeam":                {staff, func(s stage) (string, any) { return "/teams", object{"organization": s.space(), "name": "Day shift"} }},
		"getTeam":                   get(whoSeesTeam, team("")),
		"updateTeam":                {whoSeesTeam, func(s stage) (string, any) { return team("")(s), object{"name": "Day shift"} }},
		"addUserForTeam":            {whoSeesTeam, func(s stage) (string, any) { return team("/addUser")(s), object{"user": s.w.Colleague.GID} }},
		"removeUserForTeam":         {whoSeesTeam, func(s stage) (string, any) { return team("/removeUser")(s), object{"user": s.w.Member.GID} }},
		"getUsersForTeam":           get(whoSeesTeam, team("/users")),
		"getTeamMembership":         get(whoSeesTeam, func(s stage) string { return "/team_memberships/" + memberships(s) }),
		"getTeamMemberships":        get(whoSeesTeam, func(s stage) string { return "/team_memberships?team=" + s.team() }),
		"getTeamMembershipsForTeam": get(whoSeesTeam, team("/team_memberships")),
		"getTeamMembershipsForUser": get("yyyynnnnn", func(s stage) string {
			return "/users/" + s.w.Colleague.GID + "/team_memberships?workspace=" + s.space()
		}),
		"getTeamsForWorkspace": get(inWorkspace, func(s stage) string { return "/workspaces/" + s.space() + "/teams" }),
		"getTeamsForUser":      get("yyyynnnnn", func(s stage) string { return "/users/" + s.w.Colleague.GID + "/teams?organization=" + s.space() }),
		"createProjectForTeam": {whoSeesTeam, func(s stage) (string, any) { return team("/projects")(s), object{"name": "Rota"} }},
		"getProjectsForTeam":   get(whoSeesTeam, func(s stage) string { return "/teams/" + s.w.Team.GID + "/projects" }),
	}
}

func projectRows() map[string]row {
	project := func(rest string) func(s stage) string {
		return func(s stage) string { return "/projects/" + s.project() + rest }
	}
	return map[string]row{
		"createProject":              {staff, func(s stage) (string, any) { return "/projects", object{"workspace": s.space(), "name": "Move"} }},
		"createProjectForWorkspace":  {staff, func(s stage) (string, any) { return "/workspaces/" + s.space() + "/projects", object{"name": "Move"} }},
		"getProjects":                get(inWorkspace, func(s stage) string { return "/projects?workspace=" + s.space() }),
		"getProjectsForWorkspace":    get(inWorkspace, func(s stage) string { return "/workspaces/" + s.space() + "/projects" }),
		"getProject":                 get(whoSeesProject, project("")),
		"updateProject":              {whoEditsProject, func(s stage) (string, any) { return project("")(s), object{"color": "dark-red"} }},
		"deleteProject":              {whoEditsProject, func(s stage) (string, any) { return "/projects/" + s.newProject(), nil }},
		"getTaskCountsForProject":    get(whoSeesProject, project("/task_counts?opt_fields=num_tasks")),
		"getTasksForProject":         get(whoSeesProject, project("/tasks")),
		"searchTasksForWorkspace":    get(inWorkspace, func(s stage) string { return "/workspaces/" + s.space() + "/tasks/search?text=" + privateTask }),
		"searchProjectsForWorkspace": get(inWorkspace, func(s stage) string { return "/workspaces/" + s.space() + "/projects/search?text=" + privateProject }),
		"typeaheadForWorkspace": get(inWorkspace, func(s stage) string {
			return "/workspaces/" + s.space() + "/typeahead?resource_type=project&query=" + privateProject
		}),
		"getWorkspaceEvents": get(staff, func(s stage) string { return "/workspaces/" + s.space() + "/events" }),
		"getEvents":          get(whoSeesProject, func(s stage) string { return "/events?resource=" + s.project() }),
		"createBatchRequest": {everybody, func(s stage) (string, any) {
			return "/batch", object{"actions": []object{{"relative_path": project("")(s), "method": "get"}}}
		}},
	}
}

func memberRows() map[string]row {
	project := func(rest string) func(s stage) string {
		return func(s stage) string { return "/projects/" + s.project() + rest }
	}
	return map[string]row{
		"addMembersForProject": {whoEditsProject, func(s stage) (string, any) { return project("/addMembers")(s), object{"members": s.w.Owner.GID} }},
		"removeMembersForProject": {whoEditsProject, func(s stage) (string, any) {
			project, person := s.membership()
			return "/projects/" + project + "/removeMembers", object{"members": person}
		}},
		"addFollowersForProject":          {whoEditsProject, func(s stage) (string, any) { return project("/addFollowers")(s), object{"followers": s.w.Owner.GID} }},
		"removeFollowersForProject":       {whoEditsProject, func(s stage) (string, any) { return project("/removeFollowers")(s), object{"followers": s.w.Owner.GID} }},
		"getProjectMembershipsForProject": get(whoSeesProject, project("/project_memberships")),
		"getProjectMembership":            get(whoSeesProject, func(s stage) string { return "/project_memberships/" + s.project() + s.w.Member.GID }),
		"getMemberships":                  get(whoSeesProject, func(s stage) string { return "/memberships?parent=" + s.project() }),
		"getMembership":                   get(whoSeesProject, func(s stage) string { return "/memberships/" + s.project() + s.w.Member.GID }),
		"createMembership": {whoEditsProject, func(s stage) (string, any) {
			return "/memberships", object{"parent": s.project(), "member": s.w.Owner.GID}
		}},
		"updateMembership": {whoSeesProject, func(s stage) (string, any) {
			return "/memberships/" + s.project() + s.w.Member.GID, object{"access_level": "editor"}
		}},
		"deleteMembership": {whoEditsProject, func(s stage) (string, any) {
			project, person := s.membership()
			return "/memberships/" + project + person, nil
		}},
	}
}

func sectionRows() map[string]row {
	section := func(rest string) func(s stage) string {
		return func(s stage) string { return "/sections/" + s.section() + rest }
	}
	return map[string]row{
		"createSectionForProject": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.project() + "/sections", object{"name": s.name(privateProject)}
		}},
		"getSectionsForProject": get(whoSeesProject, func(s stage) string { return "/projects/" + s.project() + "/sections" }),
		"insertSectionForProject": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.project() + "/sections/insert", object{"section": s.section(), "before_section": s.section()}
		}},
		"getSection":         get(whoSeesProject, section("")),
		"updateSection":      {whoEditsProject, func(s stage) (string, any) { return section("")(s), object{"name": s.name(privateProject)} }},
		"deleteSection":      {whoEditsProject, func(s stage) (string, any) { return section("")(s), nil }},
		"addTaskForSection":  {whoSeesProject, func(s stage) (string, any) { return section("/addTask")(s), object{"task": s.task()} }},
		"getTasksForSection": get(whoSeesProject, section("/tasks")),
	}
}

func taskRows() map[string]row {
	task := func(rest string) func(s stage) string {
		return func(s stage) string { return "/tasks/" + s.task() + rest }
	}
	return map[string]row{ //                OSMCGIFXR OSMCGIFXR
		"createTask": {whoSeesProject, func(s stage) (string, any) {
			return "/tasks", object{"projects": []string{s.project()}, "name": s.name(privateTask)}
		}},
		"getTasks":             get(whoSeesProject, func(s stage) string { return "/tasks?project=" + s.project() }),
		"getTask":              get(whoSeesTask, task("")),
		"updateTask":           {whoSeesTask, func(s stage) (string, any) { return task("")(s), object{"completed": true} }},
		"deleteTask":           {"yyyynffnn ynynnnfnn", func(s stage) (string, any) { return task("")(s), nil }},
		"getSubtasksForTask":   get(whoSeesTask, task("/subtasks")),
		"createSubtaskForTask": {whoSeesTask, func(s stage) (string, any) { return task("/subtasks")(s), object{"name": s.name(privateTask)} }},
		"setParentForTask":     {whoSeesTask, func(s stage) (string, any) { return task("/setParent")(s), object{"parent": s.task()} }},
		"getStoriesForTask":    get(whoSeesTask, task("/stories")),
		"createStoryForTask":   {whoSeesTask, func(s stage) (string, any) { return task("/stories")(s), object{"text": "Hm."} }},
		"getTagsForTask":       get(whoSeesTask, task("/tags")),
		"getProjectsForTask":   get(whoSeesTask, task("/projects")),
	}
}

func relationRows() map[string]row {
	task := func(s stage, rest string) string { return "/tasks/" + s.task() + rest }
	followers := func(s stage) any { return object{"followers": []string{s.w.Owner.GID}} }
	return map[string]row{ //             OSMCGIFXR OSMCGIFXR
		"addProjectForTask":      {whoSeesProject, func(s stage) (string, any) { return task(s, "/addProject"), object{"project": s.project()} }},
		"removeProjectForTask":   {whoSeesProject, func(s stage) (string, any) { return task(s, "/removeProject"), object{"project": s.project()} }},
		"addTagForTask":          {whoSeesTask, func(s stage) (string, any) { return task(s, "/addTag"), object{"tag": s.tag()} }},
		"removeTagForTask":       {whoSeesTask, func(s stage) (string, any) { return task(s, "/removeTag"), object{"tag": s.tag()} }},
		"addFollowersForTask":    {whoSeesTask, func(s stage) (string, any) { return task(s, "/addFollowers"), followers(s) }},
		"removeFollowerForTask":  {whoSeesTask, func(s stage) (string, any) { return task(s, "/removeFollowers"), followers(s) }},
		"getDependenciesForTask": get(whoSeesTask, func(s stage) string { return task(s, "/dependencies") }),
		"addDependenciesForTask": {whoSeesTask, func(s stage) (string, any) {
			return task(s, "/addDependencies"), object{"dependencies": []string{s.task()}}
		}},
		"removeDependenciesForTask": {whoSeesTask, func(s stage) (string, any) {
			return task(s, "/removeDependencies"), object{"dependencies": []string{s.task()}}
		}},
		"getDependentsForTask": get(whoSeesTask, func(s stage) string { return task(s, "/dependents") }),
		"addDependentsForTask": {whoSeesTask, func(s stage) (string, any) {
			return task(s, "/addDependents"), object{"dependents": []string{s.task()}}
		}},
		"removeDependentsForTask": {whoSeesTask, func(s stage) (string, any) {
			return task(s, "/removeDependents"), object{"dependents": []string{s.task()}}
		}},
	}
}

func taskPartRows() map[string]row {
	const author = "ffyfnffnn fnynnnfnn" // of comments
	return map[string]row{               //                OSMCGIFXR OSMCGIFXR
		"getStory":                get(whoSeesTask, func(s stage) string { return "/stories/" + s.story() }),
		"updateStory":             {author, func(s stage) (string, any) { return "/stories/" + s.story(), object{"text": "Well."} }},
		"deleteStory":             {author, func(s stage) (string, any) { return "/stories/" + s.story(), nil }},
		"getAttachmentsForObject": get(whoSeesTask, func(s stage) string { return "/attachments?parent=" + s.task() }),
		"getAttachment":           get(whoSeesTask, func(s stage) string { return "/attachments/" + s.file() }),
		"deleteAttachment":        {"yyyynffnn ynynnnfnn", func(s stage) (string, any) { return "/attachments/" + s.file(), nil }},
		"createAttachmentForObject": {whoSeesTask, func(s stage) (string, any) {
			return "/attachments", object{"parent": s.task(), "resource_subtype": "external", "name": "Page", "url": "https://example.com/1"}
		}},
	}
}

func tagRows() map[string]row {
	tag := func(rest string) func(s stage) string {
		return func(s stage) string { return "/tags/" + s.tag() + rest }
	}
	return map[string]row{
		"createTag":             {staff, func(s stage) (string, any) { return "/tags", object{"workspace": s.space(), "name": "later"} }},
		"createTagForWorkspace": {staff, func(s stage) (string, any) { return "/workspaces/" + s.space() + "/tags", object{"name": "later"} }},
		"getTags":               get(inWorkspace, func(s stage) string { return "/tags?workspace=" + s.space() }),
		"getTagsForWorkspace":   get(inWorkspace, func(s stage) string { return "/workspaces/" + s.space() + "/tags" }),
		"getTag":                get(inWorkspace, tag("")),
		"updateTag":             {staff, func(s stage) (string, any) { return tag("")(s), object{"name": "later"} }},
		"deleteTag":             {staff, func(s stage) (string, any) { return tag("")(s), nil }},
		"getTasksForTag":        get(inWorkspace+" "+inWorkspace, func(s stage) string { return "/tags/" + s.tagged() + "/tasks" }),
	}
}

// webhookRows: on what one sees anybody may have webhooks, which nobody else knows.
func webhookRows() map[string]row {
	body := func(s stage) object {
		return object{"resource": s.project(), "target": s.w.URL + "/receiver/" + rand.Text()}
	}
	hook := func(s stage) string { return "/webhooks/" + s.made(s.a.post("/webhooks", body(s))) }
	const own = "nnynnnnnn nnynnnnnn"
	return map[string]row{
		"getWebhooks":   get(inWorkspace, func(s stage) string { return "/webhooks?workspace=" + s.space() }),
		"createWebhook": {whoSeesProject, func(s stage) (string, any) { return "/webhooks", body(s) }},
		"getWebhook":    get(own, hook),
		"updateWebhook": {own, func(s stage) (string, any) { return hook(s), object{"filters": []object{}} }},
		"deleteWebhook": {own, func(s stage) (string, any) { return hook(s), nil }},
	}
}

// reportRows are of status updates, by their new and by their old names.
func reportRows() map[string]row {
	return map[string]row{ //                  OSMCGIFXR OSMCGIFXR
		"getStatusesForObject": get(whoSeesProject, func(s stage) string { return "/status_updates?parent=" + s.project() }),
		"createStatusForObject": {whoEditsProject, func(s stage) (string, any) {
			return "/status_updates", object{"parent": s.project(), "text": "-", "status_type": "on_track"}
		}},
		"getStatus":                    get(whoSeesProject, func(s stage) string { return "/status_updates/" + s.status() }),
		"deleteStatus":                 {whoEditsProject, func(s stage) (string, any) { return "/status_updates/" + s.status(), nil }},
		"getProjectStatusesForProject": get(whoSeesProject, func(s stage) string { return "/projects/" + s.project() + "/project_statuses" }),
		"createProjectStatusForProject": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.project() + "/project_statuses", object{"text": "-", "color": "green"}
		}},
		"getProjectStatus":    get(whoSeesProject, func(s stage) string { return "/project_statuses/" + s.status() }),
		"deleteProjectStatus": {whoEditsProject, func(s stage) (string, any) { return "/project_statuses/" + s.status(), nil }},
	}
}

func fieldRows() map[string]row {
	field := func(s stage) string {
		gid, _, _ := s.field()
		return "/custom_fields/" + gid
	}
	return map[string]row{
		"createCustomField": {staff, func(s stage) (string, any) {
			return "/custom_fields", object{"workspace": s.space(), "name": rand.Text(), "resource_subtype": "text"}
		}},
		"getCustomField":                 get(whoSeesProject, field),
		"updateCustomField":              {whoEditsProject, func(s stage) (string, any) { return field(s), object{"description": "-"} }},
		"deleteCustomField":              {whoEditsProject, func(s stage) (string, any) { return field(s), nil }},
		"getCustomFieldsForWorkspace":    get(staff, func(s stage) string { return "/workspaces/" + s.space() + "/custom_fields" }),
		"createEnumOptionForCustomField": {whoEditsProject, func(s stage) (string, any) { return field(s) + "/enum_options", object{"name": "More"} }},
		"insertEnumOptionForCustomField": {whoEditsProject, func(s stage) (string, any) {
			field, first, second := s.field()
			return "/custom_fields/" + field + "/enum_options/insert", object{"enum_option": first, "after_enum_option": second}
		}},
		"updateEnumOption": {whoEditsProject, func(s stage) (string, any) {
			_, first, _ := s.field()
			return "/enum_options/" + first, object{"color": "red"}
		}},
		"getCustomFieldSettingsForProject": get(whoSeesProject, func(s stage) string { return "/projects/" + s.project() + "/custom_field_settings" }),
		"getCustomFieldSettingsForTeam":    get(whoSeesTeam, func(s stage) string { return "/teams/" + s.w.Team.GID + "/custom_field_settings" }),
		"addCustomFieldSettingForProject": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.newProject() + "/addCustomFieldSetting", object{"custom_field": s.libraryField()}
		}},
		"removeCustomFieldSettingForProject": {whoEditsProject, func(s stage) (string, any) {
			field, _, _ := s.field()
			return "/projects/" + s.project() + "/removeCustomFieldSetting", object{"custom_field": field}
		}},
	}
}

// No person exports anything.
func exportRows() map[string]row {
	const nobody = "fffffffff"
	return map[string]row{
		"createOrganizationExport": {nobody, func(s stage) (string, any) {
			return "/organization_exports", object{"organization": s.space()}
		}},
		"getOrganizationExport": get(nobody, func(s stage) string {
			service := s.a.as(s.w.AddService(s.t, "Backup"))
			return "/organization_exports/" + s.made(service.post("/organization_exports", object{"organization": s.space()}))
		}),
	}
}

func jobRows() map[string]row {
	return map[string]row{ //   OSMCGIFXR OSMCGIFXR
		"duplicateTask": {"yyyynyfnn ynynnnfnn", func(s stage) (string, any) {
			return "/tasks/" + s.task() + "/duplicate", object{"include": "projects"}
		}},
		"duplicateProject": {whoEditsProject, func(s stage) (string, any) {
			return "/projects/" + s.project() + "/duplicate", object{"name": s.name(privateProject)}
		}},
		"getJob": get("nnynnnnnn", func(s stage) string { return "/jobs/" + s.made(s.a.post("/tasks/"+s.task()+"/duplicate", object{})) }),
	}
}
