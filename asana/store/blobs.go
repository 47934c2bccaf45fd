package store

import (
	"context"
	"errors"
	"io"
)

// ErrNoBlob is what opening a key answers under which there is nothing.
var ErrNoBlob = errors.New("the file is not there")

// Blobs keeps the contents of files under keys of letters and digits.
type Blobs interface {
	// Create begins a blob. It exists from a Close without error on; Abort, or neither, leaves none. ctx must
	// live as long as the writer.
	Create(ctx context.Context, key string) (BlobWriter, error)

	// Open returns a blob's content and size in bytes, or ErrNoBlob. ctx must live as long as the reader.
	Open(ctx context.Context, key string) (io.ReadCloser, int64, error)

	// Delete removes a blob; one that does not exist is no error.
	Delete(ctx context.Context, key string) error
}

// BlobWriter takes the content of one blob.
type BlobWriter interface {
	io.WriteCloser
	Abort() error // forgets what was written; instead of Close
}
