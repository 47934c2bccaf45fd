package bridgetest

import (
	"net/url"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
)

// SignIn takes a person through Asana Connect.
func (w *World) SignIn(p Person) *Browser {
	w.t.Helper()
	b, ctx := w.Browser(), w.t.Context()
	to, err := w.Bridge.StartSignIn(ctx, b.Session, SetupCallback, "/setup")
	must(w.t, err)
	q := b.PlatformConsent(to, p, true)
	in, err := w.Bridge.FinishSignIn(ctx, b.Session, SetupCallback, q.Get("state"), q.Get("code"), q.Get("error"))
	must(w.t, err)
	if in.Person.GID != p.GID || in.ReturnPath != "/setup" {
		w.t.Fatalf("signed in as %+v", in)
	}
	return b
}

// Connect makes a person connect the workspace to Jira as a user of Jira.
func (w *World) Connect(p Person, jiraUser string) {
	w.t.Helper()
	b := w.SignIn(p)
	to, err := w.Bridge.Connect(w.t.Context(), w.ConnectRequest(p, b))
	must(w.t, err)
	_, err = w.Return(b, b.JiraConsent(to, jiraUser, true))
	must(w.t, err)
}

// ConnectRequest is what a person enters on the setup page, with a link that
// has just been registered in Jira.
func (w *World) ConnectRequest(p Person, b *Browser) bridge.ConnectRequest {
	id, secret := w.Jira.RegisterLink("Northwind", w.Home+JiraCallback)
	return bridge.ConnectRequest{
		Person: p.GID, Session: b.Session, Workspace: w.Workspace.GID, JiraDomain: w.Jira.URL,
		ClientID: id, ClientSecret: seal.Secret(secret), ReturnPath: "/setup/done",
	}
}

// Authorize makes a member let the bridge act as a user of Jira.
func (w *World) Authorize(p Person, jiraUser string) {
	w.t.Helper()
	b := w.SignIn(p)
	to, err := w.Bridge.StartAuthorization(w.t.Context(), p.GID, b.Session, w.Workspace.GID, "/connect/done")
	must(w.t, err)
	out, err := w.Return(b, b.JiraConsent(to, jiraUser, true))
	must(w.t, err)
	if out.Purpose != bridge.PurposeAuthorize || out.ReturnPath != "/connect/done" {
		w.t.Fatalf("authorized %+v", out)
	}
}

// Return brings the parameters of Jira's answer back to the bridge.
func (w *World) Return(b *Browser, q url.Values) (bridge.Authorized, error) {
	return w.Bridge.Authorize(w.t.Context(), bridge.Callback{
		Session: b.Session, State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"),
	})
}
