package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// launch runs the command until the test ends; lines are what it prints.
func launch(t *testing.T, f flags) (lines *bufio.Scanner, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, f, in)
		_ = in.Close()
		done <- err
	}()
	t.Cleanup(cancel)
	return bufio.NewScanner(out), func() error {
		cancel()
		go func() { _, _ = io.Copy(io.Discard, out) }()
		select {
		case err := <-done:
			return err
		case <-time.After(time.Minute):
			t.Fatal("did not stop")
			return nil
		}
	}
}

func TestRun(t *testing.T) {
	lines, stop := launch(t, flags{Listen: "127.0.0.1:0", Version: "9.12.2", People: true})
	lines.Scan()
	url, found := strings.CutPrefix(lines.Text(), "jirasim listening on ")
	if !found || !strings.HasPrefix(url, "http://127.0.0.1:") || !strings.HasSuffix(url, "/jira") {
		t.Fatalf("first line: %q", lines.Text())
	}
	lines.Scan()
	if !strings.HasPrefix(lines.Text(), "admin (Jira administrator): password admin, token ") {
		t.Errorf("second line: %q", lines.Text())
	}
	res, err := http.Get(url + "/rest/api/2/serverInfo")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Error(res.Status)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(url + "/rest/api/2/serverInfo"); err == nil {
		t.Error("still answers")
	}
}

// Behind a proxy it listens in one place and is at another.
func TestRunAtAnotherAddress(t *testing.T) {
	lines, stop := launch(t, flags{Listen: "127.0.0.1:0", Version: "9.12.2", BaseURL: "https://jira.example:8443/jira/"})
	lines.Scan()
	url, _ := strings.CutPrefix(lines.Text(), "jirasim listening on ")
	res, err := http.Get(url + "/rest/api/2/serverInfo")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); !strings.Contains(string(text), `"baseUrl":"https://jira.example:8443/jira"`) {
		t.Errorf("%s", text)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestRunRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		flags flags
		want  string
	}{
		"an unknown version": {flags{Listen: "127.0.0.1:0", Version: "12"}, `unknown Jira version "12"; choose one of 7.13.5, 8.13.1`},
		"a bad address":      {flags{Listen: "nowhere", Version: "9.12.2"}, "nowhere"},
		"a bad connector":    {flags{Listen: "127.0.0.1:0", Version: "9.12.2", Connector: "https://jira.example/jira"}, "--connector"},
		"a bad base URL":     {flags{Listen: "127.0.0.1:0", Version: "9.12.2", BaseURL: "https://jira.example"}, "--base-url"},
		"a bad folder":       {flags{Listen: "127.0.0.1:0", Version: "9.12.2", Data: "/dev/null/x"}, "/dev/null"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(context.Background(), c.flags, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
