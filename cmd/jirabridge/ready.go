package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// readyCommand is for health checks of containers that have no shell and no
// curl.
type readyCommand struct {
	URL string `arg:"" optional:"" default:"http://127.0.0.1:8080" help:"Where the program listens."`
}

// Run fails unless the program at URL says that it is ready.
func (c readyCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.URL, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(res.Body, 1000)) // says no more than the status when it fails
		return fmt.Errorf("%s: %s", res.Status, strings.TrimSpace(string(why)))
	}
	return nil
}
