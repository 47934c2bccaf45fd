-- name: Credential :one
select * from bridge_credentials where realm = @realm and person = @person;

-- name: Credentials :many
-- The live ones of a realm, the ones proved last first.
select * from bridge_credentials where realm = @realm and not dead order by updated_at desc limit @most;

-- name: SaveCredential :exec
insert into bridge_credentials (realm, person, account, account_name, display_name, access, refresh, expires_at, generation, lease, lease_until, dead, updated_at)
values (@realm, @person, @account, @account_name, @display_name, @access, @refresh, @expires_at, 1, '', 0, false, @now)
on conflict (realm, person) do update set
    account = excluded.account, account_name = excluded.account_name, display_name = excluded.display_name,
    access = excluded.access, refresh = excluded.refresh, expires_at = excluded.expires_at,
    generation = bridge_credentials.generation + 1, lease = '', lease_until = 0, dead = false, updated_at = excluded.updated_at;

-- name: LeaseCredential :execrows
update bridge_credentials set lease = @lease, lease_until = @until
where realm = @realm and person = @person and generation = @generation and not dead and lease_until <= @now;

-- name: RenewCredential :execrows
update bridge_credentials set
    access = @access, refresh = @refresh, expires_at = @expires_at,
    generation = generation + 1, lease = '', lease_until = 0, updated_at = @now
where realm = @realm and person = @person and generation = @generation and lease = @lease;

-- name: ReleaseCredential :exec
update bridge_credentials set lease = '', lease_until = 0
where realm = @realm and person = @person and lease = @lease;

-- name: KillCredential :exec
update bridge_credentials set dead = true, lease = '', lease_until = 0, access = @empty, refresh = @empty, updated_at = @now
where realm = @realm and person = @person and generation = @generation;

-- name: DeleteCredentials :exec
delete from bridge_credentials where realm = @realm;
