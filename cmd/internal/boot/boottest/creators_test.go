package boottest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"jirabridge/cmd/internal/boot"
)

// TestFiftyCreators: fifty submissions for one task at the same moment make one
// issue, and all are answered with it; also on two copies that share one
// PostgreSQL and nothing else.
func TestFiftyCreators(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
		fiftyCreators(t, w, strings.TrimPrefix(w.PlatformURL, "http://"))
	})
	t.Run("two copies on PostgreSQL", func(t *testing.T) {
		t.Parallel()
		w := Start(t, Options{Database: "postgres", Connect: "oauth2"})
		w.Demo.Stop(t)
		copies := []string{strings.TrimPrefix(w.PlatformURL, "http://"), freeAddress(t)}
		for _, at := range copies {
			StartProcess(t, "serving at", mustBuild(t).Jirabridge, "serve", "--base-url", w.PlatformURL, "--listen", at,
				"--data", w.Data, "--database", w.Database, "--key-file", boot.KeysetFile(w.Data), "--jira-networks", "127.0.0.1")
		}
		fiftyCreators(t, w, copies...)
	})
}

// fiftyCreators sends its submissions to the copies in turn.
func fiftyCreators(t *testing.T, w *World, copies ...string) {
	who := w.Role(t, "member", true)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Wanted fifty times"})
	form := w.Host(who).Form(t, task).JSON(t)
	answers := make([]string, 50)
	client := &http.Client{Timeout: patience}
	var all errgroup.Group
	for i := range answers {
		submission := map[string]any{"task": task, "attachment": attachmentGID(), "values": values(t, form)}
		r := w.Host(who).message(t, submitURL(t, form), submission)
		r.Host, r.URL.Host = r.URL.Host, copies[i%len(copies)]
		all.Go(func() (err error) {
			for deadline := time.Now().Add(patience); err == nil && answers[i] == "" && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				again := r.Clone(t.Context()) // whom it took too long is told so, and sends it once more
				if again.Body, err = r.GetBody(); err == nil {
					answers[i], err = resourceURL(client, again)
				}
			}
			return err
		})
	}
	must(t, all.Wait())
	for _, a := range answers {
		if a == "" || a != answers[0] {
			t.Errorf("answered %q, another one %q", a, answers[0])
		}
	}
	if n := w.made(t); n != 1 {
		t.Errorf("%d issues were made", n)
	}
}

// resourceURL is the issue that a submission is answered with, "" without one.
func resourceURL(client *http.Client, r *http.Request) (string, error) {
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		ResourceURL string `json:"resource_url"`
	}
	return answer.ResourceURL, json.NewDecoder(resp.Body).Decode(&answer)
}

// made counts the issues that were made over Jira's REST API.
func (w *World) made(t *testing.T) (n int) {
	t.Helper()
	for _, s := range w.Seen(t) {
		if s.Method == http.MethodPost && strings.HasSuffix(s.Path, "/rest/api/2/issue") && s.Status == http.StatusCreated {
			n++
		}
	}
	return n
}
