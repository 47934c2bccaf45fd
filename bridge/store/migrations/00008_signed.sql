-- +goose Up

-- How a connection's application link lets us in. Of 'oauth1', client_id is the consumer key and client_secret the
-- private key.
alter table bridge_connections add column kind text not null default 'oauth2';

-- The key pair that a workspace's OAuth 1.0a link is made with, from the moment its setup page shows the public half.
create table bridge_signing_keys (
    workspace    text  primary key,
    consumer_key text  not null,
    private_key  bytea not null
);

-- +goose Down
drop table bridge_signing_keys;
alter table bridge_connections drop column kind;
