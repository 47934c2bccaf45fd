-- +goose Up

-- Times are microseconds since 1970 in UTC; 0 means never. A text that may be missing is '' instead of null.
-- Columns of type bytea are sealed; what they hold is bound to their row.

-- One trip of a browser to a consent page and back. The state parameter itself is kept as a hash only.
create table bridge_states (
    hash        text   primary key,
    session     text   not null, -- hash of the browser's session
    purpose     text   not null check (purpose in ('sign-in', 'connect', 'authorize')),
    person      text   not null, -- '' before sign-in
    workspace   text   not null,
    callback    text   not null, -- redirect address of the consent
    return_path text   not null,
    verifier    bytea  not null, -- PKCE
    pending     bytea  not null, -- of 'connect': the connection to be, with its client secret
    expires_at  bigint not null
);
create index bridge_states_expires_at on bridge_states (expires_at);

create table bridge_connections (
    id             text    primary key,
    workspace      text    not null,
    workspace_name text    not null,
    jira_url       text    not null,
    browse_base    text    not null,
    client_id      text    not null,
    client_secret  bytea   not null,
    version        text    not null,
    connected_by   text    not null,
    active         boolean not null,
    connected_at   bigint  not null,
    unique (workspace, jira_url)
);
create unique index bridge_connections_active on bridge_connections (workspace) where active;

-- Tokens by which we act in a person's name. The realm is the id of a connection, or 'platform'.
create table bridge_credentials (
    realm        text    not null,
    person       text    not null,
    account      text    not null, -- the person's unchanging key in the realm
    account_name text    not null, -- the name the realm's API takes
    display_name text    not null,
    access       bytea   not null,
    refresh      bytea   not null,
    expires_at   bigint  not null,
    generation   bigint  not null, -- counts changes of the tokens
    lease        text    not null, -- who is refreshing, '' nobody
    lease_until  bigint  not null,
    dead         boolean not null,
    updated_at   bigint  not null,
    primary key (realm, person)
);

-- Claims and links: the states are drawn in the package comment of bridge.
create table bridge_links (
    id         text   primary key,
    task       text   not null,
    workspace  text   not null,
    connection text   not null references bridge_connections (id),
    person     text   not null, -- in whose name: the linker
    submission text   not null, -- attachment gid of the request that claimed
    attachment text   not null, -- gid under which the host is known to have it
    state      text   not null check (state in ('claimed', 'checking', 'known', 'linked', 'failed', 'unlinked')),
    project    text   not null, -- id in Jira, of created issues
    issue_type text   not null,
    issue_id   text   not null,
    issue_key  text   not null,
    name       text   not null, -- what the host was told
    url        text   not null,
    error      text   not null, -- of 'failed': a message as JSON
    snapshot   text   not null, -- values last read from Jira, as JSON
    read_at    bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index bridge_links_task on bridge_links (task)
    where state in ('claimed', 'checking', 'known', 'linked');
create unique index bridge_links_submission on bridge_links (task, submission)
    where state in ('claimed', 'checking', 'known', 'linked', 'unlinked');
create index bridge_links_person on bridge_links (connection, person, created_at);

-- Other submissions that were answered with a link's issue: the host may have attached it under their gids too.
create table bridge_followers (
    link       text   not null references bridge_links (id),
    submission text   not null,
    created_at bigint not null,
    primary key (link, submission)
);
create index bridge_followers_submission on bridge_followers (submission);

-- Files of the task that were chosen to go along with a created issue.
create table bridge_files (
    link       text   not null references bridge_links (id),
    attachment text   not null, -- gid of the file
    position   bigint not null,
    name       text   not null,
    size       bigint not null,
    state      text   not null check (state in ('waiting', 'done', 'failed')),
    error      text   not null, -- of 'failed': a message as JSON
    updated_at bigint not null,
    primary key (link, attachment)
);

-- Browser sessions of the bridge's own pages. Tokens are hashed.
create table bridge_sessions (
    token      text   primary key,
    data       bytea  not null,
    expires_at bigint not null
);
create index bridge_sessions_expires_at on bridge_sessions (expires_at);

-- +goose Down
drop table bridge_sessions;
drop table bridge_files;
drop table bridge_followers;
drop table bridge_links;
drop table bridge_credentials;
drop table bridge_connections;
drop table bridge_states;
