-- name: InsertNotice :execrows
insert into notices (gid, person, rule, cause, detail, text, since, dismissed_at, mailed_at)
values (@gid, @person, @rule, @cause, @detail, @text, @since, 0, 0)
on conflict (person, rule, cause, detail) do nothing;

-- name: NoticeToMail :one
-- With the tasks for which the rule has failed since, when it tells of failures.
select sqlc.embed(n), cast(case when n.cause = 'failed' then (
    select count(distinct x.task) from rule_runs x where x.rule = n.rule and x.state = 'failed' and x.finished_at >= n.since) else 0 end as bigint) as failed
from notice_rows n where n.gid = @gid;

-- name: NoticesOf :many
-- Notices, with what decides whether their person sees the project.
select sqlc.embed(n), cast(case when n.cause = 'failed' then (
    select count(distinct x.task) from rule_runs x where x.rule = n.rule and x.state = 'failed' and x.finished_at >= n.since) else 0 end as bigint) as failed,
    p.private,
    cast(coalesce((select m.role from workspace_members m
        where m.workspace = p.workspace and m.person = n.person and m.active), '') as text) as role,
    exists (select 1 from project_members x where x.project = p.gid and x.person = n.person) as member
from notice_rows n join projects p on p.gid = n.project
where n.person = @person and n.dismissed_at = 0 and n.enabled order by n.since desc, n.gid;

-- name: CountNotices :one
select count(*) from notices where rule = @rule and cause = @cause and person = @person;

-- name: DismissNotice :execrows
update notices set dismissed_at = @now where gid = @gid and person = @person;

-- name: NoticeMailed :exec
update notices set mailed_at = @now where gid = @gid;

-- name: EndNotices :exec
delete from notices where rule = @rule and cause = @cause;

-- name: EndNoticesOfPause :exec
delete from notices where rule = @rule and cause <> 'failed';

-- name: RuleWatchers :many
-- The owner of a rule, who made its project, and the workspace's admins, as far as they see the project and may act.
select m.person from workspace_members m
join projects p on p.workspace = m.workspace
left join project_members x on x.project = p.gid and x.person = m.person
where p.gid = @project and m.active and m.role in ('owner', 'super_admin', 'member')
  and (x.person is not null or not p.private)
  and (m.role in ('owner', 'super_admin') or m.person = p.created_by or m.person = @owner)
order by m.person;

-- name: ProjectStaff :many
select x.person from project_members x
join projects p on p.gid = x.project
join workspace_members m on m.workspace = p.workspace and m.person = x.person
where x.project = @project and m.active and m.role in ('owner', 'super_admin', 'member') order by x.person;
