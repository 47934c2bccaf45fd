-- name: SaveRule :exec
insert into bridge_rules (action, action_type, workspace, project, person, connection, name, form, updated_at)
values (@action, @action_type, @workspace, @project, @person, @connection, @name, @form, @now)
on conflict (action) do update set action_type = excluded.action_type, workspace = excluded.workspace, project = excluded.project,
    person = excluded.person, connection = excluded.connection, name = excluded.name, form = excluded.form, updated_at = excluded.updated_at;

-- name: Rule :one
select * from bridge_rules where action = @action;

-- name: FullSince :one
-- When the oldest of so many latest claims of rules through a connection was made; claims that came to nothing do not count.
select created_at from bridge_links
where connection = @connection and rule_action <> '' and state <> 'failed' and created_at > @since
order by created_at desc limit 1 offset @before;
