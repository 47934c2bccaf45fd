package setup

import (
	"net/http"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// settingsView is what the page of a connection shows. Each section has a
// template and an address to post to, both of its name.
type settingsView struct {
	*view
	Saved   string // the section that has just been saved
	Wrong   wrong  // an input that was not taken
	Refusal string // what was wrong with it
	Members []memberView
	Hooks   hooksView
}

// Unmoved are the people whose authorization is of the application link before.
func (v settingsView) Unmoved() (some []memberView) {
	for _, m := range v.Members {
		if m.Former {
			some = append(some, m)
		}
	}
	return some
}

// Moved is how many have one of the present link.
func (v settingsView) Moved() (n int) {
	for _, m := range v.Members {
		if !m.Former && !m.Ended {
			n++
		}
	}
	return n
}

// settings answers GET /setup/connection.
func (s *Setup) settings(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openConnection(w, r)
	if err != nil || v == nil {
		return err
	}
	members, err := s.members(r, v)
	if err != nil {
		return err
	}
	hooks, err := s.hooks(r, v.Workspace.GID)
	if err != nil {
		return err
	}
	v.BrowserURL = v.Connection.BrowserURL
	data := settingsView{view: v, Saved: s.sessions.PopString(r.Context(), savedKey), Members: members, Hooks: hooks}
	s.wrong(r, &data)
	return s.frame.Render(w, r, http.StatusOK, "setup/connection", page.View{Title: "setup.settings", Layout: "screen", Data: data})
}

// openConnection prepares a page about a connection for somebody who may change
// it; it returns nil when it has answered otherwise.
func (s *Setup) openConnection(w http.ResponseWriter, r *http.Request) (*view, error) {
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return nil, err
	}
	if v.Connection.ID == "" || !v.MayChange {
		http.Redirect(w, r, homePath+workspaceQuery(v.Workspace.GID), http.StatusSeeOther)
		return nil, nil
	}
	return v, nil
}

// wrong is what was typed into the settings and refused.
type wrong struct {
	Typed string
	Text  bridge.Text
}

// wrong shows, once, what was typed and refused.
func (s *Setup) wrong(r *http.Request, v *settingsView) {
	s.recall(r.Context(), wrongKey, &v.Wrong)
	s.sessions.Remove(r.Context(), wrongKey)
	if v.Wrong.Text.ID != "" {
		v.BrowserURL, v.Refusal = v.Wrong.Typed, s.frame.T(r, v.Wrong.Text.ID, v.Wrong.Text.Args)
	}
}

// setter changes the settings of a section as the form says. It is for the
// bridge to decide whether the person may.
type setter func(r *http.Request, person, workspace string) error

// change answers a section's form: it leads back to the page.
func (s *Setup) change(section string, set setter) httpkit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := httpkit.ParseForm(r, "setup.unreadable"); err != nil {
			return err
		}
		p, ok := s.person(r.Context())
		if !ok {
			return s.signIn(w, r)
		}
		workspace := r.PostFormValue("workspace")
		if err := set(r, p.GID, workspace); err != nil {
			return err
		}
		s.sessions.Put(r.Context(), savedKey, section)
		http.Redirect(w, r, settingsPath+workspaceQuery(workspace)+"#"+section, http.StatusSeeOther)
		return nil
	}
}

func (s *Setup) setReading(r *http.Request, person, workspace string) error {
	return s.bridge.SetReading(r.Context(), person, workspace, bridge.Reading(r.PostFormValue("reading")))
}

// retire ends the application link before.
func (s *Setup) retire(r *http.Request, person, workspace string) error {
	return s.bridge.Retire(r.Context(), person, workspace)
}

func (s *Setup) setBacklinks(r *http.Request, person, workspace string) error {
	return s.bridge.SwitchBacklinks(r.Context(), person, workspace, r.PostFormValue("backlinks") == "on")
}

// setBrowser sets where browsers find Jira. What is no address is shown again.
func (s *Setup) setBrowser(r *http.Request, person, workspace string) error {
	err := s.bridge.SetBrowserURL(r.Context(), person, workspace, input(r, "browser_url"))
	if p, ok := problemOf(err); ok && p.Field == "browser_url" {
		return s.remember(r.Context(), wrongKey, wrong{withoutPassword(input(r, "browser_url")), p.Text})
	}
	return err
}
