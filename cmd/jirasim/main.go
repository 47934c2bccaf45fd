// Command jirasim runs the simulated Jira Data Center of package jiratest.
package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"jirabridge/jira/jiratest"
)

// flags are the command line.
type flags struct {
	Listen    string        `default:"127.0.0.1:2990" help:"Address to listen on; port 0 takes a free one."`
	BaseURL   string        `placeholder:"URL" help:"Address it gives as its own when a proxy stands in front, /jira included; by default where it listens."`
	Connector string        `placeholder:"URL" help:"What scheme, proxyName and proxyPort in Tomcat's server.xml would say, like https://jira.example.com: OAuth 1.0a signatures are computed for it; by default for what is called."`
	Version   string        `default:"9.12.2" help:"Jira version to simulate: ${versions}."`
	Data      string        `placeholder:"DIR" help:"Folder that keeps issues, links and tokens; without it they are gone at the end."`
	IndexLag  time.Duration `placeholder:"TIME" help:"How long new issues are not found by searching, like 3s."`
	Limit     int64         `name:"attachment-limit" default:"10" placeholder:"MB" help:"The size in MB an attachment may have."`
	Large     bool          `help:"Simulate a large company's Jira: 200 projects, 5,000 people, 300 versions."`
	People    bool          `help:"Print who can sign in, with password and personal access token."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("jirasim"), kong.Description("A simulated Jira Data Center, for tests and for trying things out."),
		kong.Vars{"versions": strings.Join(jiratest.Versions(), ", ")})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, f, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "jirasim:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends and then stops within five seconds.
func run(ctx context.Context, f flags, out io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	jira, err := jiratest.Listen(f.Listen, jiratest.Config{
		Version: f.Version, DataDir: f.Data, BaseURL: f.BaseURL, Connector: f.Connector, IndexLag: f.IndexLag, AttachmentLimit: f.Limit << 20, Large: f.Large,
	})
	if err != nil {
		return err
	}
	text := "jirasim listening on " + jira.URL + "\n"
	if f.People {
		text += describe(jira.People())
	}
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return jira.Close(grace)
}

// check refuses a limit that makes no sense and a base URL that its pages could
// not be at.
func (f flags) check() error {
	if f.Limit < 0 || f.Limit > 1<<20 {
		return fmt.Errorf("--attachment-limit %d is not between 0 and %d", f.Limit, 1<<20)
	}
	if f.BaseURL != "" && !isAddress(f.BaseURL, "/jira") {
		return fmt.Errorf("--base-url %q is not an address like https://jira.example.com/jira", f.BaseURL)
	}
	if f.Connector != "" && !isAddress(f.Connector, "") {
		return fmt.Errorf("--connector %q is not an address like https://jira.example.com", f.Connector)
	}
	return nil
}

// isAddress tells whether a text is an address that ends with a path.
func isAddress(text, path string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.TrimRight(u.Path, "/") == path
}

// describe is a line per person.
func describe(people []jiratest.Person) string {
	var b strings.Builder
	for _, p := range people {
		note := ""
		if p.Admin {
			note = " (Jira administrator)"
		}
		if p.Inactive {
			note = " (inactive)"
		}
		fmt.Fprintf(&b, "%s%s: password %s, token %s\n", p.Name, note, p.Password, p.Token)
	}
	return b.String()
}
