package keep

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// format is the version of the archive's layout.
const format = 1

// Names of the archive's entries.
const (
	headerName   = "header.json"
	databaseName = "jirabridge.db"
	filesPrefix  = "files/"
	manifestName = "manifest.json"
)

// header is the first entry.
type header struct {
	Format    int       `json:"format"`
	CreatedAt time.Time `json:"created_at"`
	Keyset    envelope  `json:"keyset"`
}

// manifest is the last entry.
type manifest struct {
	Schemas map[string]int64 `json:"schemas"` // version table → version
	Missing []string         `json:"missing"` // files the database names and the folder lacks
	Parts   []part           `json:"parts"`   // every entry before the manifest, in order
}

// part is one entry and what it must hash to.
type part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// archive writes entries and remembers what they hash to.
type archive struct {
	tar   *tar.Writer
	now   time.Time
	parts []part
}

// add streams one entry of exactly size bytes.
func (a *archive) add(ctx context.Context, name string, size int64, r io.Reader) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.now}
	if err := a.tar.WriteHeader(h); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tar, sum), untilDone{ctx, r})
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if n != size {
		return fmt.Errorf("write %s: it has %d bytes, not %d", name, n, size)
	}
	a.parts = append(a.parts, part{name, size, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (a *archive) addJSON(ctx context.Context, name string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return a.add(ctx, name, int64(len(text)), bytes.NewReader(text))
}
