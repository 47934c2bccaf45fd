-- +goose Up

-- The plan is the operator's to set.
alter table workspaces add column plan text not null default 'enterprise'
    check (plan in ('free', 'premium', 'business', 'enterprise'));

-- +goose Down

alter table workspaces drop column plan;
