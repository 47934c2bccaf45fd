-- name: Credential :one
select * from bridge_credentials where realm = @realm and person = @person;

-- name: Credentials :many
-- The live ones of a realm, the ones proved last first.
select * from bridge_credentials where realm = @realm and not dead order by updated_at desc limit @most;

-- name: SaveCredential :exec
insert into bridge_credentials (realm, person, kind, account, account_name, display_name, access, refresh, expires_at, generation, lease, lease_until, dead, updated_at, used_at)
values (@realm, @person, @kind, @account, @account_name, @display_name, @access, @refresh, @expires_at, 1, '', 0, false, @now, @now)
on conflict (realm, person) do update set
    kind = excluded.kind, account = excluded.account, account_name = excluded.account_name, display_name = excluded.display_name,
    access = excluded.access, refresh = excluded.refresh, expires_at = excluded.expires_at,
    generation = bridge_credentials.generation + 1, lease = '', lease_until = 0, dead = false, updated_at = excluded.updated_at, used_at = excluded.used_at,
    told = (bridge_credentials.told or excluded.realm <> 'platform'); -- who has consented in Jira need not be told any more; signing in comes first

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

-- name: KillCredential :execrows
update bridge_credentials set dead = true, lease = '', lease_until = 0, access = @empty, refresh = @empty, updated_at = @now,
    ended_because = @because, ended_at = @now, told = false
where realm = @realm and person = @person and generation = @generation and not dead;

-- name: EndCredentials :exec
-- All of a realm, or those of a kind of link. The tokens are gone; why stays, for those who are asked again.
update bridge_credentials set dead = true, lease = '', lease_until = 0, access = @empty, refresh = @empty, updated_at = @now,
    generation = generation + 1, ended_because = @because, ended_at = @now, told = false
where realm = @realm and not dead and (cast(@kind as text) = '' or kind = @kind);

-- name: AskAgain :exec
-- Those whose credential is of a link that will be retired are told so when they are asked for another.
update bridge_credentials set told = false, ended_because = @because, ended_at = @now where realm = @realm and kind = @kind and not dead;

-- name: UseCredential :exec
update bridge_credentials set used_at = @now where realm = @realm and person = @person and generation = @generation;

-- name: TellEndings :many
-- What the person has not been told yet. Who changes it tells.
update bridge_credentials set told = true
where person = @person and not told and (realm = 'platform' or (realm = @realm and (dead or kind <> @kind)))
returning *;

-- name: Endings :many
-- The authorizations of a person that have ended, or are of a link that will be retired, and are missed.
select c.* from bridge_credentials c left join bridge_connections n on n.id = c.realm
where c.person = @person and c.ended_because <> '' and (c.dead or c.kind <> coalesce(n.kind, '')) and (c.realm = 'platform' or n.active)
order by c.ended_at desc;

-- name: Board :many
-- Who has authorized in a realm, by the name the platform has of him.
select c.realm, c.person, c.kind, c.display_name, c.used_at, c.updated_at, c.expires_at, c.dead, c.ended_because, c.ended_at, cast(coalesce(p.display_name, '') as text) as name
from bridge_credentials c left join bridge_credentials p on p.realm = 'platform' and p.person = c.person
where c.realm = @realm order by c.dead, name, c.person limit @most;
