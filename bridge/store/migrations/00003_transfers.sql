-- +goose Up

-- Until then nobody else may send the file: somebody is sending it, or Jira may still be taking in what it got. 0: it
-- was never sent.
alter table bridge_files add column held_until bigint not null default 0;
alter table bridge_files add column sending boolean not null default false;
alter table bridge_files add column jira_id text not null default ''; -- of 'done': id of the attachment there

update bridge_files set held_until = 1 where state = 'waiting'; -- perhaps it was sent

-- +goose Down
alter table bridge_files drop column jira_id;
alter table bridge_files drop column sending;
alter table bridge_files drop column held_until;
