-- +goose Up

-- Nothing in these tables lets anybody in: sessions, tokens and codes are kept as hashes only.

create table platform_sessions (
    token      text   primary key,
    data       bytea  not null,
    expires_at bigint not null
);
create index platform_sessions_expires_at on platform_sessions (expires_at);

create table personal_access_tokens (
    gid          text   primary key,
    person       text   not null references people (gid) on delete cascade,
    description  text   not null,
    hash         text   not null unique,
    created_at   bigint not null,
    last_used_at bigint not null
);
create index personal_access_tokens_person on personal_access_tokens (person, created_at);

-- What a person has allowed an app, remembered until it is taken back. Scopes are separated by spaces.
create table oauth_consents (
    person       text   not null references people (gid) on delete cascade,
    app          text   not null references apps (gid) on delete cascade,
    scopes       text   not null,
    created_at   bigint not null,
    last_used_at bigint not null,
    primary key (person, app)
);

-- One run of the authorization flow. Everything issued from it, over all refreshes, is its family: it is
-- revoked here, once, for all of them.
create table oauth_grants (
    id         text   primary key,
    person     text   not null references people (gid) on delete cascade,
    app        text   not null references apps (gid) on delete cascade,
    scopes     text   not null,
    created_at bigint not null,
    revoked_at bigint not null
);
create index oauth_grants_person on oauth_grants (person, app);

create table oauth_codes (
    hash         text   primary key,
    grant_id     text   not null references oauth_grants (id) on delete cascade,
    redirect_uri text   not null,
    challenge    text   not null,
    expires_at   bigint not null,
    used_at      bigint not null
);
create index oauth_codes_grant_id on oauth_codes (grant_id);

-- A refresh token that was exchanged stays as a used one, so that a second use is noticed. expires_at 0 is
-- a token that does not expire.
create table oauth_tokens (
    hash       text   primary key,
    grant_id   text   not null references oauth_grants (id) on delete cascade,
    kind       text   not null check (kind in ('access', 'refresh')),
    created_at bigint not null,
    expires_at bigint not null,
    used_at    bigint not null
);
create index oauth_tokens_grant_id on oauth_tokens (grant_id, kind);

-- +goose Down

drop table oauth_tokens;
drop table oauth_codes;
drop table oauth_grants;
drop table oauth_consents;
drop table personal_access_tokens;
drop table platform_sessions;
