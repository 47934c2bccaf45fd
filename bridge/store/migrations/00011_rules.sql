-- +goose Up

-- What the actions of rules are to do, as people have entered it. The platform names an action by its gid and keeps nothing of it for us.
create table bridge_rules (
    action      text   primary key,
    action_type text   not null,
    workspace   text   not null,
    project     text   not null, -- of the platform
    person      text   not null, -- who entered it
    connection  text   not null references bridge_connections (id),
    name        text   not null, -- of the rule
    form        text   not null, -- what was entered, as JSON
    updated_at  bigint not null
);

-- The action of a rule that has claimed the task; '' a person did.
alter table bridge_links add column rule_action text not null default '';
create index bridge_links_rule on bridge_links (connection, created_at) where rule_action <> '';

-- +goose Down
drop index bridge_links_rule;
alter table bridge_links drop column rule_action;
drop table bridge_rules;
