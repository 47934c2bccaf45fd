package store_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// eachStore runs the one suite that says what blobs are on every kind of them.
func eachStore(t *testing.T, f func(t *testing.T, b store.Blobs)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		b, err := store.NewFolderBlobs(filepath.Join(t.TempDir(), "files"))
		check(t, err)
		f(t, b)
	})
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		check(t, db.Migrate(t.Context(), store.Migrations(), "asana_schema"))
		f(t, store.NewTableBlobs(db, nil))
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, b store.Blobs, key string, content []byte) {
	t.Helper()
	w, err := b.Create(t.Context(), key)
	check(t, err)
	_, err = io.Copy(w, bytes.NewReader(content))
	check(t, err)
	check(t, w.Close())
}

func read(t *testing.T, b store.Blobs, key string) []byte {
	t.Helper()
	r, size, err := b.Open(t.Context(), key)
	check(t, err)
	content, err := io.ReadAll(r)
	check(t, errors.Join(err, r.Close()))
	if size != int64(len(content)) {
		t.Errorf("size %d of %d bytes", size, len(content))
	}
	return content
}

func missing(t *testing.T, b store.Blobs, key string) {
	t.Helper()
	if _, _, err := b.Open(t.Context(), key); !errors.Is(err, store.ErrNoBlob) {
		t.Errorf("opening %s: %v, want ErrNoBlob", key, err)
	}
}

func TestBlobsOfAllSizes(t *testing.T) {
	eachStore(t, func(t *testing.T, b store.Blobs) {
		for key, size := range map[string]int{"a": 0, "b1": 1, "c": 1<<20 - 1, "d": 1 << 20, "e": 1<<20 + 1, "f": 3<<20 + 7} {
			content := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
			write(t, b, key, content)
			if got := read(t, b, key); !bytes.Equal(got, content) {
				t.Errorf("%d bytes came back as %d others", size, len(got))
			}
		}
	})
}

func TestBlobsOverwriteAndDelete(t *testing.T) {
	eachStore(t, func(t *testing.T, b store.Blobs) {
		write(t, b, "1234567890123456", bytes.Repeat([]byte("long"), 1<<19))
		write(t, b, "1234567890123456", []byte("short"))
		if diff := cmp.Diff("short", string(read(t, b, "1234567890123456"))); diff != "" {
			t.Error(diff)
		}
		for range 2 {
			check(t, b.Delete(t.Context(), "1234567890123456"))
			missing(t, b, "1234567890123456")
		}
	})
}

func TestBlobsExistOnceComplete(t *testing.T) {
	eachStore(t, func(t *testing.T, b store.Blobs) {
		w, err := b.Create(t.Context(), "77")
		check(t, err)
		_, err = w.Write(make([]byte, 2<<20))
		check(t, err)
		missing(t, b, "77")
		check(t, w.Abort())
		missing(t, b, "77")
	})
}

// What a program that died was writing goes with the blob, and is in nobody's way before.
func TestUnfinishedBlobsCanBeDeleted(t *testing.T) {
	dir := t.TempDir()
	b, err := store.NewFolderBlobs(dir)
	check(t, err)
	died, err := b.Create(t.Context(), "123")
	check(t, err)
	_, err = died.Write([]byte("half"))
	check(t, err)
	write(t, b, "123", []byte("whole"))
	if got := string(read(t, b, "123")); got != "whole" {
		t.Errorf("content %q", got)
	}
	_, err = b.Create(t.Context(), "123")
	check(t, err)
	check(t, b.Delete(t.Context(), "123"))
	if entries, err := os.ReadDir(filepath.Join(dir, "123")); len(entries) != 0 || err != nil {
		t.Errorf("left %v, %v", entries, err)
	}
}

// A piece that is not as long as it was is no content.
func TestDamagedBlobsAreNotRead(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		check(t, db.Migrate(t.Context(), store.Migrations(), "asana_schema"))
		b := store.NewTableBlobs(db, nil)
		write(t, b, "77", []byte("content"))
		for _, damage := range []string{"", "more content"} {
			check(t, store.New(db.Writer()).PutChunk(t.Context(), store.PutChunkParams{Key: "77", Data: []byte(damage)}))
			r, _, err := b.Open(t.Context(), "77")
			check(t, err)
			if text, err := io.ReadAll(r); err == nil {
				t.Errorf("read %q", text)
			}
		}
	})
}

func TestBlobKeysCannotLeaveTheirPlace(t *testing.T) {
	eachStore(t, func(t *testing.T, b store.Blobs) {
		for _, key := range []string{"", "..", "../x", "a/b", "A", strings.Repeat("1", 65)} {
			if _, err := b.Create(t.Context(), key); err == nil {
				t.Errorf("key %q was accepted", key)
			}
		}
	})
}

func TestFolderIsPrivateAndCleanAfterAbort(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	b, err := store.NewFolderBlobs(dir)
	check(t, err)
	w, err := b.Create(t.Context(), "123")
	check(t, err)
	check(t, w.Abort())
	entries, err := os.ReadDir(filepath.Join(dir, "123"))
	check(t, err)
	info, err := os.Stat(dir)
	check(t, err)
	if len(entries) != 0 || info.Mode().Perm() != 0o700 {
		t.Errorf("left %v in a folder with mode %v", entries, info.Mode())
	}
}
