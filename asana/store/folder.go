package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// FolderBlobs keeps each blob as a file in a folder, for an installation of one process.
type FolderBlobs struct{ dir string }

// NewFolderBlobs returns blobs in dir, which is made if it is not there.
func NewFolderBlobs(dir string) (*FolderBlobs, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder for files: %w", err)
	}
	return &FolderBlobs{dir}, nil
}

// path spreads the files over a thousand folders. Keys are checked, so that none can leave the folder.
func (b *FolderBlobs) path(key string) (string, error) {
	if !validKey(key) {
		return "", fmt.Errorf("blob key %q is not of letters and digits", key)
	}
	return filepath.Join(b.dir, key[max(0, len(key)-3):], key), nil
}

func validKey(key string) bool {
	for _, r := range key {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return key != "" && len(key) <= 64
}

// partSuffix ends the name of a file that is being written.
const partSuffix = ".part"

// Create begins a blob in a file beside its place, where Delete finds it should the program die.
func (b *FolderBlobs) Create(_ context.Context, key string) (BlobWriter, error) {
	path, err := b.path(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &fileWriter{f, path}, nil
}

// Open opens the blob's file.
func (b *FolderBlobs) Open(_ context.Context, key string) (io.ReadCloser, int64, error) {
	path, err := b.path(key)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNoBlob
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// Delete removes the blob's file, and what is left of a file that was never finished.
func (b *FolderBlobs) Delete(_ context.Context, key string) error {
	path, err := b.path(key)
	if err != nil {
		return err
	}
	for _, file := range []string{path, path + partSuffix} {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

type fileWriter struct {
	*os.File
	path string
}

// Close puts the complete file in its place.
func (w *fileWriter) Close() error {
	if err := w.Sync(); err != nil {
		return errors.Join(err, w.Abort())
	}
	if err := w.File.Close(); err != nil {
		return errors.Join(err, os.Remove(w.Name()))
	}
	if err := os.Rename(w.Name(), w.path); err != nil {
		return errors.Join(err, os.Remove(w.Name()))
	}
	return nil
}

// Abort removes the temporary file.
func (w *fileWriter) Abort() error {
	return errors.Join(w.File.Close(), os.Remove(w.Name()))
}
