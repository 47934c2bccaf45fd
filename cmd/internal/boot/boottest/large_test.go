package boottest

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jirabridge/cmd/internal/demo"
)

// largeFile is the size in bytes of the file that is passed through.
const largeFile = 500 << 20

// BenchmarkLargeFile passes a file of 500 MB from a person's upload to Jira:
// once through the form of the task's page, once over REST, each time with a
// `serve` that has just started. The figure is memory growth, the peak of its
// resident memory minus that before, in MB; 50 are too many.
func BenchmarkLargeFile(b *testing.B) {
	for _, database := range []string{"sqlite", "postgres"} {
		for way, put := range map[string]func(testing.TB, *World, demo.Person, string){"form": putByForm, "rest": putByREST} {
			b.Run(database+"/"+way, func(b *testing.B) {
				for b.Loop() {
					w := serveLarge(b, database)
					who := w.Role(b, "member", true)
					task := w.NewTask(b, who.Token, map[string]any{"name": "Carries a large file"})
					grown := memoryGrowth(b, w.Demo.PID())
					put(b, w, who, task)
					uploaded := grown()
					w.copied(b, who, task)
					all := grown()
					b.ReportMetric(uploaded, "MB-uploaded")
					b.ReportMetric(all, "MB-in-Jira")
					if all >= 50 {
						b.Errorf("memory grew by %.0f MB", all)
					}
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// serveLarge is a world in which `serve` has taken the demo's place, with room
// for large files on both sides. Jira keeps them on disk.
func serveLarge(b *testing.B, database string) *World {
	b.Helper()
	w := Start(b, Options{Database: database, Connect: "oauth2", Sim: []string{"--data", b.TempDir(), "--attachment-limit", "600"}})
	w.Demo.Stop(b)
	at := strings.TrimPrefix(w.PlatformURL, "http://")
	args := []string{"serve", "--base-url", w.PlatformURL, "--listen", at, "--data", w.Data, "--jira-networks", "127.0.0.1", "--webhook-networks", "127.0.0.1", "--max-file-size", "500MB"}
	if w.Database != "" {
		args = append(args, "--database", w.Database, "--key-file", filepath.Join(w.Data, "keyset.json"))
	}
	w.Demo = StartProcess(b, "", mustBuild(b).Jirabridge, args...)
	waitFor(b, "serve", func() bool {
		res, err := http.Get(w.PlatformURL + "/readyz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return w
}

// putByForm uploads the file as a browser without script does.
func putByForm(t testing.TB, w *World, who demo.Person, task string) {
	t.Helper()
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.TaskURL(task)))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))
	must(t, v.Open(t.Context(), w.TaskURL(task)))
	must(t, v.SubmitFile(t.Context(), "file", "large.bin", largeContent()))
}

// putByREST uploads the file as a program does.
func putByREST(t testing.TB, w *World, who demo.Person, task string) {
	t.Helper()
	body, pipe := io.Pipe()
	form := multipart.NewWriter(pipe)
	go func() { _ = pipe.CloseWithError(writeLarge(form, task)) }()
	req := request(t, http.MethodPost, w.APIURL+"/attachments", body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+who.Token)
	res, err := http.DefaultTransport.RoundTrip(req)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Fatalf("upload: %d %s", res.StatusCode, text)
	}
}

func writeLarge(form *multipart.Writer, task string) error {
	if err := form.WriteField("parent", task); err != nil {
		return err
	}
	part, err := form.CreateFormFile("file", "large.bin")
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, largeContent()); err != nil {
		return err
	}
	return form.Close()
}

// largeContent is the file, made while it is read.
func largeContent() io.Reader { return io.LimitReader(endless{}, largeFile) }

// endless never ends.
type endless struct{}

// Read fills p with a pattern.
func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i)
	}
	return len(p), nil
}

// copied creates an issue with the task's file and waits until Jira has all of
// it.
func (w *World) copied(t testing.TB, who demo.Person, task string) {
	t.Helper()
	key := w.createWithFiles(t, who, task)
	deadline := time.Now().Add(5 * time.Minute)
	for size := ""; size != fmt.Sprint(largeFile); {
		if time.Now().After(deadline) {
			t.Fatalf("Jira has %q bytes", size)
		}
		time.Sleep(500 * time.Millisecond)
		list, _ := w.jiraFields(t, key)["attachment"].([]any)
		if len(list) > 0 {
			size = fmt.Sprintf("%.0f", list[0].(map[string]any)["size"])
		}
	}
}

// memoryGrowth begins to watch a process. What it returns tells by how many MB
// its memory has grown since, at most; Linux keeps the peak.
func memoryGrowth(tb testing.TB, pid int) func() float64 {
	tb.Helper()
	must(tb, os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)) // the peak is now
	before := memoryMB(tb, pid, "VmRSS:")
	return func() float64 { return memoryMB(tb, pid, "VmHWM:") - before }
}
