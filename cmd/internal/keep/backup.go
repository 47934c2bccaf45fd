package keep

import (
	"archive/tar"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"jirabridge/asana/kit/seal"
	blobs "jirabridge/asana/store"
	"jirabridge/cmd/internal/boot"
)

// BackupConfig says what to back up, and where to.
type BackupConfig struct {
	DataDir    string
	Keys       *seal.Keyset // what the data folder is sealed with
	File       string       // must not exist
	Passphrase seal.Secret
	Now        func() time.Time // nil is time.Now
}

// Kept is what a backup or a restored folder holds.
type Kept struct {
	CreatedAt time.Time // when the backup was begun
	Files     int       // attachments' files
	Bytes     int64     // of database and files
	Missing   []string  // keys of files that the database names and the data folder lacked
}

// Backup writes everything in a data folder to one file, also while the
// program runs: the database as it is at one moment, then the files it names.
// On failure nothing is left.
func Backup(ctx context.Context, c BackupConfig) (_ Kept, err error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if _, err := os.Lstat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return Kept{}, errors.Join(fmt.Errorf("%s is there already; a backup overwrites nothing", c.File), err)
	}
	work, err := os.MkdirTemp(filepath.Dir(c.File), ".jirabridge-backup-*") // the same disk: it is renamed at the end
	if err != nil {
		return Kept{}, fmt.Errorf("make room for the backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	w := &backup{BackupConfig: c, work: work}
	if err := w.write(ctx); err != nil {
		return Kept{}, err
	}
	if err := os.Rename(w.archivePath(), c.File); err != nil {
		return Kept{}, fmt.Errorf("put the backup in its place: %w", err)
	}
	return w.kept, nil
}

// backup is a backup being written.
type backup struct {
	BackupConfig
	work    string // folder for what is not complete yet
	archive *archive
	copy    *sql.DB // the copied database
	kept    Kept
}

func (b *backup) archivePath() string { return filepath.Join(b.work, "archive.tar") }
func (b *backup) copyPath() string    { return filepath.Join(b.work, databaseName) }

func (b *backup) write(ctx context.Context) (err error) {
	out, err := os.OpenFile(b.archivePath(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	b.kept.CreatedAt = b.Now().UTC().Truncate(time.Second)
	b.archive = &archive{tar: tar.NewWriter(out), now: b.kept.CreatedAt}
	for _, step := range []func(context.Context) error{b.addHeader, b.addDatabase, b.addFiles} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := b.archive.tar.Close(); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return out.Sync()
}

func (b *backup) addHeader(ctx context.Context) error {
	sealed, err := wrap(b.Keys, b.Passphrase)
	if err != nil {
		return err
	}
	return b.archive.addJSON(ctx, headerName, header{Format: format, CreatedAt: b.kept.CreatedAt, Keyset: sealed})
}

// addDatabase copies the database as it is at one moment and adds the copy,
// which stays for the steps after it.
func (b *backup) addDatabase(ctx context.Context) error {
	if err := b.copyDatabase(ctx); err != nil {
		return err
	}
	f, err := os.Open(b.copyPath())
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	b.kept.Bytes += info.Size()
	return b.archive.add(ctx, databaseName, info.Size(), f)
}

// copyDatabase has SQLite write what one reader sees to a new file. Writers go
// on meanwhile; deleted rows do not come along.
// https://www.sqlite.org/lang_vacuum.html#vacuuminto
func (b *backup) copyDatabase(ctx context.Context) (err error) {
	db, err := openFolder(ctx, b.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	f, err := os.OpenFile(b.copyPath(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite would make it readable by all
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := db.Writer().ExecContext(ctx, "vacuum into $1", b.copyPath()); err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return nil
}

// addFiles adds the files that the copied database names, and the manifest.
func (b *backup) addFiles(ctx context.Context) (err error) {
	if b.copy, err = openReadOnly(b.copyPath()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.copy.Close()) }()
	named, err := blobs.New(b.copy).NamedBlobs(ctx)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	folder, err := blobs.NewFolderBlobs(boot.FilesDir(b.DataDir))
	if err != nil {
		return err
	}
	for _, key := range named {
		if err := b.addFile(ctx, folder, key); err != nil {
			return err
		}
	}
	schemas, err := versions(ctx, b.copy)
	if err != nil {
		return err
	}
	return b.archive.addJSON(ctx, manifestName, manifest{Schemas: schemas, Missing: b.kept.Missing, Parts: b.archive.parts})
}

// addFile adds one file. One that is not there was deleted since the database
// was copied, or lost before: no reason to have no backup at all.
func (b *backup) addFile(ctx context.Context, folder blobs.Blobs, key string) error {
	r, size, err := folder.Open(ctx, key)
	if errors.Is(err, blobs.ErrNoBlob) {
		b.kept.Missing = append(b.kept.Missing, key)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	b.kept.Files, b.kept.Bytes = b.kept.Files+1, b.kept.Bytes+size
	return b.archive.add(ctx, filesPrefix+key, size, r)
}

// openReadOnly opens a complete SQLite file that nobody else uses.
func openReadOnly(path string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&immutable=1")
}
