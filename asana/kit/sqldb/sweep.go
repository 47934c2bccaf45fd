package sqldb

import "fmt"

// sweepAtOnce is how many rows one statement of a sweep deletes, so that no table is locked for long.
const sweepAtOnce = 500

// Sweep calls each of the deletions again and again until it finds fewer rows than the most it may delete at
// once.
func Sweep(deletions ...func(most int32) (deleted int64, err error)) error {
	for _, some := range deletions {
		for n := int64(sweepAtOnce); n >= sweepAtOnce; {
			var err error
			if n, err = some(sweepAtOnce); err != nil {
				return fmt.Errorf("sweep: %w", err)
			}
		}
	}
	return nil
}
