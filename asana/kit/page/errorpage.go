package page

import (
	"errors"
	"net/http"

	"jirabridge/asana/kit/httpkit"
)

// errorData is what page/error shows.
type errorData struct {
	Heading string // id of a message
	Text    string
	ID      string
}

// showError writes the page for a failed request, or plain text when even
// that fails.
func (f *Frame) showError(w http.ResponseWriter, r *http.Request, status int, text, id string) {
	lang := f.Lang(r)
	d := errorData{Heading: heading(status), Text: f.text(lang, text)}
	if d.Text == "" {
		d.Text = f.text(lang, fallback(status))
	}
	if status >= http.StatusInternalServerError {
		d.ID = id
	}
	v := View{Title: d.Heading, Data: d}
	if err := f.Render(w, r, status, "page/error", v); err != nil {
		http.Error(w, d.Text, status)
	}
}

func heading(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "page.error_not_found"
	case status == http.StatusForbidden:
		return "page.error_forbidden"
	case status == http.StatusPaymentRequired:
		return "page.error_plan"
	case status == http.StatusServiceUnavailable:
		return "page.error_unavailable"
	case status >= http.StatusInternalServerError:
		return "page.error_ours"
	}
	return "page.error_yours"
}

func fallback(status int) string { return heading(status) + "_text" }

// RenderError shows an error as a page; it is what httpkit.Wrap calls. The
// text of an *httpkit.Error is shown, translated when it is the id of a
// message; of any other error the person learns only whose fault it is. The id
// stands in the log too and is shown when the fault is ours.
func (f *Frame) RenderError(w http.ResponseWriter, r *http.Request, err error, id string) {
	var public *httpkit.Error
	text := ""
	if errors.As(err, &public) {
		text = public.Text
	}
	if errors.Is(err, httpkit.ErrFull) {
		text = "page.error_full_text"
	}
	f.showError(w, r, httpkit.Status(err), text, id)
}
