-- +goose Up

-- Whether issues get a link back to their task: with it, creating issues is no longer all we write to Jira.
alter table bridge_connections add column backlinks boolean not null default false;
-- The link from an issue back to the task: '' none is wanted.
alter table bridge_links add column backlink text not null default '' check (backlink in ('', 'waiting', 'done', 'failed', 'leaving'));
alter table bridge_links add column backlink_error text not null default ''; -- of 'failed': a message as JSON

-- When the credential was last used with success, to the quarter of an hour.
alter table bridge_credentials add column used_at bigint not null default 0;
-- Why and when it ended the last time, and whether its person has been told.
alter table bridge_credentials add column ended_because text not null default '';
alter table bridge_credentials add column ended_at bigint not null default 0;
alter table bridge_credentials add column told boolean not null default true;
update bridge_credentials set used_at = updated_at;

create index bridge_links_of_person on bridge_links (person, updated_at);

-- +goose Down
drop index bridge_links_of_person;
alter table bridge_credentials drop column told;
alter table bridge_credentials drop column ended_at;
alter table bridge_credentials drop column ended_because;
alter table bridge_credentials drop column used_at;
alter table bridge_links drop column backlink_error;
alter table bridge_links drop column backlink;
alter table bridge_connections drop column backlinks;
