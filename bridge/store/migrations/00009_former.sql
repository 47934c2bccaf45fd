-- +goose Up

-- The kind of application link that a connection was made with before, until an administrator retires it; '' none.
alter table bridge_connections add column former text not null default '' check (former in ('', 'oauth2', 'oauth1'));
-- The kind of application link that a credential is of; '' on the platform.
alter table bridge_credentials add column kind text not null default '';
update bridge_credentials set kind = coalesce((select c.kind from bridge_connections c where c.id = bridge_credentials.realm), '');
-- From now on client_id and client_secret are those of OAuth 2.0, whichever kind is in use; what signs is in bridge_signing_keys.
update bridge_connections set client_id = '' where kind = 'oauth1';

-- +goose Down
alter table bridge_credentials drop column kind;
alter table bridge_connections drop column former;
