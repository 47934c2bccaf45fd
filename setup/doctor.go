package setup

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"net/http"
	"slices"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
)

// doctorView is what the page of the doctor shows.
type doctorView struct {
	*view
	URL     string // of the Jira; "" before it was looked at
	At      time.Time
	Steps   []doctor.Spoken
	Verdict doctor.Result
	Entered *draft       // what was looked at with; nil is the connection
	CA      template.URL // a certificate that could be trusted, to be downloaded
}

// explainDoctor answers GET /setup/doctor for a connection. Without one it is
// the form that has the button.
func (s *Setup) explainDoctor(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openConnection(w, r)
	if err != nil || v == nil {
		return err
	}
	return s.renderDoctor(w, r, doctorView{view: v})
}

// examine answers POST /setup/doctor.
func (s *Setup) examine(w http.ResponseWriter, r *http.Request) error {
	v, report, err := s.report(w, r)
	if err != nil || v == nil {
		return err
	}
	v.URL, v.At, v.Verdict = report.URL, report.At, report.Verdict()
	v.Steps = report.Spoken(func(id string, args map[string]any) string { return s.frame.T(r, id, args) })
	v.CA = template.URL("data:application/x-pem-file;base64," + base64.StdEncoding.EncodeToString([]byte(report.CA())))
	return s.renderDoctor(w, r, *v)
}

func (s *Setup) renderDoctor(w http.ResponseWriter, r *http.Request, v doctorView) error {
	return s.frame.Render(w, r, http.StatusOK, "setup/doctor", page.View{Title: "setup.doctor", Layout: "screen", Data: v})
}

// report looks at the Jira of a connection, or with what was typed. The view is
// nil when the request was answered otherwise.
func (s *Setup) report(w http.ResponseWriter, r *http.Request) (*doctorView, doctor.Report, error) {
	if err := httpkit.ParseForm(r, "setup.unreadable"); err != nil {
		return nil, doctor.Report{}, err
	}
	v, err := s.open(w, r)
	if err != nil || v == nil {
		return nil, doctor.Report{}, err
	}
	if r.PostForm.Has("jira_domain") {
		return s.reportEntered(w, r, v)
	}
	p, _ := s.person(r.Context())
	report, err := s.bridge.Examine(r.Context(), p.GID, v.Workspace.GID)
	return &doctorView{view: v}, report, err
}

// reportEntered looks with what was typed into the form, which is kept there.
func (s *Setup) reportEntered(w http.ResponseWriter, r *http.Request, v *view) (*doctorView, doctor.Report, error) {
	p, _ := s.person(r.Context())
	d, secret, err := s.typed(r, p)
	if err != nil {
		return nil, doctor.Report{}, err
	}
	for _, missing := range incomplete(d, secret) {
		if missing.Field == "jira_domain" {
			d.Problems = append(d.Problems, missing)
			return nil, doctor.Report{}, s.again(w, r, d)
		}
	}
	if err := s.keep(r.Context(), d); err != nil {
		return nil, doctor.Report{}, err
	}
	report, err := s.bridge.ExamineNew(r.Context(), bridge.ConnectRequest{
		Person: p.GID, Workspace: d.Workspace, Kind: d.Kind, JiraDomain: input(r, "jira_domain"), ClientID: d.ClientID, ClientSecret: secret,
	})
	if err != nil {
		return nil, report, s.refuse(w, r, d, err)
	}
	return &doctorView{view: v, Entered: &d}, report, nil
}

// bundle answers POST /setup/doctor/bundle: always in English, which whoever
// is to help reads.
func (s *Setup) bundle(w http.ResponseWriter, r *http.Request) error {
	v, report, err := s.report(w, r)
	if err != nil || v == nil {
		return err
	}
	files := s.about
	if v.Workspace.IsAdmin { // it is of the whole installation
		files = append(slices.Clip(files), doctor.File{Name: "log.jsonl", Text: s.lately()})
	}
	if v.Entered == nil {
		p, _ := s.person(r.Context())
		facts, err := s.bridge.Support(r.Context(), p.GID, v.Workspace.GID)
		if err != nil {
			return err
		}
		files = append([]doctor.File{{Name: "connection.json", Text: facts}}, files...)
	}
	var z bytes.Buffer
	english := func(id string, args map[string]any) string { return s.frame.Say("en", id, args) }
	if err := doctor.Bundle(&z, report, english, files...); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="jirabridge-support.zip"`)
	_, err = w.Write(z.Bytes())
	return err
}
