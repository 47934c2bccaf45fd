package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"jirabridge/cmd/internal/boot"
)

// configCommand is about the settings.
type configCommand struct {
	Check checkCommand `cmd:"" help:"Print the settings in effect, try what they name, and tell everything that is wrong. Changes nothing."`
}

type checkCommand struct{ boot.Settings }

// Run prints the settings, secrets masked, and tries what they name. Faults are
// an error.
func (c *checkCommand) Run(ctx context.Context) error {
	if err := c.Show(os.Stdout); err != nil {
		return err
	}
	if err := c.Try(ctx, time.Now()); err != nil {
		return err
	}
	_, err := fmt.Fprintln(os.Stderr, "The settings are good.")
	return err
}
