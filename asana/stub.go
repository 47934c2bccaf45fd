package asana

import (
	"context"
	"errors"
	"io"
	"time"

	"jirabridge/asana/kit/jobs"
)

var errStub = errors.New("asana: not there yet")

// people
func (p *Platform) CreatePerson(ctx context.Context, n NewPerson) (Person, error) {
	return Person{}, errStub
}
func (p *Platform) Person(ctx context.Context, gid string) (Person, error) { return Person{}, errStub }
func (p *Platform) PersonByEmail(ctx context.Context, email string) (Person, error) {
	return Person{}, errStub
}
func (p *Platform) CheckPassword(ctx context.Context, email, password string) (Person, error) {
	return Person{}, errStub
}
func (p *Platform) SetTimeZone(ctx context.Context, a Actor, zone string) error     { return errStub }
func (p *Platform) SetPassword(ctx context.Context, a Actor, password string) error { return errStub }

// workspaces
func (p *Platform) CreateWorkspace(ctx context.Context, a Actor, name string) (Workspace, error) {
	return Workspace{}, errStub
}
func (p *Platform) Workspaces(ctx context.Context, a Actor) ([]Workspace, error) { return nil, errStub }
func (p *Platform) Workspace(ctx context.Context, a Actor, gid string) (Workspace, error) {
	return Workspace{}, errStub
}
func (p *Platform) AddMember(ctx context.Context, a Actor, workspace, person string, role Role) error {
	return errStub
}
func (p *Platform) RemoveMember(ctx context.Context, a Actor, workspace, person string) error {
	return errStub
}
func (p *Platform) Members(ctx context.Context, a Actor, workspace string) ([]WorkspaceMembership, error) {
	return nil, errStub
}
func (p *Platform) Memberships(ctx context.Context, a Actor, person string) ([]WorkspaceMembership, error) {
	return nil, errStub
}
func (p *Platform) Role(ctx context.Context, workspace, person string) (Role, error) {
	return "", errStub
}

// teams
func (p *Platform) CreateTeam(ctx context.Context, a Actor, workspace, name string) (Team, error) {
	return Team{}, errStub
}
func (p *Platform) Teams(ctx context.Context, a Actor, workspace string) ([]Team, error) {
	return nil, errStub
}

// projects
func (p *Platform) CreateProject(ctx context.Context, a Actor, n NewProject) (Project, error) {
	return Project{}, errStub
}
func (p *Platform) Projects(ctx context.Context, a Actor, workspace string) ([]Project, error) {
	return nil, errStub
}
func (p *Platform) Project(ctx context.Context, a Actor, gid string) (Project, error) {
	return Project{}, errStub
}
func (p *Platform) UpdateProject(ctx context.Context, a Actor, gid string, c ProjectChange) (Project, error) {
	return Project{}, errStub
}
func (p *Platform) AddProjectMember(ctx context.Context, a Actor, project, person string) error {
	return errStub
}
func (p *Platform) RemoveProjectMember(ctx context.Context, a Actor, project, person string) error {
	return errStub
}
func (p *Platform) ProjectMembers(ctx context.Context, a Actor, project string) ([]Person, error) {
	return nil, errStub
}
func (p *Platform) MayEditProject(ctx context.Context, a Actor, project string) (bool, error) {
	return false, errStub
}

// sections
func (p *Platform) Sections(ctx context.Context, a Actor, project string) ([]Section, error) {
	return nil, errStub
}
func (p *Platform) CreateSection(ctx context.Context, a Actor, project, name string) (Section, error) {
	return Section{}, errStub
}

// tasks
func (p *Platform) CreateTask(ctx context.Context, a Actor, n NewTask) (Task, error) {
	return Task{}, errStub
}
func (p *Platform) Task(ctx context.Context, a Actor, gid string) (Task, error) {
	return Task{}, errStub
}

// Tasks lists a project's tasks by section and position; next is the Offset of the page after, or "".
func (p *Platform) Tasks(ctx context.Context, a Actor, project string, page Page) (list []Task, next string, err error) {
	return nil, "", errStub
}

