-- name: InsertTeam :exec
insert into teams (gid, workspace, name, description, created_at)
values (@gid, @workspace, @name, @description, @created_at);

-- name: Team :one
select * from teams where gid = @gid;

-- name: TeamsOf :many
select t.gid, t.name, t.description, t.workspace, w.name as workspace_name
from teams t join workspaces w on w.gid = t.workspace
where t.workspace = @workspace order by t.name, t.gid;

-- name: UpdateTeam :exec
update teams set
    name = coalesce(sqlc.narg('name'), name),
    description = coalesce(sqlc.narg('description'), description)
where gid = @gid;

-- name: TeamsWith :many
select t.gid, t.name, t.description, t.workspace, w.name as workspace_name
from teams t join workspaces w on w.gid = t.workspace join team_members m on m.team = t.gid
where m.person = @person order by t.name, t.gid;

-- name: PutTeamMember :execrows
insert into team_members (team, person, created_at) values (@team, @person, @created_at)
on conflict (team, person) do nothing;

-- name: RemoveTeamMember :execrows
delete from team_members where team = @team and person = @person;

-- name: TeamMembers :many
select p.* from people p join team_members m on m.person = p.gid where m.team = @team order by p.name, p.gid;

-- name: LeaveTeams :exec
delete from team_members where person = @person and team in (select t.gid from teams t where t.workspace = @workspace);
