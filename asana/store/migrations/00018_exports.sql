-- +goose Up

-- An export of a whole organization. blob is the finished archive, size its bytes.
create table organization_exports (
    gid         text   primary key,
    workspace   text   not null references workspaces (gid),
    created_by  text   not null,
    state       text   not null check (state in ('pending', 'started', 'finished', 'error')),
    blob        text   not null,
    size        bigint not null,
    created_at  bigint not null,
    finished_at bigint not null
);
create index organization_exports_workspace on organization_exports (workspace, state);

-- +goose Down

drop table organization_exports;
