// Jirabridge connects an Asana-compatible task platform with a Jira Server or
// Data Center inside a company's own network. This is its one binary.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"jirabridge/cmd/internal/boot"
)

// commandLine is every command and flag. A flag may also be set by the
// environment variable JIRABRIDGE_<FLAG>.
type commandLine struct {
	Demo       demoCommand       `cmd:"" help:"Start everything on an empty machine: platform, bridge and a simulated Jira."`
	Serve      serveCommand      `cmd:"" help:"Run an installation."`
	Config     configCommand     `cmd:"" help:"Look at the settings of an installation."`
	Keys       keysCommand       `cmd:"" help:"Make and change the keys that stored secrets are sealed with."`
	Backup     backupCommand     `cmd:"" help:"Write a data folder to one file, also while the program runs."`
	Restore    restoreCommand    `cmd:"" help:"Make a data folder of a backup."`
	Migrate    migrateCommand    `cmd:"" help:"Move an installation from SQLite to PostgreSQL."`
	Doctor     doctorCommand     `cmd:"" help:"Look at a Jira step by step, and say what is wrong and what to do. Writes nothing."`
	Rebind     rebindCommand     `cmd:"" help:"Point a workspace at a Jira that has moved to another address."`
	Workspaces workspacesCommand `cmd:"" help:"Look at the workspaces of an installation and set their plans."`
	Ready      readyCommand      `cmd:"" help:"Ask a program that runs whether it is ready: for health checks."`
	Version    versionCommand    `cmd:"" help:"Print the version."`

	LogLevel string `default:"warn" help:"How much is logged to stderr: debug, info, warn or error."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	var line commandLine
	parsed := kong.Parse(&line,
		kong.Name("jirabridge"),
		kong.Description("Tasks on one side, Jira Server or Data Center on the other, one issue per task between them."),
		kong.DefaultEnvars("JIRABRIDGE"),
		kong.ShortUsageOnError(),
	)
	level, err := boot.ParseLevel(line.LogLevel)
	if parsed.Command() != "serve" && parsed.Command() != "config check" { // they name it beside other faults
		parsed.FatalIfErrorf(err)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.FatalIfErrorf(parsed.Run(log))
}

type versionCommand struct{}

// Run prints the module's version, or the commit it was built from.
func (versionCommand) Run() error {
	_, err := fmt.Println("jirabridge", boot.Version())
	return err
}
