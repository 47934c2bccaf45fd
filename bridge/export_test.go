package bridge

import (
	"context"
	"time"
)

// Settle is one step of the job that follows every claim.
func (b *Bridge) Settle(ctx context.Context, link string) (time.Duration, error) {
	return b.settle(ctx, link)
}
