-- +goose Up

-- When the rule was let act for the task, 0 before: that is what a rule's ceiling counts.
drop view rule_run_rows;
alter table rule_runs add column acted_at bigint not null default 0;
create view rule_run_rows as
select r.*, cast(coalesce(p.name, '') as text) as person_name, cast(coalesce(c.name, '') as text) as cause_name
from rule_runs r
left join people p on p.gid = r.person
left join people c on c.gid = r.caused_by;
create index rule_runs_acted on rule_runs (rule, acted_at, task);

-- What somebody is told of a rule, as long as the cause lasts: why it waits or, with cause 'failed', that it does not
-- work; detail tells one kind of failure from another. text is what the app said, or an id of messages.
create table notices (
    gid          text   primary key,
    person       text   not null references people (gid),
    rule         text   not null references rules (gid) on delete cascade,
    cause        text   not null,
    detail       text   not null,
    text         text   not null,
    since        bigint not null,
    dismissed_at bigint not null,
    mailed_at    bigint not null,
    unique (person, rule, cause, detail)
);
create index notices_rule on notices (rule, cause);

create view notice_rows as
select n.*, r.name as rule_name, r.project, r.project_name, r.owner, r.owner_name, r.enabled, r.ceiling, r.held
from notices n
join rule_rows r on r.gid = n.rule;

-- +goose Down

drop view notice_rows;
drop table notices;
drop index rule_runs_acted;
drop view rule_run_rows;
alter table rule_runs drop column acted_at;
create view rule_run_rows as
select r.*, cast(coalesce(p.name, '') as text) as person_name, cast(coalesce(c.name, '') as text) as cause_name
from rule_runs r
left join people p on p.gid = r.person
left join people c on c.gid = r.caused_by;
