package ui

import (
	"net/http"
	"net/url"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// memberData is what ui/member shows.
type memberData struct {
	Workspace asana.Workspace
	Member    asana.WorkspaceMembership
	Self      bool
	Tokens    []asana.Token
	Admin     bool // whether the visitor decides who manages users
	Back      string
}

func memberURL(workspace, person string) string {
	return "/0/members/" + person + "?workspace=" + url.QueryEscape(workspace)
}

// showMember is GET /0/members/{person}?workspace=…: permissions and tokens of
// one person.
func (u *UI) showMember(v visit) error {
	ctx, workspace := v.r.Context(), v.r.FormValue("workspace")
	data := memberData{Self: v.path("person") == v.person.GID, Back: membersURL(workspace)}
	var err error
	if data.Member, err = u.platform.Member(ctx, v.actor, workspace, v.path("person")); err != nil {
		return err
	}
	if data.Workspace, err = u.platform.Workspace(ctx, v.actor, workspace); err != nil {
		return err
	}
	if data.Tokens, err = u.platform.TokensOf(ctx, v.actor, workspace, v.path("person")); err != nil {
		return err
	}
	own, err := u.platform.Role(ctx, workspace, v.person.GID)
	if err != nil {
		return err
	}
	data.Admin = own == asana.Owner || own == asana.SuperAdmin
	return u.render(v, http.StatusOK, "ui/member", page.View{Title: "ui.manage_users", Layout: "app", Data: data})
}

// changePermissions is POST /0/members/{person}/permissions. The form says which
// permissions it asks about: a box that is not ticked sends nothing.
func (u *UI) changePermissions(v visit) error {
	ctx, workspace, person := v.r.Context(), v.form("workspace"), v.path("person")
	if err := u.platform.SetAPIAccess(ctx, v.actor, workspace, person, v.form("api_access") != ""); err != nil {
		return err
	}
	if v.form("asks_manages_users") != "" {
		err := u.platform.SetManagesUsers(ctx, v.actor, workspace, person, v.form("manages_users") != "")
		if err != nil {
			return err
		}
	}
	return u.done(v, memberURL(workspace, person))
}

// revokeTokenOf is POST /0/members/{person}/tokens/{token}/revoke.
func (u *UI) revokeTokenOf(v visit) error {
	workspace, person := v.form("workspace"), v.path("person")
	err := u.platform.RevokeTokenOf(v.r.Context(), v.actor, workspace, person, v.path("token"))
	if err != nil {
		return err
	}
	return u.done(v, memberURL(workspace, person))
}
