-- +goose Up

-- kind is text, number, enum, multi_enum, date or people. The library is what every project of the workspace may
-- take fields from; a field outside it was made for one project. decimals, format, currency and label are about
-- numbers only.
alter table text_fields rename to custom_fields;
alter table custom_fields add column kind text not null default 'text';
alter table custom_fields add column description text not null default '';
alter table custom_fields add column decimals bigint not null default 0;
alter table custom_fields add column format text not null default '';
alter table custom_fields add column currency text not null default '';
alter table custom_fields add column label text not null default '';
alter table custom_fields add column label_position text not null default '';
alter table custom_fields add column notifies boolean not null default false;
alter table custom_fields add column library boolean not null default false;
alter table custom_fields add column created_by text not null default '';
create index custom_fields_workspace on custom_fields (workspace, created_at, gid);

create view field_rows as
select f.*,
       w.name as workspace_name,
       cast(coalesce(c.name, '') as text) as creator_name
from custom_fields f
join workspaces w on w.gid = f.workspace
left join people c on c.gid = f.created_by;

alter table project_text_fields rename to project_fields;
alter table project_fields add column position bigint not null default 0;
alter table project_fields add column important boolean not null default false;
create index project_fields_field on project_fields (field, project);

create table enum_options (
    gid      text    primary key,
    field    text    not null references custom_fields (gid) on delete cascade,
    name     text    not null,
    color    text    not null,
    enabled  boolean not null,
    position bigint  not null
);
create index enum_options_field on enum_options (field, position);

-- What tasks have in their fields. A choice or a person is a row of its own, with its gid as item; every other
-- value is one row with item ''. value is a text as it was written, or a day as 2006-01-02; folded is the text as
-- search compares it, and head the first 100 characters of that, or the day: what an index takes. moment is the
-- time of day of a date, 0 when only the day is known.
create table task_values (
    task     text             not null references tasks (gid) on delete cascade,
    field    text             not null references custom_fields (gid) on delete cascade,
    item     text             not null,
    position bigint           not null,
    value    text             not null,
    folded   text             not null,
    head     text             not null,
    number   double precision not null,
    moment   bigint           not null,
    primary key (task, field, item)
);
create index task_values_item on task_values (field, item, task);
create index task_values_number on task_values (field, number, task);
create index task_values_head on task_values (field, head, task);

insert into task_values (task, field, item, position, value, folded, head, number, moment)
select task, field, '', 0, value, '', '', 0, 0 from task_text_values;
drop table task_text_values;

-- +goose Down

drop view field_rows;

create table task_text_values (
    task  text not null references tasks (gid) on delete cascade,
    field text not null references custom_fields (gid),
    value text not null,
    primary key (task, field)
);
insert into task_text_values (task, field, value) select task, field, value from task_values where item = '';
drop table task_values;
drop table enum_options;
drop index project_fields_field;
alter table project_fields drop column important;
alter table project_fields drop column position;
alter table project_fields rename to project_text_fields;
drop index custom_fields_workspace;
alter table custom_fields drop column created_by;
alter table custom_fields drop column library;
alter table custom_fields drop column notifies;
alter table custom_fields drop column label_position;
alter table custom_fields drop column label;
alter table custom_fields drop column currency;
alter table custom_fields drop column format;
alter table custom_fields drop column decimals;
alter table custom_fields drop column description;
alter table custom_fields drop column kind;
alter table custom_fields rename to text_fields;
