package main

import (
	"fmt"
	"os"

	"jirabridge/cmd/internal/boot"
)

// configCommand is about the settings.
type configCommand struct {
	Check checkCommand `cmd:"" help:"Print the settings in effect, and everything that is wrong with them."`
}

type checkCommand struct{ boot.Settings }

// Run prints the settings, secrets masked. Faults are an error.
func (c *checkCommand) Run() error {
	if err := c.Show(os.Stdout); err != nil {
		return err
	}
	if _, err := c.Settings.Check(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(os.Stderr, "The settings are good.")
	return err
}
