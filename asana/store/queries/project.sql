-- name: InsertProject :exec
insert into projects (gid, workspace, team, name, notes, color, start_on, due_on, private, created_by, created_at, modified_at)
values (@gid, @workspace, @team, @name, @notes, @color, @start_on, @due_on, @private, @created_by, @created_at, @created_at);

-- name: Project :one
select * from project_rows where gid = @gid;

-- name: ProjectAccess :one
select p.workspace, p.private,
       cast(coalesce((select m.role from workspace_members m
            where m.workspace = p.workspace and m.person = @person and m.active), '') as text) as role,
       exists (select 1 from project_members x where x.project = p.gid and x.person = @person) as member
from projects p where p.gid = @gid;

-- name: ProjectsOf :many
select sqlc.embed(p), exists (select 1 from project_members x where x.project = p.gid and x.person = @person) as member
from project_rows p where p.workspace = @workspace order by p.created_at, p.gid;

-- name: UpdateProject :exec
update projects set
    name = coalesce(sqlc.narg('name'), name),
    notes = coalesce(sqlc.narg('notes'), notes),
    private = coalesce(sqlc.narg('private'), private),
    archived = coalesce(sqlc.narg('archived'), archived),
    color = coalesce(sqlc.narg('color'), color),
    start_on = coalesce(sqlc.narg('start_on'), start_on),
    due_on = coalesce(sqlc.narg('due_on'), due_on),
    team = coalesce(sqlc.narg('team'), team),
    modified_at = @modified_at
where gid = @gid;

-- name: PutProjectMember :execrows
insert into project_members (project, person, created_at) values (@project, @person, @created_at)
on conflict (project, person) do nothing;

-- name: RemoveProjectMember :execrows
delete from project_members where project = @project and person = @person;

-- name: ProjectMembers :many
select p.* from people p join project_members m on m.person = p.gid
where m.project = @project order by p.name, p.gid;

-- name: ProjectFollowers :many
select p.* from people p join project_members m on m.person = p.gid
where m.project = @project and m.following order by p.name, p.gid;

-- name: SetFollowing :execrows
update project_members set following = @following
where project = @project and person = @person and following <> @following;

-- name: CountTasks :one
select count(*) as tasks, cast(coalesce(sum(case when t.completed then 1 else 0 end), 0) as bigint) as completed
from task_projects tp join tasks t on t.gid = tp.task where tp.project = @project;

-- name: DeleteProjectPlaces :exec
delete from task_projects where project = @project;

-- name: DeleteProjectSections :exec
delete from sections where project = @project;

-- name: DeleteProjectMembers :exec
delete from project_members where project = @project;

-- name: DeleteProjectFields :exec
delete from project_fields where project = @project;

-- name: DeleteProjectInstallations :exec
delete from app_installations where project = @project;

-- name: DeleteProject :execrows
delete from projects where gid = @gid;
