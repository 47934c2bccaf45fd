package jiratest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// files holds the content of attachments by id, in a folder or, without one, in
// memory.
type files struct {
	dir    string
	mu     sync.Mutex
	memory map[int][]byte
}

// errTooBig is returned by put when there was more than the limit.
var errTooBig = errors.New("jiratest: larger than the limit")

// put stores what r holds and tells its size.
func (f *files) put(id int, r io.Reader, limit int64) (int64, error) {
	if f.dir == "" {
		return f.putInMemory(id, r, limit)
	}
	out, err := os.OpenFile(f.path(id), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = errTooBig
	}
	if err = errors.Join(err, out.Close()); err != nil {
		f.remove(id)
	}
	return n, err
}

func (f *files) putInMemory(id int, r io.Reader, limit int64) (int64, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return 0, err
	}
	if int64(len(b)) > limit {
		return 0, errTooBig
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.memory[id] = b
	return int64(len(b)), nil
}

func (f *files) open(id int) (io.ReadSeekCloser, error) {
	if f.dir != "" {
		return os.Open(f.path(id))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	b, found := f.memory[id]
	if !found {
		return nil, fs.ErrNotExist
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(b), io.NopCloser(nil)}, nil
}

func (f *files) remove(id int) {
	if f.dir != "" {
		_ = os.Remove(f.path(id)) // what stays behind is never read again
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.memory, id)
}

func (f *files) path(id int) string { return filepath.Join(f.dir, strconv.Itoa(id)) }

func itoa(n int) string { return strconv.Itoa(n) }
