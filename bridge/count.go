package bridge

import (
	"context"

	"jirabridge/bridge/store"
)

// linkStates are the states the package comment draws.
var linkStates = []string{claimed, checking, known, linked, failed, unlinked}

// CountLinks tells how many links are in each state, 0 included.
func (b *Bridge) CountLinks(ctx context.Context) (map[string]int64, error) {
	rows, err := store.New(b.db.Reader()).CountLinks(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, state := range linkStates {
		counts[state] = 0
	}
	for _, row := range rows {
		counts[row.State] = row.Links
	}
	return counts, nil
}
