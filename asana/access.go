package asana

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"jirabridge/asana/store"
)

// Actor is who does something: a person, possibly through an app that acts in the person's name.
type Actor struct {
	Person string   // gid
	App    string   // gid of the OAuth app acting in the person's name; "" for the person himself
	Scopes []string // what the app was granted; "default" is everything. Checked by the REST interface
	Run    string   // the run of a rule in whose course it is done, or ""

	Service  bool // whether the person is a service account; Scopes are then what it may do
	Requests int  // how many requests a minute may be made of the API; 0 is not known
}

// mayAsService tells whether the actor is a service account with full access or this permission.
func (a Actor) mayAsService(p Permission) bool {
	return a.Service && (slices.Contains(a.Scopes, "default") || slices.Contains(a.Scopes, string(p)))
}

// The rules, all of them:
//
//   - Nobody outside a workspace, or removed from it, sees anything of it.
//   - A public project is seen and edited by every member of the workspace, and seen by the guests added to
//     it. A private one exists for its members only, whatever their role.
//   - A task is seen by its creator, its assignee and its collaborators. Unless it is private, it is also
//     seen by whoever sees one of its projects or, for a subtask, the task above it.
//   - Whoever sees a task may change it, comment on it and attach to it. Deleting takes a member, or the
//     guest who made the task or the attachment.
//   - A custom field is seen by the members of its workspace when it is in the library, and else by whoever sees a
//     project that has it, or made it. Members who see it may change and delete it. Its value on a task is the
//     task's: whoever sees the task sees it and may set it.
//   - Whoever sees a project sees its rules; members make, change and run them. What an app does in the name of a
//     rule's owner only he may change; a run is seen by whoever sees its project and its task.
//   - Guests know only the people with whom they share a project or a task. They make no projects, sections,
//     fields, teams or installations; they may add tasks to the projects they are in.
//   - People change only their own names; owners and super admins rename the workspace.
//   - A service account of full scope sees and changes everything of its workspace, private or not, and has an
//     admin's rights there. One of limited scope sees no project and no task.
//   - Service accounts are made, changed and removed by owners and super admins, of the Enterprise plan.
//   - Members are added and removed by owners and super admins; owners only by owners.
//   - Whoever may manage users (owners, super admins, and members they let) invites members and guests, gives
//     API access, and revokes tokens, but not an owner's.

// staff tells whether the role is more than a guest's.
func (r Role) staff() bool { return r.admin() || r == Member }

// admin tells whether the role administers the workspace.
func (r Role) admin() bool {
	return r == Owner || r == SuperAdmin || r == ServiceAccount || r == ProvisioningAccount
}

// IsService tells whether the role is a program's.
func (r Role) IsService() bool { return r == ServiceAccount || r.scoped() }

// scoped tells whether the role is a program's that sees no data.
func (r Role) scoped() bool { return r == ScopedAccount || r == ProvisioningAccount }

func seesProject(role Role, private, member bool) bool {
	switch {
	case role == ServiceAccount:
		return true
	case role == "" || role.scoped():
		return false
	}
	return member || role.staff() && !private
}

// gate asks the rules about one actor, over a transaction or the readers. What is no gid is not asked about:
// PostgreSQL fails on some texts that SQLite just does not find.
type gate struct {
	q     *store.Queries
	actor Actor
}

func (p *Platform) gate(a Actor) gate { return gate{store.New(p.db.Reader()), a} }

// workspace returns the actor's role, or NotFound outside it.
func (g gate) workspace(ctx context.Context, gid string) (Role, error) {
	if !isGID(gid) {
		return "", notFound("workspace", gid)
	}
	role, err := roleOf(ctx, g.q, gid, g.actor.Person)
	if err != nil || role != "" {
		return role, err
	}
	if _, err := g.q.Workspace(ctx, gid); err != nil {
		return "", orNotFound(err, "workspace", gid)
	}
	return "", hidden("workspace", gid)
}

// staff is workspace for what guests may not do.
func (g gate) staff(ctx context.Context, gid string) error {
	role, err := g.workspace(ctx, gid)
	if err == nil && !role.staff() {
		return forbidden("guests_may_not", "Guests may not do this.")
	}
	return err
}

// admin is workspace for what only owners and super admins may do.
func (g gate) admin(ctx context.Context, gid string) (Role, error) {
	role, err := g.workspace(ctx, gid)
	if err == nil && !role.admin() {
		return "", forbidden("admins_only", "Only owners and super admins of the workspace may do this.")
	}
	return role, err
}

