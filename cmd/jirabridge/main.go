// Jirabridge connects an Asana-compatible task platform with a Jira Server or
// Data Center inside a company's own network. This is its one binary.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// commandLine is every command and flag. A flag may also be set by the
// environment variable JIRABRIDGE_<FLAG>.
type commandLine struct {
	Demo    demoCommand    `cmd:"" help:"Start everything on an empty machine: platform, bridge and a simulated Jira."`
	Version versionCommand `cmd:"" help:"Print the version."`

	LogLevel slog.Level `default:"warn" help:"How much is logged to stderr: debug, info, warn or error."`
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
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: line.LogLevel}))
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.FatalIfErrorf(parsed.Run(log))
}

type versionCommand struct{}

// Run prints the module's version, or the commit it was built from.
func (versionCommand) Run() error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && version == "(devel)" {
				version = s.Value
			}
		}
	}
	_, err := fmt.Println("jirabridge", version)
	return err
}
