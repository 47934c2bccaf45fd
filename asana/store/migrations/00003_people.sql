-- +goose Up

-- Links that work once: the first owner's, invitations and new passwords. Only the token's hash is kept.
create table one_time_links (
    gid        text   primary key,
    hash       text   not null unique,
    purpose    text   not null check (purpose in ('owner', 'invite', 'reset')),
    workspace  text   not null,
    person     text   not null,
    email      text   not null,
    role       text   not null,
    created_by text   not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at    bigint not null
);
create index one_time_links_workspace on one_time_links (workspace, purpose);
create index one_time_links_person on one_time_links (person);

-- Who is signed in where. A browser's session names its row here and is worth nothing without it.
create table person_sessions (
    gid        text   primary key,
    person     text   not null references people (gid) on delete cascade,
    browser    text   not null,
    started_at bigint not null,
    seen_at    bigint not null
);
create index person_sessions_person on person_sessions (person, seen_at);

-- Failed sign-ins, counted per account and network address. The key is the hash of both, so that the table
-- names nobody; it has rows for accounts that do not exist, too.
create table sign_in_failures (
    key           text   primary key,
    failures      bigint not null,
    refused_until bigint not null,
    last_at       bigint not null
);
create index sign_in_failures_last_at on sign_in_failures (last_at);

-- +goose Down

drop table sign_in_failures;
drop table person_sessions;
drop table one_time_links;
