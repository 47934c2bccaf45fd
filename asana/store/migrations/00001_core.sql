-- +goose Up

-- Times are microseconds since 1970 in UTC; 0 means never. A reference that may be missing is '' instead
-- of null, so that the generated types stay plain. Lists that are only ever read whole are JSON texts.

create table people (
    gid           text   primary key,
    name          text   not null,
    email         text   not null,
    email_folded  text   not null unique,
    password_hash text   not null,
    time_zone     text   not null,
    created_at    bigint not null
);

create table workspaces (
    gid        text   primary key,
    name       text   not null,
    created_at bigint not null
);

create table workspace_members (
    gid        text    primary key,
    workspace  text    not null references workspaces (gid),
    person     text    not null references people (gid),
    role       text    not null check (role in ('owner', 'super_admin', 'member', 'guest')),
    active     boolean not null,
    created_at bigint  not null,
    unique (workspace, person)
);
create index workspace_members_person on workspace_members (person);

create table teams (
    gid        text   primary key,
    workspace  text   not null references workspaces (gid),
    name       text   not null,
    created_at bigint not null
);
create index teams_workspace on teams (workspace);

create table projects (
    gid         text    primary key,
    workspace   text    not null references workspaces (gid),
    team        text    not null,
    name        text    not null,
    notes       text    not null,
    private     boolean not null,
    created_by  text    not null references people (gid),
    created_at  bigint  not null,
    modified_at bigint  not null
);
create index projects_workspace on projects (workspace);

create table project_members (
    project    text   not null references projects (gid),
    person     text   not null references people (gid),
    created_at bigint not null,
    primary key (project, person)
);
create index project_members_person on project_members (person);

create table sections (
    gid        text   primary key,
    project    text   not null references projects (gid),
    name       text   not null,
    position   bigint not null,
    created_at bigint not null
);
create index sections_project on sections (project, position);

create table tasks (
    gid          text    primary key,
    workspace    text    not null references workspaces (gid),
    parent       text    not null,
    name         text    not null,
    notes        text    not null,
    html_notes   text    not null,
    assignee     text    not null,
    due_on       text    not null,
    completed    boolean not null,
    completed_at bigint  not null,
    private      boolean not null,
    created_by   text    not null references people (gid),
    created_at   bigint  not null,
    modified_at  bigint  not null
);
create index tasks_assignee on tasks (assignee, completed, due_on);
create index tasks_parent on tasks (parent);

create table task_projects (
    task     text   not null references tasks (gid) on delete cascade,
    project  text   not null references projects (gid),
    section  text   not null references sections (gid),
    position bigint not null,
    primary key (task, project)
);
create index task_projects_section on task_projects (project, section, position);

create table task_followers (
    task   text not null references tasks (gid) on delete cascade,
    person text not null references people (gid),
    primary key (task, person)
);
create index task_followers_person on task_followers (person);

create table comments (
    gid        text   primary key,
    task       text   not null references tasks (gid) on delete cascade,
    body       text   not null,
    html       text   not null,
    created_by text   not null references people (gid),
    created_at bigint not null
);
create index comments_task on comments (task, created_at, gid);

-- url_key is the SHA-256 of an external attachment's URL and the gid itself for a file, so that one URL can
-- be on one task only once; an index on the URL itself would not take long ones.
create table attachments (
    gid          text    primary key,
    task         text    not null references tasks (gid) on delete cascade,
    name         text    not null,
    external     boolean not null,
    url          text    not null,
    url_key      text    not null,
    content_type text    not null,
    size         bigint  not null,
    blob         text    not null,
    app          text    not null,
    created_by   text    not null references people (gid),
    created_at   bigint  not null,
    unique (task, url_key)
);
create index attachments_task on attachments (task, created_at, gid);
create index attachments_blob on attachments (blob);

create table text_fields (
    gid        text   primary key,
    workspace  text   not null references workspaces (gid),
    name       text   not null,
    created_at bigint not null
);

create table project_text_fields (
    project    text   not null references projects (gid),
    field      text   not null references text_fields (gid),
    created_at bigint not null,
    primary key (project, field)
);

create table task_text_values (
    task  text not null references tasks (gid) on delete cascade,
    field text not null references text_fields (gid),
    value text not null,
    primary key (task, field)
);

create table apps (
    gid           text   primary key,
    client_id     text   not null unique,
    name          text   not null,
    secret        bytea  not null,
    redirect_uris text   not null,
    scopes        text   not null,
    components    text   not null,
    created_at    bigint not null
);

create table app_installations (
    project      text   not null references projects (gid),
    app          text   not null references apps (gid),
    installed_by text   not null references people (gid),
    created_at   bigint not null,
    primary key (project, app)
);

-- Who has been led through an app's introduction; it is shown once per person and app.
create table app_introductions (
    person     text   not null references people (gid),
    app        text   not null references apps (gid),
    created_at bigint not null,
    primary key (person, app)
);

-- A task with the names of what it refers to.
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

create view attachment_rows as
select a.*, t.name as task_name, c.name as creator_name
from attachments a
join tasks t on t.gid = a.task
join people c on c.gid = a.created_by;

create view comment_rows as
select x.*, t.name as task_name, c.name as creator_name
from comments x
join tasks t on t.gid = x.task
join people c on c.gid = x.created_by;

create view member_rows as
select m.gid, m.workspace, w.name as workspace_name, m.role, m.active, m.created_at,
       m.person, p.name, p.email, p.time_zone, p.created_at as person_created_at
from workspace_members m
join workspaces w on w.gid = m.workspace
join people p on p.gid = m.person;

-- One row per change, numbered without gaps by the counter, written in the transaction of the change.
create table events (
    seq              bigint primary key,
    created_at       bigint not null,
    workspace        text   not null,
    person           text   not null,
    app              text   not null,
    action           text   not null,
    resource_type    text   not null,
    resource         text   not null,
    resource_subtype text   not null,
    parent_type      text   not null,
    parent           text   not null,
    task             text   not null,
    projects         text   not null,
    field            text   not null,
    value            text   not null
);
create index events_resource on events (resource, seq);
create index events_task on events (task, seq);

create table event_counter (
    id  bigint primary key,
    seq bigint not null
);
insert into event_counter (id, seq) values (1, 0);

create table blobs (
    key        text   primary key,
    size       bigint not null,
    created_at bigint not null
);

create table blob_chunks (
    key  text   not null,
    n    bigint not null,
    data bytea  not null,
    primary key (key, n)
);

-- +goose Down

drop view member_rows;
drop view comment_rows;
drop view attachment_rows;
drop view project_rows;
drop view task_rows;
drop table blob_chunks;
drop table blobs;
drop table event_counter;
drop table events;
drop table app_introductions;
drop table app_installations;
drop table apps;
drop table task_text_values;
drop table project_text_fields;
drop table text_fields;
drop table attachments;
drop table comments;
drop table task_followers;
drop table task_projects;
drop table tasks;
drop table sections;
drop table project_members;
drop table projects;
drop table teams;
drop table workspace_members;
drop table workspaces;
drop table people;
