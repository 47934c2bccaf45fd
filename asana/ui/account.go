package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// accountURL is where owners set what concerns the whole account.
func accountURL(workspace string) string { return "/0/account?workspace=" + url.QueryEscape(workspace) }

// accountData is what ui/account shows.
type accountData struct {
	Workspace asana.Workspace
	Requests  []asana.LimitRequest
	Limit     string // the input
	Problem   string
	Saved     bool
}

// showAccount is GET /0/account?workspace=…, for owners.
func (u *UI) showAccount(v visit) error {
	return u.renderAccount(v, http.StatusOK, v.r.FormValue("workspace"), nil)
}

// setLimit is POST /0/account/limit.
func (u *UI) setLimit(v visit) error {
	n, _ := strconv.Atoi(v.form("requests_per_minute")) // no number is out of range, too
	err := u.platform.SetRequestLimit(v.r.Context(), v.actor, v.form("workspace"), n)
	return u.afterAccount(v, err)
}

// answerLimit is POST /0/account/requests/{request}.
func (u *UI) answerLimit(v visit) error {
	err := u.platform.AnswerLimit(v.r.Context(), v.actor, v.form("workspace"), v.path("request"), v.form("decision") == "grant", v.form("answer"))
	return u.afterAccount(v, err)
}

func (u *UI) afterAccount(v visit, err error) error {
	if problem, ok := invalid(err); ok {
		return u.renderAccount(v, http.StatusBadRequest, v.form("workspace"), problem)
	}
	if err != nil {
		return err
	}
	return u.done(v, accountURL(v.form("workspace"))+"&done=yes")
}

func (u *UI) renderAccount(v visit, status int, workspace string, problem *asana.Error) (err error) {
	ctx, data := v.r.Context(), accountData{Saved: v.r.URL.Query().Has("done")}
	if data.Requests, err = u.platform.LimitRequests(ctx, v.actor, workspace); err != nil {
		return err // also of who is no owner
	}
	if data.Workspace, err = u.platform.Workspace(ctx, v.actor, workspace); err != nil {
		return err
	}
	data.Limit = strconv.Itoa(data.Workspace.RequestsPerMinute)
	if problem != nil {
		data.Limit, data.Problem = v.form("requests_per_minute"), u.say(v, problem)
	}
	return u.render(v, status, "ui/account", page.View{Title: "ui.account", Layout: "app", Data: data})
}

// limitData is what ui/limit shows: a person's limit, and how to get a higher one.
type limitData struct {
	Limit     int
	Workspace string // whose owners are asked; "" when the person can ask nobody
	Owner     bool
	Last      asana.LimitRequest
	Asked     bool
}

// askForLimit is POST /0/my-settings/limit.
func (u *UI) askForLimit(v visit) error {
	n, _ := strconv.Atoi(v.form("wanted"))
	if err := u.platform.AskForLimit(v.r.Context(), v.actor, v.form("workspace"), n, v.form("reason")); err != nil {
		return err
	}
	return u.done(v, mySettingsURL+"/tokens")
}

func (u *UI) limit(v visit) (data limitData, err error) {
	ctx := v.r.Context()
	if data.Limit, err = u.platform.RequestLimit(ctx, v.person.GID); err != nil {
		return data, err
	}
	memberships, err := u.platform.Memberships(ctx, v.actor, v.person.GID)
	if err != nil {
		return data, err
	}
	for _, m := range memberships {
		if !m.IsGuest && (data.Workspace == "" || m.Role == asana.Owner) {
			data.Workspace, data.Owner = m.Workspace.GID, m.Role == asana.Owner
		}
	}
	if data.Workspace == "" || data.Owner {
		return data, nil
	}
	data.Last, data.Asked, err = u.platform.OwnLimitRequest(ctx, v.actor, data.Workspace)
	return data, err
}
