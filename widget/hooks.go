package widget

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
)

// maxHook bounds the body of a webhook. Jira sends an issue whole, with its
// comments.
const maxHook = 5 << 20

// signatureOfJira is the header in which Jira, from 10 on, signs a webhook
// (https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html).
const signatureOfJira = "X-Hub-Signature"

// hookRoutes mounts the receiver of Jira's webhooks.
func (w *Widget) hookRoutes(r *mux.Router) {
	receive := httpkit.Wrap(w.receive, w.refuse, w.log)
	r.Handle(bridge.HookPath+"{secret}", httpkit.LimitBody(maxHook)(withoutSecret(receive))).Methods(http.MethodPost)
}

// withoutSecret keeps the secret of an address out of logs.
func withoutSecret(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		there := *r.URL
		there.Path, there.RawPath = bridge.HookPath+"…", ""
		shown := r.WithContext(r.Context())
		shown.URL, shown.RequestURI = &there, there.Path
		next.ServeHTTP(rw, shown)
	})
}

// receive takes a webhook in. Jira does not wait for what becomes of it.
func (w *Widget) receive(rw http.ResponseWriter, r *http.Request) error {
	err := w.bridge.Receive(r.Context(), mux.Vars(r)["secret"], r.Header.Get(signatureOfJira), r.Body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return httpkit.Fail(http.StatusRequestEntityTooLarge, "The request is too large.", large)
	}
	if err != nil {
		return err
	}
	rw.WriteHeader(http.StatusOK)
	return nil
}
