package ui

import (
	"errors"
	"math"
	"net/http"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// mySettingsURL is where people change what is theirs.
const mySettingsURL = "/0/my-settings"

// profileData is what ui/profile shows.
type profileData struct {
	Person   asana.Person
	Sessions []sessionView
	Problem  string
	Field    string // the part of the input the problem is about
	Done     string // id of a message about what has just been done, or ""
}

// sessionView is a place where the person is signed in.
type sessionView struct {
	asana.Session
	Name string // of the browser, or "" when it is unknown
	Here bool   // whether this page was asked for from there
}

// doneMessages are what ?done=… may say.
var doneMessages = map[string]string{
	"profile": "ui.changes_saved", "email": "ui.email_changed", "password": "ui.password_changed", "sessions": "ui.sessions_ended",
}

// showProfile is GET /0/my-settings.
func (u *UI) showProfile(v visit) error {
	return u.renderProfile(v, http.StatusOK, profileData{Person: v.person, Done: doneMessages[v.r.FormValue("done")]})
}

// updateProfile is POST /0/my-settings: name and time zone.
func (u *UI) updateProfile(v visit) error {
	changed := v.person
	changed.Name, changed.TimeZone = v.form("name"), v.form("time_zone")
	err := u.platform.SetProfile(v.r.Context(), v.actor, asana.Profile{Name: changed.Name, TimeZone: changed.TimeZone})
	return u.afterProfile(v, changed, "profile", err)
}

// changeEmail is POST /0/my-settings/email.
func (u *UI) changeEmail(v visit) error {
	changed, password := v.person, v.r.PostFormValue("email_password")
	changed.Email = v.form("email")
	err := u.platform.ChangeEmail(v.r.Context(), v.actor, changed.Email, password, httpkit.ClientIP(v.r))
	return u.afterProfile(v, changed, "email", err)
}

// changePassword is POST /0/my-settings/password. It ends all other sessions.
func (u *UI) changePassword(v visit) error {
	// Passwords are taken as they are, space and all.
	old, password := v.r.PostFormValue("old_password"), v.r.PostFormValue("password")
	err := u.platform.ChangePassword(v.r.Context(), v.actor, old, password, httpkit.ClientIP(v.r), u.auth.Session(v.r))
	return u.afterProfile(v, v.person, "password", err)
}

// endSession is POST /0/my-settings/sessions/{session}/end.
func (u *UI) endSession(v visit) error {
	return u.afterProfile(v, v.person, "sessions", u.platform.EndSession(v.r.Context(), v.actor, v.path("session")))
}

// endOtherSessions is POST /0/my-settings/sessions/end-others.
func (u *UI) endOtherSessions(v visit) error {
	return u.afterProfile(v, v.person, "sessions", u.platform.EndOtherSessions(v.r.Context(), v.actor, u.auth.Session(v.r)))
}

// afterProfile ends a write: wrong input is shown where it was entered.
func (u *UI) afterProfile(v visit, input asana.Person, done string, err error) error {
	data := profileData{Person: input}
	var refused *asana.TooManyAttempts
	if errors.As(err, &refused) {
		minutes := max(1, math.Ceil(refused.Until.Sub(u.now()).Minutes()))
		data.Field, data.Problem = passwordFields[done], u.frame.T(v.r, "auth.too_many", map[string]any{"Count": int(minutes)})
		return u.renderProfile(v, http.StatusTooManyRequests, data)
	}
	if problem, ok := invalid(err); ok {
		data.Field, data.Problem = problem.Field, u.say(v, problem)
		return u.renderProfile(v, http.StatusBadRequest, data)
	}
	if err != nil {
		return err
	}
	return u.done(v, mySettingsURL+"?done="+done)
}

// passwordFields are where the forms that need it ask for the password.
var passwordFields = map[string]string{"password": "old_password", "email": "email_password"}

func (u *UI) renderProfile(v visit, status int, data profileData) error {
	sessions, err := u.platform.Sessions(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	here := u.auth.Session(v.r)
	for _, s := range sessions {
		data.Sessions = append(data.Sessions, sessionView{Session: s, Name: browserName(s.Browser), Here: s.GID == here})
	}
	return u.render(v, status, "ui/profile", page.View{Title: "ui.my_settings", Layout: "app", Data: data})
}

// The words browsers and systems are known by in what a browser calls itself.
// The more special come first: most claim to be others, too.
var (
	browserWords = [][2]string{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systemWords = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// browserName is "Firefox, Linux" for what a browser calls itself.
func browserName(agent string) string {
	name, system := wordFor(agent, browserWords), wordFor(agent, systemWords)
	if name == "" || system == "" {
		return name + system
	}
	return name + ", " + system
}

func wordFor(agent string, words [][2]string) string {
	for _, w := range words {
		if strings.Contains(agent, w[0]) {
			return w[1]
		}
	}
	return ""
}
