-- name: InsertToken :exec
insert into personal_access_tokens (gid, person, description, hash, created_at, last_used_at, expires_at)
values (@gid, @person, @description, @hash, @created_at, 0, @expires_at);

-- name: TokenByHash :one
select t.gid, t.person, t.last_used_at, t.expires_at,
       exists (select 1 from workspace_members m
               where m.person = t.person and m.active and (m.role = 'owner' or m.api_access)) as api_access,
       cast(coalesce((select max(w.requests_per_minute) from workspaces w join workspace_members m on m.workspace = w.gid
                      where m.person = t.person and m.active), 0) as bigint) as requests_per_minute,
       cast(coalesce((select w.plan from service_accounts s join workspaces w on w.gid = s.workspace
                      where s.person = t.person), '') as text) as service_plan,
       cast(coalesce((select s.permissions from service_accounts s where s.person = t.person), '') as text) as permissions
from personal_access_tokens t where t.hash = @hash;

-- name: TokensOfPerson :many
select * from personal_access_tokens where person = @person order by created_at desc, gid;

-- name: Token :one
select * from personal_access_tokens where gid = @gid and person = @person;

-- name: UpdateToken :execrows
update personal_access_tokens set description = @description, expires_at = @expires_at
where gid = @gid and person = @person;

-- name: RotateToken :execrows
update personal_access_tokens set hash = @hash where gid = @gid and person = @person;

-- name: DeleteToken :execrows
delete from personal_access_tokens where gid = @gid and person = @person;

-- name: DeleteTokenByHash :many
delete from personal_access_tokens where hash = @hash returning gid;

-- name: TouchToken :exec
update personal_access_tokens set last_used_at = @used_at where gid = @gid and last_used_at < @used_at;

-- name: HasAPIAccess :one
select exists (select 1 from workspace_members
               where person = @person and active and (role = 'owner' or api_access)) as api_access;

-- name: SetAPIAccess :execrows
update workspace_members set api_access = @api_access where workspace = @workspace and person = @person and active;

-- name: SetManagesUsers :execrows
update workspace_members set manages_users = @manages_users
where workspace = @workspace and person = @person and active;

-- name: ManagesUsers :one
select manages_users from workspace_members where workspace = @workspace and person = @person and active;
