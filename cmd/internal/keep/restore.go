package keep

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"jirabridge/asana/kit/seal"
	blobs "jirabridge/asana/store"
	"jirabridge/cmd/internal/boot"
)

// maxJSON is how long header and manifest may be, in bytes.
const maxJSON = 256 << 20

// RestoreConfig says what to restore, and where to.
type RestoreConfig struct {
	File       string
	DataDir    string // must be empty or not there
	Passphrase seal.Secret
}

// ErrDamaged is in the error for an archive that is not as it was written.
var ErrDamaged = errors.New("the backup is damaged")

func damaged(how string, args ...any) error {
	return fmt.Errorf("%w: %s; take another one", ErrDamaged, fmt.Sprintf(how, args...))
}

// Restore makes a data folder of a backup. Nothing is in the folder until
// everything in the archive was found as it was written; on failure nothing
// is left.
func Restore(ctx context.Context, c RestoreConfig) (_ Kept, err error) {
	in, err := os.Open(c.File)
	if err != nil {
		return Kept{}, err
	}
	defer func() { _ = in.Close() }()
	made, err := makeEmpty(c.DataDir)
	if err != nil {
		return Kept{}, err
	}
	work, err := os.MkdirTemp(c.DataDir, ".restore-*")
	if err != nil {
		return Kept{}, fmt.Errorf("make room: %w", err)
	}
	r := &restore{RestoreConfig: c, work: work, tar: tar.NewReader(untilDone{ctx, in})}
	if err := r.run(ctx); err != nil {
		return Kept{}, errors.Join(err, r.undo(made))
	}
	return r.kept, os.Remove(work)
}

// makeEmpty makes the folder, or finds it empty; made is the topmost folder
// that was not there before, or "".
func makeEmpty(dir string) (made string, err error) {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return "", fmt.Errorf("%s is not empty; a backup is restored into a new folder", dir)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = at
	}
	return made, os.MkdirAll(dir, 0o700)
}

// restore is a backup being restored.
type restore struct {
	RestoreConfig
	work   string // folder inside the data folder
	tar    *tar.Reader
	folder *blobs.FolderBlobs
	parts  []part
	kept   Kept
}

// undo removes what was made.
func (r *restore) undo(made string) error {
	if made != "" {
		return os.RemoveAll(made)
	}
	errs := []error{os.RemoveAll(r.work)}
	for _, path := range r.places() {
		errs = append(errs, os.RemoveAll(path))
	}
	return errors.Join(errs...)
}

// places are what a data folder consists of.
func (r *restore) places() []string {
	return []string{boot.KeysetFile(r.DataDir), boot.FilesDir(r.DataDir), boot.DatabaseFile(r.DataDir)}
}

func (r *restore) run(ctx context.Context) (err error) {
	if r.folder, err = blobs.NewFolderBlobs(boot.FilesDir(r.work)); err != nil {
		return err
	}
	if err := r.takeHeader(); err != nil {
		return err
	}
	for done := false; !done; {
		if done, err = r.takeEntry(ctx); err != nil {
			return err
		}
	}
	for _, path := range r.places() { // the database last: without it there is no data folder
		if err := os.Rename(filepath.Join(r.work, filepath.Base(path)), path); err != nil {
			return fmt.Errorf("put in place: %w", err)
		}
	}
	return nil
}

// takeHeader reads the first entry and writes the keyset.
func (r *restore) takeHeader() error {
	entry, err := r.tar.Next()
	if errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil || entry.Name != headerName {
		return fmt.Errorf("%s is not a backup made by this program", r.File)
	}
	var h header
	if err := r.takeJSON(headerName, &h); err != nil {
		return err
	}
	if h.Format != format {
		return fmt.Errorf("the backup has format %d, and this program knows %d: restore it with the program that made it", h.Format, format)
	}
	keys, err := h.Keyset.unwrap(r.Passphrase)
	if err != nil {
		return err
	}
	r.kept.CreatedAt = h.CreatedAt
	return keys.Save(boot.KeysetFile(r.work))
}

// takeEntry reads the next entry; done means it was the manifest, and right.
func (r *restore) takeEntry(ctx context.Context) (done bool, err error) {
	entry, err := r.tar.Next()
	if err != nil {
		return false, readError(err)
	}
	key, isFile := strings.CutPrefix(entry.Name, filesPrefix)
	switch {
	case entry.Typeflag != tar.TypeReg:
		return false, damaged("%q is not a file", entry.Name)
	case entry.Name == databaseName:
		return false, r.takeDatabase()
	case isFile:
		return false, r.takeFile(ctx, key)
	case entry.Name == manifestName:
		return true, r.takeManifest()
	}
	return false, damaged("%q does not belong in it", entry.Name)
}

func (r *restore) takeDatabase() error {
	f, err := os.OpenFile(boot.DatabaseFile(r.work), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return damaged("it holds two databases")
	}
	if err != nil {
		return err
	}
	return errors.Join(r.take(databaseName, f), f.Sync(), f.Close())
}

// takeFile reads one file. The folder takes keys of letters and digits only,
// so that no entry gets out of it.
func (r *restore) takeFile(ctx context.Context, key string) error {
	w, err := r.folder.Create(ctx, key)
	if err != nil {
		return damaged("%v", err)
	}
	if err := r.take(filesPrefix+key, w); err != nil {
		return errors.Join(err, w.Abort())
	}
	r.kept.Files++
	return w.Close()
}

// takeManifest compares what was read with what was written.
func (r *restore) takeManifest() error {
	read := slices.Clone(r.parts)
	var m manifest
	if err := r.takeJSON(manifestName, &m); err != nil {
		return err
	}
	for i, p := range m.Parts {
		if i >= len(read) || read[i] != p {
			return damaged("%s is not as it was written", p.Name)
		}
		if p.Name != headerName {
			r.kept.Bytes += p.Size
		}
	}
	if len(read) != len(m.Parts) || !slices.ContainsFunc(read, func(p part) bool { return p.Name == databaseName }) {
		return damaged("its manifest does not name what is in it")
	}
	r.kept.Missing = m.Missing
	return nil
}

// take streams the content of the current entry to w.
func (r *restore) take(name string, w io.Writer) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), r.tar)
	if err != nil {
		return readError(err)
	}
	r.parts = append(r.parts, part{name, n, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (r *restore) takeJSON(name string, v any) error {
	var text bytes.Buffer
	if err := r.take(name, &limited{&text}); err != nil {
		return err
	}
	if err := json.Unmarshal(text.Bytes(), v); err != nil {
		return damaged("%s cannot be read", name)
	}
	return nil
}

// limited is a buffer that an archive cannot fill without end.
type limited struct{ *bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > maxJSON {
		return 0, damaged("its lists are too long")
	}
	return l.Buffer.Write(p)
}

// readError says in words what an archive's reader met.
func readError(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("it ends too early")
	case errors.Is(err, tar.ErrHeader):
		return damaged("its structure is broken")
	}
	return err
}
