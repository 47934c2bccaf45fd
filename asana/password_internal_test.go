package asana

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/store"
)

// plain is a platform as production makes it, on no tables.
func plain(t *testing.T) *Platform {
	t.Helper()
	db := sqldbtest.Open(t, sqldbtest.SQLite(t))
	queue, err := jobs.New(jobs.Config{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(Config{DB: db, Queue: queue, Blobs: store.NewTableBlobs(db, nil), Keys: &seal.Keyset{}, BaseURL: "http://platform.test/"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPasswordsCostWhatIsRecommended(t *testing.T) {
	hash, err := plain(t).hashPassword(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s (%v)", hash, err)
	}
}

// Many sign-ins at once take the memory of two.
func TestTwoPasswordsAreHashedAtOnce(t *testing.T) {
	p := plain(t)
	var running, most atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			err := p.oneOfTwo(t.Context(), func() error {
				now := running.Add(1)
				for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); {
					seen = most.Load()
				}
				time.Sleep(5 * time.Millisecond) // long enough for the others to come
				running.Add(-1)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at once", most.Load())
	}
}
