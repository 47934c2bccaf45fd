package demo

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"jirabridge/cmd/internal/visitor"
)

// walker is a person on the way through setup or the connect popup.
type walker struct {
	*visitor.Visitor
	err error // of the first step that failed; later steps do nothing
}

func walk() *walker {
	v, err := visitor.New()
	return &walker{v, err}
}

// connectWorkspace walks /setup as the owner, who administers Jira too.
func (d *demo) connectWorkspace(ctx context.Context, owner *Person) error {
	w := walk()
	w.open(ctx, d.doc.PlatformURL+"/setup?"+url.Values{"workspace": {d.doc.WorkspaceGID}, "kind": {d.Connect}}.Encode())
	if d.Connect == oauth1 {
		w.submit(ctx, "start", "1", nil) // Connect to Asana
	}
	w.signIn(ctx, owner)
	w.submit(ctx, "workspace", d.doc.WorkspaceGID, d.link(ctx, w))
	w.allowInJira(ctx, d.jiraPerson(owner.JiraUser))
	w.arrive("/setup/done")
	owner.JiraConnected = w.err == nil
	return w.err
}

// link makes the application link in Jira, and is what is entered on the setup
// page then. For OAuth 1.0a it copies what that page shows.
func (d *demo) link(ctx context.Context, w *walker) url.Values {
	entered := url.Values{"jira_domain": {d.doc.JiraURL}}
	if d.Connect == oauth1 {
		w.do(func() error {
			what := map[string]string{"key": w.shown("consumer-key"), "name": w.shown("consumer-name"), "public_key": w.shown("public-key")}
			return d.makeInJira(ctx, "/consumers", what, new(struct{}))
		})
		return entered
	}
	w.do(func() error { return d.makeLink(ctx) })
	entered.Set("client_id", d.doc.JiraOAuth2.ClientID)
	entered.Set("client_secret", d.doc.JiraOAuth2.ClientSecret)
	return entered
}

// connectPerson walks the popup in which a member authorizes a Jira account.
func (d *demo) connectPerson(ctx context.Context, p *Person) error {
	w := walk()
	w.open(ctx, d.doc.PlatformURL+"/connect?domainId="+d.doc.WorkspaceGID)
	w.signIn(ctx, p)
	w.allowInJira(ctx, d.jiraPerson(p.JiraUser))
	w.arrive("/connect/done")
	p.JiraConnected = w.err == nil
	return w.err
}

// signIn signs in to the platform and grants Asana Connect.
func (w *walker) signIn(ctx context.Context, p *Person) {
	w.submit(ctx, "email", p.Email, url.Values{"password": {p.Password}})
	w.submit(ctx, "decision", "allow", nil)
}

// allowInJira signs in to the simulated Jira and grants what is asked.
func (w *walker) allowInJira(ctx context.Context, p JiraPerson) {
	w.submit(ctx, "os_username", p.Name, url.Values{"os_password": {p.Password}})
	w.submit(ctx, "approve", "Allow", nil)
}

// do takes a step.
func (w *walker) do(step func() error) {
	if w.err == nil {
		w.err = step()
	}
}

func (w *walker) open(ctx context.Context, address string) {
	w.do(func() error { return w.Open(ctx, address) })
}

func (w *walker) submit(ctx context.Context, marker, value string, more url.Values) {
	w.do(func() error { return w.Submit(ctx, marker, value, more) })
}

// shown is a value that the page shows for copying.
func (w *walker) shown(id string) string {
	n := w.Find("id", id)
	if n == nil {
		return ""
	}
	return visitor.Attribute(n, "value")
}

func (w *walker) arrive(path string) {
	w.do(func() error {
		if strings.HasPrefix(w.At.Path, path) {
			return nil
		}
		return fmt.Errorf("the pages led to %s: %s", w.At.Path, w.problem())
	})
}

// problem is what the page says is wrong, the beginning of it when it says
// nothing.
func (w *walker) problem() string {
	for n := range w.Page.Descendants() {
		class := visitor.Attribute(n, "class")
		if visitor.Attribute(n, "role") == "alert" || class == "field-error" {
			return visitor.Text(n)
		}
	}
	text := []rune(w.Text())
	return string(text[:min(len(text), 200)])
}
