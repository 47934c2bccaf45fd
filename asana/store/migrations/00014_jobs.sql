-- +goose Up

-- Work that somebody asked for and that goes on in the background. request is what was asked, as JSON; stage is how
-- far the work has come, and after_… the last place of the project it has been at.
create table jobs (
    gid            text   primary key,
    workspace      text   not null references workspaces (gid),
    person         text   not null references people (gid),
    app            text   not null,
    kind           text   not null,
    source         text   not null,
    target         text   not null,
    request        text   not null,
    status         text   not null check (status in ('not_started', 'in_progress', 'succeeded', 'failed')),
    stage          bigint not null,
    after_section  text   not null,
    after_position bigint not null,
    after_task     text   not null,
    created_at     bigint not null,
    finished_at    bigint not null
);
create index jobs_person on jobs (person, finished_at);
create index jobs_created_at on jobs (created_at);

-- What has been copied so far: a section or a task and its copy, '' when it is left out. state counts what has been
-- done about a task's copy: 0 made, 1 its subtasks are being copied, 2 they are, 3 it is being made to wait for what
-- the task waits for, 4 it does.
create table job_copies (
    job    text   not null references jobs (gid) on delete cascade,
    source text   not null,
    copy   text   not null,
    kind   text   not null,
    state  bigint not null,
    primary key (job, source)
);
create index job_copies_state on job_copies (job, kind, state);

-- +goose Down

drop table job_copies;
drop table jobs;
