-- +goose Up

-- Where people's browsers find the Jira of a connection, when that is neither what it calls itself nor where we do; '' means it is.
alter table bridge_connections add column browser_url text not null default '';

-- +goose Down
alter table bridge_connections drop column browser_url;
