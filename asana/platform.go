package asana

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Config is what a Platform is made of. DB, Queue, Blobs, Keys and BaseURL are required.
type Config struct {
	DB    *sqldb.DB
	Queue *jobs.Queue
	Blobs store.Blobs
	Keys  *seal.Keyset

	// BaseURL is where the platform is reached from outside, without a slash at the end.
	BaseURL string

	// Mail sends invitations, links for a new password and notices; nil leaves links to who makes them.
	Mail Mailer

	// Now is the clock; time.Now when nil.
	Now func() time.Time

	// Observers are called for every event, in order, in the transaction that appended it.
	Observers []Observer

	// MaxFileSize is the size an uploaded file may have, in bytes; 100 MB when 0, as on asana.com.
	MaxFileSize int64

	// Passwords is the cost of hashing a password; 19 MiB, two passes, one lane when nil. Tests set a cheap one.
	Passwords *argon2id.Params
}

// Platform is the domain over one database. It is safe for use by many goroutines.
type Platform struct {
	db        *sqldb.DB
	queue     *jobs.Queue
	blobs     store.Blobs
	keys      *seal.Keyset
	mailer    Mailer
	words     *page.Words // of mails
	baseURL   string
	now       func() time.Time
	observers []Observer
	maxFile   int64
	passwords argon2id.Params
	writes    atomic.Uint64 // changes so far
	hashing   chan struct{} // two passwords are hashed at once, so that sign-ins cannot take all memory
}

// New returns a Platform. Call Migrate before using it on a new database.
func New(c Config) (*Platform, error) {
	if c.DB == nil || c.Queue == nil || c.Blobs == nil || c.Keys == nil || c.BaseURL == "" {
		return nil, errors.New("asana: DB, Queue, Blobs, Keys and BaseURL are required")
	}
	p := &Platform{
		db: c.DB, queue: c.Queue, blobs: c.Blobs, keys: c.Keys, mailer: c.Mail,
		baseURL:   strings.TrimSuffix(c.BaseURL, "/"),
		now:       c.Now,
		observers: c.Observers,
		maxFile:   c.MaxFileSize,
		passwords: argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		hashing:   make(chan struct{}, 2),
	}
	var err error
	if p.words, err = loadWords(); err != nil {
		return nil, err
	}
	if p.now == nil {
		p.now = time.Now
	}
	if p.maxFile == 0 {
		p.maxFile = 100 << 20
	}
	if c.Passwords != nil {
		p.passwords = *c.Passwords
	}
	return p, nil
}

// Migrate brings the platform's tables up to date, and what they have to hold besides.
func (p *Platform) Migrate(ctx context.Context) error {
	if err := p.db.Migrate(ctx, store.Migrations(), store.VersionTable); err != nil {
		return err
	}
	if err := p.foldTasks(ctx); err != nil {
		return err
	}
	return p.foldValues(ctx)
}

// newGID returns a random id of 16 decimal digits below 2^53, so that clients that read it as a
// floating-point number keep it intact.
func newGID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1<<53-1e15))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return strconv.FormatInt(1e15+n.Int64(), 10)
}
