-- +goose Up

-- A rule of a project. triggers, conditions and actions are JSON; pause is why it waits by itself, '' for nothing;
-- since is the last event of the log before it was switched on.
create table rules (
    gid          text    primary key,
    workspace    text    not null references workspaces (gid),
    project      text    not null references projects (gid),
    name         text    not null,
    owner        text    not null references people (gid),
    enabled      boolean not null,
    pause        text    not null,
    pause_text   text    not null,
    paused_at    bigint  not null,
    triggers     text    not null,
    conditions   text    not null,
    actions      text    not null,
    ceiling      bigint  not null,
    counted_from bigint  not null,
    since        bigint  not null,
    created_at   bigint  not null,
    modified_at  bigint  not null,
    last_run_at  bigint  not null
);
create index rules_project on rules (project, created_at, gid);
create index rules_owner on rules (owner);

-- What starts a rule, so that the rules an event may concern are found without reading them all. secret is of the
-- trigger's own address, sealed; secret_hash finds the trigger by it.
create table rule_triggers (
    gid         text   primary key,
    rule        text   not null references rules (gid) on delete cascade,
    project     text   not null,
    kind        text   not null,
    minutes     bigint not null,
    secret      bytea  not null,
    secret_hash text   not null
);
create index rule_triggers_rule on rule_triggers (rule);
create index rule_triggers_project on rule_triggers (project, kind);
create index rule_triggers_kind on rule_triggers (kind);
create index rule_triggers_secret_hash on rule_triggers (secret_hash);

-- What a rule did, or is to do, for one task. number counts all runs; what has the same origin is run once; chain
-- are the rules in whose course it came about. due_at is when it is to be carried out, next_at when it is to be
-- looked at next: then, or when the lease of who carries it out is over, and 0 for what waits for somebody or is over.
create table rule_runs (
    gid         text   primary key,
    number      bigint not null,
    rule        text   not null,
    rule_name   text   not null,
    workspace   text   not null,
    project     text   not null,
    task        text   not null references tasks (gid) on delete cascade,
    task_name   text   not null,
    person      text   not null,
    caused_by   text   not null,
    origin      text   not null unique,
    chain       text   not null,
    state       text   not null,
    reason      text   not null,
    cause       text   not null,
    payload     text   not null,
    conditions  text   not null,
    actions     text   not null,
    tries       bigint not null,
    retry_since bigint not null,
    created_at  bigint not null,
    due_at      bigint not null,
    started_at  bigint not null,
    finished_at bigint not null,
    next_at     bigint not null,
    lease       text   not null
);
create index rule_runs_task on rule_runs (task, number);
create index rule_runs_rule on rule_runs (rule, number);
create index rule_runs_project on rule_runs (project);
create index rule_runs_next on rule_runs (next_at, number);
create index rule_runs_created on rule_runs (created_at);
create index rule_runs_state on rule_runs (rule, state);

create view rule_run_rows as
select r.*, cast(coalesce(p.name, '') as text) as person_name, cast(coalesce(c.name, '') as text) as cause_name
from rule_runs r
left join people p on p.gid = r.person
left join people c on c.gid = r.caused_by;

create view rule_rows as
select r.*, w.name as workspace_name, p.name as project_name, o.name as owner_name,
       (select count(*) from rule_runs x where x.rule = r.gid and x.state = 'held') as held
from rules r
join workspaces w on w.gid = r.workspace
join projects p on p.gid = r.project
join people o on o.gid = r.owner;

-- The last event of the log for which the rules it concerns have been found, and how many runs there have been.
create table rule_cursor (
    id   bigint primary key,
    seq  bigint not null,
    runs bigint not null
);
insert into rule_cursor (id, seq, runs) select c.id, c.seq, 0 from event_counter c where c.id = 1;

-- The run in whose course something was done, and for comments the name of its rule.
alter table events add column run text not null default '';

drop view comment_rows;
alter table comments add column rule_name text not null default '';
create view comment_rows as
select x.*, t.name as task_name, c.name as creator_name
from comments x
join tasks t on t.gid = x.task
join people c on c.gid = x.created_by;

-- +goose Down

drop view comment_rows;
alter table comments drop column rule_name;
create view comment_rows as
select x.*, t.name as task_name, c.name as creator_name
from comments x
join tasks t on t.gid = x.task
join people c on c.gid = x.created_by;
alter table events drop column run;
drop table rule_cursor;
drop view rule_rows;
drop view rule_run_rows;
drop table rule_runs;
drop table rule_triggers;
drop table rules;
