-- name: InsertPerson :exec
insert into people (gid, name, email, email_folded, password_hash, time_zone, created_at)
values (@gid, @name, @email, @email_folded, @password_hash, @time_zone, @created_at);

-- name: Person :one
select * from people where gid = @gid;

-- name: PersonByEmail :one
select * from people where email_folded = @email_folded and email <> '';

-- name: SetTimeZone :execrows
update people set time_zone = @time_zone where gid = @gid;

-- name: SetLanguage :exec
update people set language = @language where gid = @gid;

-- name: SetPasswordHash :execrows
update people set password_hash = @password_hash where gid = @gid;

-- name: KnowsPerson :one
select exists (
    select 1 from workspace_members a join workspace_members b on b.workspace = a.workspace
    where a.person = @one and b.person = @other and a.active and b.active
      and (a.role <> 'guest'
           or exists (select 1 from project_members x join project_members y on y.project = x.project
                      where x.person = @one and y.person = @other)
           or exists (select 1 from task_followers x join task_followers y on y.task = x.task
                      where x.person = @one and y.person = @other))
) as knows;

-- name: SetName :execrows
update people set name = @name where gid = @gid;

-- name: AnyPerson :one
select exists (select 1 from people) as found;

-- name: SetEmail :execrows
update people set email = @email, email_folded = @email_folded, email_proven = false where gid = @gid;

-- name: ProveEmail :exec
update people set email_proven = true where gid = @gid;
