-- name: InsertSession :exec
insert into person_sessions (gid, person, browser, started_at, seen_at)
values (@gid, @person, @browser, @started_at, @started_at);

-- name: SessionPerson :one
select p.*, s.seen_at from person_sessions s join people p on p.gid = s.person where s.gid = @gid;

-- name: SessionStart :one
select started_at from person_sessions where gid = @gid;

-- name: SessionsOf :many
select * from person_sessions
where person = @person and seen_at > @seen_after and started_at > @started_after
order by seen_at desc, gid;

-- name: TouchSession :exec
update person_sessions set seen_at = @seen_at where gid = @gid and seen_at < @seen_at;

-- name: DeleteSession :execrows
delete from person_sessions where gid = @gid and person = @person;

-- name: DeleteOtherSessions :exec
delete from person_sessions where person = @person and gid <> @keep;

-- name: SweepSessions :execrows
delete from person_sessions where gid in (
    select s.gid from person_sessions s where s.seen_at <= @seen_after or s.started_at <= @started_after limit @most);
