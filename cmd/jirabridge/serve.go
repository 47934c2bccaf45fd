package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"jirabridge/cmd/internal/boot"
)

// serveCommand runs an installation.
type serveCommand struct{ boot.Settings }

// Run serves until it is interrupted.
func (c *serveCommand) Run(ctx context.Context, log *slog.Logger) error {
	config, err := c.Check()
	if err != nil {
		return err
	}
	config.Logger = log
	listener, err := boot.Listen(ctx, config)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	app, err := boot.New(ctx, config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := announce(ctx, os.Stdout, app, config, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close(), app.Close())
	}
	return app.Serve(ctx, listener)
}

// announce says where the program is and what there is to do first.
func announce(ctx context.Context, out io.Writer, app *boot.App, config boot.Config, at net.Addr) error {
	text := fmt.Sprintf("listening on %s\njirabridge serving at %s\n", at, config.BaseURL)
	link, empty, err := app.Platform.FirstRunLink(ctx)
	if err != nil {
		return err
	}
	if empty {
		text += fmt.Sprintf("Open this link within an hour to create the owner: %s\n", link)
	}
	if len(config.Networks) == 0 {
		text += "Is your Jira inside your network? Only public addresses are called now. Start again with\n  --jira-networks private\nor with the networks it is in.\n"
	}
	_, err = io.WriteString(out, text)
	return err
}
