-- +goose Up

-- Who is shown what of linked issues: 'all' everything, 'brief' key and status alone, 'own' only what the viewer's own Jira account may see.
alter table bridge_connections add column reading text not null default 'all' check (reading in ('all', 'brief', 'own'));

-- +goose Down
alter table bridge_connections drop column reading;
