-- +goose Up

-- Whose app it is to manage; '' for those that are registered by the server itself.
alter table apps add column owner text not null default '';
create index apps_owner on apps (owner, name);

-- +goose Down

drop index apps_owner;
alter table apps drop column owner;
