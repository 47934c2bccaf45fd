package widget

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// malformed is the answer to whatever is not a signed message. It is never a
// 401: that would open the connect window.
const malformed = "Illegal or malformed request."

// call is a verified message on its way through an endpoint.
type call struct {
	*http.Request
	message appcomponents.Request
	caller  bridge.Caller
}

// answer does what a message asks and returns the body of a 200.
type answer func(c call) (any, error)

// endpoint is one address of the app. Needs lists which parts of the message it
// cannot do without.
type endpoint struct {
	path   string
	method string
	answer answer
	needs  func(q appcomponents.Request) []string
}

func (w *Widget) endpoints() []endpoint {
	return []endpoint{
		{"/widget", http.MethodGet, w.view, func(q appcomponents.Request) []string { return []string{q.Task, q.Attachment, q.ResourceURL} }},
		{"/form", http.MethodGet, w.form, needsTask},
		{"/form/change", http.MethodPost, w.changeForm, needsTask},
		{"/form/submit", http.MethodPost, w.submitForm, needsTaskAndAttachment},
		{"/typeahead/resource", http.MethodGet, w.lookup, needsTask},
		{"/" + bridge.SourcePath + "{source:.+}", http.MethodGet, w.suggest, needsNothing},
		{"/attach", http.MethodPost, w.attach, needsTaskAndAttachment},
		{rulePath, http.MethodGet, w.ruleForm, needsProject},
		{rulePath + "/change", http.MethodPost, w.changeRule, needsProject},
		{rulePath + "/submit", http.MethodPost, w.submitRule, needsProjectAndAction},
		{runPath, http.MethodPost, w.runRule, needsRun},
		{rulePath + "/preview", http.MethodPost, w.previewRule, needsRunTask},
	}
}

func needsTask(q appcomponents.Request) []string { return []string{q.Task} }

func needsTaskAndAttachment(q appcomponents.Request) []string {
	return []string{q.Task, q.Attachment}
}

// appRoutes mounts the endpoints. Another method on one of their addresses is
// as unknown as another address.
func (w *Widget) appRoutes(r *mux.Router) {
	r.Use(w.crossOrigin, httpkit.LimitBody(appcomponents.MaxBody))
	for _, e := range w.endpoints() {
		r.Handle(e.path, httpkit.Wrap(w.serve(e), w.refuse, w.log))
	}
	r.PathPrefix("/").Handler(httpkit.Wrap(unknown, w.refuse, w.log))
}

func unknown(http.ResponseWriter, *http.Request) error {
	return httpkit.Fail(http.StatusNotFound, "Not found.", nil)
}

// serve verifies the message before anything else happens.
func (w *Widget) serve(e endpoint) httpkit.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		if r.Method != e.method {
			return unknown(rw, r)
		}
		q, err := appcomponents.ParseRequest(r, w.secret.Reveal(), w.now())
		if err == nil && slices.Contains(e.needs(q), "") {
			err = appcomponents.ErrMalformed
		}
		if err != nil {
			return httpkit.Fail(http.StatusBadRequest, malformed, err)
		}
		httpkit.Note(r.Context(), "person", q.User)
		body, err := e.answer(call{r, q, bridge.Caller{
			Workspace: q.Workspace, Person: q.User, Lang: r.Header.Get("Accept-Language"),
		}})
		if err != nil {
			return err
		}
		return httpkit.WriteJSON(rw, http.StatusOK, body)
	}
}

// crossOrigin lets pages of the platform, and of nobody else, call us from the
// browser. The signature header makes browsers ask first.
func (w *Widget) crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Add("Vary", "Origin, Accept-Language")
		if r.Header.Get("Origin") == w.platform {
			h.Set("Access-Control-Allow-Origin", w.platform)
			h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "content-type, "+strings.ToLower(appcomponents.SignatureHeader))
			h.Set("Access-Control-Max-Age", "600")
		}
		if r.Method == http.MethodOptions {
			rw.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// refuse answers a failed call: a form with errors at its fields, or a text in
// the reader's language.
func (w *Widget) refuse(rw http.ResponseWriter, r *http.Request, err error, id string) {
	var form *bridge.FormError
	if errors.As(err, &form) {
		w.complete(&form.Form, formPathOf(r))
		_ = httpkit.WriteJSON(rw, http.StatusBadRequest, form.Form)
		return
	}
	status, text := w.explain(r, err)
	if strings.HasSuffix(r.URL.Path, runPath) {
		status = deliverAgain(rw, err, status)
	}
	if status >= http.StatusInternalServerError {
		text += " (" + id + ")"
	}
	_ = httpkit.WriteJSON(rw, status, appcomponents.ErrorBody{Error: text})
}

// explain turns a failure into a status and a text for people.
func (w *Widget) explain(r *http.Request, err error) (int, string) {
	var failure *bridge.Error
	if !errors.As(err, &failure) {
		return httpkit.Status(err), httpkit.Text(err)
	}
	return statuses[failure.Kind], w.bridge.Say(w.language(r), failure.Text)
}

// statuses are those Asana documents for App Components, except for BadState,
// which only pages answer.
var statuses = map[bridge.Kind]int{
	bridge.Internal:      http.StatusInternalServerError,
	bridge.NotConnected:  http.StatusNotFound,
	bridge.NeedsConsent:  http.StatusUnauthorized,
	bridge.Invalid:       http.StatusBadRequest,
	bridge.Forbidden:     http.StatusForbidden,
	bridge.NotFound:      http.StatusNotFound,
	bridge.AlreadyLinked: http.StatusBadRequest,
	bridge.Busy:          http.StatusBadRequest,
	bridge.Slow:          http.StatusBadRequest,
	bridge.Unreachable:   http.StatusBadRequest,
	bridge.BadState:      http.StatusUnprocessableEntity,
	bridge.Gone:          http.StatusGone,
}

// language is what the reader asked for in the footer of a page or in the
// browser.
func (w *Widget) language(r *http.Request) string { return w.frame.Lang(r) }
