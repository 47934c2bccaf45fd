-- name: InsertStatus :exec
insert into status_updates (gid, project, title, body, html, status_type, created_by, created_at)
values (@gid, @project, @title, @body, @html, @status_type, @created_by, @created_at);

-- name: StatusRow :one
select * from status_rows where gid = @gid;

-- name: StatusesOf :many
select * from status_rows where project = @project order by created_at desc, gid desc;

-- name: DeleteStatus :execrows
delete from status_updates where gid = @gid;
