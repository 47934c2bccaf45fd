package auth

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// joinForm is what auth/join shows.
type joinForm struct {
	Token, Name string
	asana.Invited
	Wait int // minutes until the next attempt is looked at
	problem
}

// showJoin is GET /-/join?token=…: an invitation. Looking at it does not use the link.
func (a *Auth) showJoin(w http.ResponseWriter, r *http.Request) error {
	return a.renderJoin(w, r, http.StatusOK, joinForm{Token: r.FormValue("token")})
}

// join is POST /-/join: whoever was invited joins the workspace and is signed in.
func (a *Auth) join(w http.ResponseWriter, r *http.Request) error {
	f := joinForm{Token: r.PostFormValue("token"), Name: r.PostFormValue("name")}
	person, err := a.platform.Join(r.Context(), f.Token, asana.Join{
		Name: f.Name, Password: r.PostFormValue("password"), Address: httpkit.ClientIP(r),
	})
	if f.Wait = a.mustWait(w, err); f.Wait > 0 {
		return a.renderJoin(w, r, http.StatusTooManyRequests, f)
	}
	if wrong, ok := a.wrongInput(r, err); ok {
		f.problem = wrong
		return a.renderJoin(w, r, http.StatusBadRequest, f)
	}
	if err != nil {
		return linkOver(err)
	}
	if err := a.start(r, person, r.PostFormValue("time_zone")); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (a *Auth) renderJoin(w http.ResponseWriter, r *http.Request, status int, f joinForm) error {
	var err error
	if f.Invited, err = a.platform.InvitedBy(r.Context(), f.Token); err != nil {
		return linkOver(err)
	}
	return a.frame.Render(w, r, status, "auth/join", page.View{Title: "auth.join", Data: f})
}
