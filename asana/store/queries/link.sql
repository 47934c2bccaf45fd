-- name: InsertLink :exec
insert into one_time_links (gid, hash, purpose, workspace, person, email, role, created_by, created_at, expires_at, used_at, mail_token, api_access)
values (@gid, @hash, @purpose, @workspace, @person, @email, @role, @created_by, @created_at, @expires_at, 0, @mail_token, @api_access);

-- name: OpenLink :one
select * from one_time_links where hash = @hash and purpose = @purpose and used_at = 0 and expires_at > @now;

-- name: UseLink :one
update one_time_links set used_at = @now
where hash = @hash and purpose = @purpose and used_at = 0 and expires_at > @now
returning *;

-- name: OpenInvitations :many
select l.gid, l.email, l.role, l.api_access, l.created_at, l.expires_at, l.mailed_at, l.mail_problem, cast(coalesce(p.name, '') as text) as creator_name
from one_time_links l left join people p on p.gid = l.created_by
where l.workspace = @workspace and l.purpose = 'invite' and l.used_at = 0 and l.expires_at > @now
order by l.created_at desc, l.gid;

-- name: DeleteInvitation :execrows
delete from one_time_links where gid = @gid and workspace = @workspace and purpose = 'invite' and used_at = 0;

-- name: DeleteInvitationsTo :exec
delete from one_time_links where workspace = @workspace and purpose = 'invite' and email = @email and used_at = 0;

-- name: DeleteInvitationsBy :exec
delete from one_time_links where workspace = @workspace and purpose = 'invite' and created_by = @person and used_at = 0;

-- name: DeleteResetsOf :exec
delete from one_time_links where purpose = 'reset' and person = @person and used_at = 0;

-- name: DeleteResetsBy :exec
delete from one_time_links where purpose = 'reset' and created_by = @person and used_at = 0;

-- name: DeleteOwnerLinks :exec
delete from one_time_links where purpose = 'owner' and used_at = 0;

-- name: SweepLinks :execrows
delete from one_time_links where gid in (select l.gid from one_time_links l where l.expires_at < @before limit @most);

-- name: DeleteOwnResets :exec
delete from one_time_links where purpose = 'reset' and person = @person and created_by = @person and used_at = 0;

-- name: LinkToMail :one
select * from one_time_links where gid = @gid and mail_token is not null and used_at = 0 and expires_at > @now;

-- name: LinkMailed :exec
update one_time_links set mail_token = null, mailed_at = @now, mail_problem = '' where gid = @gid;

-- name: LinkNotMailed :exec
update one_time_links set mail_problem = @problem where gid = @gid;

-- name: LinkNeverMailed :exec
update one_time_links set mail_token = null, mail_problem = @problem where gid = @gid;

-- name: ResetsNotMailed :many
select l.person, l.mail_problem
from one_time_links l join workspace_members m on m.person = l.person and m.workspace = @workspace and m.active
where l.purpose = 'reset' and l.used_at = 0 and l.expires_at > @now and l.mail_problem <> ''
order by l.created_at, l.gid;
