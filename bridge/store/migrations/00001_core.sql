-- +goose Up
create table bridge_states (
    hash text primary key
);
