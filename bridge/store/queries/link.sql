-- name: ClaimTask :execrows
-- One statement decides who may create for a task: the loser inserts nothing.
insert into bridge_links (id, task, workspace, connection, person, submission, attachment, state, project, issue_type, issue_id, issue_key, name, url, error, snapshot, read_at, created_at, updated_at, due_at, rule_action)
values (@id, @task, @workspace, @connection, @person, @submission, '', @state, @project, @issue_type, @issue_id, @issue_key, @name, @url, '', @snapshot, @read_at, @now, @now, @due_at, @rule_action)
on conflict do nothing;

-- name: Link :one
select * from bridge_links where id = @id;

-- name: LinkOfTask :one
select * from bridge_links where task = @task and state in ('claimed', 'checking', 'known', 'linked');

-- name: LinkOfSubmission :one
select * from bridge_links where task = @task and submission = @submission and state in ('claimed', 'checking', 'known', 'linked', 'unlinked');

-- name: FollowedLink :one
select l.* from bridge_links l join bridge_followers f on f.link = l.id
where l.task = @task and f.submission = @submission order by f.created_at desc limit 1;

-- name: FollowLink :exec
insert into bridge_followers (submission, link, created_at) values (@submission, @link, @now) on conflict do nothing;

-- name: KnowIssue :execrows
update bridge_links set state = 'known', issue_id = @issue_id, issue_key = @issue_key, name = @name, url = @url, updated_at = @now, due_at = @due_at
where id = @id and state in ('claimed', 'checking', 'failed');

-- name: DoubtClaim :execrows
update bridge_links set state = 'checking', updated_at = @now, due_at = @now where id = @id and state = 'claimed';

-- name: FailClaim :execrows
update bridge_links set state = 'failed', error = @error, updated_at = @now, due_at = 0 where id = @id and state in ('claimed', 'checking');

-- name: DropClaim :execrows
-- Only before anything was sent: a worker that was merely slow may have come back since the claim was read.
update bridge_links set state = 'failed', error = @error, updated_at = @now, due_at = 0
where id = @id and state = 'claimed' and sent_at = 0;

-- name: SendClaim :execrows
-- From here on something of the claim may be in Jira.
update bridge_links set sent_at = @now, due_at = @due_at where id = @id and state = 'claimed' and sent_at = 0;

-- name: HoldClaim :execrows
update bridge_links set due_at = @due_at where id = @id and state = 'claimed';

-- name: DueLinks :many
-- Links somebody may be waiting for come before those that are only looked after.
select * from bridge_links where due_at > 0 and due_at <= @now
order by (case when state = 'linked' then 1 else 0 end), due_at limit @most;

-- name: PutOff :execrows
-- Who puts a due link off is the one that looks at it.
update bridge_links set due_at = @due_at where id = @id and due_at = @was;

-- name: LinkedIssue :one
-- Whether an issue is known to belong to a task.
select count(*) from bridge_links
where connection = @connection and issue_id = @issue_id and id <> @besides and state in ('known', 'linked', 'unlinked');

-- name: MadeIssue :one
-- Whether another creation has made the issue.
select count(*) from bridge_links
where connection = @connection and issue_id = @issue_id and id <> @besides and sent_at > 0;

-- name: Rivals :one
-- Claims without an outcome whose issue would look like that of the one named.
select count(*) from bridge_links
where connection = @connection and person = @person and project = @project and name = @name and id <> @besides
    and state in ('claimed', 'checking') and sent_at > 0;

-- name: SeeAttachment :execrows
update bridge_links set state = 'linked', attachment = @attachment, updated_at = @now, due_at = @due_at where id = @id and state = 'known';

-- name: EndLink :execrows
update bridge_links set state = @ended, updated_at = @now, due_at = 0 where id = @id and state = @state;

-- name: SaveSnapshot :exec
update bridge_links set snapshot = @snapshot, issue_key = @issue_key, read_at = @read_at, condition = @condition,
    condition_at = case when condition = @condition then condition_at else @read_at end
where id = @id and read_at < @read_at;

-- name: NoteCondition :exec
update bridge_links set condition = @condition, condition_at = @now where id = @id and condition <> @condition and read_at < @now;

