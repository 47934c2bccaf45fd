-- name: InsertSection :exec
insert into sections (gid, project, name, position, created_at)
values (@gid, @project, @name,
        (select coalesce(max(s.position), 0) + 1 from sections s where s.project = @project), @created_at);

-- name: Section :one
select * from sections where gid = @gid;

-- name: SectionsOf :many
select s.*, p.name as project_name from sections s join projects p on p.gid = s.project
where s.project = @project order by s.position, s.gid;

-- name: FirstSection :one
select * from sections where project = @project order by position, gid limit 1;

-- name: RenameSection :exec
update sections set name = @name where gid = @gid;

-- name: DeleteSection :exec
delete from sections where gid = @gid;

-- name: SectionInUse :one
select exists (select 1 from task_projects where section = @section) as used;

-- name: SetSectionPosition :exec
update sections set position = @position where gid = @gid;

