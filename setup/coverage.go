package setup

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// coverageView is what the pages about creating issues show: all projects, or
// what was found out about one.
type coverageView struct {
	*view
	Projects []bridge.ProjectName
	Project  *bridge.Coverage
	Problem  string // why nothing could be found out
	say      sayer
	survey   bridge.Survey
}

// sayer puts a text into the reader's words.
type sayer func(id string, args map[string]any) string

// Result says whether issues of a type can be created, else what is in the way.
func (v coverageView) Result(t bridge.TypeCoverage) string { return v.say.result(t) }

func (say sayer) result(t bridge.TypeCoverage) string {
	switch {
	case t.Problem.ID != "":
		return say(t.Problem.ID, t.Problem.Args)
	case len(t.Fields) > 0:
		return say("setup.coverage_field", map[string]any{"Fields": say.quoted(t.Fields)})
	}
	return say("setup.coverage_yes", nil)
}

func (say sayer) quoted(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, say("setup.coverage_name", map[string]any{"Name": name}))
	}
	return strings.Join(list, ", ")
}

// ProjectURL is the page of a project.
func (v coverageView) ProjectURL(id string) string {
	return coveragePath + "/project?" + url.Values{"workspace": {v.Workspace.GID}, "project": {id}}.Encode()
}

// State is how much of a project can be created: "all", "some", "none", or ""
// when that is not known.
func (v coverageView) State() string {
	switch {
	case v.Project == nil || v.Problem != "":
		return ""
	case v.Project.Possible() == 0:
		return "none"
	case v.Project.Possible() < len(v.Project.Types):
		return "some"
	}
	return "all"
}

// coverage answers GET /setup/coverage: the projects, none looked at yet, so
// that it takes one request to Jira however many there are.
func (s *Setup) coverage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openCoverage(w, r)
	if err != nil || v == nil {
		return err
	}
	v.Projects, err = v.survey.Projects(r.Context())
	if v.Problem = s.trouble(r, err); v.Problem == "" && err != nil {
		return err
	}
	return s.renderCoverage(w, r, v)
}

// coverageOf answers GET /setup/coverage/project.
func (s *Setup) coverageOf(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openCoverage(w, r)
	if err != nil || v == nil {
		return err
	}
	found, err := v.survey.Project(r.Context(), r.FormValue("project"))
	if v.Problem = s.trouble(r, err); v.Problem == "" && err != nil {
		return err
	}
	v.Project = &found
	return s.renderCoverage(w, r, v)
}

func (s *Setup) renderCoverage(w http.ResponseWriter, r *http.Request, v *coverageView) error {
	return s.frame.Render(w, r, http.StatusOK, "setup/coverage", page.View{Title: "setup.coverage", Layout: "screen", Data: *v})
}

// openCoverage prepares the pages; it returns nil when it has answered otherwise.
func (s *Setup) openCoverage(w http.ResponseWriter, r *http.Request) (*coverageView, error) {
	v, err := s.openConnection(w, r)
	if err != nil || v == nil {
		return nil, err
	}
	p, _ := s.person(r.Context())
	survey, err := s.bridge.Survey(r.Context(), p.GID, v.Workspace.GID)
	return &coverageView{view: v, say: s.sayer(r), survey: survey}, err
}

func (s *Setup) sayer(r *http.Request) sayer {
	return func(id string, args map[string]any) string { return s.frame.T(r, id, args) }
}

// trouble puts into words what is wrong with Jira or with the person's account
// there, which the page says in its place; "" for any other failure.
func (s *Setup) trouble(r *http.Request, err error) string {
	switch bridge.KindOf(err) {
	case bridge.NeedsConsent, bridge.Busy, bridge.Slow, bridge.Unreachable, bridge.NotFound, bridge.Invalid:
		return s.say(r, err)
	}
	return ""
}

// coverageCSV answers GET /setup/coverage.csv: project by project, as it finds
// out.
func (s *Setup) coverageCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openCoverage(w, r)
	if err != nil || v == nil {
		return err
	}
	projects, err := v.survey.Projects(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="coverage.csv"`)
	out, flush := csv.NewWriter(w), http.NewResponseController(w)
	_ = out.Write([]string{v.say("setup.coverage_project", nil), v.say("setup.coverage_type", nil), v.say("setup.coverage_result", nil)})
	for _, project := range projects {
		found, err := v.survey.Project(r.Context(), project.ID)
		if r.Context().Err() != nil {
			break // nobody waits for the rest
		}
		for _, row := range v.say.rows(project, found, s.say(r, err)) {
			_ = out.Write(row)
		}
		out.Flush()
		_ = flush.Flush()
	}
	return out.Error()
}

// rows are what the file says of a project; failed is why nothing could be
// found out.
func (say sayer) rows(project bridge.ProjectName, c bridge.Coverage, failed string) (rows [][]string) {
	name := cell(project.Key + " " + project.Name)
	if c.Obstacle.ID != "" {
		failed = say(c.Obstacle.ID, c.Obstacle.Args)
	}
	for _, t := range c.Types {
		rows = append(rows, []string{name, cell(t.Name), cell(say.result(t))})
	}
	if len(rows) == 0 {
		rows = [][]string{{name, "", cell(failed)}}
	}
	return rows
}

// cell is a text that no spreadsheet takes for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
