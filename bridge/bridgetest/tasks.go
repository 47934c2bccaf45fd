package bridgetest

import (
	"strings"

	"jirabridge/asana"
)

// Task makes a task in the project.
func (w *World) Task(name, htmlNotes string) string {
	w.t.Helper()
	return w.AddTask(w.t, asana.NewTask{Projects: []string{w.Project.GID}, Name: name, HTMLNotes: htmlNotes}).GID
}

// File puts a file on a task and returns its gid.
func (w *World) File(task, name, content string) string {
	w.t.Helper()
	a, err := w.Platform.AttachFile(w.t.Context(), w.Owner.Actor, task, name, "application/octet-stream", strings.NewReader(content))
	must(w.t, err)
	return a.GID
}

// Reserve is the gid of an attachment to come, as the host announces it.
func (w *World) Reserve() string { return w.Platform.ReserveGID() }

// HostAttaches does what the host does with an answer: it attaches the resource
// under the announced gid. It returns the gid the task has it under.
func (w *World) HostAttaches(p Person, task, gid, name, url string) string {
	w.t.Helper()
	a, err := w.Platform.AttachExternal(w.t.Context(), p.Actor, task, asana.NewExternal{
		GID: gid, Name: name, URL: url, App: w.App.GID,
	})
	must(w.t, err)
	return a.GID
}

// Paste attaches an address to a task as people do, connected to no app. It
// returns the attachment's gid.
func (w *World) Paste(p Person, task, url string) string {
	w.t.Helper()
	a, err := w.Platform.AttachExternal(w.t.Context(), p.Actor, task, asana.NewExternal{Name: "pasted", URL: url})
	must(w.t, err)
	return a.GID
}

// Remove takes an attachment off its task, as a person does in the widget's
// menu.
func (w *World) Remove(p Person, attachment string) {
	w.t.Helper()
	must(w.t, w.Platform.DeleteAttachment(w.t.Context(), p.Actor, attachment))
}

// Links are the addresses of the external attachments of a task.
func (w *World) Links(task string) []string {
	w.t.Helper()
	all, _, err := w.Platform.Attachments(w.t.Context(), w.Owner.Actor, task, asana.Page{Limit: 100})
	must(w.t, err)
	var links []string
	for _, a := range all {
		if a.URL != "" {
			links = append(links, a.URL)
		}
	}
	return links
}

// SecretTask makes a task that only Owner and Member may see.
func (w *World) SecretTask(name string) string {
	w.t.Helper()
	return w.AddTask(w.t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: name}).GID
}

// JiraIssue makes an issue in Jira, as its admin; it returns the key.
func (w *World) JiraIssue(project string, fields map[string]any) string {
	w.t.Helper()
	fields["project"] = map[string]any{"key": project}
	key, err := w.Jira.CreateIssue("admin", fields)
	must(w.t, err)
	return key
}
