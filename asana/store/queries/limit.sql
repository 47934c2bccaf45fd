-- name: SetRequestLimit :execrows
update workspaces set requests_per_minute = @requests_per_minute where gid = @gid;

-- name: RequestLimit :one
select cast(coalesce(max(w.requests_per_minute), 0) as bigint) as requests_per_minute
from workspaces w join workspace_members m on m.workspace = w.gid
where m.person = @person and m.active;

-- name: LockLeases :exec
insert into request_leases (key, copy, held, expires_at) values (@key, '', 0, @expires_at)
on conflict (key, copy) do update set expires_at = excluded.expires_at;

-- name: HeldElsewhere :one
select cast(coalesce(sum(held), 0) as bigint) as held from request_leases
where key = @key and copy <> @copy and expires_at > @now;

-- name: PutLease :exec
insert into request_leases (key, copy, held, expires_at) values (@key, @copy, @held, @expires_at)
on conflict (key, copy) do update set held = excluded.held, expires_at = excluded.expires_at;

-- name: SweepLeases :execrows
delete from request_leases where (key, copy) in (
    select l.key, l.copy from request_leases l where l.expires_at < @before limit @most
);

-- name: InsertLimitRequest :exec
insert into limit_requests (gid, workspace, person, wanted, reason, created_at, answered_at, granted, answer)
values (@gid, @workspace, @person, @wanted, @reason, @created_at, 0, false, '');

-- name: LimitRequestsOf :many
select r.*, p.name as person_name from limit_requests r join people p on p.gid = r.person
where r.workspace = @workspace order by r.answered_at, r.created_at desc, r.gid limit 50;

-- name: LimitRequestOfPerson :many
select r.*, p.name as person_name from limit_requests r join people p on p.gid = r.person
where r.workspace = @workspace and r.person = @person order by r.created_at desc, r.gid limit 1;

-- name: AnswerLimitRequest :execrows
update limit_requests set answered_at = @answered_at, granted = @granted, answer = @answer
where gid = @gid and workspace = @workspace and answered_at = 0;
