package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/keep"
)

// workspacesCommand is what the operator decides about workspaces.
type workspacesCommand struct {
	List listWorkspacesCommand `cmd:"" help:"List the workspaces with their gids and plans."`
	Plan planCommand           `cmd:"" help:"Set the plan of a workspace, also while the program runs."`
}

// where names the database of an installation.
type where struct {
	Data         string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder with the SQLite database."`
	Database     string `placeholder:"URL" help:"postgres://… instead of SQLite in the data folder."`
	DatabaseFile string `placeholder:"FILE" help:"File that holds the database URL, to keep its password out of sight."`
}

func (w where) database() (keep.Database, error) {
	d := keep.Database{DataDir: w.Data, URL: seal.Secret(w.Database)}
	if w.DatabaseFile == "" {
		return d, nil
	}
	text, err := os.ReadFile(w.DatabaseFile)
	if err != nil {
		return d, fmt.Errorf("--database-file: %w", err)
	}
	d.URL = seal.Secret(strings.TrimSpace(string(text)))
	return d, nil
}

type listWorkspacesCommand struct{ where }

// Run prints a line for each workspace.
func (c listWorkspacesCommand) Run(ctx context.Context) error {
	d, err := c.database()
	if err != nil {
		return err
	}
	list, err := keep.Plans(ctx, d)
	for _, w := range list {
		fmt.Printf("%s  %-10s  %s\n", w.Workspace.GID, w.Plan, w.Workspace.Name)
	}
	return err
}

type planCommand struct {
	Workspace string `arg:"" help:"The workspace's gid."`
	Plan      string `arg:"" enum:"free,premium,business,enterprise" help:"free, premium, business or enterprise."`
	where
}

// Run sets the plan.
func (c planCommand) Run(ctx context.Context) error {
	d, err := c.database()
	if err != nil {
		return err
	}
	if err := keep.SetPlan(ctx, d, c.Workspace, asana.Plan(c.Plan)); err != nil {
		return err
	}
	_, err = fmt.Printf("The workspace %s is on the plan %s now.\n", c.Workspace, c.Plan)
	return err
}
