-- name: InsertGrant :exec
insert into oauth_grants (id, person, app, scopes, created_at, revoked_at, authenticated_at)
values (@id, @person, @app, @scopes, @created_at, 0, @authenticated_at);

-- name: RevokeGrant :exec
update oauth_grants set revoked_at = @revoked_at where id = @id and revoked_at = 0;

-- name: RevokeGrantsOfApp :exec
update oauth_grants set revoked_at = @revoked_at where person = @person and app = @app and revoked_at = 0;

-- name: InsertCode :exec
insert into oauth_codes (hash, grant_id, redirect_uri, challenge, nonce, expires_at, used_at)
values (@hash, @grant_id, @redirect_uri, @challenge, @nonce, @expires_at, 0);

-- name: CodeByHash :one
select c.redirect_uri, c.challenge, c.nonce, c.expires_at, c.used_at,
       g.id as grant_id, g.person, g.scopes, g.revoked_at, g.authenticated_at, a.client_id
from oauth_codes c
join oauth_grants g on g.id = c.grant_id
join apps a on a.gid = g.app
where c.hash = @hash;

-- name: UseCode :execrows
update oauth_codes set used_at = @used_at where hash = @hash and used_at = 0;

-- name: InsertGrantToken :exec
insert into oauth_tokens (hash, grant_id, kind, created_at, expires_at, used_at)
values (@hash, @grant_id, @kind, @created_at, @expires_at, 0);

-- name: GrantTokenByHash :one
select t.kind, t.expires_at, t.used_at,
       g.id as grant_id, g.person, g.scopes, g.revoked_at, g.authenticated_at, a.client_id
from oauth_tokens t
join oauth_grants g on g.id = t.grant_id
join apps a on a.gid = g.app
where t.hash = @hash;

-- name: AccessByHash :one
select t.expires_at, g.person, g.app, g.scopes, a.scopes as registered, c.last_used_at, a.requests_per_minute as requests_of_app,
       cast(coalesce((select max(w.requests_per_minute) from workspaces w join workspace_members m on m.workspace = w.gid
                      where m.person = g.person and m.active), 0) as bigint) as requests_per_minute
from oauth_tokens t
join oauth_grants g on g.id = t.grant_id
join apps a on a.gid = g.app
join oauth_consents c on c.person = g.person and c.app = g.app
where t.hash = @hash and t.kind = 'access' and g.revoked_at = 0;

-- name: UseRefreshToken :execrows
update oauth_tokens set used_at = @used_at where hash = @hash and kind = 'refresh' and used_at = 0;

-- name: Consent :one
select * from oauth_consents where person = @person and app = @app;

-- name: SaveConsent :exec
insert into oauth_consents (person, app, scopes, created_at, last_used_at)
values (@person, @app, @scopes, @created_at, 0)
on conflict (person, app) do update set scopes = excluded.scopes;

-- name: ConsentsOfPerson :many
select c.app, a.name, c.scopes, c.created_at, c.last_used_at
from oauth_consents c
join apps a on a.gid = c.app
where c.person = @person
order by a.name, c.app;

-- name: DeleteConsent :execrows
delete from oauth_consents where person = @person and app = @app;

-- name: TouchConsent :exec
update oauth_consents set last_used_at = @used_at
where person = @person and app = @app and last_used_at < @used_at;

-- name: SweepGrantTokens :execrows
delete from oauth_tokens where hash in (
    select t.hash from oauth_tokens t
    where (t.expires_at > 0 and t.expires_at < @before) or (t.used_at > 0 and t.used_at < @before)
    limit @most);

-- name: SweepCodes :execrows
delete from oauth_codes where hash in (select c.hash from oauth_codes c where c.expires_at < @before limit @most);

-- name: SweepGrants :execrows
delete from oauth_grants where id in (
    select g.id from oauth_grants g
    where g.created_at < @before
      and ((g.revoked_at > 0 and g.revoked_at < @before)
        or (not exists (select 1 from oauth_tokens t where t.grant_id = g.id)
            and not exists (select 1 from oauth_codes c where c.grant_id = g.id)))
    limit @most);
