-- +goose Up

-- A service account is a row in people that nobody can sign in as, and a member of its one workspace with a role of
-- its own. permissions, separated by spaces, are what one of limited scope may do; '' is everything.
create table service_accounts (
    person      text   primary key references people (gid) on delete cascade,
    workspace   text   not null references workspaces (gid),
    permissions text   not null,
    created_by  text   not null,
    created_at  bigint not null
);
create index service_accounts_workspace on service_accounts (workspace, created_at);

-- The roles a row may have cannot be changed in place on both databases.
drop view member_rows;
create table workspace_members_new (
    gid          text    primary key,
    workspace    text    not null references workspaces (gid),
    person       text    not null references people (gid),
    role         text    not null check (role in ('owner', 'super_admin', 'member', 'guest',
                                                  'service_account', 'scoped_account', 'provisioning_account')),
    active       boolean not null,
    created_at   bigint  not null,
    api_access   boolean not null default false,
    manages_users boolean not null default false,
    unique (workspace, person)
);
insert into workspace_members_new (gid, workspace, person, role, active, created_at, api_access, manages_users)
select gid, workspace, person, role, active, created_at, api_access, manages_users from workspace_members;
drop table workspace_members;
alter table workspace_members_new rename to workspace_members;
create index workspace_members_person on workspace_members (person);
create view member_rows as
select m.gid, m.workspace, w.name as workspace_name, m.role, m.active, m.created_at,
       m.person, p.name, p.email, p.time_zone, p.created_at as person_created_at,
       m.api_access, m.manages_users
from workspace_members m
join workspaces w on w.gid = m.workspace
join people p on p.gid = m.person;

-- +goose Down

delete from workspace_members where role in ('service_account', 'scoped_account', 'provisioning_account');
drop table service_accounts;
