package ui

import (
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// membersURL is where owners and super admins manage the people of a workspace.
func membersURL(workspace string) string { return "/0/members?workspace=" + url.QueryEscape(workspace) }

// membersData is what ui/members shows.
type membersData struct {
	Workspace   asana.Workspace
	Members     []memberView
	Invitations []asana.Invitation
	Roles       []asana.Role // that somebody can be given
	Link        string       // just made, shown this once
	LinkFor     string       // whom to send it to
	LinkText    string       // id of the message that says what it is for
	Mails       bool         // whether links are mailed, too
	Email       string       // the input of the invitation
	Role        asana.Role
	APIAccess   bool
	Problem     string
	Field       string
}

// memberView is a person in the list.
type memberView struct {
	asana.WorkspaceMembership
	Self      bool
	Protected bool         // whose role the visitor may not change
	Problem   string       // why a link for a new password could not be mailed so far
	Roles     []asana.Role // that the person can be given
}

// showMembers is GET /0/members?workspace=….
func (u *UI) showMembers(v visit) error {
	workspace, err := u.managed(v)
	if err != nil {
		return err
	}
	return u.renderMembers(v, http.StatusOK, workspace, membersData{Role: asana.Member})
}

// managed is the workspace the request names, else the first one whose users
// the person manages. Whether he does is for the domain to say.
func (u *UI) managed(v visit) (string, error) {
	if gid := strings.TrimSpace(v.r.FormValue("workspace")); gid != "" {
		return gid, nil
	}
	memberships, err := u.platform.Memberships(v.r.Context(), v.actor, v.person.GID)
	if err != nil {
		return "", err
	}
	for _, m := range memberships {
		if m.IsAdmin || m.ManagesUsers {
			return m.Workspace.GID, nil
		}
	}
	return "", httpkit.Fail(http.StatusForbidden, "ui.members_for_admins", nil)
}

// invite is POST /0/members/invite. The link is in the answer and nowhere else.
func (u *UI) invite(v visit) error {
	workspace, data := v.form("workspace"), membersData{
		Email: v.form("email"), Role: asana.Role(v.form("role")), APIAccess: v.form("api_access") != "",
	}
	link, err := u.platform.Invite(v.r.Context(), v.actor, workspace, asana.NewInvitation{
		Email: data.Email, Role: data.Role, APIAccess: data.APIAccess,
	})
	if err == nil {
		data = membersData{Link: link, LinkFor: data.Email, LinkText: "ui.invite_link", Role: asana.Member}
	}
	return u.afterMember(v, workspace, data, err)
}

// withdrawInvitation is POST /0/members/invitations/{invitation}/withdraw.
func (u *UI) withdrawInvitation(v visit) error {
	workspace := v.form("workspace")
	err := u.platform.WithdrawInvitation(v.r.Context(), v.actor, workspace, v.path("invitation"))
	if err != nil {
		return err
	}
	return u.done(v, membersURL(workspace))
}

// resetPassword is POST /0/members/{person}/reset.
func (u *UI) resetPassword(v visit) error {
	ctx, workspace := v.r.Context(), v.form("workspace")
	link, err := u.platform.ResetLink(ctx, v.actor, workspace, v.path("person"))
	if err != nil {
		return u.afterMember(v, workspace, membersData{}, err)
	}
	person, err := u.platform.PersonSeen(ctx, v.actor, v.path("person"))
	return u.afterMember(v, workspace, membersData{Link: link, LinkFor: person.Name, LinkText: "ui.reset_link", Role: asana.Member}, err)
}

// changeRole is POST /0/members/{person}/role.
func (u *UI) changeRole(v visit) error {
	workspace := v.form("workspace")
	err := u.platform.ChangeRole(v.r.Context(), v.actor, workspace, v.path("person"), asana.Role(v.form("role")))
	if err != nil {
		return u.afterMember(v, workspace, membersData{Role: asana.Member}, err)
	}
	return u.done(v, membersURL(workspace))
}

// showRemoval is GET /0/members/{person}/remove: what removing would do.
func (u *UI) showRemoval(v visit) error {
	workspace := v.r.FormValue("workspace")
	plan, err := u.platform.PlanRemoval(v.r.Context(), v.actor, workspace, v.path("person"))
	if err != nil {
		return err
	}
	w, err := u.platform.Workspace(v.r.Context(), v.actor, workspace)
	if err != nil {
		return err
	}
	data := struct {
		asana.Removal
		Workspace asana.Workspace
		Back      string
	}{plan, w, membersURL(workspace)}
	return u.render(v, http.StatusOK, "ui/removal", page.View{Title: "ui.manage_users", Layout: "app", Data: data})
}

// removeMember is POST /0/members/{person}/remove.
func (u *UI) removeMember(v visit) error {
	workspace := v.form("workspace")
	err := u.platform.RemoveMember(v.r.Context(), v.actor, workspace, v.path("person"))
	if err != nil {
		return u.afterMember(v, workspace, membersData{Role: asana.Member}, err)
	}
	return u.done(v, membersURL(workspace))
}

// afterMember shows the list with what came of a write: wrong input, or a link.
func (u *UI) afterMember(v visit, workspace string, data membersData, err error) error {
	status := http.StatusOK
	if problem, ok := invalid(err); ok {
		status, data.Problem, data.Field = http.StatusBadRequest, u.say(v, problem), problem.Field
	} else if err != nil {
		return err
	}
	return u.renderMembers(v, status, workspace, data)
}

func (u *UI) renderMembers(v visit, status int, workspace string, data membersData) error {
	ctx := v.r.Context()
	var err error
	if data.Invitations, err = u.platform.Invitations(ctx, v.actor, workspace); err != nil {
		return err // also of who manages no users
	}
	if data.Workspace, err = u.platform.Workspace(ctx, v.actor, workspace); err != nil {
		return err
	}
	role, err := u.platform.Role(ctx, workspace, v.person.GID)
	if err != nil {
		return err
	}
	members, err := u.platform.Members(ctx, v.actor, workspace)
	if err != nil {
		return err
	}
	problems, err := u.platform.ResetProblems(ctx, v.actor, workspace)
	if err != nil {
		return err
	}
	data.Mails = u.platform.Mails()
	data.Roles = []asana.Role{asana.Member, asana.Guest}
	if role == asana.Owner || role == asana.SuperAdmin {
		data.Roles = append(data.Roles, asana.SuperAdmin)
	}
	for _, m := range members {
		if m.Role.IsService() {
			continue
		}
		view := viewMember(m, v.person.GID, role, data.Roles)
		view.Problem = problems[m.User.GID]
		data.Members = append(data.Members, view)
	}
	return u.render(v, status, "ui/members", page.View{Title: "ui.manage_users", Layout: "app", Data: data})
}

func viewMember(m asana.WorkspaceMembership, self string, own asana.Role, roles []asana.Role) memberView {
	view := memberView{WorkspaceMembership: m, Self: m.User.GID == self, Protected: m.Role == asana.Owner && own != asana.Owner, Roles: roles}
	if own != asana.Owner && own != asana.SuperAdmin {
		view.Protected = true
	}
	if own == asana.Owner {
		view.Roles = append(append([]asana.Role{}, roles...), asana.Owner)
	}
	return view
}
