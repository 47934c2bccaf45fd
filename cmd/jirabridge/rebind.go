package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
	"jirabridge/cmd/internal/boot"
)

// rebindCommand points a workspace at a Jira that has moved.
type rebindCommand struct {
	Workspace string `required:"" placeholder:"GID" help:"The workspace whose Jira has moved."`
	Jira      string `required:"" placeholder:"URL" help:"Its new address."`
	TokenFile string `placeholder:"FILE" help:"File with a personal access token of that Jira, for looking at issues where nobody's authorization works."`
	DryRun    bool   `help:"Check only, change nothing."`
	boot.Settings
}

// Run checks that it is the same Jira, by the ids of linked issues, and changes
// the address, also while the program runs.
func (c *rebindCommand) Run(ctx context.Context, log *slog.Logger) error {
	token, err := c.token()
	if err != nil {
		return err
	}
	config, err := c.Check()
	if err != nil {
		return err
	}
	config.Logger = log
	app, err := boot.New(ctx, config)
	if err != nil {
		return err
	}
	done, err := app.Bridge.Rebind(ctx, bridge.RebindRequest{Workspace: c.Workspace, Jira: c.Jira, Token: token, DryRun: c.DryRun})
	if err := errors.Join(inWords(app.Bridge, err), app.Close()); err != nil {
		return err
	}
	what := "is connected to %s now, and %d links lead there"
	if c.DryRun {
		what = "could be connected to %s, and %d links would lead there"
	}
	_, err = fmt.Printf("%d of %d linked issues that were looked at are there under their id, key and summary.\n"+
		"The workspace "+what+"; it was %s.\n", done.Same, done.Issues, done.To, done.Links, done.From)
	return err
}

func (c *rebindCommand) token() (seal.Secret, error) {
	if c.TokenFile == "" {
		return "", nil
	}
	text, err := os.ReadFile(c.TokenFile)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	return seal.Secret(strings.TrimSpace(string(text))), nil
}

// inWords says a failure of the bridge as its pages would.
func inWords(b *bridge.Bridge, err error) error {
	var e *bridge.Error
	if !errors.As(err, &e) {
		return err
	}
	return errors.New(b.Say("", e.Text))
}