// MyTasks lists the actor's open tasks of one workspace ("" = all), by due date.
func (p *Platform) MyTasks(ctx context.Context, a Actor, workspace string, page Page) (list []Task, next string, err error) {
	return nil, "", errStub
}
func (p *Platform) Subtasks(ctx context.Context, a Actor, task string) ([]Task, error) {
	return nil, errStub
}
func (p *Platform) UpdateTask(ctx context.Context, a Actor, gid string, c TaskChange) (Task, error) {
	return Task{}, errStub
}
func (p *Platform) DeleteTask(ctx context.Context, a Actor, gid string) error { return errStub }
func (p *Platform) AddFollower(ctx context.Context, a Actor, task, person string) error {
	return errStub
}
func (p *Platform) RemoveFollower(ctx context.Context, a Actor, task, person string) error {
	return errStub
}

// TaskURL is the address of a task's page.
func (p *Platform) TaskURL(t Task) string { return "" }

// custom fields
func (p *Platform) CreateTextField(ctx context.Context, a Actor, project, name string) (TextField, error) {
	return TextField{}, errStub
}
func (p *Platform) SetTextValue(ctx context.Context, a Actor, task, field, value string) error {
	return errStub
}

// comments
func (p *Platform) AddComment(ctx context.Context, a Actor, task string, n NewComment) (Comment, error) {
	return Comment{}, errStub
}
func (p *Platform) Comments(ctx context.Context, a Actor, task string, page Page) (list []Comment, next string, err error) {
	return nil, "", errStub
}

// attachments
func (p *Platform) AttachFile(ctx context.Context, a Actor, task, name, contentType string, r io.Reader) (Attachment, error) {
	return Attachment{}, errStub
}

// AttachExternal returns the attachment and whether it was made now (false: the task had this URL already).
func (p *Platform) AttachExternal(ctx context.Context, a Actor, task string, n NewExternal) (Attachment, error) {
	return Attachment{}, errStub
}
func (p *Platform) Attachments(ctx context.Context, a Actor, task string, page Page) (list []Attachment, next string, err error) {
	return nil, "", errStub
}
func (p *Platform) Attachment(ctx context.Context, a Actor, gid string) (Attachment, error) {
	return Attachment{}, errStub
}
func (p *Platform) DeleteAttachment(ctx context.Context, a Actor, gid string) error { return errStub }
func (p *Platform) OpenAttachment(ctx context.Context, a Actor, gid string) (io.ReadCloser, Attachment, error) {
	return nil, Attachment{}, errStub
}
func (p *Platform) ReserveGID() string { return newGID() }

// DownloadURL is a signed address under /api/1.0 valid for two minutes, "" for a link.
func (p *Platform) DownloadURL(t Attachment) (string, error) { return "", errStub }

// OpenDownload is what the address of DownloadURL leads to; rest serves it.
func (p *Platform) OpenDownload(ctx context.Context, gid, expires, signature string) (io.ReadCloser, Attachment, error) {
	return nil, Attachment{}, errStub
}

// apps
func (p *Platform) RegisterApp(ctx context.Context, n NewApp) (App, error) { return App{}, errStub }
func (p *Platform) UpdateApp(ctx context.Context, gid string, c AppChange) (App, error) {
	return App{}, errStub
}
func (p *Platform) App(ctx context.Context, gid string) (App, error) { return App{}, errStub }
func (p *Platform) AppByClientID(ctx context.Context, clientID string) (App, error) {
	return App{}, errStub
}

// Apps lists every app that has App Components: the gallery.
func (p *Platform) Apps(ctx context.Context) ([]App, error) { return nil, errStub }
func (p *Platform) InstallApp(ctx context.Context, a Actor, project, app string) error {
	return errStub
}
func (p *Platform) UninstallApp(ctx context.Context, a Actor, project, app string) error {
	return errStub
}
func (p *Platform) InstalledApps(ctx context.Context, a Actor, project string) ([]App, error) {
	return nil, errStub
}
func (p *Platform) InstalledAppsForTask(ctx context.Context, a Actor, task string) ([]App, error) {
	return nil, errStub
}

// AppIntroduced says whether the person has been led through the app's introduction; MarkAppIntroduced notes it.
func (p *Platform) AppIntroduced(ctx context.Context, a Actor, app string) (bool, error) {
	return false, errStub
}
func (p *Platform) MarkAppIntroduced(ctx context.Context, a Actor, app string) error { return errStub }

// events
func (p *Platform) Events(ctx context.Context, after int64, limit int) ([]Event, error) {
	return nil, errStub
}

// RegisterJobs adds the platform's workers to the queue; call before it starts.
func (p *Platform) RegisterJobs(q *jobs.Queue) {}

var _ = time.Now
