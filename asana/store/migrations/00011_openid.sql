-- +goose Up

-- The keys that ID tokens are signed with, sealed. They follow each other by number; no two of a number are made.
create table openid_keys (
    kid        text   primary key,
    number     bigint not null unique,
    private    bytea  not null,
    created_at bigint not null
);

-- What an ID token tells of the sign-in it is about.
alter table oauth_codes add column nonce text not null default '';
alter table oauth_grants add column authenticated_at bigint not null default 0;

-- +goose Down

alter table oauth_grants drop column authenticated_at;
alter table oauth_codes drop column nonce;
drop table openid_keys;
