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
	if err := d.makeLink(ctx); err != nil {
		return err
	}
	w := walk()
	w.open(ctx, d.doc.PlatformURL+"/setup")
	w.signIn(ctx, owner)
	w.submit(ctx, "workspace", d.doc.WorkspaceGID, url.Values{
		"jira_domain": {d.doc.JiraURL}, "client_id": {d.doc.JiraOAuth2.ClientID}, "client_secret": {d.doc.JiraOAuth2.ClientSecret},
	})
	w.allowInJira(ctx, d.jiraPerson(owner.JiraUser))
	w.arrive("/setup/done")
	owner.JiraConnected = w.err == nil
	return w.err
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

func (w *walker) open(ctx context.Context, address string) {
	if w.err == nil {
		w.err = w.Open(ctx, address)
	}
}

func (w *walker) submit(ctx context.Context, marker, value string, more url.Values) {
	if w.err == nil {
		w.err = w.Submit(ctx, marker, value, more)
	}
}

func (w *walker) arrive(path string) {
	if w.err == nil && !strings.HasPrefix(w.At.Path, path) {
		w.err = fmt.Errorf("the pages led to %s, which reads: %s", w.At.Path, w.Text())
	}
}