-- name: LookAt :exec
update bridge_links set looked_at = @now where id = @id and looked_at < @before;

-- name: NoteChange :many
-- The links of an issue that Jira tells a change of.
update bridge_links set changed_at = @now where connection = @connection and issue_id = @issue_id and state in ('known', 'linked')
returning *;

-- name: LookedAt :many
-- The links open pages have asked for, by whose credential they are read, as far as a search with it is due.
select l.* from bridge_links l join bridge_connections c on c.id = l.connection
left join bridge_polls p on p.connection = l.connection and p.person = l.person
where l.looked_at > @since and l.state in ('known', 'linked') and c.active and c.reading <> 'own'
    and (p.until is null or p.until <= @now)
order by l.connection, l.person, l.looked_at desc limit @most;

-- name: LastProject :one
-- What rules do in a person's name says nothing about his habits.
select project, issue_type from bridge_links
where connection = @connection and person = @person and project <> '' and state <> 'failed' and rule_action = ''
order by created_at desc limit 1;

-- name: AddFile :exec
insert into bridge_files (link, attachment, position, name, size, state, error, updated_at)
values (@link, @attachment, @position, @name, @size, 'waiting', '', @now) on conflict do nothing;

-- name: File :one
select * from bridge_files where link = @link and attachment = @attachment;

-- name: Files :many
select * from bridge_files where link = @link order by position;

-- name: HoldFile :execrows
-- Who changes the time that was read has the file.
update bridge_files set held_until = @until, sending = true
where link = @link and attachment = @attachment and state = 'waiting' and held_until = @seen;

-- name: LetFile :execrows
update bridge_files set held_until = @until, sending = false
where link = @link and attachment = @attachment and state = 'waiting' and held_until = @seen;

-- name: SettleFile :execrows
update bridge_files set state = @state, error = @error, jira_id = @jira_id, sending = false, updated_at = @now
where link = @link and attachment = @attachment and state = 'waiting';

-- name: CountLinks :many
select state, count(*) as links from bridge_links group by state;

-- name: LatestLink :one
-- The link of a task, else its latest attempt.
select * from bridge_links where task = @task
order by (case when state in ('claimed', 'checking', 'known', 'linked') then 0 else 1 end), created_at desc limit 1;

-- name: TroubledLinks :many
-- Links of a person that are under way or lack something.
select * from bridge_links l where l.person = @person and l.state <> 'unlinked' and (
    l.state in ('claimed', 'checking', 'known') or (l.state = 'failed' and l.updated_at > @since)
    or (l.state = 'linked' and (l.backlink in ('waiting', 'failed') or exists (select 1 from bridge_files f where f.link = l.id and f.state <> 'done'))))
order by l.updated_at desc limit @most;

-- name: WakeLink :exec
-- A known link that could not be completed is tried once more.
update bridge_links set due_at = @now where id = @id and state = 'known' and due_at = 0;

-- name: RetryFiles :many
-- Nobody is sending them any more, but Jira may have got one: it is looked for first.
update bridge_files set state = 'waiting', error = '', updated_at = @now,
    held_until = (case when held_until > @now then @now else held_until end)
where link = @link and state = 'failed' returning *;

-- name: WantBacklink :execrows
update bridge_links set backlink = 'waiting', backlink_error = ''
where bridge_links.id = @id and exists (select 1 from bridge_connections c where c.id = bridge_links.connection and c.backlinks);

-- name: RetryBacklink :execrows
update bridge_links set backlink = 'waiting', backlink_error = ''
where id = @id and backlink = 'failed' and state in ('known', 'linked');

-- name: LeaveBacklink :execrows
update bridge_links set backlink = 'leaving' where id = @id and backlink in ('waiting', 'done');

-- name: SettleBacklink :execrows
update bridge_links set backlink = @backlink, backlink_error = @error where id = @id and backlink = @was;

-- name: LinksWithIssue :many
select * from bridge_links where connection = @connection and issue_id <> '' order by created_at, id;

-- name: MoveLink :exec
update bridge_links set url = @url where id = @id;
