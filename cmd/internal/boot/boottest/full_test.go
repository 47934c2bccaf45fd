package boottest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onSmallDisk is a shell command that runs another with a small file system of
// its own, mounted over an empty folder with a copy of what the folder "from"
// holds. Nobody else sees the mount, and it is gone with the program.
func onSmallDisk(size, from, folder string, program ...string) (string, []string) {
	args := []string{"--mount", "sh", "-c", `mount -t tmpfs -o size="$1" small "$3" && cp -a "$2/." "$3" && shift 3 && exec "$@"`, "sh", size, from, folder}
	if os.Getuid() != 0 {
		args = append([]string{"--map-root-user"}, args...)
	}
	return "unshare", append(args, program...)
}

// TestDiskFull fills the disk under a running installation by uploading, and
// then to the last byte. What has no room is refused in words and leaves
// nothing behind; pages still show; and once there is room, all works again
// without a restart.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "none"})
	who := w.Role(t, "member", false)
	task := w.NewTask(t, who.Token, map[string]any{"name": "Collects files"})
	disk := w.moveToSmallDisk(t)
	v := newVisitor(t)
	must(t, v.Open(t.Context(), w.TaskURL(task)))
	must(t, v.Submit(t.Context(), "email", who.Email, url.Values{"password": {who.Password}}))

	before := len(regularFiles(t, filepath.Join(disk, "files")))
	kept, big := 0, strings.Repeat("0123456789abcdef", 8<<20/16)
	refused := w.untilRefused(t, func() Response {
		r := tryUpload(t, w, who, task, fmt.Sprintf("%d.bin", kept), big)
		if r.Status == http.StatusOK {
			kept++
		}
		return r
	})
	saysFull(t, refused)
	if list := w.attachments(t, who.Token, task); kept == 0 || len(list) != kept {
		t.Errorf("%d uploads were accepted, the task has %v", kept, list)
	}
	if files := regularFiles(t, filepath.Join(disk, "files")); len(files) != before+kept {
		t.Errorf("%d uploads were accepted beside %d, on the disk are %v", kept, before, files)
	}

	filler := fill(t, disk)
	saysFull(t, w.untilRefused(t, func() Response {
		return w.API(t, who.Token, http.MethodPost, "/tasks", map[string]any{"name": strings.Repeat("long ", 200), "notes": big[:50000], "projects": []string{w.ProjectGID}})
	}))
	must(t, v.Open(t.Context(), w.TaskURL(task)))
	if err := v.SubmitFile(t.Context(), "file", "page.bin", io.LimitReader(endless{}, 1<<20)); err == nil {
		t.Error("a file found room on a full disk")
	}
	says(t, v, "disk is full")
	if r := Do(t, request(t, http.MethodGet, w.PlatformURL+"/healthz", nil)); r.Status != http.StatusOK {
		t.Errorf("/healthz: %d, but a restart would not help", r.Status)
	}
	if r := w.API(t, who.Token, http.MethodGet, "/tasks/"+task, nil); r.Status != http.StatusOK {
		t.Errorf("read a task: %d %s", r.Status, r.Body)
	}

	must(t, os.Remove(filler))
	again := w.NewTask(t, who.Token, map[string]any{"name": "There is room"})
	upload(t, w, who, again, "small.txt", "fits")
	if list := w.attachments(t, who.Token, again); len(list) != 1 || w.content(t, who, dig(list[0], "gid")) != "fits" {
		t.Errorf("the task has %v", list)
	}
}

// moveToSmallDisk ends the demo and starts `serve` in its place, on a copy of
// its data on a small disk. It returns where that is seen from outside.
func (w *World) moveToSmallDisk(t *testing.T) string {
	t.Helper()
	w.Demo.Stop(t)
	folder := t.TempDir()
	program, args := onSmallDisk("48m", w.Data, folder, mustBuild(t).Jirabridge, "serve", "--base-url", w.PlatformURL,
		"--listen", strings.TrimPrefix(w.PlatformURL, "http://"), "--data", folder, "--webhook-networks", "127.0.0.1")
	w.Demo = StartProcess(t, "", program, args...)
	waitFor(t, "serve", func() bool {
		res, err := http.Get(w.PlatformURL + "/readyz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return fmt.Sprintf("/proc/%d/root%s", w.Demo.PID(), folder)
}

// untilRefused calls try until it fails, which a small disk sees to soon.
func (w *World) untilRefused(t *testing.T, try func() Response) Response {
	t.Helper()
	for range 1000 {
		if r := try(); r.Status >= 400 {
			return r
		}
	}
	t.Fatal("the disk does not get full")
	return Response{}
}

func saysFull(t *testing.T, r Response) {
	t.Helper()
	if r.Status != http.StatusServiceUnavailable || !strings.Contains(string(r.Body), "disk is full") || r.Header.Get("Retry-After") == "" {
		t.Errorf("answered %d %v %s", r.Status, r.Header, r.Body)
	}
}

// fill writes a file until the disk has no byte left.
func fill(t *testing.T, disk string) (filler string) {
	t.Helper()
	filler = filepath.Join(disk, "filler")
	f, err := os.Create(filler)
	must(t, err)
	for _, size := range []int{1 << 20, 1 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
	must(t, f.Close())
	return filler
}

// regularFiles are the files below a folder.
func regularFiles(t *testing.T, folder string) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, filepath.Base(path))
		}
		return err
	}))
	return names
}

// TestConfigCheckWantsRoom: a folder that can be written to but has no room is
// named, and nothing is left in it.
func TestConfigCheckWantsRoom(t *testing.T) {
	t.Parallel()
	for size, want := range map[string]string{"8m": "there is not even room for 16 MB", "24m": ""} {
		folder := t.TempDir()
		program, args := onSmallDisk(size, t.TempDir(), folder, "sh", "-c", `"$0" config check --base-url http://127.0.0.1:8080 --data "$1"; code=$?; ls -A "$1" | grep . && echo SOMETHING STAYED; exit $code`, mustBuild(t).Jirabridge, folder)
		out, err := command(program, args...).CombinedOutput()
		if (err != nil) != (want != "") || !strings.Contains(string(out), want) || strings.Contains(string(out), "STAYED") {
			t.Errorf("with %s: %v\n%s", size, err, out)
		}
	}
}
