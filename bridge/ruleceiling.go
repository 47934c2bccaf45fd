package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// DefaultRuleIssues is how many issues rules may create an hour through one
// connection. A rule that goes wrong is stopped by the platform sooner; this is
// for many rules at once.
const DefaultRuleIssues = 1000

// ceilingTime is what the ceiling counts in.
const ceilingTime = time.Hour

// checkCeiling is Busy when rules have created so many issues through a
// connection that the next one has to wait. Runs that are under way at the same
// moment may exceed it by their number.
func (b *Bridge) checkCeiling(ctx context.Context, conn Connection) error {
	full, ok, err := found(store.New(b.db.Reader()).FullSince(ctx, store.FullSinceParams{
		Connection: conn.ID, Since: sqldb.Micros(b.now().Add(-ceilingTime)), Before: int32(b.config.RuleIssues - 1),
	}))
	if err != nil || !ok {
		return err
	}
	wait := sqldb.Time(full).Add(ceilingTime).Sub(b.now())
	return fail(Busy, nil, "rule_ceiling", "Issues", b.config.RuleIssues, "Count", up(wait, time.Minute)).later(wait)
}
