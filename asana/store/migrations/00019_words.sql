-- +goose Up

-- What full text search looks up: each word of a task's name (place 0), and of its notes (place 1) where the name has
-- it not. Words are small letters without accents, as bytes, so that both databases order them alike and a beginning
-- is a range. newest is the time of creation, negated: what a word is in comes newest first.
create table task_words (
    workspace text   not null,
    place     bigint not null,
    word      bytea  not null,
    newest    bigint not null,
    task      text   not null references tasks (gid) on delete cascade,
    primary key (workspace, place, word, newest, task)
);
create index task_words_task on task_words (task, word, place);

-- Tasks whose words are still to be looked up.
create table tasks_without_words (task text primary key references tasks (gid) on delete cascade);
insert into tasks_without_words (task) select gid from tasks;
drop table task_texts;

-- The orders in which tasks are found.
create index tasks_modified_at on tasks (workspace, modified_at, gid);
create index tasks_created_at on tasks (workspace, created_at, gid);
create index tasks_completed_at on tasks (workspace, completed_at, gid);
create index tasks_due_on on tasks (workspace, (case when due_on = '' then '9999' else due_on end), gid);
create index tasks_created_by on tasks (created_by);

-- +goose Down

drop index tasks_created_by;
drop index tasks_due_on;
drop index tasks_completed_at;
drop index tasks_created_at;
drop index tasks_modified_at;
create table task_texts (
    task   text primary key references tasks (gid) on delete cascade,
    name   text not null,
    folded text not null
);
drop table tasks_without_words;
drop table task_words;
