-- name: Hook :one
select * from bridge_hooks where connection = @connection;

-- name: HookOfHash :one
select * from bridge_hooks where hash = @hash;

-- name: SaveHook :exec
insert into bridge_hooks (connection, hash, address, signing, created_at) values (@connection, @hash, @address, @signing, @now)
on conflict (connection) do update set hash = excluded.hash, address = excluded.address, signing = excluded.signing, created_at = excluded.created_at;

-- name: LogHook :execrows
insert into bridge_hook_log (id, connection, event, issue_id, issue_key, sent_at, received_at, decision)
values (@id, @connection, @event, @issue_id, @issue_key, @sent_at, @now, @decision) on conflict do nothing;

-- name: DecideHook :exec
update bridge_hook_log set decision = @decision where id = @id;

-- name: HookLog :many
select * from bridge_hook_log where connection = @connection order by received_at desc, id limit @most;

-- name: TrimHookLog :exec
delete from bridge_hook_log where bridge_hook_log.connection = @connection and bridge_hook_log.received_at < (
    select l.received_at from bridge_hook_log l where l.connection = @connection order by l.received_at desc limit 1 offset @keep);
