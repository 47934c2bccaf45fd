-- +goose Up

-- The language a person was last seen to read in; '' is not known.
alter table people add column language text not null default '';

-- A link that is to be mailed: its sealed token until then, when it was, and why it could not be so far.
alter table one_time_links add column mail_token bytea;
alter table one_time_links add column mailed_at bigint not null default 0;
alter table one_time_links add column mail_problem text not null default '';

-- +goose Down

alter table one_time_links drop column mail_problem;
alter table one_time_links drop column mailed_at;
alter table one_time_links drop column mail_token;
alter table people drop column language;
