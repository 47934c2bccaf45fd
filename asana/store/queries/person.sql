-- name: InsertPerson :exec
insert into people (gid, name, email, email_folded, password_hash, time_zone, created_at)
values (@gid, @name, @email, @email_folded, @password_hash, @time_zone, @created_at);

-- name: Person :one
select * from people where gid = @gid;

-- name: PersonByEmail :one
select * from people where email_folded = @email_folded;

-- name: SetTimeZone :execrows
update people set time_zone = @time_zone where gid = @gid;

-- name: SetPasswordHash :execrows
update people set password_hash = @password_hash where gid = @gid;

-- name: ShareWorkspace :one
select exists (
    select 1 from workspace_members a join workspace_members b on b.workspace = a.workspace
    where a.person = @one and b.person = @other and a.active and b.active
) as shared;
