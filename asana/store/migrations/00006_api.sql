-- +goose Up

drop view comment_rows;
drop view project_rows;
drop view task_rows;

-- due_at is the moment something is due, 0 when only the day due_on is known.
alter table tasks add column due_at bigint not null default 0;
alter table tasks add column start_on text not null default '';

alter table projects add column archived boolean not null default false;
alter table projects add column color text not null default '';
alter table projects add column due_on text not null default '';
alter table projects add column start_on text not null default '';

alter table comments add column pinned boolean not null default false;
alter table comments add column edited_at bigint not null default 0;

alter table teams add column description text not null default '';

create view task_rows as
select t.*,
       w.name as workspace_name,
       c.name as creator_name,
       cast(coalesce(a.name, '') as text) as assignee_name,
       cast(coalesce(pt.name, '') as text) as parent_name,
       (select count(*) from tasks s where s.parent = t.gid) as num_subtasks
from tasks t
join workspaces w on w.gid = t.workspace
join people c on c.gid = t.created_by
left join people a on a.gid = t.assignee
left join tasks pt on pt.gid = t.parent;

create view project_rows as
select p.*,
       w.name as workspace_name,
       c.name as creator_name,
       cast(coalesce(t.name, '') as text) as team_name
from projects p
join workspaces w on w.gid = p.workspace
join people c on c.gid = p.created_by
left join teams t on t.gid = p.team;

create view comment_rows as
select x.*, t.name as task_name, c.name as creator_name
from comments x
join tasks t on t.gid = x.task
join people c on c.gid = x.created_by;

create table team_members (
    team       text   not null references teams (gid),
    person     text   not null references people (gid),
    created_at bigint not null,
    primary key (team, person)
);
create index team_members_person on team_members (person);

-- A task's name and notes as search compares them: small letters without accents.
create table task_texts (
    task   text primary key references tasks (gid) on delete cascade,
    name   text not null,
    folded text not null
);

create table tags (
    gid        text   primary key,
    workspace  text   not null references workspaces (gid),
    name       text   not null,
    color      text   not null,
    notes      text   not null,
    created_by text   not null references people (gid),
    created_at bigint not null
);
create index tags_workspace on tags (workspace, created_at, gid);

create table task_tags (
    task text not null references tasks (gid) on delete cascade,
    tag  text not null references tags (gid) on delete cascade,
    primary key (task, tag)
);
create index task_tags_tag on task_tags (tag, task);

-- task waits for depends_on.
create table task_dependencies (
    task       text not null references tasks (gid) on delete cascade,
    depends_on text not null references tasks (gid) on delete cascade,
    primary key (task, depends_on)
);
create index task_dependencies_depends_on on task_dependencies (depends_on, task);

create table status_updates (
    gid         text   primary key,
    project     text   not null references projects (gid) on delete cascade,
    title       text   not null,
    body        text   not null,
    html        text   not null,
    status_type text   not null,
    created_by  text   not null references people (gid),
    created_at  bigint not null
);
create index status_updates_project on status_updates (project, created_at, gid);

create view status_rows as
select s.*, p.name as project_name, c.name as creator_name
from status_updates s
join projects p on p.gid = s.project
join people c on c.gid = s.created_by;

-- +goose Down

drop view status_rows;
drop table status_updates;
drop table task_dependencies;
drop table task_tags;
drop table tags;
drop table task_texts;
drop table team_members;
drop view comment_rows;
drop view project_rows;
drop view task_rows;
alter table teams drop column description;
alter table comments drop column edited_at;
alter table comments drop column pinned;
alter table projects drop column start_on;
alter table projects drop column due_on;
alter table projects drop column color;
alter table projects drop column archived;
alter table tasks drop column start_on;
alter table tasks drop column due_at;

create view task_rows as
select t.*,
       w.name as workspace_name,
       c.name as creator_name,
       cast(coalesce(a.name, '') as text) as assignee_name,
       cast(coalesce(pt.name, '') as text) as parent_name,
       (select count(*) from tasks s where s.parent = t.gid) as num_subtasks
from tasks t
join workspaces w on w.gid = t.workspace
join people c on c.gid = t.created_by
left join people a on a.gid = t.assignee
left join tasks pt on pt.gid = t.parent;

create view project_rows as
select p.*,
       w.name as workspace_name,
       c.name as creator_name,
       cast(coalesce(t.name, '') as text) as team_name
from projects p
join workspaces w on w.gid = p.workspace
join people c on c.gid = p.created_by
left join teams t on t.gid = p.team;

create view comment_rows as
select x.*, t.name as task_name, c.name as creator_name
from comments x
join tasks t on t.gid = x.task
join people c on c.gid = x.created_by;
