-- name: InsertTag :exec
insert into tags (gid, workspace, name, color, notes, created_by, created_at)
values (@gid, @workspace, @name, @color, @notes, @created_by, @created_at);

-- name: Tag :one
select t.*, w.name as workspace_name from tags t join workspaces w on w.gid = t.workspace where t.gid = @gid;

-- name: TagsOf :many
select t.*, w.name as workspace_name from tags t join workspaces w on w.gid = t.workspace
where t.workspace = @workspace order by t.created_at, t.gid;

-- name: UpdateTag :exec
update tags set
    name = coalesce(sqlc.narg('name'), name),
    color = coalesce(sqlc.narg('color'), color),
    notes = coalesce(sqlc.narg('notes'), notes)
where gid = @gid;

-- name: DeleteTag :execrows
delete from tags where gid = @gid;

-- name: PutTaskTag :execrows
insert into task_tags (task, tag) values (@task, @tag) on conflict (task, tag) do nothing;

-- name: RemoveTaskTag :execrows
delete from task_tags where task = @task and tag = @tag;

-- name: TasksOfTag :many
select r.* from task_rows r join task_tags x on x.task = r.gid
where x.tag = @tag and (not r.completed or r.completed_at >= @completed_since) and r.modified_at >= @modified_since
  and (r.created_at, r.gid) > (cast(@after_created as bigint), cast(@after_gid as text))
order by r.created_at, r.gid limit @n;
