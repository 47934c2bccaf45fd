package keep_test

import (
	"compress/gzip"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"jirabridge/cmd/internal/boot"
	"jirabridge/cmd/internal/keep"
)

// Every release leaves a small backup in testdata, made by
//
//	go test ./cmd/internal/keep -run TestKeptReleases -release NAME
//
// on the release's own code. It is committed and never made again.
var release = flag.String("release", "", "keep a backup made by this code under this name")

// TestKeptReleases upgrades what each release left: today's program restores
// its backup and opens it, and everything is there.
func TestKeptReleases(t *testing.T) {
	if *release != "" {
		keepRelease(t, *release)
	}
	kept, err := filepath.Glob("testdata/*.backup.gz")
	check(t, err)
	if len(kept) == 0 {
		t.Fatal("no release left a backup")
	}
	for _, packed := range kept {
		t.Run(filepath.Base(packed), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "kept.backup")
			convert(t, packed, file, func(r io.Reader, w io.Writer) error {
				unpacked, err := gzip.NewReader(r)
				check(t, err)
				_, err = io.Copy(w, unpacked)
				return err
			})
			dir := filepath.Join(t.TempDir(), "data")
			_, err := keep.Restore(t.Context(), keep.RestoreConfig{File: file, DataDir: dir, Passphrase: passphrase})
			check(t, err)
			holds(t, boot.Config{DataDir: dir})
			holds(t, boot.Config{DataDir: dir}) // and once it is upgraded
		})
	}
}

func keepRelease(t *testing.T, name string) {
	t.Helper()
	w := fill(t)
	file, _ := backUp(t, w.dir)
	convert(t, file, filepath.Join("testdata", name+".backup.gz"), func(r io.Reader, w io.Writer) error {
		packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
		check(t, err)
		_, err = io.Copy(packed, r)
		check(t, err)
		return packed.Close()
	})
}

// convert writes a new file of one that is there.
func convert(t *testing.T, from, to string, how func(io.Reader, io.Writer) error) {
	t.Helper()
	in, err := os.Open(from)
	check(t, err)
	defer func() { check(t, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	check(t, err)
	check(t, how(in, out))
	check(t, out.Close())
}
