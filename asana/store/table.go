package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"jirabridge/asana/kit/sqldb"
)

// chunkSize is how much of a blob one row holds, in bytes. The driver copies each piece several times, so that pieces of
// a megabyte made memory grow by 59 MB while 500 MB passed; with these it is 42. Older blobs have such pieces.
const chunkSize = 128 << 10

// TableBlobs keeps blobs in pieces in two tables, so that several copies of the program need nothing but
// the database. Each piece is written for itself; the blob exists once its row in blobs does.
type TableBlobs struct {
	db  *sqldb.DB
	now func() time.Time
}

// NewTableBlobs returns blobs in the tables of db; now is the clock, time.Now when nil.
func NewTableBlobs(db *sqldb.DB, now func() time.Time) *TableBlobs {
	if now == nil {
		now = time.Now
	}
	return &TableBlobs{db, now}
}

// Create begins a blob; what an earlier attempt left under the key is removed.
func (b *TableBlobs) Create(ctx context.Context, key string) (BlobWriter, error) {
	if !validKey(key) {
		return nil, fmt.Errorf("blob key %q is not of letters and digits", key)
	}
	if err := b.Delete(ctx, key); err != nil {
		return nil, err
	}
	return &tableWriter{ctx: ctx, blobs: b, key: key, buffer: make([]byte, 0, chunkSize)}, nil
}

// Open returns a reader that fetches piece after piece.
func (b *TableBlobs) Open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	q := New(b.db.Reader())
	size, err := q.BlobSize(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, ErrNoBlob
	}
	if err != nil {
		return nil, 0, err
	}
	return &tableReader{ctx: ctx, q: q, key: key, left: size}, size, nil
}

// Delete removes the blob's rows.
func (b *TableBlobs) Delete(ctx context.Context, key string) error {
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := New(tx)
		if err := q.DeleteBlob(ctx, key); err != nil {
			return err
		}
		return q.DeleteChunks(ctx, key)
	})
}

type tableWriter struct {
	ctx    context.Context // of Create: a writer lives as long as the request that fills it
	blobs  *TableBlobs
	key    string
	buffer []byte
	n      int64 // pieces written
	size   int64
}

// Write fills the buffer and writes it whenever it is full.
func (w *tableWriter) Write(data []byte) (int, error) {
	written := 0
	for len(data) > 0 {
		part := data[:min(len(data), chunkSize-len(w.buffer))]
		w.buffer = append(w.buffer, part...)
		data, written = data[len(part):], written+len(part)
		if len(w.buffer) == chunkSize {
			if err := w.flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (w *tableWriter) flush() error {
	err := New(w.blobs.db.Writer()).PutChunk(w.ctx, PutChunkParams{Key: w.key, N: w.n, Data: w.buffer})
	if err != nil {
		return fmt.Errorf("write blob: %w", err)
	}
	w.n, w.size, w.buffer = w.n+1, w.size+int64(len(w.buffer)), w.buffer[:0]
	return nil
}

// Close writes the last piece and makes the blob exist.
func (w *tableWriter) Close() error {
	if len(w.buffer) > 0 {
		if err := w.flush(); err != nil {
			return errors.Join(err, w.Abort())
		}
	}
	return New(w.blobs.db.Writer()).InsertBlob(w.ctx, InsertBlobParams{
		Key: w.key, Size: w.size, CreatedAt: sqldb.Micros(w.blobs.now()),
	})
}

// Abort removes the pieces, also when the request that wrote them has ended.
func (w *tableWriter) Abort() error {
	return w.blobs.Delete(context.WithoutCancel(w.ctx), w.key)
}

type tableReader struct {
	ctx   context.Context // of Open
	q     *Queries
	key   string
	n     int64
	left  int64
	chunk []byte
}

// Read hands out the current piece and fetches the next.
func (r *tableReader) Read(p []byte) (int, error) {
	if len(r.chunk) == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		chunk, err := r.q.Chunk(r.ctx, ChunkParams{Key: r.key, N: r.n})
		if err != nil {
			return 0, fmt.Errorf("read blob: %w", err)
		}
		if len(chunk) == 0 || int64(len(chunk)) > r.left {
			return 0, fmt.Errorf("blob %s is damaged at piece %d", r.key, r.n)
		}
		r.chunk, r.n, r.left = chunk, r.n+1, r.left-int64(len(chunk))
	}
	n := copy(p, r.chunk)
	r.chunk = r.chunk[n:]
	return n, nil
}

// Close ends reading.
func (r *tableReader) Close() error { return nil }
