package jiratest

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
)

//go:embed templates/*.html
var templateFiles embed.FS

// page renders a template inside the layout. A visitor without a session gets
// one, because forms need a token.
func (c *call) page(status int, name, title string, data any) (answer, error) {
	body, err := c.render(name, title, data)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: status, header: contentType("text/html;charset=UTF-8"), body: body}
	a.header.Set("Cache-Control", "no-store")
	return a, nil
}

type layout struct {
	Title, Base, Person string
	Admin               bool
	Version             string
	Data                any
}

func (c *call) render(name, title string, data any) ([]byte, error) {
	t, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/"+name+".html")
	if err != nil {
		return nil, fmt.Errorf("jiratest: %w", err)
	}
	v := layout{Title: title, Base: c.base, Version: c.version.String(), Data: data}
	if c.who.person != nil && c.who.how == bySession {
		v.Person, v.Admin = c.who.person.DisplayName, c.who.person.Admin
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", v); err != nil {
		return nil, fmt.Errorf("jiratest: %w", err)
	}
	return b.Bytes(), nil
}

// errorPage is a failure that a browser shows.
func (c *call) errorPage(status int, title, text string) error {
	body, err := c.render("error", title, struct{ Heading, Text string }{title, text})
	if err != nil {
		return err
	}
	return &failure{status: status, page: body}
}

func (s *Server) notFound(c *call) (answer, error) {
	return answer{}, c.errorPage(http.StatusNotFound, "Oops, you've found a dead link.", "The page you are looking for is not here.")
}

// restNotFound is the answer of REST to an address without a resource.
func (s *Server) restNotFound(c *call) (answer, error) {
	return answer{}, &failure{status: http.StatusNotFound, message: "null for uri: " + c.link(c.r.URL.RequestURI()[len(s.contextPath):])}
}

// outside answers everything that is not below the context path, as the
// container would.
func outside(w http.ResponseWriter) {
	writeFailure(w, &failure{status: http.StatusNotFound,
		page: []byte("<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title></head><body><h1>HTTP Status 404 – Not Found</h1></body></html>")})
}

type issueRow struct{ Key, Summary, Type, Status, Assignee, URL string }

// dashboard lists the latest issues.
func (s *Server) dashboard(c *call) (answer, error) {
	if c.who.how != bySession {
		return c.toLogin()
	}
	rows := []issueRow{}
	list := s.sortedIssues()
	slices.Reverse(list)
	for _, i := range list {
		if c.sees(i) && len(rows) < 50 {
			rows = append(rows, c.row(i))
		}
	}
	return c.page(http.StatusOK, "dashboard", "System Dashboard", rows)
}

func (c *call) row(i *issue) issueRow {
	assignee := "Unassigned"
	if p := c.person(i.Values["assignee"].Text); p != nil {
		assignee = p.DisplayName
	}
	return issueRow{Key: i.Key, Summary: i.Values["summary"].Text, Type: c.typeOf(i).name,
		Status: c.catalog.status(i.Status).name, Assignee: assignee, URL: c.link("/browse/" + i.Key)}
}
