-- name: InsertTeam :exec
insert into teams (gid, workspace, name, created_at) values (@gid, @workspace, @name, @created_at);

-- name: Team :one
select * from teams where gid = @gid;

-- name: TeamsOf :many
select t.gid, t.name, t.workspace, w.name as workspace_name
from teams t join workspaces w on w.gid = t.workspace
where t.workspace = @workspace order by t.name, t.gid;
