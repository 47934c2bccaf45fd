-- name: InsertRule :exec
insert into rules (gid, workspace, project, name, owner, enabled, pause, pause_text, paused_at, triggers, conditions,
                   actions, ceiling, counted_from, since, created_at, modified_at, last_run_at)
select @gid, @workspace, @project, @name, @owner, cast(@enabled as boolean), '', '', 0, @triggers, @conditions,
       @actions, @ceiling, @created_at, c.seq, @created_at, @created_at, 0
from event_counter c where c.id = 1;

-- name: Rule :one
select * from rule_rows where gid = @gid;

-- name: RuleUncounted :one
-- Rule without what is counted for people.
select r.*, w.name as workspace_name, p.name as project_name, o.name as owner_name, cast(0 as bigint) as held
from rules r
join workspaces w on w.gid = r.workspace
join projects p on p.gid = r.project
join people o on o.gid = r.owner
where r.gid = @gid;

-- name: RulesOf :many
select * from rule_rows where project = @project order by created_at, gid;

-- name: RulesWithAction :many
select * from rule_rows where actions like @pattern order by gid;

-- name: CountRules :one
select count(*) from rules where project = @project;

-- name: LockRule :exec
update rules set modified_at = modified_at where gid = @gid;

-- name: UpdateRule :exec
update rules set name = @name, enabled = cast(@enabled as boolean), triggers = @triggers, conditions = @conditions, actions = @actions,
    ceiling = @ceiling, modified_at = @modified_at,
    since = case when not rules.enabled and cast(@enabled as boolean) then (select c.seq from event_counter c where c.id = 1) else since end
where gid = @gid;

-- name: SetRuleOwner :exec
update rules set owner = @owner, modified_at = @modified_at where gid = @gid;

-- name: PauseRule :execrows
update rules set pause = @pause, pause_text = @pause_text, paused_at = @paused_at where gid = @gid and (pause = '' or pause <> 'owner_gone' and cast(@pause as text) = 'owner_gone');

-- name: UnpauseRule :exec
update rules set pause = '', pause_text = '', paused_at = 0, counted_from = @counted_from where gid = @gid;

-- name: NoteRuleRan :exec
update rules set last_run_at = @now where gid = @gid and last_run_at < @now;

-- name: DeleteRule :execrows
delete from rules where gid = @gid;

-- name: DeleteRulesOfProject :exec
delete from rules where project = @project;

-- name: InsertRuleTrigger :exec
insert into rule_triggers (gid, rule, project, kind, minutes, secret, secret_hash)
values (@gid, @rule, @project, @kind, @minutes, @secret, @secret_hash);

-- name: RuleTriggers :many
select * from rule_triggers where rule = @rule order by gid;

-- name: RuleTrigger :one
select * from rule_triggers where gid = @gid;

-- name: RuleTriggerBySecret :one
select * from rule_triggers where secret_hash = @secret_hash and secret_hash <> '';

-- name: SetTriggerSecret :exec
update rule_triggers set secret = @secret, secret_hash = @secret_hash where gid = @gid;

-- name: DeleteRuleTrigger :exec
delete from rule_triggers where gid = @gid;

-- name: RulesStartedBy :many
select distinct t.rule from rule_triggers t join rules r on r.gid = t.rule
where t.project = @project and t.kind = @kind and r.enabled order by t.rule;

-- name: RuleCursor :one
select r.seq as done, c.seq as last,
       cast(coalesce((select min(x.next_at) from rule_runs x where x.next_at > 0), 0) as bigint) as next
from rule_cursor r, event_counter c where r.id = 1 and c.id = 1;

-- name: AdvanceRuleCursor :execrows
update rule_cursor set seq = @target where id = 1 and seq = @before;

-- name: NumberRuns :one
update rule_cursor set runs = runs + 1 where id = 1 returning runs;

-- name: InsertRuleRun :execrows
insert into rule_runs (gid, number, rule, rule_name, workspace, project, task, task_name, person, caused_by, origin, chain,
                       state, reason, cause, payload, conditions, actions, tries, retry_since,
                       created_at, due_at, started_at, finished_at, next_at, lease)
select @gid, @number, @rule, @rule_name, t.workspace, @project, t.gid, t.name, @person, @caused_by, @origin, @chain,
       @state, @reason, @cause, @payload, '[]', '[]', 0, 0,
       @created_at, @due_at, 0, @finished_at, @next_at, ''
from tasks t join task_projects tp on tp.task = t.gid
where t.gid = @task and tp.project = @project
on conflict (origin) do nothing;

-- name: HurryRun :one
-- What waits longest goes now.
update rule_runs set due_at = @now, next_at = @now
where gid = (select r.gid from rule_runs r where r.rule = @rule and r.task = @task and r.state = 'waiting' and r.due_at > @now
             order by r.number limit 1)
returning gid;

-- name: RuleRun :one
select * from rule_run_rows where gid = @gid;

-- name: RunsOfRule :many
select * from rule_run_rows
where rule = @rule and (cast(@before_number as bigint) = 0 or number < cast(@before_number as bigint))
order by number desc limit @n;

-- name: RunsOfTask :many
select * from rule_run_rows
where task = @task and (cast(@before_number as bigint) = 0 or number < cast(@before_number as bigint))
order by number desc limit @n;

