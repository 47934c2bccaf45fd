package keep_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

// backUp backs up a data folder into a folder of its own.
func backUp(t *testing.T, dir string) (file string, kept keep.Kept) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "night.backup")
	kept, err := keep.Backup(t.Context(), keep.BackupConfig{DataDir: dir, Keys: keysOf(t, dir), File: file, Passphrase: passphrase})
	check(t, err)
	if left := inFolder(t, filepath.Dir(file)); len(left) != 1 {
		t.Errorf("beside the backup: %v", left)
	}
	return file, kept
}

func keysOf(t *testing.T, dir string) *seal.Keyset {
	t.Helper()
	keys, err := seal.Load(boot.KeysetFile(dir))
	check(t, err)
	return keys
}

func restore(t *testing.T, file string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "deep", "new")
	_, err := keep.Restore(t.Context(), keep.RestoreConfig{File: file, DataDir: dir, Passphrase: passphrase})
	check(t, err)
	return dir
}

func TestBackupAndRestore(t *testing.T) {
	w := fill(t)
	file, kept := backUp(t, w.dir) // the program has the folder open
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has mode %v (%v)", info.Mode(), err)
	}
	if kept.Files != 1 || len(kept.Missing) != 0 || kept.Bytes < int64(len(content)) {
		t.Errorf("kept %+v", kept)
	}
	dir := restore(t, file)
	was, is := openFile(t, w.dir), openFile(t, dir)
	if a, b := rows(t, was, sqliteTables(t, was)), rows(t, is, sqliteTables(t, is)); a != b || len(a) < 1000 {
		t.Errorf("the databases differ:\n%s\n---\n%s", a, b)
	}
	if names := inFolder(t, dir); len(names) != 3 {
		t.Errorf("in the new folder: %v", names)
	}
	for _, path := range []string{boot.DatabaseFile(dir), boot.KeysetFile(dir)} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", path, info.Mode(), err)
		}
	}
	holds(t, boot.Config{DataDir: dir})
}

// While people write, a backup is a moment in which the database agrees with
// itself and every file it names is there.
func TestBackupWhileWriting(t *testing.T) {
	w := fill(t)
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for n := range 2 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				name := fmt.Sprintf("%d-%d", n, i)
				_, err := w.app.Platform.AttachFile(t.Context(), w.actor, w.task, name, "text/plain", strings.NewReader(name))
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var dirs []string
	for range 3 {
		file, kept := backUp(t, w.dir)
		if len(kept.Missing) != 0 {
			t.Errorf("missing %v", kept.Missing)
		}
		dirs = append(dirs, restore(t, file))
	}
	close(stop)
	writers.Wait()
	for _, dir := range dirs {
		var events, counted, files int
		db := openFile(t, dir)
		check(t, db.QueryRow("select (select count(*) from events), (select seq from event_counter), (select count(*) from attachments)").Scan(&events, &counted, &files))
		if events != counted || files < 1 {
			t.Errorf("%d events, counted %d, %d files", events, counted, files)
		}
		holds(t, boot.Config{DataDir: dir})
	}
}

// The keyset is in the archive under the passphrase only.
func TestBackupHidesTheKeyset(t *testing.T) {
	w := fill(t)
	file, _ := backUp(t, w.dir)
	archive, err := os.ReadFile(file)
	check(t, err)
	for _, word := range []string{"encryptionStatus", "keyMaterialType", `"primaryKeyId"`, passphrase.Reveal()} {
		if bytes.Contains(archive, []byte(word)) {
			t.Errorf("the archive shows %s", word)
		}
	}
}

func TestBackupRefuses(t *testing.T) {
	w := fill(t)
	keys, taken := keysOf(t, w.dir), filepath.Join(t.TempDir(), "taken")
	check(t, os.WriteFile(taken, []byte("mine"), 0o600))
	for words, c := range map[string]keep.BackupConfig{
		"there already":   {DataDir: w.dir, Keys: keys, File: taken, Passphrase: passphrase},
		"SQLite database": {DataDir: t.TempDir(), File: filepath.Join(t.TempDir(), "b"), Keys: keys, Passphrase: passphrase},
		"10 characters":   {DataDir: w.dir, Keys: keys, File: filepath.Join(t.TempDir(), "b"), Passphrase: "short"},
		"no such file":    {DataDir: w.dir, Keys: keys, File: filepath.Join(t.TempDir(), "none", "b"), Passphrase: passphrase},
	} {
		_, err := keep.Backup(t.Context(), c)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("want words on %q, got %v", words, err)
		}
		if left := inFolder(t, filepath.Dir(c.File)); c.File != taken && len(left) != 0 {
			t.Errorf("%s: left %v", words, left)
		}
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "mine" {
		t.Errorf("a file was overwritten: %q (%v)", text, err)
	}
}

func TestBackupHonoursItsContext(t *testing.T) {
	w := fill(t)
	dir := t.TempDir()
	_, err := keep.Backup(canceled(), keep.BackupConfig{DataDir: w.dir, Keys: keysOf(t, w.dir), File: filepath.Join(dir, "b"), Passphrase: passphrase})
	if err == nil || len(inFolder(t, dir)) != 0 {
		t.Errorf("got %v and left %v", err, inFolder(t, dir))
	}
}

