-- +goose Up

-- Permissions beside the role, never a guest's; owners have both without them.
alter table workspace_members add column api_access boolean not null default false;
alter table workspace_members add column manages_users boolean not null default false;
update workspace_members set api_access = true
where role <> 'guest' and person in (select person from personal_access_tokens);

alter table one_time_links add column api_access boolean not null default false;

-- 0 is a token that does not expire.
alter table personal_access_tokens add column expires_at bigint not null default 0;

drop view member_rows;
create view member_rows as
select m.gid, m.workspace, w.name as workspace_name, m.role, m.active, m.created_at,
       m.person, p.name, p.email, p.time_zone, p.created_at as person_created_at,
       m.api_access, m.manages_users
from workspace_members m
join workspaces w on w.gid = m.workspace
join people p on p.gid = m.person;

-- +goose Down

drop view member_rows;
create view member_rows as
select m.gid, m.workspace, w.name as workspace_name, m.role, m.active, m.created_at,
       m.person, p.name, p.email, p.time_zone, p.created_at as person_created_at
from workspace_members m
join workspaces w on w.gid = m.workspace
join people p on p.gid = m.person;
alter table personal_access_tokens drop column expires_at;
alter table one_time_links drop column api_access;
alter table workspace_members drop column manages_users;
alter table workspace_members drop column api_access;
