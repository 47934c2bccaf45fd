-- name: InsertJob :exec
insert into jobs (gid, workspace, person, app, kind, source, target, request, status, stage, after_section, after_position,
                  after_task, created_at, finished_at)
values (@gid, @workspace, @person, @app, @kind, @source, @target, @request, 'not_started', 0, '', 0, '', @created_at, 0);

-- name: Job :one
select * from jobs where gid = @gid;

-- name: CountOpenJobs :one
select count(*) from jobs where person = @person and finished_at = 0;

-- name: BeginJob :one
update jobs set status = 'in_progress' where gid = @gid and finished_at = 0 returning *;

-- name: AdvanceJob :exec
update jobs set stage = @stage, after_section = @after_section, after_position = @after_position, after_task = @after_task
where gid = @gid;

-- name: FinishJob :exec
update jobs set status = @status, finished_at = @finished_at where gid = @gid and finished_at = 0;

-- name: SweepJobs :execrows
delete from jobs where gid in (select j.gid from jobs j where j.created_at < @before limit @most);

-- name: PutCopy :exec
insert into job_copies (job, source, copy, kind, state) values (@job, @source, @copy, @kind, 0);

-- name: CopyOf :one
select copy from job_copies where job = @job and source = @source;

-- name: PickCopies :execrows
update job_copies set state = @next
where job_copies.job = @job and job_copies.source in (select c.source from job_copies c
    where c.job = @job and c.kind = 'task' and c.copy <> '' and c.state < @next order by c.source limit @n);

-- name: PassCopies :execrows
update job_copies set state = state + 1 where job = @job and kind = 'task' and state = @state;

-- name: ForgetCopies :execrows
delete from job_copies where job_copies.job = @job and job_copies.source in (select c.source from job_copies c where c.job = @job limit @n);

-- name: SectionsToCopy :many
select s.gid, s.name from sections s
where s.project = @project and not exists (select 1 from job_copies c where c.job = @job and c.source = s.gid)
order by s.position, s.gid limit @n;

-- name: MembersToCopy :many
select m.person from project_members m
join workspace_members w on w.workspace = @workspace and w.person = m.person and w.active
where m.project = @project
  and not exists (select 1 from project_members x where x.project = @target and x.person = m.person)
order by m.person limit @n;

-- name: TasksToCopy :many
select tp.task, tp.section, tp.position from task_projects tp join tasks t on t.gid = tp.task
where tp.project = @project and t.created_at <= @until
  and (tp.section, tp.position, tp.task) > (cast(@after_section as text), cast(@after_position as bigint), cast(@after_task as text))
  and not exists (select 1 from job_copies c where c.job = @job and c.source = tp.task)
  and not (cast(@subtasks as boolean) and exists (select 1 from task_projects x where x.task = t.parent and x.project = tp.project))
order by tp.section, tp.position, tp.task limit @n;

-- name: SubtasksToCopy :many
select t.gid, c.copy as parent from job_copies c join tasks t on t.parent = c.source join tasks k on k.gid = c.copy
where c.job = @job and c.kind = 'task' and c.state = 1 and t.created_at <= @until
  and not exists (select 1 from job_copies x where x.job = c.job and x.source = t.gid)
order by t.created_at, t.gid limit @n;

-- name: WaitsToCopy :many
select c.copy as task, d.depends_on, cast(coalesce(o.copy, '') as text) as depends_on_copy
from job_copies c join tasks k on k.gid = c.copy join task_dependencies d on d.task = c.source
left join job_copies o on o.job = c.job and o.source = d.depends_on
where c.job = @job and c.kind = 'task' and c.state = 3
order by c.source, d.depends_on;

-- name: DatesToCopy :one
select cast(coalesce(min(case when t.start_on <> '' then t.start_on end), '') as text) as first_start,
       cast(coalesce(max(t.due_on), '') as text) as last_due
from tasks t join task_projects tp on tp.task = t.gid
where tp.project = @project and (not t.private or t.created_by = @person or t.assignee = @person
  or exists (select 1 from task_followers f where f.task = t.gid and f.person = @person));

-- name: CopyProjectFields :exec
insert into project_fields (project, field, created_at, position, important)
select cast(@copy as text), f.field, f.created_at, f.position, f.important from project_fields f where f.project = @project;

-- name: CopyValues :exec
-- The values of fields that the copy has by its projects.
insert into task_values (task, field, item, position, value, folded, head, number, moment)
select cast(@copy as text), v.field, v.item, v.position, v.value, v.folded, v.head, v.number, v.moment
from task_values v where v.task = @task and exists (select 1 from task_projects tp
    join project_fields x on x.project = tp.project where tp.task = cast(@copy as text) and x.field = v.field);

-- name: CopyTags :exec
insert into task_tags (task, tag) select cast(@copy as text), x.tag from task_tags x where x.task = @task;

-- name: CopyFollowers :exec
insert into task_followers (task, person)
select cast(@copy as text), f.person from task_followers f
join workspace_members m on m.workspace = @workspace and m.person = f.person and m.active
where f.task = @task on conflict (task, person) do nothing;

-- name: LockAttachments :exec
update attachments set gid = gid where task = @task;

-- name: AttachmentsToCopy :many
select * from attachments where task = @task order by created_at, gid;
