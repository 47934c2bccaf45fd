package sqldb_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

func TestMigrateTakesEachStepOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		first, second := "create table a (id bigint)", "create table b (id bigint)"
		for _, steps := range [][]string{{first}, {first}, {first, second}, {first, second}} {
			if err := db.Migrate(t.Context(), tree(steps...), "test_schema"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Reader().Exec("select 1 from a, b"); err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateTwoTreesSideBySide(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		if err := db.Migrate(t.Context(), tree("create table a (id bigint)"), "a_schema"); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), tree("create table b (id bigint)"), "b_schema"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Reader().Exec("select 1 from a, b"); err != nil {
			t.Error(err)
		}
	})
}

func TestMigrateRefusesNewerSchema(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		steps := []string{"create table a (id bigint)", "create table b (id bigint)", "create table c (id bigint)"}
		if err := db.Migrate(t.Context(), tree(steps...), "test_schema"); err != nil {
			t.Fatal(err)
		}
		err := db.Migrate(t.Context(), tree(steps[:1]...), "test_schema")
		var newer *sqldb.NewerSchemaError
		if !errors.As(err, &newer) || newer.Have != 3 || newer.Known != 1 || newer.Table != "test_schema" {
			t.Fatalf("got %v", err)
		}
		for _, part := range []string{"version 3", "up to 1", "test_schema"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q does not name %q", err, part)
			}
		}
	})
}

// A step that fails leaves nothing of itself and can be repaired.
func TestMigrateFailedStep(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		broken := "create table a (id bigint);\ncreate table a (id bigint)"
		if err := db.Migrate(t.Context(), tree(broken), "test_schema"); err == nil {
			t.Fatal("migrated")
		}
		if err := db.Migrate(t.Context(), tree("create table a (id bigint)"), "test_schema"); err != nil {
			t.Error(err)
		}
	})
}

func TestCopiesMigrateInTurn(t *testing.T) {
	url := sqldbtest.Postgres(t)
	var wg sync.WaitGroup
	for range 4 {
		db := sqldbtest.Open(t, url)
		wg.Go(func() {
			if err := db.Migrate(t.Context(), tree("create table a (id bigint)"), "test_schema"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestExclusively(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.Postgres(t))
	var inside, most atomic.Int32
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			err := db.Exclusively(t.Context(), func(context.Context) error {
				most.Store(max(most.Load(), inside.Add(1)))
				inside.Add(-1)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
}

func TestExclusivelyFreesTheLockAfterFailure(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		sorry := errors.New("sorry")
		for range 2 {
			if err := db.Exclusively(t.Context(), func(context.Context) error { return sorry }); !errors.Is(err, sorry) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestMigrateInsideExclusively(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Exclusively(t.Context(), func(ctx context.Context) error {
			return db.Migrate(ctx, tree("create table a (id bigint)"), "test_schema")
		})
		if err != nil {
			t.Error(err)
		}
	})
}
