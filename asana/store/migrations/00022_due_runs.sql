-- +goose Up

-- What is due is looked for among the runs that have not failed yet, and among those that have: a long queue of the one
-- kind does not have to be read to find the other.
create index rule_runs_fresh on rule_runs (next_at, number) where tries = 0 and next_at > 0;
create index rule_runs_retried on rule_runs (next_at, number) where tries > 0 and next_at > 0;

-- +goose Down

drop index rule_runs_retried;
drop index rule_runs_fresh;
