package rest_test

import (
	"maps"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// object is a body's data.
type object = map[string]any

// samples tries operations in a world, each once, with every field a record has.
type samples struct {
	t *testing.T
	w *asanatest.World
	a api
}

// answersOfAll tries every operation.
func answersOfAll(t *testing.T, w *asanatest.World, a api) map[string]answer {
	t.Helper()
	s, all := samples{t, w, a}, map[string]answer{}
	for _, some := range []map[string]answer{
		s.fields(), s.people(), s.teams(), s.projects(), s.sections(), s.tasks(), s.relations(), s.dependencies(), s.stories(),
		s.attachments(), s.tags(), s.statuses(), s.memberships(), s.projectStatuses(), s.jobs(),
		s.events(), s.webhooks(), s.exports(), s.rules(),
	} {
		maps.Copy(all, some)
	}
	return all
}

// made is the gid of what an answer made.
func (s samples) made(got answer) string { s.t.Helper(); return got.ok(got.Status)["gid"].(string) }

// task makes one in the project.
func (s samples) task(name string) string {
	s.t.Helper()
	return s.w.AddTask(s.t, asana.NewTask{Projects: []string{s.w.Project.GID}, Name: name}).GID
}

func (s samples) people() map[string]answer {
	space, admin := s.w.Workspace.GID, s.a.as(s.w.Owner)
	members := s.a.get("/workspaces/" + space + "/workspace_memberships?limit=2")
	return map[string]answer{
		"getUser":                             s.a.get("/users/me"),
		"getUsers":                            s.a.get("/users?limit=2&opt_fields=name,email,photo,workspaces.name"),
		"getUsersForWorkspace":                s.a.get("/workspaces/" + space + "/users?limit=2"),
		"getUserForWorkspace":                 s.a.get("/workspaces/" + space + "/users/" + s.w.Colleague.GID),
		"getUsersForTeam":                     admin.get("/teams/" + s.w.Team.GID + "/users"),
		"getWorkspaceMembershipsForUser":      s.a.get("/users/me/workspace_memberships?limit=5&opt_fields=is_admin,is_guest,is_active,created_at,user,workspace"),
		"getWorkspaceMembershipsForWorkspace": members,
		"getWorkspaceMembership":              s.a.get("/workspace_memberships/" + gids(members.list())[0]),
		"getWorkspaces":                       s.a.get("/workspaces?limit=5"),
		"getWorkspace":                        s.a.get("/workspaces/" + space),
		"updateUser":                          s.a.put("/users/me", object{"name": "Mia M."}),
		"updateUserForWorkspace":              s.a.put("/workspaces/"+space+"/users/me", object{"name": "Mia Member"}),
		"updateWorkspace":                     admin.put("/workspaces/"+space, object{"name": "Works"}),
		"addUserForWorkspace":                 admin.post("/workspaces/"+space+"/addUser", object{"user": s.w.Guest.Email}),
		"removeUserForWorkspace":              admin.post("/workspaces/"+space+"/removeUser", object{"user": s.w.SuperAdmin.GID}),
		"getUserTaskListForUser":              s.a.get("/users/me/user_task_list?workspace=" + space),
		"getUserTaskList":                     s.a.get("/user_task_lists/" + space + s.w.Member.GID),
	}
}

func (s samples) teams() map[string]answer {
	space := s.w.Workspace.GID
	made := s.a.post("/teams", object{"organization": space, "name": "Night shift", "description": "Late."})
	team := "/teams/" + s.made(made)
	joined := s.a.post(team+"/addUser", object{"user": s.w.Colleague.Email})
	return map[string]answer{
		"createTeam":                made,
		"getTeam":                   s.a.get(team + "?opt_fields=name,description,organization.name,visibility,permalink_url"),
		"updateTeam":                s.a.put(team, object{"name": "Day shift"}),
		"addUserForTeam":            joined,
		"getTeamMembership":         s.a.get("/team_memberships/" + s.made(joined)),
		"getTeamMemberships":        s.a.get("/team_memberships?limit=1&team=" + s.made(made)),
		"getTeamMembershipsForTeam": s.a.get(team + "/team_memberships?limit=1"),
		"getTeamMembershipsForUser": s.a.get("/users/me/team_memberships?limit=1&workspace=" + space),
		"getTeamsForWorkspace":      s.a.get("/workspaces/" + space + "/teams?limit=1"),
		"getTeamsForUser":           s.a.get("/users/me/teams?limit=1&organization=" + space),
		"createProjectForTeam":      s.a.post(team+"/projects", object{"name": "Rota"}),
		"getProjectsForTeam":        s.a.get(team + "/projects"),
		"removeUserForTeam":         s.a.post(team+"/removeUser", object{"user": s.w.Colleague.GID}),
	}
}

func (s samples) projects() map[string]answer {
	space := s.w.Workspace.GID
	made := s.a.post("/projects", object{"workspace": space, "name": "Move", "color": "dark-green", "due_on": "2030-02-01",
		"start_on": "2030-01-01", "privacy_setting": "private", "members": []string{s.w.Colleague.Email}})
	project := "/projects/" + s.made(made)
	memberships := s.a.get(project + "/project_memberships?limit=1")
	return map[string]answer{
		"createProject":                   made,
		"createProjectForWorkspace":       s.a.post("/workspaces/"+space+"/projects", object{"name": "Paint"}),
		"getProjects":                     s.a.get("/projects?limit=1"),
		"getProjectsForWorkspace":         s.a.get("/workspaces/" + space + "/projects?limit=5&archived=false"),
		"getProject":                      s.a.get("/projects/" + s.w.Project.GID),
		"updateProject":                   s.a.put(project, object{"archived": true, "color": nil}),
		"getTaskCountsForProject":         s.a.get("/projects/" + s.w.Project.GID + "/task_counts?opt_fields=num_tasks,num_incomplete_tasks"),
		"addMembersForProject":            s.a.post(project+"/addMembers", object{"members": []string{s.w.Owner.GID}}),
		"addFollowersForProject":          s.a.post(project+"/addFollowers", object{"followers": s.w.Guest.GID}),
		"removeFollowersForProject":       s.a.post(project+"/removeFollowers", object{"followers": s.w.Guest.GID}),
		"removeMembersForProject":         s.a.post(project+"/removeMembers", object{"members": s.w.Guest.GID + "," + s.w.Owner.GID}),
		"getProjectMembershipsForProject": memberships,
		"getProjectMembership":            s.a.get("/project_memberships/" + gids(memberships.list())[0]),
		"deleteProject":                   s.a.delete(project),
	}
}

func (s samples) memberships() map[string]answer {
	project := s.w.AddProject(s.t, "Fence", true).GID
	made := s.a.post("/memberships", object{"parent": project, "member": s.w.Colleague.Email, "access_level": "editor"})
	one := "/memberships/" + s.made(made)
	return map[string]answer{
		"createMembership": made,
		"getMemberships":   s.a.get("/memberships?limit=1&parent=" + project),
		"getMembership":    s.a.get(one),
		"updateMembership": s.a.put(one, object{"access_level": "editor"}),
		"deleteMembership": s.a.delete(one),
	}
}

func (s samples) projectStatuses() map[string]answer {
	statuses := "/projects/" + s.w.Project.GID + "/project_statuses"
	made := s.a.post(statuses, object{"title": "Week 1", "html_text": "<body>All <em>well</em>.</body>", "color": "green"})
	one := "/project_statuses/" + s.made(made)
	return map[string]answer{
		"createProjectStatusForProject": made,
		"getProjectStatusesForProject":  s.a.get(statuses + "?limit=1"),
		"getProjectStatus":              s.a.get(one + "?opt_fields=html_text,text,title,color,author.name,created_at"),
		"deleteProjectStatus":           s.a.delete(one),
	}
}

func (s samples) sections() map[string]answer {
	project := "/projects/" + s.w.Project.GID
	made := s.a.post(project+"/sections", object{"name": "Doing"})
	section, task := s.made(made), s.task("Moved")
	first := gids(s.a.get(project + "/sections").list())[0]
	last := s.made(s.a.post(project+"/sections", object{"name": "Done", "insert_after": section}))
	return map[string]answer{
		"createSectionForProject": made,
		"getSectionsForProject":   s.a.get(project + "/sections?opt_fields=name,created_at,project.name"),
		"insertSectionForProject": s.a.post(project+"/sections/insert", object{"section": section, "before_section": first}),
		"getSection":              s.a.get("/sections/" + section),
		"updateSection":           s.a.put("/sections/"+section, object{"name": "In progress"}),
		"addTaskForSection":       s.a.post("/sections/"+section+"/addTask", object{"task": task}),
		"getTasksForSection":      s.a.get("/sections/" + section + "/tasks?limit=2"),
		"deleteSection":           s.a.delete("/sections/" + last),
	}
}

func (s samples) tasks() map[string]answer {
	task, project, space := s.w.Tasks[0].GID, s.w.Project.GID, s.w.Workspace.GID
	made := s.a.post("/tasks", object{"projects": []string{project}, "name": "New", "assignee": "me", "start_on": "2030-01-01", "due_at": "2030-01-02T15:04:05Z"})
	return map[string]answer{
		"createTask":              made,
		"getTasks":                s.a.get("/tasks?limit=2&project=" + project),
		"getTasksForProject":      s.a.get("/projects/" + project + "/tasks"),
		"getTasksForUserTaskList": s.a.get("/user_task_lists/" + space + s.w.Member.GID + "/tasks?completed_since=now"),
		"getTask":                 s.a.get("/tasks/" + task),
		"updateTask":              s.a.put("/tasks/"+task+"?opt_fields=html_notes,num_subtasks,created_by.name,name,assignee,completed_at,due_at", object{"completed": true, "due_on": "2030-01-03"}),
		"deleteTask":              s.a.delete("/tasks/" + s.made(made)),
	}
}

// fields makes one of every kind, and a task with a value in each.
func (s samples) fields() map[string]answer {
	space, project := s.w.Workspace.GID, "/projects/"+s.w.Project.GID
	make := func(kind string, more object) answer {
		data := object{"workspace": space, "name": "Our " + kind, "resource_subtype": kind}
		maps.Copy(data, more)
		return s.a.post("/custom_fields", data)
	}
	stage := make("enum", object{"enum_options": []object{{"name": "Idea", "color": "red"}, {"name": "Plan"}}, "description": "Where it is."})
	chosen := stage.ok(201)["enum_options"].([]any)[0].(map[string]any)["gid"].(string)
	parts := make("multi_enum", object{"enum_options": []object{{"name": "Top"}}})
	cost := make("number", object{"format": "currency", "currency_code": "EUR", "precision": 2})
	day, people, plain := make("date", nil), make("people", nil), make("text", nil)
	field := s.made(stage)
	added := s.a.post(project+"/addCustomFieldSetting", object{"custom_field": field, "is_important": true})
	for _, f := range []answer{parts, cost, day, people, plain} {
		s.a.post(project+"/addCustomFieldSetting", object{"custom_field": s.made(f), "insert_before": s.made(added)}).status(200)
	}
	s.a.put("/projects/"+s.w.Project.GID, object{"team": s.w.Team.GID}).status(200)
	s.a.put("/tasks/"+s.w.Tasks[0].GID, object{"custom_fields": object{field: chosen, s.made(cost): 9.5, s.made(plain): "A-17",
		s.made(day): object{"date_time": "2030-01-02T15:04:05Z"}, s.made(people): []string{"me"},
		s.made(parts): []any{parts.ok(201)["enum_options"].([]any)[0].(map[string]any)["gid"]}}}).status(200)
	another := s.a.post("/custom_fields/"+field+"/enum_options", object{"name": "Done", "insert_after": chosen})
	const all = "?limit=20&opt_fields=is_important,parent.name,custom_field.name,custom_field.enum_options.name"
	gone := make("text", object{"name": "Gone"})
	return map[string]answer{
		"createCustomField":                  stage,
		"getCustomField":                     s.a.get("/custom_fields/" + s.made(cost)),
		"getCustomFieldsForWorkspace":        s.a.get("/workspaces/" + space + "/custom_fields?limit=10"),
		"updateCustomField":                  s.a.put("/custom_fields/"+s.made(cost), object{"precision": 1, "format": "percentage"}),
		"createEnumOptionForCustomField":     another,
		"insertEnumOptionForCustomField":     s.a.post("/custom_fields/"+field+"/enum_options/insert", object{"enum_option": s.made(another), "before_enum_option": chosen}),
		"updateEnumOption":                   s.a.put("/enum_options/"+chosen, object{"name": "Wish", "color": "aqua", "enabled": true}),
		"addCustomFieldSettingForProject":    added,
		"getCustomFieldSettingsForProject":   s.a.get(project + "/custom_field_settings" + all),
		"getCustomFieldSettingsForTeam":      s.a.get("/teams/" + s.w.Team.GID + "/custom_field_settings" + all),
		"removeCustomFieldSettingForProject": s.a.post(project+"/removeCustomFieldSetting", object{"custom_field": s.made(parts)}),
		"deleteCustomField":                  s.a.delete("/custom_fields/" + s.made(gone)),
	}
}

func (s samples) relations() map[string]answer {
	task := "/tasks/" + s.w.Tasks[0].GID
	below := s.a.post(task+"/subtasks", object{"name": "Part"})
	other := s.w.AddProject(s.t, "Shop", false).GID
	return map[string]answer{
		"createSubtaskForTask":  below,
		"getSubtasksForTask":    s.a.get(task + "/subtasks?limit=5"),
		"setParentForTask":      s.a.post("/tasks/"+s.made(below)+"/setParent", object{"parent": nil}),
		"addProjectForTask":     s.a.post(task+"/addProject", object{"project": other, "insert_after": nil}),
		"getProjectsForTask":    s.a.get(task + "/projects?limit=5"),
		"removeProjectForTask":  s.a.post(task+"/removeProject", object{"project": other}),
		"addFollowersForTask":   s.a.post(task+"/addFollowers", object{"followers": []string{s.w.Colleague.GID}}),
		"removeFollowerForTask": s.a.post(task+"/removeFollowers", object{"followers": []string{s.w.Colleague.GID}}),
	}
}

func (s samples) dependencies() map[string]answer {
	one, other := "/tasks/"+s.task("One"), s.task("Other")
	return map[string]answer{
		"addDependenciesForTask":    s.a.post(one+"/addDependencies", object{"dependencies": []string{other}}),
		"getDependenciesForTask":    s.a.get(one + "/dependencies"),
		"getDependentsForTask":      s.a.get("/tasks/" + other + "/dependents"),
		"removeDependenciesForTask": s.a.post(one+"/removeDependencies", object{"dependencies": []string{other}}),
		"addDependentsForTask":      s.a.post(one+"/addDependents", object{"dependents": []string{other}}),
		"removeDependentsForTask":   s.a.post(one+"/removeDependents", object{"dependents": []string{other}}),
	}
}

func (s samples) stories() map[string]answer {
	task := "/tasks/" + s.w.Tasks[0].GID
	made := s.a.post(task+"/stories", object{"text": "Hm.", "is_pinned": true})
	story := "/stories/" + s.made(made)
	return map[string]answer{
		"createStoryForTask": made,
		"getStoriesForTask":  s.a.get(task + "/stories?limit=5"),
		"getStory":           s.a.get(story + "?opt_fields=text,html_text,is_pinned,is_edited,is_editable,target.name,created_by.email"),
		"updateStory":        s.a.put(story, object{"text": "Well."}),
		"deleteStory":        s.a.delete(story),
	}
}

func (s samples) attachments() map[string]answer {
	task := s.w.Tasks[0].GID
	file := s.a.upload(part{Name: "parent", Content: task}, part{Name: "file", File: "f", Content: "x"})
	return map[string]answer{
		"createAttachmentForObject": file,
		"getAttachmentsForObject":   s.a.get("/attachments?limit=5&parent=" + task),
		"getAttachment":             s.a.get("/attachments/" + s.made(file)),
		"deleteAttachment":          s.a.delete("/attachments/" + s.made(file)),
	}
}

func (s samples) tags() map[string]answer {
	space, task := s.w.Workspace.GID, "/tasks/"+s.w.Tasks[0].GID
	made := s.a.post("/tags", object{"workspace": space, "name": "urgent", "color": "dark-red"})
	tag := s.made(made)
	other := s.a.post("/workspaces/"+space+"/tags", object{"name": "later"})
	return map[string]answer{
		"createTag":             made,
		"createTagForWorkspace": other,
		"getTags":               s.a.get("/tags?limit=1&workspace=" + space),
		"getTagsForWorkspace":   s.a.get("/workspaces/" + space + "/tags?opt_fields=name,color,workspace.name"),
		"getTag":                s.a.get("/tags/" + tag),
		"updateTag":             s.a.put("/tags/"+tag, object{"notes": "Now!"}),
		"addTagForTask":         s.a.post(task+"/addTag", object{"tag": tag}),
		"getTagsForTask":        s.a.get(task + "/tags"),
		"getTasksForTag":        s.a.get("/tags/" + tag + "/tasks"),
		"removeTagForTask":      s.a.post(task+"/removeTag", object{"tag": tag}),
		"deleteTag":             s.a.delete("/tags/" + s.made(other)),
	}
}

func (s samples) statuses() map[string]answer {
	project := s.w.Project.GID
	made := s.a.post("/status_updates", object{"parent": project, "title": "Week 1", "text": "All well.", "status_type": "on_track"})
	status := "/status_updates/" + s.made(made)
	return map[string]answer{
		"createStatusForObject": made,
		"getStatusesForObject":  s.a.get("/status_updates?limit=1&parent=" + project),
		"getStatus":             s.a.get(status + "?opt_fields=html_text,text,title,status_type,author.name,parent.name"),
		"deleteStatus":          s.a.delete(status),
	}
}

func (s samples) jobs() map[string]answer {
	made := s.a.post("/tasks/"+s.task("Twice")+"/duplicate", object{"name": "Again", "include": "notes,projects,dates"})
	return map[string]answer{
		"duplicateTask": made,
		"duplicateProject": s.a.post("/projects/"+s.w.Project.GID+"/duplicate", object{"name": "Again", "include": []string{"members,task_dates", "notes"},
			"schedule_dates": object{"due_on": "2031-05-21", "should_skip_weekends": true}}),
		"getJob": s.a.get("/jobs/" + s.made(made)),
	}
}

func (s samples) events() map[string]answer {
	path := "/events?resource=" + s.w.Project.GID
	sync := s.a.get(path).Body["sync"].(string)
	wide := "/workspaces/" + s.w.Workspace.GID + "/events"
	wideSync := s.a.get(wide).Body["sync"].(string)
	task := s.task("Heard of")
	s.a.put("/tasks/"+task, object{"assignee": "me"}).ok(200)
	return map[string]answer{
		"searchTasksForWorkspace":    s.a.get("/workspaces/" + s.w.Workspace.GID + "/tasks/search?text=heard&completed=False"),
		"searchProjectsForWorkspace": s.a.get("/workspaces/" + s.w.Workspace.GID + "/projects/search?text=web&members.any=me&limit=5"),
		"typeaheadForWorkspace":      s.a.get("/workspaces/" + s.w.Workspace.GID + "/typeahead?resource_type=project&query=web&opt_fields=name"),
		"getWorkspaceEvents":         s.a.get(wide + "?sync=" + wideSync),
		"getEvents":                  s.a.get(path + "&sync=" + sync),
		"createBatchRequest": s.a.post("/batch", object{"actions": []object{
			{"relative_path": "/users/me", "method": "get", "options": object{"fields": []string{"name"}}},
			{"relative_path": "/tasks", "method": "post", "data": object{"workspace": s.w.Workspace.GID, "name": "Batched"}},
		}}),
	}
}

func (s samples) exports() map[string]answer {
	service := s.a.as(s.w.AddService(s.t, "Backup"))
	made := service.post("/organization_exports", object{"organization": s.w.Workspace.GID})
	return map[string]answer{
		"createOrganizationExport": made,
		"getOrganizationExport":    service.get("/organization_exports/" + s.made(made)),
	}
}
