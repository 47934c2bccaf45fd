-- +goose Up

-- Whether the person has used a link that was mailed to the address and shown to nobody.
alter table people add column email_proven boolean not null default false;

-- +goose Down

alter table people drop column email_proven;
