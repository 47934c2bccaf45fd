package auth

import (
	"context"
	"errors"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Sweep deletes the codes and tokens that were used or have expired, and the grants that were revoked or of
// which nothing is left, for longer than keepUsed. Until then a second use is noticed. A grant lives on by its
// newest refresh token, which does not expire. Leases of request limits go as soon as they are over. The keys of ID
// tokens are changed when it is time.
func (a *Auth) Sweep(ctx context.Context) error {
	q, before := store.New(a.db.Writer()), a.grants.after(-keepUsed)
	err := sqldb.Sweep(
		func(most int32) (int64, error) {
			return q.SweepGrantTokens(ctx, store.SweepGrantTokensParams{Before: before, Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepCodes(ctx, store.SweepCodesParams{Before: before, Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepGrants(ctx, store.SweepGrantsParams{Before: before, Most: most})
		},
		func(most int32) (int64, error) {
			return q.SweepLeases(ctx, store.SweepLeasesParams{Before: a.grants.after(0), Most: most})
		},
	)
	return errors.Join(err, a.keyring.rotate(ctx))
}
