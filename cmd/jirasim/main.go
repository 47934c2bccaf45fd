// Command jirasim runs the simulated Jira Data Center of package jiratest.
package main

import (
	"context"
	"fmt"
	"io"
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
	Listen  string `default:"127.0.0.1:2990" help:"Address to listen on; port 0 takes a free one."`
	Version string `default:"9.12.2" help:"Jira version to simulate: ${versions}."`
	Data    string `placeholder:"DIR" help:"Folder that keeps issues, links and tokens; without it they are gone at the end."`
	People  bool   `help:"Print who can sign in, with password and personal access token."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("jirasim"), kong.Description("A simulated Jira Data Center, for tests and for trying things out."),
		kong.Vars{"versions": strings.Join(jiratest.Versions(), ", ")})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, f, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "jirasim:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends and then stops within five seconds.
func run(ctx context.Context, f flags, out io.Writer) error {
	jira, err := jiratest.Listen(f.Listen, jiratest.Config{Version: f.Version, DataDir: f.Data})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "jirasim listening on", jira.URL)
	if f.People {
		printPeople(out, jira.People())
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return jira.Close(grace)
}

func printPeople(out io.Writer, people []jiratest.Person) {
	for _, p := range people {
		note := ""
		if p.Admin {
			note = " (Jira administrator)"
		}
		if p.Inactive {
			note = " (inactive)"
		}
		fmt.Fprintf(out, "%s%s: password %s, token %s\n", p.Name, note, p.Password, p.Token)
	}
}
