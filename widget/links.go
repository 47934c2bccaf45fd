package widget

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

const linksPath = bridge.DetailsPath

// pageLimit bounds what is read of a page's form, in bytes.
const pageLimit = 64 << 10

// linkRoutes mounts the pages about links.
func (w *Widget) linkRoutes(r *mux.Router) {
	serve := func(h httpkit.Handler) http.Handler {
		limited := httpkit.LimitBody(pageLimit)(w.page(h))
		return httpkit.SecurityHeaders(false)(httpkit.CSRF(w.base)(w.sessions.LoadAndSave(limited)))
	}
	r.Handle(linksPath, serve(w.links)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(linksPath+"/{id:[A-Z0-9]+}", serve(w.link)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(linksPath+"/{id:[A-Z0-9]+}/retry", serve(w.retryLink)).Methods(http.MethodPost)
	r.Handle(linksPath+"/{id:[A-Z0-9]+}/choose", serve(w.chooseIssue)).Methods(http.MethodPost)
}

// signedInFor returns who is signed in. Without anybody it begins a sign-in
// that leads back to a local path, and returns "".
func (w *Widget) signedInFor(rw http.ResponseWriter, r *http.Request, back string) (person string, err error) {
	if person = w.person(r); person != "" {
		return person, nil
	}
	return "", w.signInTo(rw, r, back)
}

// renewed signs a person in anew whom the platform no longer knows; any other
// failure stays.
func (w *Widget) renewed(rw http.ResponseWriter, r *http.Request, back string, err error) error {
	if bridge.KindOf(err) != bridge.NeedsConsent {
		return err
	}
	w.sessions.Remove(r.Context(), personKey)
	return w.signInTo(rw, r, back)
}

func (w *Widget) signInTo(rw http.ResponseWriter, r *http.Request, back string) error {
	to, err := w.bridge.StartSignIn(r.Context(), w.browser(r), connectPath+asanaCallback, back)
	if err != nil {
		return err
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}

// links shows a person the links of his that need a look, and why an
// authorization of his has ended. With the parameter task, a gid, it leads to
// the link of that task: a platform knows tasks and no links.
func (w *Widget) links(rw http.ResponseWriter, r *http.Request) error {
	task := r.URL.Query().Get("task")
	back := linksPath
	if task != "" {
		back += "?" + url.Values{"task": {task}}.Encode()
	}
	person, err := w.signedInFor(rw, r, back)
	if person == "" {
		return err
	}
	if task == "" {
		return w.showLinks(rw, r, person)
	}
	id, err := w.bridge.LinkOf(r.Context(), person, task)
	if err != nil {
		return w.renewed(rw, r, back, err)
	}
	http.Redirect(rw, r, linksPath+"/"+id, http.StatusSeeOther)
	return nil
}

func (w *Widget) showLinks(rw http.ResponseWriter, r *http.Request, person string) error {
	troubled, err := w.bridge.Troubled(r.Context(), person)
	if err != nil {
		return err
	}
	endings, err := w.bridge.Endings(r.Context(), person)
	if err != nil {
		return err
	}
	all := linksView{Endings: w.endingsIn(r, endings)}
	for _, d := range troubled {
		all.Links = append(all.Links, w.linkView(r, d))
	}
	return w.frame.Render(rw, r, http.StatusOK, "widget/links", page.View{Title: "widget.links", Layout: "app", Nav: w.nav(r), Data: all})
}

// link shows one link.
func (w *Widget) link(rw http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	person, err := w.signedInFor(rw, r, linksPath+"/"+id)
	if person == "" {
		return err
	}
	d, err := w.bridge.Details(r.Context(), person, id)
	if err != nil {
		return w.renewed(rw, r, linksPath+"/"+id, err)
	}
	v := w.linkView(r, d)
	if d.State == bridge.LinkUnclear && d.Mine {
		all, err := w.bridge.Alike(r.Context(), person, id)
		v = w.withCandidates(r, v, all, err)
	}
	return w.frame.Render(rw, r, http.StatusOK, "widget/link", page.View{Title: "widget.link", Layout: "app", Nav: w.nav(r), Data: v})
}

// nav leads from a page about links to the platform and to the person's links.
func (w *Widget) nav(r *http.Request) *page.Nav {
	return &page.Nav{Groups: []page.NavGroup{{Links: []page.NavLink{
		{Text: w.frame.T(r, "widget.home", nil), URL: w.platform + "/", Icon: "home"},
		{Text: w.frame.T(r, "widget.links", nil), URL: linksPath, Icon: "link", Current: r.URL.Path == linksPath},
	}}}}
}

// said is a failure in words, "" for none: the page is of use all the same.
func (w *Widget) said(r *http.Request, err error) string {
	if err == nil {
		return ""
	}
	_, text := w.explain(r, err)
	return text
}

// retryLink tries again what a link lacks.
func (w *Widget) retryLink(rw http.ResponseWriter, r *http.Request) error {
	return w.change(rw, r, w.bridge.Retry)
}

// chooseIssue ends the doubt about what a claim has created.
func (w *Widget) chooseIssue(rw http.ResponseWriter, r *http.Request) error {
	if err := httpkit.ParseForm(r, malformed); err != nil {
		return err
	}
	return w.change(rw, r, func(ctx context.Context, person, link string) error {
		return w.bridge.Choose(ctx, person, link, r.PostFormValue("issue"))
	})
}

// change does something with a link and shows the link again.
func (w *Widget) change(rw http.ResponseWriter, r *http.Request, do func(ctx context.Context, person, link string) error) error {
	id := mux.Vars(r)["id"]
	back := linksPath + "/" + id
	person, err := w.signedInFor(rw, r, back)
	if person == "" {
		return err
	}
	if err := do(r.Context(), person, id); err != nil {
		return w.renewed(rw, r, back, err)
	}
	http.Redirect(rw, r, back, http.StatusSeeOther)
	return nil
}
