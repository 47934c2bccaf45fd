-- +goose Up

-- Whether a member follows the project: whoever joins does, and may stop without leaving.
alter table project_members add column following boolean not null default true;

-- +goose Down

alter table project_members drop column following;
