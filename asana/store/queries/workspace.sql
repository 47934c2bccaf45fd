-- name: InsertWorkspace :exec
insert into workspaces (gid, name, created_at) values (@gid, @name, @created_at);

-- name: Workspace :one
select * from workspaces where gid = @gid;

-- name: RenameWorkspace :execrows
update workspaces set name = @name where gid = @gid and name <> @name;

-- name: LockWorkspace :exec
update workspaces set gid = gid where gid = @gid;

-- name: WorkspacesOf :many
select w.* from workspaces w join workspace_members m on m.workspace = w.gid
where m.person = @person and m.active order by w.created_at, w.gid;

-- name: MayFound :one
select exists (select 1 from people p where p.gid = @person
  and (not exists (select 1 from workspaces)
       or exists (select 1 from workspace_members m where m.person = p.gid and m.role = 'owner' and m.active)));

-- name: PutMember :exec
insert into workspace_members (gid, workspace, person, role, active, created_at)
values (@gid, @workspace, @person, @role, true, @created_at)
on conflict (workspace, person) do update set role = excluded.role, active = true,
    api_access = workspace_members.api_access and excluded.role <> 'guest',
    manages_users = workspace_members.manages_users and excluded.role <> 'guest';

-- name: DeactivateMember :execrows
update workspace_members set active = false, api_access = false, manages_users = false
where workspace = @workspace and person = @person and active;

-- name: RoleOf :one
select role from workspace_members where workspace = @workspace and person = @person and active;

-- name: CountOwners :one
select count(*) from workspace_members where workspace = @workspace and role = 'owner' and active;

-- name: FirstOwner :one
select person from workspace_members where workspace = @workspace and role = 'owner' and active
order by created_at, gid limit 1;

-- name: MembersOf :many
select * from member_rows where workspace = @workspace and active order by name, person;

-- name: MembersKnownTo :many
select r.* from member_rows r
where r.workspace = @workspace and r.active
  and (r.person = @person
       or exists (select 1 from project_members x join project_members y on y.project = x.project
                  where x.person = @person and y.person = r.person)
       or exists (select 1 from task_followers x join task_followers y on y.task = x.task
                  where x.person = @person and y.person = r.person))
order by r.name, r.person;

-- name: MembershipsOf :many
select * from member_rows where person = @person and active order by workspace_name, workspace;

-- name: MemberRow :one
select * from member_rows where gid = @gid and active;

-- name: AllWorkspaces :many
select * from workspaces order by created_at, gid;

-- name: SetPlan :execrows
update workspaces set plan = @plan where gid = @gid;

-- name: WasMember :one
select exists (select 1 from workspace_members where workspace = @workspace and person = @person) as was;
