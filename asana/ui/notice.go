package ui

import (
	"slices"
	"time"

	"jirabridge/asana"
)

// noticeView tells the reader of a rule that needs him.
type noticeView struct {
	asana.Notice
	URL  string // where to look
	Why  string
	Todo string
	Said string // the reason given, or ""
	Back string // the project to whose rules dismissing it leads back; "" is the home page
}

// notices are what the reader is told.
func (u *UI) notices(v visit) (list []noticeView, err error) {
	notices, err := u.platform.Notices(v.r.Context(), v.actor)
	for _, n := range notices {
		list = append(list, u.noticeView(v, n))
	}
	return list, err
}

// failures are those of the notices of a project that a rule's pause does not tell of.
func (u *UI) failures(v visit, project string) ([]noticeView, error) {
	list, err := u.notices(v)
	list = slices.DeleteFunc(list, func(n noticeView) bool { return n.Cause != asana.NoticeFailed || n.Project.GID != project })
	for i := range list {
		list[i].Back = project
	}
	return list, err
}

func (u *UI) noticeView(v visit, n asana.Notice) noticeView {
	args := map[string]any{"Owner": n.Owner.Name, "Ceiling": n.Ceiling}
	view := noticeView{Notice: n, URL: ruleURL(n.Rule.GID), Why: u.frame.T(v.r, n.Cause.Words(), args)}
	view.Todo = u.frame.T(v.r, n.Cause.Advice(n.Owner.GID == v.person.GID), args)
	if n.Text != "" {
		view.Said = u.t(v, n.Text)
	}
	if n.Cause == asana.NoticeFailed {
		view.URL += "/history"
	}
	return view
}

// dismissNotice is POST /0/notices/{notice}/dismiss: back=project, or nothing for the home page.
func (u *UI) dismissNotice(v visit) error {
	if err := u.platform.DismissNotice(v.r.Context(), v.actor, v.path("notice")); err != nil {
		return err
	}
	if project := v.form("back"); project != "" {
		return u.done(v, rulesURL(project))
	}
	return u.done(v, "/")
}

// delayView says that a rule waits for an app that is busy or away.
type delayView struct {
	Runs int
	Next time.Time
}

// delayView is nil for a rule that waits for no app.
func (u *UI) delayView(v visit, rule string) (*delayView, error) {
	runs, next, err := u.platform.RunsOnRetry(v.r.Context(), v.actor, rule)
	if err != nil || runs == 0 {
		return nil, err
	}
	return &delayView{runs, next}, nil
}

// account is the owner's at an app that acts in the rule; whether it is there our script finds out.
type account struct{ GID, App, Connect string }

// findAccounts are those the owner can be asked to log in to, unless the rule's pause asks already.
func (d *builderData) findAccounts() {
	if !d.Mine || (d.Pause != nil && d.Pause.Connect != "") {
		return
	}
	for _, a := range d.Rule.Actions {
		app, _, ok := d.ruleAction(a.App, a.ActionType)
		asked := slices.ContainsFunc(d.Accounts, func(known account) bool { return known.GID == a.App })
		if at := authenticationURL(app.Components, d.Project.Workspace.GID); ok && at != "" && !asked {
			d.Accounts = append(d.Accounts, account{a.App, app.Name, at})
		}
	}
}

// offerConnect lets the owner of a rule that waits sign in again with the app that asks for it.
func (s ruleScope) offerConnect(p *pauseView, r asana.Rule) {
	if p == nil || p.Reason != asana.PausedUnauthorized || !p.Mine {
		return
	}
	for _, a := range r.Actions {
		if app, _, ok := s.ruleAction(a.App, a.ActionType); ok {
			p.App, p.Connect = app.Name, authenticationURL(app.Components, s.Project.Workspace.GID)
			return
		}
	}
}