// A file that was lost is no reason to have no backup, and is named.
func TestBackupWithoutAFile(t *testing.T) {
	w := fill(t)
	check(t, os.RemoveAll(boot.FilesDir(w.dir)))
	file, kept := backUp(t, w.dir)
	if kept.Files != 0 || len(kept.Missing) != 1 {
		t.Errorf("kept %+v", kept)
	}
	again, err := keep.Restore(t.Context(), keep.RestoreConfig{File: file, DataDir: t.TempDir(), Passphrase: passphrase})
	if err != nil || len(again.Missing) != 1 {
		t.Errorf("restored %+v, %v", again, err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	w := fill(t)
	file, _ := backUp(t, w.dir)
	archive, err := os.ReadFile(file)
	check(t, err)
	for name, c := range map[string]struct {
		archive    []byte
		passphrase seal.Secret
		words      string
	}{
		"wrong passphrase": {archive, passphrase + "!", "passphrase"},
		"no passphrase":    {archive, "", "passphrase"},
		"empty":            {nil, passphrase, "not a backup"},
		"something else":   {bytes.Repeat([]byte("x"), 4096), passphrase, "not a backup"},
		"half":             {archive[:len(archive)/2], passphrase, "ends too early"},
		"no manifest":      {archive[:bytes.LastIndex(archive, []byte("manifest.json"))], passphrase, "ends too early"},
		"a changed file":   {changed(t, archive, "abcde\n0123"), passphrase, "not as it was written"},
		"a changed row":    {changed(t, archive, "Keep me"), passphrase, "not as it was written"},
		"a changed name":   {changed(t, archive, "jirabridge.db"), passphrase, "structure is broken"},
		"a newer format": {retar(t, archive, func(h *tar.Header, b []byte) []byte {
			return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 9`), 1)
		}), passphrase, "format 9"},
		"out of the folder": {retar(t, archive, rename("files/", "files/../../../")), passphrase, "letters and digits"},
		"an absolute path":  {retar(t, archive, rename("files/", "/tmp/")), passphrase, "does not belong"},
		"a link": {retar(t, archive, func(h *tar.Header, b []byte) []byte {
			if h.Name == "jirabridge.db" {
				h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, "/etc/passwd", 0
				return nil
			}
			return b
		}), passphrase, "is not a file"},
	} {
		parent := t.TempDir()
		broken := filepath.Join(t.TempDir(), "b")
		check(t, os.WriteFile(broken, c.archive, 0o600))
		for _, dir := range []string{filepath.Join(parent, "new", "er"), parent} { // one to make, and one that is there
			_, err = keep.Restore(t.Context(), keep.RestoreConfig{File: broken, DataDir: dir, Passphrase: c.passphrase})
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: want words on %q, got %v", name, c.words, err)
			}
			if left := inFolder(t, parent); len(left) != 0 {
				t.Errorf("%s: left %v", name, left)
			}
		}
	}
	if _, err := keep.Restore(t.Context(), keep.RestoreConfig{File: file, DataDir: w.dir, Passphrase: passphrase}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("restored over a data folder: %v", err)
	}
	if _, err := keep.Restore(canceled(), keep.RestoreConfig{File: file, DataDir: filepath.Join(t.TempDir(), "x"), Passphrase: passphrase}); err == nil {
		t.Error("restored though the context ended")
	}
	if errors.Is(keep.ErrDamaged, keep.ErrPassphrase) {
		t.Error("a wrong passphrase is a damaged archive")
	}
}

// changed is the archive with one byte of the first such text changed.
func changed(t *testing.T, archive []byte, text string) []byte {
	t.Helper()
	at := bytes.Index(archive, []byte(text))
	if at < 0 {
		t.Fatalf("there is no %q", text)
	}
	archive = bytes.Clone(archive)
	archive[at] ^= 1
	return archive
}

// retar writes the archive anew, each entry as edit makes it.
func retar(t *testing.T, archive []byte, edit func(*tar.Header, []byte) []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, r := tar.NewWriter(&out), tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		check(t, err)
		text, err := io.ReadAll(r)
		check(t, err)
		text = edit(h, text)
		h.Size = int64(len(text))
		check(t, w.WriteHeader(h))
		_, err = w.Write(text)
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func rename(from, to string) func(*tar.Header, []byte) []byte {
	return func(h *tar.Header, b []byte) []byte {
		h.Name = strings.Replace(h.Name, from, to, 1)
		return b
	}
}

func TestRotateKeys(t *testing.T) {
	w := fill(t)
	check(t, w.app.Close())
	for want := 2; want < 4; want++ {
		n, err := keep.RotateKeys(boot.KeysetFile(w.dir))
		if err != nil || n != want {
			t.Errorf("%d keys (%v), want %d", n, err, want)
		}
	}
	holds(t, boot.Config{DataDir: w.dir})
	if _, err := keep.RotateKeys(filepath.Join(w.dir, "none")); err == nil {
		t.Error("a keyset was made of nothing")
	}
	if _, err := open(t, boot.Config{BaseURL: base, DataDir: w.dir}).Platform.CreateTask(t.Context(), w.actor, asana.NewTask{Projects: []string{w.project}, Name: "After"}); err != nil {
		t.Error(err)
	}
}
