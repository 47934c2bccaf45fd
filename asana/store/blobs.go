package store

import (
	"context"
	"io"
)

// Blobs keeps the contents of files under keys.
type Blobs interface {
	// Create begins a blob. It exists from a Close without error on; Abort, or neither, leaves none.
	Create(ctx context.Context, key string) (BlobWriter, error)

	// Open returns a blob's content and size in bytes, or ErrNoBlob.
	Open(ctx context.Context, key string) (io.ReadCloser, int64, error)

	// Delete removes a blob; one that does not exist is no error.
	Delete(ctx context.Context, key string) error
}

// BlobWriter takes the content of one blob.
type BlobWriter interface {
	io.WriteCloser
	Abort() error // forgets what was written; nothing to do after a Close
}
