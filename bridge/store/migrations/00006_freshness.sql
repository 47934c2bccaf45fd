-- +goose Up

-- What has become of the issue of a link, and since when that is known: it was moved, archived, deleted, or is hidden from its linker.
alter table bridge_links add column condition text not null default '' check (condition in ('', 'moved', 'archived', 'deleted', 'hidden'));
alter table bridge_links add column condition_at bigint not null default 0;
-- When an open page last asked again for the values; when Jira last told that they have changed.
alter table bridge_links add column looked_at bigint not null default 0;
alter table bridge_links add column changed_at bigint not null default 0;
create index bridge_links_looked_at on bridge_links (looked_at) where looked_at > 0;

-- Until then nobody searches again, with this person's credential, what has changed of the links of a connection.
create table bridge_polls (
    connection text   not null references bridge_connections (id),
    person     text   not null,
    until      bigint not null,
    primary key (connection, person)
);

-- Where a Jira sends its webhooks. The address holds the first secret, of which there is a hash to find it by.
create table bridge_hooks (
    connection text   primary key references bridge_connections (id),
    hash       text   not null unique,
    address    bytea  not null,
    signing    bytea  not null,
    created_at bigint not null
);

-- Webhooks that came, the latest of each connection.
create table bridge_hook_log (
    id          text   primary key, -- the same for the same event
    connection  text   not null references bridge_connections (id),
    event       text   not null,
    issue_id    text   not null,
    issue_key   text   not null,
    sent_at     bigint not null,
    received_at bigint not null,
    decision    text   not null
);
create index bridge_hook_log_connection on bridge_hook_log (connection, received_at);

-- +goose Down
drop table bridge_hook_log;
drop table bridge_hooks;
drop table bridge_polls;
drop index bridge_links_looked_at;
alter table bridge_links drop column changed_at;
alter table bridge_links drop column looked_at;
alter table bridge_links drop column condition_at;
alter table bridge_links drop column condition;
