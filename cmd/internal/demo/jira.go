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

	"jirabridge/jira/jiratest"
)

// startJira starts the simulated Jira, or looks at the one that was named.
func (d *demo) startJira(ctx context.Context) error {
	before := d.doc.JiraURL
	if d.Jira != "" {
		d.doc.JiraURL = strings.TrimRight(d.Jira, "/")
		if d.Connect != "none" && !isSimulated(ctx, d.doc.JiraURL) {
			return fmt.Errorf("%s is not a jirasim that answers, so the demo cannot make an application link there. A jirasim has a path (http://127.0.0.1:2990/jira); with any other Jira start with --connect none and do the setup at /setup", d.doc.JiraURL)
		}
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
	return d.listJiraPeople()
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
		s, err := jiratest.New(jiratest.Config{Version: d.JiraVersion})
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

// linksPath is where a simulated Jira makes application links, which in a real
// one an admin makes by hand.
const linksPath = "/rest/sim/1.0/links"

func isSimulated(ctx context.Context, jira string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, jira+linksPath, nil)
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
	redirect := d.doc.PlatformURL + "/setup/callback/jira"
	body, err := json.Marshal(map[string]string{"name": workspaceName, "redirect_uri": redirect, "scope": "WRITE"})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.doc.JiraURL+linksPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	link := JiraOAuth2{RedirectURI: redirect}
	if err := json.NewDecoder(resp.Body).Decode(&link); err != nil || link.ClientID == "" {
		return errors.Join(fmt.Errorf("make an application link: the answer was %s", resp.Status), err)
	}
	link.RedirectURI = redirect
	d.doc.JiraOAuth2 = link
	return nil
}
