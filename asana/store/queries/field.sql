-- name: InsertTextField :exec
insert into text_fields (gid, workspace, name, created_at) values (@gid, @workspace, @name, @created_at);

-- name: PutProjectTextField :exec
insert into project_text_fields (project, field, created_at) values (@project, @field, @created_at);

-- name: TextFieldsOf :many
select f.* from text_fields f join project_text_fields x on x.field = f.gid
where x.project = @project order by x.created_at, f.gid;

-- name: TaskHasField :one
select exists (
    select 1 from task_projects tp join project_text_fields x on x.project = tp.project
    where tp.task = @task and x.field = @field
) as has;

-- name: TextValue :one
select cast(coalesce(max(value), '') as text) as value from task_text_values where task = @task and field = @field;

-- name: PutTextValue :exec
insert into task_text_values (task, field, value) values (@task, @field, @value)
on conflict (task, field) do update set value = excluded.value;

-- name: ClearTextValue :exec
delete from task_text_values where task = @task and field = @field;
