-- name: InsertExport :exec
insert into organization_exports (gid, workspace, created_by, state, blob, size, created_at, finished_at)
values (@gid, @workspace, @created_by, 'pending', '', 0, @created_at, 0);

-- name: Export :one
select e.*, w.name as workspace_name from organization_exports e join workspaces w on w.gid = e.workspace where e.gid = @gid;

-- name: PendingExports :many
select gid from organization_exports where workspace = @workspace and state = 'pending';

-- name: StartExport :execrows
update organization_exports set state = 'started' where gid = @gid and state in ('pending', 'started');

-- name: EndExport :execrows
update organization_exports set state = @state, blob = @blob, size = @size, finished_at = @finished_at
where gid = @gid and state = 'started';
