-- name: OpenTasksOf :many
select gid from tasks where workspace = @workspace and assignee = @person and not completed order by gid;

-- name: UnassignTask :exec
update tasks set assignee = '', modified_at = @modified_at where gid = @gid;

-- name: ProjectsWithMember :many
select p.gid, p.name,
       (select count(*) from project_members o where o.project = p.gid) as members
from projects p join project_members m on m.project = p.gid
where p.workspace = @workspace and m.person = @person
order by p.name, p.gid;

-- name: CountMemberships :one
select count(*) from workspace_members where person = @person and active;

-- name: CountTokens :one
select count(*) from personal_access_tokens where person = @person;

-- name: CountConsents :one
select count(*) from oauth_consents where person = @person;

-- name: CountOwnApps :one
select count(*) from apps where owner = @owner;

-- name: DeleteTokensOf :exec
delete from personal_access_tokens where person = @person;

-- name: RevokeGrantsOf :exec
update oauth_grants set revoked_at = @revoked_at where person = @person and revoked_at = 0;

-- name: DeleteConsentsOf :exec
delete from oauth_consents where person = @person;