-- name: DueRuns :many
-- What somebody asked for waits for nothing; else one rule takes what happens to one task one after the other.
select r.gid from rule_runs r
where r.tries = 0 and r.next_at > 0 and r.next_at <= @now
  and (r.cause = '{}' or r.number = (
      select min(e.number) from rule_runs e where e.task = r.task and e.rule = r.rule and e.state in ('waiting', 'running', 'held')))
order by r.next_at, r.number limit @n;

-- name: DueRetries :many
-- DueRuns of those that have failed before.
select r.gid from rule_runs r
where r.tries > 0 and r.next_at > 0 and r.next_at <= @now
  and (r.cause = '{}' or r.number = (
      select min(e.number) from rule_runs e where e.task = r.task and e.rule = r.rule and e.state in ('waiting', 'running', 'held')))
order by r.next_at, r.number limit @n;

-- name: LeaseRun :one
update rule_runs set lease = @lease, next_at = @lease_until, state = 'running',
    started_at = case when started_at = 0 then cast(@now as bigint) else started_at end
where gid = @gid and next_at > 0 and next_at <= @now
returning *;

-- name: ReleaseRun :exec
update rule_runs set lease = '', next_at = @now where gid = @gid and lease = @lease;

-- name: NoteRun :execrows
update rule_runs set rule_name = @rule_name, person = @person, conditions = @conditions, actions = @actions, tries = @tries, retry_since = @retry_since
where gid = @gid and lease = @lease;

-- name: SettleRun :execrows
update rule_runs set state = @state, reason = @reason, conditions = @conditions, actions = @actions, tries = @tries,
    retry_since = @retry_since, due_at = @due_at, finished_at = @finished_at, next_at = @next_at, lease = ''
where gid = @gid and lease = @lease;

-- name: PutOffRun :execrows
-- SettleRun by whoever cannot say how far the run has come.
update rule_runs set state = @state, reason = @reason, tries = @tries, retry_since = @retry_since, due_at = @due_at,
    finished_at = @finished_at, next_at = @next_at, lease = ''
where gid = @gid and lease = @lease;

-- name: ResumeRuns :execrows
update rule_runs set state = 'waiting', reason = '', tries = 0, retry_since = 0,
    due_at = case when due_at > cast(@now as bigint) then due_at else cast(@now as bigint) end,
    next_at = case when due_at > cast(@now as bigint) then due_at else cast(@now as bigint) end
where rule = @rule and state = 'held';

-- name: HoldRuns :exec
update rule_runs set state = 'held', next_at = 0 where rule = @rule and state = 'waiting';

-- name: DropRuns :execrows
update rule_runs set state = 'skipped', reason = @reason, ended_by = @ended_by, finished_at = @now, next_at = 0, lease = ''
where rule = @rule and state = 'held';

-- name: EndRuns :execrows
update rule_runs set state = 'skipped', reason = @reason, ended_by = @ended_by, finished_at = @now, next_at = 0, lease = ''
where rule = @rule and state in ('waiting', 'held', 'running');

-- name: DeleteRunsOfProject :exec
delete from rule_runs where project = @project;

-- name: SweepRuns :execrows
delete from rule_runs where gid in (
    select r.gid from rule_runs r where r.created_at < @before and r.state in ('done', 'skipped', 'failed', 'held') limit @most);

-- name: TaskMadeAt :one
select created_at from tasks where gid = @gid;

-- name: RunsOfAppWork :many
-- The runs that may have been at work for a task at a moment.
select * from rule_runs
where task = @task and started_at > 0 and started_at <= @at and (finished_at = 0 or finished_at >= @at) order by number;

-- name: DueTriggers :many
select t.rule, t.project, t.gid, t.minutes, r.created_at, p.time_zone
from rule_triggers t join rules r on r.gid = t.rule join people p on p.gid = r.owner
where t.kind = 'due_date_near' and r.enabled order by t.rule, t.gid;

-- name: TasksDue :many
select t.gid, t.due_on, t.due_at from tasks t join task_projects tp on tp.task = t.gid
where tp.project = @project and not t.completed and t.due_on >= @from_day and t.due_on <= @to_day order by t.gid;

-- name: RenewRun :execrows
update rule_runs set next_at = @lease_until where gid = @gid and lease = @lease;

-- name: ItemsOfValue :many
select item from task_values where task = @task and field = @field order by item;

-- name: RulesOwnedBy :many
select * from rule_rows where owner = @owner and workspace = @workspace and enabled order by gid;

-- name: TasksActedFor :one
-- How many tasks a rule has acted for since a moment, and whether one of them is this task.
select count(distinct r.task) as tasks, cast(coalesce(max(case when r.task = @task then 1 else 0 end), 0) as bigint) as known
from rule_runs r where r.rule = @rule and r.acted_at >= @since;

-- name: RunActedAt :one
select acted_at from rule_runs where gid = @gid;

-- name: NoteRunActs :exec
update rule_runs set acted_at = @now where gid = @gid;

-- name: LastActed :one
select cast(coalesce(max(acted_at), 0) as bigint) from rule_runs where rule = @rule;

-- name: RunsOnRetry :one
-- The runs of a rule that wait for an app that was busy or away, and when the first of them goes on.
select count(*) as runs, cast(coalesce(min(due_at), 0) as bigint) as next
from rule_runs where rule = @rule and state = 'waiting' and tries > 0;
