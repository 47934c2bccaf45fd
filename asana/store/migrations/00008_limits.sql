-- +goose Up

-- How many requests a minute each person may make of the API. An app's is its own when it is not 0.
alter table workspaces add column requests_per_minute bigint not null default 30;
alter table apps add column requests_per_minute bigint not null default 0;

-- What copies of the program hold of a limit. What is held of one key is never more than the limit, and ends by
-- itself when a copy does not come back.
create table request_leases (
    key        text   not null,
    copy       text   not null,
    held       bigint not null,
    expires_at bigint not null,
    primary key (key, copy)
);
create index request_leases_expires_at on request_leases (expires_at);

-- Members ask for a higher limit; an owner answers.
create table limit_requests (
    gid         text   primary key,
    workspace   text   not null references workspaces (gid),
    person      text   not null references people (gid) on delete cascade,
    wanted      bigint not null,
    reason      text   not null,
    created_at  bigint not null,
    answered_at bigint not null,
    granted     boolean not null,
    answer      text   not null
);
create index limit_requests_workspace on limit_requests (workspace, answered_at, created_at);
create index limit_requests_person on limit_requests (person, created_at);

-- +goose Down

drop table limit_requests;
drop table request_leases;
alter table apps drop column requests_per_minute;
alter table workspaces drop column requests_per_minute;
