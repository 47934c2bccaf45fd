-- name: InsertComment :exec
insert into comments (gid, task, body, html, created_by, created_at)
values (@gid, @task, @body, @html, @created_by, @created_at);

-- name: CommentRow :one
select * from comment_rows where gid = @gid;

-- name: CommentsOf :many
select * from comment_rows
where task = @task and (created_at, gid) > (cast(@after_created as bigint), cast(@after_gid as text))
order by created_at, gid limit @n;
