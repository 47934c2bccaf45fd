package boottest

import (
	"net/url"
	"strings"
	"testing"

	"jirabridge/cmd/internal/demo"
	"jirabridge/cmd/internal/visitor"
)

// inOrder fails unless the element says the words one after the other.
func inOrder(t *testing.T, v *visitor.Visitor, name string, words ...string) {
	t.Helper()
	of := v.Find("data-test", name)
	if of == nil {
		t.Fatalf("there is no %s: %s", name, v.Text())
	}
	rest := visitor.Text(of)
	for _, w := range words {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			t.Fatalf("%q does not stand in its place: %s", w, visitor.Text(of))
		}
		rest = after
	}
}

func (c *checklist) guideNamesJirasScreens(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	inOrder(t, v, "guide", "gear icon", "“Applications”", "“Application links”", "“Create link”", "“External application”", "“Incoming”",
		"Name:", "Redirect URL:", "Permission: Write", "“Save”")
}

func (c *checklist) guideInTheTrueOrder(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	inOrder(t, v, "guide", "Application links", "Click “Save”", "“Client ID”", "“Client secret”", "Keep the page open",
		"In a separate tab", w.PlatformURL+"/setup", "Log in to your Asana account", "“Allow”", "choose the workspace",
		"“Jira domain”", "“Client ID”", "“Client secret”", "“Save”", "“Allow”")
	if list := v.Find("data-test", "guide"); list.Data != "ol" {
		t.Errorf("the steps are a <%s>, not numbered", list.Data)
	}
}

// linkIsNamedAfterWorkspace follows the guide by hand, in Jira's own pages.
func (c *checklist) linkIsNamedAfterWorkspace(t *testing.T) {
	w := c.fresh(t)
	v := setupVisitor(t, w, w.Role(t, "owner", false))
	inOrder(t, v, "guide", "Name: Northwind", "name the link after the workspace")
	redirect := visitor.Attribute(v.Find("data-test", "redirect-url"), "value")

	jira, admin, list := newVisitor(t), w.jiraAdmin(t), w.JiraURL+"/plugins/servlet/applinks/listApplicationLinks"
	must(t, jira.Open(t.Context(), list))
	must(t, jira.Submit(t.Context(), "os_username", admin.Name, url.Values{"os_password": {admin.Password}}))
	must(t, jira.Submit(t.Context(), "redirect_uri", redirect, url.Values{"name": {"Northwind"}, "scope": {"WRITE"}}))
	link := demo.JiraOAuth2{
		ClientID:     visitor.Text(jira.Find("id", "client-id")),
		ClientSecret: visitor.Text(jira.Find("id", "client-secret")),
	}
	save(t.Context(), v, w, w.JiraURL, link)
	must(t, v.Submit(t.Context(), "os_username", admin.Name, url.Values{"os_password": {admin.Password}}))
	says(t, v, "Northwind would like to access your Jira account")
	must(t, v.Submit(t.Context(), "approve", "Allow", nil))
	if v.At.Path != "/setup/done" {
		t.Fatalf("the guide ends at %s: %s", v.At.Path, v.Text())
	}
	must(t, jira.Open(t.Context(), list))
	says(t, jira, "Northwind "+redirect+" WRITE")
	removeConnection(t, w)
}
