package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"jirabridge/cmd/internal/demo"
)

// demoCommand is what the README promises to scripts: changing a flag is a
// breaking change.
type demoCommand struct {
	Listen            string `default:"127.0.0.1:8080" help:"Where platform and bridge listen; port 0 picks a free one."`
	JiraListen        string `default:"127.0.0.1:2990" help:"Where the simulated Jira listens; port 0 picks a free one."`
	Jira              string `placeholder:"URL" help:"Use a Jira that already runs instead of starting one; with anything but jirasim, --connect none is required."`
	JiraVersion       string `default:"9.12.2" help:"What the simulated Jira is: 7.13.5, 8.13.1, 8.22.6, 9.12.2, 10.3.19 or 11.0.0."`
	Data              string `placeholder:"DIR" help:"Folder for database, files, keys and demo.json; a temporary one by default."`
	Database          string `placeholder:"URL" help:"postgres://… instead of SQLite in the data folder."`
	Connect           string `placeholder:"KIND" help:"How the workspace is already connected: oauth2 (the default from Jira 8.22), oauth1 (below), or none to do the setup oneself."`
	RequestsPerMinute int    `default:"1500" help:"The account's API limit."`

	RuleWait time.Duration `default:"2m" placeholder:"TIME" help:"How long rules for tasks that are added to a project leave a new task alone, like 2m; 0s is not at all."`
}

// Run starts the demo and serves until it is interrupted.
func (c demoCommand) Run(ctx context.Context, log *slog.Logger) error {
	return demo.Run(ctx, demo.Options{
		Listen: c.Listen, JiraListen: c.JiraListen, Jira: c.Jira, JiraVersion: c.JiraVersion,
		Data: c.Data, Database: c.Database, Connect: c.Connect, RequestsPerMinute: c.RequestsPerMinute, RuleWait: c.RuleWait,
		Out: os.Stdout, Logger: log,
	})
}
