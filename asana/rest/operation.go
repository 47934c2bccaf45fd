package rest

import "net/http"

// operation is one row of the table: all there is to know about an operation but its work.
type operation struct {
	ID     string // as in Asana's OpenAPI document
	Method string
	Path   string // below /api/1.0, with {variables}
	Scope  string // what an app needs; "" is full permissions
	Text   string // what it does, in a sentence
	Query  []parameter
	Body   any  // a pointer to a struct for the body's data, or nil
	Upload bool // takes multipart/form-data too, and reads it itself
	Result any  // the record answered, or one of the list; nil is {}
	List   bool
	Status int // of success; 0 is 200
	Do     func(c *call) (any, error)
}

// parameter is a value in the query string; opt_fields, and limit and offset of lists, are understood.
type parameter struct {
	Name     string
	Text     string
	Required bool
}

// operations is the table.
func operations() []operation {
	var all []operation
	for _, group := range [][]operation{
		userOperations(), workspaceOperations(), projectOperations(), taskOperations(), attachmentOperations(),
		storyOperations(),
	} {
		all = append(all, group...)
	}
	return all
}

func userOperations() []operation {
	return []operation{{
		ID: "getUser", Method: http.MethodGet, Path: "/users/{user_gid}", Scope: "users:read",
		Text: "Returns a user: by gid, by e-mail address, or me.", Result: user{}, Do: getUser,
	}, {
		ID: "getWorkspaceMembershipsForUser", Method: http.MethodGet, Path: "/users/{user_gid}/workspace_memberships",
		Text: "Lists a user's workspaces, and what the user is in each.", Result: workspaceMembership{}, List: true,
		Do: getWorkspaceMemberships,
	}}
}

func workspaceOperations() []operation {
	return []operation{{
		ID: "getWorkspaces", Method: http.MethodGet, Path: "/workspaces", Scope: "workspaces:read",
		Text: "Lists the workspaces you are in.", Result: workspace{}, List: true, Do: getWorkspaces,
	}, {
		ID: "getWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}", Scope: "workspaces:read",
		Text: "Returns a workspace.", Result: workspace{}, Do: getWorkspace,
	}}
}

func archived() parameter {
	return parameter{Name: "archived", Text: "Only projects that are archived, which none is, or that are not."}
}

func projectOperations() []operation {
	return []operation{{
		ID: "getProjects", Method: http.MethodGet, Path: "/projects", Scope: "projects:read",
		Text: "Lists the projects you see, in one workspace or in all.",
		Query: []parameter{
			{Name: "workspace", Text: "Only projects of this workspace."}, {Name: "team", Text: "Only projects of this team."},
			archived(),
		},
		Result: project{}, List: true, Do: getProjects,
	}, {
		ID: "getProjectsForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/projects",
		Scope: "projects:read", Text: "Lists the projects of a workspace that you see.", Query: []parameter{archived()},
		Result: project{}, List: true, Do: getWorkspaceProjects,
	}, {
		ID: "getProject", Method: http.MethodGet, Path: "/projects/{project_gid}", Scope: "projects:read",
		Text: "Returns a project.", Result: project{}, Do: getProject,
	}, {
		ID: "getSectionsForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/sections",
		Text: "Lists a project's sections in their order.", Result: section{}, List: true, Do: getSections,
	}}
}

func completedSince() parameter {
	return parameter{Name: "completed_since", Text: "Only open tasks and those completed since this time; now for open ones only."}
}

func taskOperations() []operation {
	return []operation{{
		ID: "getTasks", Method: http.MethodGet, Path: "/tasks", Scope: "tasks:read",
		Text: "Lists the tasks of a project, of a section, or of a user in a workspace: exactly one of them.",
		Query: []parameter{
			{Name: "project", Text: "The project."}, {Name: "section", Text: "The section."},
			{Name: "assignee", Text: "The user: gid, e-mail address, or me. Needs workspace."},
			{Name: "workspace", Text: "The workspace. Needs assignee."},
			completedSince(), {Name: "modified_since", Text: "Only tasks modified since this time."},
		},
		Result: task{}, List: true, Do: getTasks,
	}, {
		ID: "getTasksForProject", Method: http.MethodGet, Path: "/projects/{project_gid}/tasks", Scope: "tasks:read",
		Text:  "Lists the tasks of a project by section and position.",
		Query: []parameter{completedSince()}, Result: task{}, List: true, Do: getProjectTasks,
	}, {
		ID: "createTask", Method: http.MethodPost, Path: "/tasks", Scope: "tasks:write", Body: &newTask{},
		Text: "Makes a task in a workspace, in projects, or below another task.", Result: task{},
		Status: http.StatusCreated, Do: createTask,
	}, {
		ID: "getTask", Method: http.MethodGet, Path: "/tasks/{task_gid}", Scope: "tasks:read",
		Text: "Returns a task.", Result: task{}, Do: getTask,
	}, {
		ID: "updateTask", Method: http.MethodPut, Path: "/tasks/{task_gid}", Scope: "tasks:write", Body: &taskChange{},
		Text: "Changes the given values of a task and leaves the others alone.", Result: task{}, Do: updateTask,
	}, {
		ID: "deleteTask", Method: http.MethodDelete, Path: "/tasks/{task_gid}", Scope: "tasks:delete",
		Text: "Deletes a task with everything on it and below it.", Do: deleteTask,
	}}
}

func attachmentOperations() []operation {
	return []operation{{
		ID: "getAttachmentsForObject", Method: http.MethodGet, Path: "/attachments", Scope: "attachments:read",
		Text:   "Lists the attachments of a task, oldest first.",
		Query:  []parameter{{Name: "parent", Text: "The task.", Required: true}},
		Result: attachment{}, List: true, Do: getAttachments,
	}, {
		ID: "createAttachmentForObject", Method: http.MethodPost, Path: "/attachments", Scope: "attachments:write",
		Body: &newAttachment{}, Upload: true,
		Text:   "Attaches a file, or a link, to a task. A link that is on the task already is answered, not doubled.",
		Result: attachment{}, Do: createAttachment,
	}, {
		ID: "getAttachment", Method: http.MethodGet, Path: "/attachments/{attachment_gid}", Scope: "attachments:read",
		Text:   "Returns an attachment, with an address that downloads it during the next two minutes.",
		Result: attachment{}, Do: getAttachment,
	}, {
		ID: "deleteAttachment", Method: http.MethodDelete, Path: "/attachments/{attachment_gid}",
		Scope: "attachments:delete", Text: "Takes an attachment off its task.", Do: deleteAttachment,
	}}
}

func storyOperations() []operation {
	return []operation{{
		ID: "getStoriesForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/stories", Scope: "stories:read",
		Text: "Lists the comments on a task, oldest first.", Result: story{}, List: true, Do: getStories,
	}, {
		ID: "createStoryForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/stories", Scope: "stories:write",
		Body: &newStory{}, Text: "Adds a comment to a task.", Result: story{}, Status: http.StatusCreated, Do: createStory,
	}}
}
