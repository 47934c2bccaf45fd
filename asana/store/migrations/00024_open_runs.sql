-- +goose Up

-- Whether something comes before a run, of the same rule for the same task, is asked of each that is due: tens of
-- thousands of one task made that slow.
create index rule_runs_open on rule_runs (task, rule, number) where state in ('waiting', 'running', 'held');

-- +goose Down

drop index rule_runs_open;
