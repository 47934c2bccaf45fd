-- +goose Up

-- What a receiver is told of, and how far it has been told. told is the last event of the log that it knows,
-- wanted the last one that may concern it; it has nothing to hear of while wanted is not above told. due_at is
-- when it is to be called next, for whatever reason.
create table webhooks (
    gid                  text   primary key,
    workspace            text   not null references workspaces (gid),
    person               text   not null references people (gid),
    app                  text   not null,
    resource             text   not null,
    resource_type        text   not null,
    target               text   not null,
    secret               bytea  not null,
    filters              text   not null,
    created_at           bigint not null,
    told                 bigint not null,
    wanted               bigint not null,
    due_at               bigint not null,
    heartbeat_at         bigint not null,
    last_success_at      bigint not null,
    last_failure_at      bigint not null,
    last_failure_content text   not null,
    retries              bigint not null,
    failing_since        bigint not null,
    lease                text   not null,
    lease_until          bigint not null
);
create unique index webhooks_person on webhooks (person, app, resource, target);
create index webhooks_resource on webhooks (resource);
create index webhooks_due_at on webhooks (due_at);

create view webhook_rows as
select h.gid, h.workspace, h.person, h.app, h.resource, h.resource_type, h.target, h.filters, h.created_at, h.due_at,
       h.last_success_at, h.last_failure_at, h.last_failure_content, h.retries, h.failing_since,
       cast(coalesce(p.name, k.name, t.name, w.name, '') as text) as resource_name
from webhooks h
left join projects p on p.gid = h.resource
left join tasks k on k.gid = h.resource
left join teams t on t.gid = h.resource
left join workspaces w on w.gid = h.resource;

-- The last event of the log for which the webhooks it concerns have been found.
create table webhook_cursor (
    id  bigint primary key,
    seq bigint not null
);
insert into webhook_cursor (id, seq) select c.id, c.seq from event_counter c where c.id = 1;

-- +goose Down

drop table webhook_cursor;
drop view webhook_rows;
drop table webhooks;
