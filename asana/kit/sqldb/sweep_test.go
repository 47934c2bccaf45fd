package sqldb_test

import (
	"errors"
	"testing"

	"jirabridge/asana/kit/sqldb"
)

func TestSweepGoesOnUntilNothingIsLeft(t *testing.T) {
	many, few := int64(1250), int64(3)
	from := func(left *int64) func(int32) (int64, error) {
		return func(most int32) (int64, error) {
			n := min(*left, int64(most))
			*left -= n
			return n, nil
		}
	}
	if err := sqldb.Sweep(from(&many), from(&few)); err != nil || many != 0 || few != 0 {
		t.Errorf("%d and %d are left, %v", many, few, err)
	}
	broken := errors.New("broken")
	few = 3
	err := sqldb.Sweep(func(int32) (int64, error) { return 0, broken }, from(&few))
	if !errors.Is(err, broken) || few != 3 {
		t.Errorf("went on: %v", err)
	}
}