// project answers NotFound unless the actor sees the project.
func (g gate) project(ctx context.Context, gid string) (store.ProjectAccessRow, error) {
	if !isGID(gid) {
		return store.ProjectAccessRow{}, notFound("project", gid)
	}
	row, err := g.q.ProjectAccess(ctx, store.ProjectAccessParams{Person: g.actor.Person, Gid: gid})
	if err != nil {
		return row, orNotFound(err, "project", gid)
	}
	if !seesProject(Role(row.Role), row.Private, row.Member) {
		return row, hidden("project", gid)
	}
	return row, nil
}

// editProject is project for changing the project itself.
func (g gate) editProject(ctx context.Context, gid string) (store.ProjectAccessRow, error) {
	row, err := g.project(ctx, gid)
	if err == nil && !Role(row.Role).staff() {
		return row, forbidden("guests_project", "Guests may not change a project.")
	}
	return row, err
}

// attachment returns an attachment on a task the actor sees.
func (g gate) attachment(ctx context.Context, gid string) (store.AttachmentRow, store.TaskAccessRow, error) {
	if !isGID(gid) {
		return store.AttachmentRow{}, store.TaskAccessRow{}, notFound("attachment", gid)
	}
	row, err := g.q.AttachmentRow(ctx, gid)
	if err != nil {
		return row, store.TaskAccessRow{}, orNotFound(err, "attachment", gid)
	}
	task, err := g.task(ctx, row.Task)
	if IsKind(err, NotFound) {
		err = hidden("attachment", gid)
	}
	return row, task, err
}

// deleteAttachment is attachment for deleting it.
func (g gate) deleteAttachment(ctx context.Context, gid string) (store.AttachmentRow, error) {
	row, task, err := g.attachment(ctx, gid)
	if err == nil && !Role(task.Role).staff() && row.CreatedBy != g.actor.Person {
		return row, forbidden("guests_remove", "Guests may remove only what they attached.")
	}
	return row, err
}

// field returns a custom field the actor sees, and the actor's role in its workspace.
func (g gate) field(ctx context.Context, gid string) (store.FieldRow, Role, error) {
	const kind = "custom_field"
	if !isGID(gid) {
		return store.FieldRow{}, "", notFound(kind, gid)
	}
	row, err := g.q.Field(ctx, gid)
	if err != nil {
		return row, "", orNotFound(err, kind, gid)
	}
	role, err := roleOf(ctx, g.q, row.Workspace, g.actor.Person)
	if err != nil || role == "" {
		return row, role, orElse(err, hidden(kind, gid))
	}
	if role.staff() && row.Library || row.CreatedBy == g.actor.Person {
		return row, role, nil
	}
	seen, err := g.q.FieldSeen(ctx, store.FieldSeenParams{Field: gid, Staff: role.staff(), Person: g.actor.Person})
	if err == nil && !seen {
		err = hidden(kind, gid)
	}
	return row, role, err
}

// editField is field for changing the field itself.
func (g gate) editField(ctx context.Context, gid string) (store.FieldRow, error) {
	row, role, err := g.field(ctx, gid)
	if err == nil && !role.staff() {
		return row, forbidden("guests_may_not", "Guests may not do this.")
	}
	return row, err
}

// person answers NotFound unless the actor is the person or knows him: a member everybody in the workspace, a
// guest those with whom he shares a project or a task.
func (g gate) person(ctx context.Context, gid string) error {
	if gid == g.actor.Person {
		return nil
	}
	if !isGID(gid) {
		return notFound("user", gid)
	}
	knows, err := g.q.KnowsPerson(ctx, store.KnowsPersonParams{One: g.actor.Person, Other: gid})
	if err != nil || knows {
		return err
	}
	if _, err := g.q.Person(ctx, gid); err != nil {
		return orNotFound(err, "user", gid)
	}
	return hidden("user", gid)
}

// job returns a job of the actor's own; nobody sees another's.
func (g gate) job(ctx context.Context, gid string) (store.Job, error) {
	if !isGID(gid) {
		return store.Job{}, notFound("job", gid)
	}
	row, err := g.q.Job(ctx, gid)
	if err != nil {
		return row, orNotFound(err, "job", gid)
	}
	if row.Person != g.actor.Person {
		return row, hidden("job", gid)
	}
	return row, nil
}

// self is person for changing what a person says of himself.
func (g gate) self(ctx context.Context, gid string) error {
	err := g.person(ctx, gid)
	if err == nil && gid != g.actor.Person {
		return forbidden("own_name", "Only the person himself may change a name.")
	}
	return err
}

// roleOf returns the person's role, "" for none.
func roleOf(ctx context.Context, q *store.Queries, workspace, person string) (Role, error) {
	if !isGID(workspace) || !isGID(person) {
		return "", nil
	}
	role, err := q.RoleOf(ctx, store.RoleOfParams{Workspace: workspace, Person: person})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return Role(role), err
}
