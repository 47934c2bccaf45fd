-- name: InsertTask :exec
insert into tasks (gid, workspace, parent, name, notes, html_notes, assignee, start_on, due_on, due_at, completed,
                   completed_at, private, created_by, created_at, modified_at)
values (@gid, @workspace, @parent, @name, @notes, @html_notes, @assignee, @start_on, @due_on, @due_at, @completed,
        @completed_at, @private, @created_by, @created_at, @created_at);

-- name: TaskRow :one
select * from task_rows where gid = @gid;

-- name: TasksOfProject :many
select sqlc.embed(r), s.position as section_position, tp.position as task_position
from task_rows r
join task_projects tp on tp.task = r.gid
join sections s on s.gid = tp.section
where tp.project = @project and (tp.section = @section or @section = '')
  and (not r.completed or r.completed_at >= @completed_since) and r.modified_at >= @modified_since
  and (s.position, tp.position, r.gid) > (cast(@after_section as bigint), cast(@after_position as bigint), cast(@after_gid as text))
order by s.position, tp.position, r.gid limit @n;

-- name: TasksAssigned :many
select r.* from task_rows r
join workspace_members m on m.workspace = r.workspace and m.person = r.assignee and m.active
where r.assignee = @person and not r.completed and (r.workspace = @workspace or @workspace = '')
  and (cast(replace(case when r.due_on = '' then '99999999' else r.due_on end, '-', '') as bigint), r.created_at, r.gid)
      > (cast(@after_due as bigint), cast(@after_created as bigint), cast(@after_gid as text))
order by cast(replace(case when r.due_on = '' then '99999999' else r.due_on end, '-', '') as bigint), r.created_at, r.gid limit @n;

-- name: TasksOfAssignee :many
select * from task_rows
where assignee = @assignee and workspace = @workspace
  and (not completed or completed_at >= @completed_since) and modified_at >= @modified_since
  and (created_at, gid) > (cast(@after_created as bigint), cast(@after_gid as text))
order by created_at, gid limit @n;

-- name: Subtasks :many
select * from task_rows where parent = @parent order by created_at, gid;

-- name: UpdateTask :exec
update tasks set
    name = coalesce(sqlc.narg('name'), name),
    notes = coalesce(sqlc.narg('notes'), notes),
    html_notes = coalesce(sqlc.narg('html_notes'), html_notes),
    assignee = coalesce(sqlc.narg('assignee'), assignee),
    start_on = coalesce(sqlc.narg('start_on'), start_on),
    due_on = coalesce(sqlc.narg('due_on'), due_on),
    due_at = coalesce(sqlc.narg('due_at'), due_at),
    completed = coalesce(sqlc.narg('completed'), completed),
    completed_at = coalesce(sqlc.narg('completed_at'), completed_at),
    private = coalesce(sqlc.narg('private'), private),
    modified_at = @modified_at
where gid = @gid;

-- name: LockTask :exec
update tasks set gid = gid where gid = @gid;

-- name: TouchTask :exec
update tasks set modified_at = @modified_at where gid = @gid;

-- name: DeleteTask :execrows
delete from tasks where gid = @gid;

-- name: SubtaskGIDs :many
select gid from tasks where parent = @parent;

-- name: PutTaskProject :exec
insert into task_projects (task, project, section, position)
values (@task, @project, @section,
        (select coalesce(max(x.position), 0) + 1 from task_projects x where x.section = @section));

-- name: ProjectsOfTask :many
select project from task_projects where task = @task order by project;

-- name: PutFollower :execrows
insert into task_followers (task, person) values (@task, @person) on conflict (task, person) do nothing;

-- name: RemoveFollower :execrows
delete from task_followers where task = @task and person = @person;

-- name: SectionsOfTask :many
select section from task_projects where task = @task order by project;

-- name: TaskPlace :one
select section, position from task_projects where task = @task and project = @project;

-- name: RemoveTaskProject :execrows
delete from task_projects where task = @task and project = @project;

-- name: InsertTaskPlace :exec
insert into task_projects (task, project, section, position) values (@task, @project, @section, @position);

-- name: MakeRoom :exec
update task_projects set position = position + 1 where section = @section and position >= @position;

-- name: TopPosition :one
select cast(coalesce(min(position), 1) - 1 as bigint) as position from task_projects where section = @section;

-- name: BottomPosition :one
select cast(coalesce(max(position), 0) + 1 as bigint) as position from task_projects where section = @section;

-- name: SetParent :exec
update tasks set parent = @parent, modified_at = @modified_at where gid = @gid;

-- name: TasksOnlyIn :many
select t.gid from tasks t join task_projects tp on tp.task = t.gid
where tp.project = @project and t.assignee = ''
  and not exists (select 1 from task_projects o where o.task = t.gid and o.project <> @project)
order by t.gid;

-- name: DependOn :execrows
insert into task_dependencies (task, depends_on) values (@task, @depends_on) on conflict (task, depends_on) do nothing;

-- name: DependNoMore :execrows
delete from task_dependencies where task = @task and depends_on = @depends_on;

-- name: Dependencies :many
select depends_on from task_dependencies where task = @task order by depends_on;

-- name: Dependents :many
select task from task_dependencies where depends_on = @depends_on order by task;

-- name: TasksWithoutWords :many
select t.gid, t.workspace, t.name, t.notes, t.created_at from tasks_without_words x join tasks t on t.gid = x.task
order by x.task limit @n;

-- name: HasWords :exec
delete from tasks_without_words where task = @task;

-- name: ForgetWords :exec
delete from task_words where task = @task;

-- name: TaskForPerson :one
select sqlc.embed(r),
       cast(coalesce((select m.role from workspace_members m
            where m.workspace = r.workspace and m.person = @person and m.active), '') as text) as role,
       cast(r.created_by = @person or r.assignee = @person
            or exists (select 1 from task_followers f where f.task = r.gid and f.person = @person) as boolean) as own,
       exists (select 1 from task_projects tp join projects p on p.gid = tp.project
               where tp.task = r.gid and not p.private) as in_public,
       exists (select 1 from task_projects tp join project_members x on x.project = tp.project
               where tp.task = r.gid and x.person = @person) as in_members
from task_rows r where r.gid = @gid;
