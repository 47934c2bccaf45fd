package ui

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb"
)

// formLimit bounds the forms of pages, in bytes; uploads are not forms.
const formLimit = 1 << 20

// visit is one request of a signed-in person.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	person asana.Person
	actor  asana.Actor
}

// handler answers a visit.
type handler func(v visit) error

// path returns a part of the address, such as "task".
func (v visit) path(name string) string { return mux.Vars(v.r)[name] }

// within puts the visit into a project that its address does not name.
func (v visit) within(project string) {
	if vars := mux.Vars(v.r); vars != nil {
		vars["project"] = project
	}
}

// form returns a value of the posted form without surrounding space.
func (v visit) form(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// wantsJSON tells a script of ours from a browser that shows the answer.
func (v visit) wantsJSON() bool { return asksForJSON(v.r) }

func asksForJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// page wraps the handler of a page.
func (u *UI) page(h handler) http.Handler { return httpkit.LimitBody(formLimit)(u.stream(h)) }

// stream wraps the handler of a page whose body may be of any size and is read
// as it arrives.
func (u *UI) stream(h handler) http.Handler {
	return u.guard(u.auth.RequirePerson(httpkit.Wrap(u.enter(h), u.renderError, u.log)))
}

// json wraps the handler of an address that only our scripts ask.
func (u *UI) json(h handler) http.Handler {
	return httpkit.LimitBody(formLimit)(u.guard(u.auth.RequirePerson(httpkit.Wrap(u.enter(h), u.writeError, u.log))))
}

// guard sets the headers of pages and refuses forged writes.
func (u *UI) guard(next http.Handler) http.Handler {
	return httpkit.SecurityHeaders(false)(httpkit.CSRF(u.baseURL)(next))
}

func (u *UI) enter(h handler) httpkit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		person, ok := u.auth.Person(r)
		if !ok {
			return httpkit.Fail(http.StatusUnauthorized, "ui.signed_out", nil)
		}
		if err := httpkit.ParseForm(r, "page.error_yours_text"); err != nil {
			return err
		}
		if chosen := u.frame.Chosen(r); chosen != "" {
			if err := u.platform.HasLanguage(r.Context(), person, chosen); err != nil {
				return u.public(r, err)
			}
		}
		r = r.WithContext(apphost.WithLanguage(r.Context(), u.frame.Lang(r)))
		return u.public(r, h(visit{w: w, r: r, person: person, actor: asana.Actor{Person: person.GID}}))
	}
}

// public turns an error of the layers below into its answer.
func (u *UI) public(r *http.Request, err error) error {
	var domain *asana.Error
	var app *apphost.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &domain):
		return u.fromDomain(r, domain)
	case errors.As(err, &app):
		return httpkit.Fail(http.StatusBadGateway, app.Text, err)
	case sqldb.IsFull(err):
		return httpkit.Fail(http.StatusServiceUnavailable, "page.error_full_text", err)
	case sqldb.IsUnavailable(err):
		return httpkit.Fail(http.StatusServiceUnavailable, "page.error_unavailable_text", err)
	}
	return err
}

// statuses are what errors of the domain are answered with.
var statuses = map[asana.ErrKind]int{
	asana.NotFound: http.StatusNotFound, asana.Forbidden: http.StatusForbidden, asana.Invalid: http.StatusBadRequest,
	asana.Conflict: http.StatusConflict, asana.TooLarge: http.StatusRequestEntityTooLarge,
	asana.PlanTooLow: http.StatusPaymentRequired,
}

// fromDomain says an error in the reader's language.
func (u *UI) fromDomain(r *http.Request, e *asana.Error) error {
	return httpkit.Fail(statuses[e.Kind], u.frame.T(r, e.ID, e.Args), e)
}

// say is what a person entered wrongly, in the person's language.
func (u *UI) say(v visit, problem *asana.Error) string {
	return u.frame.T(v.r, problem.ID, problem.Args)
}

// invalid returns what a person entered wrongly, if err says that.
func invalid(err error) (*asana.Error, bool) {
	var e *asana.Error
	if errors.As(err, &e) && (e.Kind == asana.Invalid || e.Kind == asana.Conflict || e.Kind == asana.TooLarge) {
		return e, true
	}
	return nil, false
}

func (u *UI) renderError(w http.ResponseWriter, r *http.Request, err error, id string) {
	if asksForJSON(r) {
		u.writeError(w, r, err, id)
		return
	}
	u.frame.RenderError(w, r, err, id)
}

// writeError answers a script: {"error": text}.
func (u *UI) writeError(w http.ResponseWriter, r *http.Request, err error, id string) {
	text := ""
	var e *httpkit.Error
	if errors.As(err, &e) {
		text = u.frame.T(r, e.Text, nil)
	}
	if text == "" {
		text = u.frame.T(r, "ui.failed", nil)
	}
	status := httpkit.Status(err)
	if status >= http.StatusInternalServerError {
		text += " (" + id + ")"
	}
	if err := httpkit.WriteJSON(w, status, map[string]string{"error": text}); err != nil {
		u.log.DebugContext(r.Context(), "error not delivered", "id", id, "error", err)
	}
}

// render shows a page with the navigation around it.
func (u *UI) render(v visit, status int, name string, view page.View) error {
	if view.Layout == "app" && view.Nav == nil {
		nav, err := u.nav(v)
		if err != nil {
			return err
		}
		view.Nav = nav
	}
	view.TimeZone = zoneOf(v.person).String()
	return u.frame.Render(v.w, v.r, status, name, view)
}

// done ends a write: a browser goes on to the address, a script is told it
// was done.
func (u *UI) done(v visit, address string) error {
	if v.wantsJSON() {
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}
