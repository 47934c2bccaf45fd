package jiratest

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// This file is Jira's own create screen, filled in by its address: each
// parameter is an input, lists repeat theirs.

type createScreen struct {
	Project, Type, XSRF string
	Inputs              []screenInput
	Problems            map[string]string
}

type screenInput struct{ Name, Label, Value string }

// showCreate is GET /secure/CreateIssueDetails!init.jspa?pid=…&issuetype=….
func (s *Server) showCreate(c *call) (answer, error) {
	if c.who.how != bySession {
		return c.toLogin()
	}
	return c.createPage(c.r.URL.Query(), nil)
}

// submitCreate is that screen sent: the issue is made by the rules of REST.
func (s *Server) submitCreate(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	p, t, err := c.screenOf(form)
	if err != nil {
		return answer{}, err
	}
	fields := map[string]any{"project": map[string]any{"id": p.id}, "issuetype": map[string]any{"id": t.id}}
	for _, f := range c.settable(p, t) {
		if v := fromScreen(f.field, form); v != nil && f.id != "project" && f.id != "issuetype" {
			fields[f.id] = v
		}
	}
	i, err := c.create(createRequest{Fields: plain(fields)})
	var refused *failure
	if errors.As(err, &refused) && len(refused.fields) > 0 {
		return c.createPage(form, refused.fields)
	}
	if err != nil {
		return answer{}, err
	}
	return redirect(c.link("/browse/" + i.Key))
}

func (c *call) createPage(q url.Values, problems map[string]string) (answer, error) {
	p, t, err := c.screenOf(q)
	if err != nil {
		return answer{}, err
	}
	screen := createScreen{Project: p.name, Type: t.name, XSRF: c.xsrf(), Problems: problems}
	screen.Inputs = append(screen.Inputs, screenInput{"pid", "", p.id}, screenInput{"issuetype", "", t.id})
	for _, f := range c.settable(p, t) {
		for _, name := range inputsOf(f.field) {
			screen.Inputs = append(screen.Inputs, screenInput{name, f.name, strings.Join(q[name], ", ")})
		}
	}
	return c.page(http.StatusOK, "create", "Create Issue", screen)
}

func (c *call) screenOf(q url.Values) (*project, *projectType, error) {
	p := c.visible(q.Get("pid"))
	if p == nil || !c.may(permCreate, p) || p.issueType(q.Get("issuetype")) == nil {
		return nil, nil, c.errorPage(http.StatusBadRequest, "You can't create an issue here", "The project or the issue type is not one you may use.")
	}
	return p, p.issueType(q.Get("issuetype")), nil
}

// inputsOf are the names of a field's inputs.
func inputsOf(f *field) []string {
	switch {
	case f.id == "project" || f.id == "issuetype" || f.kind.parse == nil:
		return nil
	case f.kind.typ == "timetracking":
		return []string{f.id + "_originalestimate", f.id + "_remainingestimate"}
	case f.kind.typ == "option-with-child":
		return []string{f.id, f.id + ":1"}
	}
	return []string{f.id}
}

// fromScreen is what was entered as REST takes it, nil for nothing.
func fromScreen(f *field, form url.Values) any {
	text := strings.TrimSpace(form.Get(f.id))
	switch {
	case f.kind.typ == "timetracking":
		return durations(form, f.id)
	case text == "" || f.kind.parse == nil:
		return nil
	case f.custom == agileFields+"gh-sprint" || f.kind.typ == "number":
		return asNumber(text)
	case f.kind.typ == "array":
		var list []any
		for _, one := range splitList(text, "") {
			list = append(list, oneFrom(f.kind.items, one))
		}
		return list
	case f.kind.typ == "option-with-child" && form.Get(f.id+":1") != "":
		return map[string]any{"id": text, "child": map[string]any{"id": form.Get(f.id + ":1")}}
	}
	return oneFrom(f.kind.typ, text)
}

// oneFrom is one value of a type.
func oneFrom(typ, text string) any {
	switch typ {
	case "string":
		return text
	case "any": // of an epic link the screen says that it is a key
		return strings.TrimPrefix(text, "key:")
	case "user", "group":
		return map[string]any{"name": text}
	case "issuelink":
		return map[string]any{"key": text}
	case "date":
		return reformat(text, "2/Jan/06", "2006-01-02")
	case "datetime":
		return reformat(text, "2/Jan/06 3:04 PM", "2006-01-02T15:04:05.000-0700")
	}
	return map[string]any{"id": text}
}

func durations(form url.Values, id string) any {
	m := map[string]any{}
	for _, name := range []string{"original", "remaining"} {
		if text := form.Get(id + "_" + name + "estimate"); text != "" {
			m[name+"Estimate"] = text
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

func asNumber(text string) any {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return n
}

// reformat writes a time another way; what cannot be read stays, to be refused.
func reformat(text, from, to string) string {
	t, err := time.Parse(from, text)
	if err != nil {
		return text
	}
	return t.Format(to)
}
