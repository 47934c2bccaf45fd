package auth

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
)

// forgotForm is what auth/forgot shows.
type forgotForm struct {
	Email string
	Mails bool // whether links are mailed at all
	Asked bool
	Wait  int // minutes until one may ask again
}

// showForgot is GET /-/forgot.
func (a *Auth) showForgot(w http.ResponseWriter, r *http.Request) error {
	return a.renderForgot(w, r, http.StatusOK, forgotForm{Email: r.FormValue("email")})
}

// forgot is POST /-/forgot: a link for a new password is mailed. The answer does not tell whether anybody has
// the address.
func (a *Auth) forgot(w http.ResponseWriter, r *http.Request) error {
	f := forgotForm{Email: r.PostFormValue("email")}
	if !a.platform.Mails() {
		return a.renderForgot(w, r, http.StatusOK, f)
	}
	err := a.platform.ForgotPassword(r.Context(), f.Email, httpkit.ClientIP(r))
	if f.Wait = a.mustWait(w, err); f.Wait > 0 {
		return a.renderForgot(w, r, http.StatusTooManyRequests, f)
	}
	if err != nil {
		return err
	}
	f.Asked = true
	return a.renderForgot(w, r, http.StatusOK, f)
}

func (a *Auth) renderForgot(w http.ResponseWriter, r *http.Request, status int, f forgotForm) error {
	f.Mails = a.platform.Mails()
	return a.frame.Render(w, r, status, "auth/forgot", page.View{Title: "auth.forgot", Data: f})
}
