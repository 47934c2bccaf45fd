-- name: InsertServiceMember :exec
insert into workspace_members (gid, workspace, person, role, active, created_at, api_access)
values (@gid, @workspace, @person, @role, true, @created_at, true);

-- name: InsertServiceAccount :exec
insert into service_accounts (person, workspace, permissions, created_by, created_at)
values (@person, @workspace, @permissions, @created_by, @created_at);

-- name: ServiceAccountsOf :many
select s.person, p.name, s.permissions, s.created_at, cast(coalesce(c.name, '') as text) as creator_name,
       cast(coalesce((select max(t.last_used_at) from personal_access_tokens t where t.person = s.person), 0) as bigint) as last_used_at,
       exists (select 1 from personal_access_tokens t where t.person = s.person) as has_token
from service_accounts s
join people p on p.gid = s.person
join workspace_members m on m.person = s.person and m.workspace = s.workspace and m.active
left join people c on c.gid = s.created_by
where s.workspace = @workspace order by p.name, s.person;

-- name: IsServiceAccount :one
select exists (select 1 from service_accounts where person = @person) as service;

-- name: SetServicePermissions :exec
update service_accounts set permissions = @permissions where person = @person;

-- name: SetServiceRole :exec
update workspace_members set role = @role where person = @person and workspace = @workspace;
