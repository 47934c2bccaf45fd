-- name: InsertComment :exec
insert into comments (gid, task, body, html, created_by, created_at, rule_name)
values (@gid, @task, @body, @html, @created_by, @created_at, @rule_name);

-- name: CommentRow :one
select * from comment_rows where gid = @gid;

-- name: CommentsOf :many
select * from comment_rows
where task = @task and (created_at, gid) > (cast(@after_created as bigint), cast(@after_gid as text))
order by created_at, gid limit @n;

-- name: UpdateComment :exec
update comments set
    body = coalesce(sqlc.narg('body'), body),
    html = coalesce(sqlc.narg('html'), html),
    edited_at = coalesce(sqlc.narg('edited_at'), edited_at),
    pinned = coalesce(sqlc.narg('pinned'), pinned)
where gid = @gid;

-- name: DeleteComment :execrows
delete from comments where gid = @gid;
