package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// startJira starts the simulated Jira, or takes the one that was named.
func (d *demo) startJira(ctx context.Context) error {
	before := d.doc.JiraURL
	if d.Jira != "" {
		d.doc.JiraURL = strings.TrimRight(d.Jira, "/")
	} else {
		sim, err := jiratest.Listen(asBefore(d.JiraListen, before), jiratest.Config{Version: d.JiraVersion, DataDir: filepath.Join(d.Data, "jira")})
		if err != nil {
			return fmt.Errorf("simulated Jira: %w (--jira-listen takes another address)", err)
		}
		d.sim, d.doc.JiraURL = sim, sim.URL
	}
	if d.continued && before != d.doc.JiraURL {
		d.stopJira()
		return fmt.Errorf("the demo in %s uses the Jira at %s, not %s: start it with the same addresses", d.Data, before, d.doc.JiraURL)
	}
	return nil
}

// chooseLink looks at the version of a simulated Jira: by it goes who can sign
// in, and how the workspace is connected, unless that was said.
func (d *demo) chooseLink(ctx context.Context) (err error) {
	switch simulated := isSimulated(ctx, d.doc.JiraURL); {
	case simulated:
		if d.info, err = serverInfo(ctx, d.doc.JiraURL); err != nil {
			return err
		}
	case d.Connect != unlinked:
		return fmt.Errorf("%s is not a jirasim that answers, so the demo cannot make an application link there. A jirasim has a path (http://127.0.0.1:2990/jira); with any other Jira start with --connect none and do the setup at /setup", d.doc.JiraURL)
	}
	switch {
	case d.Connect == oauth2 && !d.info.HasOAuth2():
		return fmt.Errorf("Jira %s has no OAuth 2.0, which came with 8.22: use --connect oauth1, or none to do the setup yourself", d.info.Version)
	case d.Connect == automatic && d.info.HasOAuth2():
		d.Connect = oauth2
	case d.Connect == automatic:
		d.Connect = oauth1
	}
	return d.listJiraPeople()
}

// serverInfo asks a Jira what it is.
func serverInfo(ctx context.Context, address string) (jira.ServerInfo, error) {
	c, err := jira.New(jira.Config{BaseURL: address, HTTP: http.DefaultTransport})
	if err != nil {
		return jira.ServerInfo{}, err
	}
	return c.ServerInfo(ctx)
}

func (d *demo) stopJira() {
	if d.sim == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if err := d.sim.Close(ctx); err != nil {
		d.Logger.Error("stop the simulated Jira", "error", err)
	}
}

// listJiraPeople notes who may sign in. A jirasim that is another process has
// the same people unless it was told otherwise.
func (d *demo) listJiraPeople() error {
	people := d.sim
	if people == nil {
		s, err := jiratest.New(jiratest.Config{Version: d.info.Version})
		if err != nil {
			return err
		}
		people = &jiratest.Running{Server: s}
	}
	d.doc.JiraPeople = nil
	for _, p := range people.People() {
		if !p.Inactive {
			d.doc.JiraPeople = append(d.doc.JiraPeople, JiraPerson{Name: p.Name, Password: p.Password, Token: p.Token, Admin: p.Admin})
		}
	}
	return nil
}

func (d *demo) jiraPerson(name string) JiraPerson {
	for _, p := range d.doc.JiraPeople {
		if p.Name == name {
			return p
		}
	}
	return JiraPerson{}
}

// simPath is where a simulated Jira does what in a real one people do by hand.
const simPath = "/rest/sim/1.0"

func isSimulated(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+simPath+"/links", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// makeLink makes the incoming application link of the workspace.
func (d *demo) makeLink(ctx context.Context) error {
	link := JiraOAuth2{RedirectURI: d.doc.PlatformURL + "/setup/callback/jira"}
	err := d.makeInJira(ctx, "/links", map[string]string{"name": workspaceName, "redirect_uri": link.RedirectURI, "scope": "WRITE"}, &link)
	if err == nil && link.ClientID == "" {
		err = errors.New("the application link was made without a client ID")
	}
	d.doc.JiraOAuth2 = link
	return err
}

// makeInJira makes what an admin makes by hand in a real Jira.
func (d *demo) makeInJira(ctx context.Context, path string, what map[string]string, made any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.doc.JiraURL+simPath+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("make an application link: the answer was %s", resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(made)
}
