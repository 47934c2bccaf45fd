package boottest

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // looks into the bridge's tables

	"jirabridge/cmd/internal/demo"
)

// TestStopDuringUpload ends the program while a file arrives. What is soon
// complete is kept; what does not come is refused, and nothing is left of it.
func TestStopDuringUpload(t *testing.T) {
	t.Parallel()
	for name, completes := range map[string]bool{"completes": true, "hangs": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: "sqlite", Connect: "none"})
			who := w.Role(t, "member", false)
			task := w.NewTask(t, who.Token, map[string]any{"name": "Has a file on its way"})
			slow := beginUpload(t, w, who, task)
			terminated := terminate(t, w.Demo)
			if completes {
				w.listensNoMore(t)
				slow.finish(t)
			}
			terminated(t)
			_ = slow.body.Close() // the client's transport waits for it
			status := <-slow.answered
			if completes != (status == http.StatusOK) {
				t.Errorf("the upload was answered %d", status)
			}
			again(t, w)
			held := w.attachments(t, who.Token, task)
			if completes != (len(held) == 1) || len(held) > 1 {
				t.Errorf("the task has %v", held)
			}
			if completes && w.content(t, who, dig(held[0], "gid")) != slow.text {
				t.Error("the file is not what was sent")
			}
		})
	}
}

// TestStopDuringCopy ends the program while it copies a file to Jira. Jira has
// it once afterwards, whether the copying could end in time or was cut off.
func TestStopDuringCopy(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"in time": 3 * time.Second, "cut off": 17 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
			who := w.Role(t, "member", true)
			task := w.NewTask(t, who.Token, map[string]any{"name": "Takes a file along"})
			upload(t, w, who, task, "plan.txt", "the plan")
			w.Fault(t, map[string]any{"match": "POST /issue/.*/attachments", "delay_ms": delay.Milliseconds()})
			key := w.createWithFiles(t, who, task)
			waitFor(t, "the file to be on its way", func() bool { return slices.ContainsFunc(w.Seen(t), isCopy) })
			terminate(t, w.Demo)(t)
			again(t, w)
			w.filesSettle(t)
			if files := w.jiraFiles(t, key); len(files) != 1 {
				t.Errorf("Jira has %v", files)
			}
		})
	}
}

func isCopy(s Seen) bool {
	return s.Method == http.MethodPost && strings.HasSuffix(s.Path, "/attachments")
}

// slowUpload is a file half of which has been sent.
type slowUpload struct {
	text     string
	rest     []byte
	body     *io.PipeWriter
	answered chan int // the status, 0 when the connection was cut
}

func beginUpload(t *testing.T, w *World, who demo.Person, task string) *slowUpload {
	t.Helper()
	s := &slowUpload{text: strings.Repeat("half and half\n", 10_000), answered: make(chan int, 1)}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(t, form.WriteField("parent", task))
	part, err := form.CreateFormFile("file", "slow.txt")
	must(t, err)
	_, err = io.WriteString(part, s.text)
	must(t, err)
	must(t, form.Close())
	reader, writer := io.Pipe()
	s.body = writer
	req := request(t, http.MethodPost, w.APIURL+"/attachments", reader)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+who.Token)
	req.Header.Set("Expect", "100-continue") // the body goes when somebody reads it
	go func() {
		res, err := (&http.Transport{ExpectContinueTimeout: time.Minute}).RoundTrip(req)
		if err != nil {
			s.answered <- 0
			return
		}
		_ = res.Body.Close()
		s.answered <- res.StatusCode
	}()
	half := body.Len() / 2
	_, err = writer.Write(body.Bytes()[:half])
	must(t, err)
	s.rest = body.Bytes()[half:]
	t.Cleanup(func() { _ = writer.Close() })
	return s
}

func (s *slowUpload) finish(t *testing.T) {
	t.Helper()
	_, err := s.body.Write(s.rest)
	must(t, err)
	must(t, s.body.Close())
}

// terminate asks a program to end. What it returns waits for that, and expects
// exit code 0.
func terminate(t *testing.T, p *Process) (ended func(t *testing.T)) {
	t.Helper()
	must(t, p.cmd.Process.Signal(syscall.SIGTERM))
	return func(t *testing.T) {
		t.Helper()
		select {
		case err := <-p.done:
			p.done <- nil
			if err != nil {
				t.Errorf("ended with %v", err)
			}
		case <-time.After(patience):
			t.Fatal("still there")
		}
	}
}

// again starts the demo once more where it was, beside the same Jira.
func again(t *testing.T, w *World) {
	t.Helper()
	args := []string{"demo", "--data", w.Data, "--listen", strings.TrimPrefix(w.PlatformURL, "http://"), "--jira", w.JiraURL, "--connect", "none"}
	if w.Database != "" {
		args = append(args, "--database", w.Database)
	}
	w.Demo = StartProcess(t, "Ctrl-C", mustBuild(t).Jirabridge, append(args, w.flags...)...)
}

// createWithFiles creates an issue that takes all files of the task along.
func (w *World) createWithFiles(t testing.TB, who demo.Person, task string) (key string) {
	t.Helper()
	form := w.Host(who).Form(t, task).JSON(t)
	held := values(t, form)
	held["attachments"] = []string{"all"}
	r := w.Host(who).Post(t, submitURL(t, form), map[string]any{"task": task, "attachment": attachmentGID(), "values": held})
	if r.Status != http.StatusOK {
		t.Fatalf("submit: %d %s", r.Status, r.Body)
	}
	return keyOf(t, r)
}

// jiraFiles are the names of an issue's files.
func (w *World) jiraFiles(t testing.TB, key string) (names []string) {
	t.Helper()
	r := w.Jira(t, w.JiraPerson(t, "admin"), http.MethodGet, "/rest/api/2/issue/"+key+"?fields=attachment", nil)
	list, ok := r.JSON(t)["fields"].(map[string]any)["attachment"].([]any)
	if !ok {
		t.Fatalf("no attachments: %s", r.Body)
	}
	for _, a := range list {
		names = append(names, fmt.Sprint(a.(map[string]any)["filename"]))
	}
	return names
}

// filesSettle waits until the bridge has no file to copy any more. What was cut
// off is left alone for half a minute.
func (w *World) filesSettle(t *testing.T) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.Data, "jirabridge.db")+"?mode=ro&_pragma=busy_timeout(30000)")
	must(t, err)
	defer func() { _ = db.Close() }()
	deadline := time.Now().Add(2 * patience)
	for {
		var waiting, all int
		must(t, db.QueryRow("select count(*) from bridge_files where state = 'waiting'").Scan(&waiting))
		must(t, db.QueryRow("select count(*) from bridge_files").Scan(&all))
		if waiting == 0 && all > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d files still wait", waiting, all)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// content is what a file of a task holds.
func (w *World) content(t *testing.T, who demo.Person, attachment string) string {
	t.Helper()
	r := w.API(t, who.Token, http.MethodGet, "/attachments/"+attachment+"?opt_fields=download_url", nil)
	url, _ := r.JSON(t)["data"].(map[string]any)["download_url"].(string)
	return string(Do(t, request(t, http.MethodGet, url, nil)).Body)
}
