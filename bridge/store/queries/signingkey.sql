-- name: SigningKey :one
select * from bridge_signing_keys where workspace = @workspace;

-- name: KeepSigningKey :exec
-- The first of two at once stays.
insert into bridge_signing_keys (workspace, consumer_key, private_key) values (@workspace, @consumer_key, @private_key)
on conflict (workspace) do nothing;
