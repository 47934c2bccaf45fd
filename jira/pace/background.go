package pace

import "context"

type backgroundKey struct{}

// Background marks work that nobody waits for: people go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

// IsBackground tells whether nobody waits for the work.
func IsBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }
