-- +goose Up

-- When a link is to be looked at next, 0 never. Whoever works on a claim keeps putting it off: a claim that is due has lost its worker.
alter table bridge_links add column due_at bigint not null default 0;
-- When the creation was sent to Jira, 0 not yet: before, nothing of it can be there.
alter table bridge_links add column sent_at bigint not null default 0;
update bridge_links set due_at = updated_at + 1 where state in ('claimed', 'checking', 'known', 'linked');
update bridge_links set sent_at = created_at where state in ('claimed', 'checking');
create index bridge_links_due_at on bridge_links (due_at) where due_at > 0;
create index bridge_links_issue on bridge_links (connection, issue_id) where issue_id <> '';

-- Whether Jira keeps the property that marks created issues: '' not known yet.
alter table bridge_connections add column marker text not null default '' check (marker in ('', 'kept', 'lost'));

-- +goose Down
alter table bridge_connections drop column marker;
drop index bridge_links_issue;
drop index bridge_links_due_at;
alter table bridge_links drop column sent_at;
alter table bridge_links drop column due_at;
