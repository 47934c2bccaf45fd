-- name: InsertField :exec
insert into custom_fields (gid, workspace, name, kind, description, decimals, format, currency, label, label_position,
    notifies, library, created_by, created_at)
values (@gid, @workspace, @name, @kind, @description, @decimals, @format, @currency, @label, @label_position,
    @notifies, @library, @created_by, @created_at);

-- name: Field :one
select * from field_rows where gid = @gid;

-- name: FieldSeen :one
-- Whether a person finds the field on a project: on any he is a member of, and with staff on the public ones too.
select exists (
    select 1 from project_fields x join projects p on p.gid = x.project
    where x.field = @field and (
        (cast(@staff as boolean) and not p.private)
        or exists (select 1 from project_members m where m.project = p.gid and m.person = @person))
) as seen;

-- name: LibraryFields :many
select * from field_rows where workspace = @workspace and library order by created_at, gid;

-- name: LibraryHas :one
select exists (
    select 1 from custom_fields where workspace = @workspace and library and name = @name and gid <> @but
) as has;

-- name: UpdateField :exec
update custom_fields set name = @name, description = @description, decimals = @decimals, format = @format,
    currency = @currency, label = @label, label_position = @label_position, notifies = @notifies
where gid = @gid;

-- name: DeleteFieldSettings :exec
delete from project_fields where field = @field;

-- name: DeleteField :exec
delete from custom_fields where gid = @gid;

-- name: ProjectsWithField :many
select project from project_fields where field = @field order by project;

-- name: FieldsOfProject :many
select sqlc.embed(f), x.important from project_fields x join field_rows f on f.gid = x.field
where x.project = @project order by x.position, x.created_at, f.gid;

-- name: PutProjectField :exec
insert into project_fields (project, field, created_at, position, important)
values (@project, @field, @created_at, 0, @important);

-- name: SetProjectFieldPosition :exec
update project_fields set position = @position where project = @project and field = @field;

-- name: RemoveProjectField :execrows
delete from project_fields where project = @project and field = @field;

-- name: InsertOption :exec
insert into enum_options (gid, field, name, color, enabled, position)
values (@gid, @field, @name, @color, @enabled, @position);

-- name: Option :one
select * from enum_options where gid = @gid;

-- name: UpdateOption :exec
update enum_options set name = @name, color = @color, enabled = @enabled where gid = @gid;

-- name: SetOptionPosition :exec
update enum_options set position = @position where gid = @gid;

-- name: PutValue :exec
insert into task_values (task, field, item, position, value, folded, head, number, moment)
values (@task, @field, @item, @position, @value, @folded, @head, @number, @moment);

-- name: ClearValue :exec
delete from task_values where task = @task and field = @field;

-- name: ValuesWithoutHead :many
select task, field, value from task_values where item = '' and head = '' and value <> '' order by task, field limit @n;

-- name: FoldValue :exec
update task_values set folded = @folded, head = @head where task = @task and field = @field and item = '';
