-- name: InsertWebhook :exec
insert into webhooks (gid, workspace, person, app, resource, resource_type, target, secret, filters, created_at,
                      told, wanted, due_at, heartbeat_at, last_success_at, last_failure_at, last_failure_content,
                      retries, failing_since, lease, lease_until)
select @gid, @workspace, @person, @app, @resource, @resource_type, @target, @secret, @filters, @created_at,
       c.seq, c.seq, @created_at, @created_at, 0, 0, '', 0, 0, '', 0
from event_counter c where c.id = 1;

-- name: Webhook :one
select * from webhook_rows where gid = @gid;

-- name: WebhooksOf :many
select * from webhook_rows
where person = @person and app = @app and workspace = @workspace
  and (cast(@resource as text) = '' or resource = cast(@resource as text))
  and (created_at > @after_created or created_at = @after_created and gid > @after_gid)
order by created_at, gid limit @n;

-- name: CountWebhooks :one
select (select count(*) from webhooks w where w.resource = @resource) as of_resource,
       (select count(*) from webhooks w where w.person = @person and w.app = @app) as of_person;

-- name: HasWebhook :one
select exists (select 1 from webhooks
               where person = @person and app = @app and resource = @resource and target = @target) as has;

-- name: SetWebhookFilters :execrows
update webhooks set filters = @filters where gid = @gid;

-- name: DeleteWebhook :execrows
delete from webhooks where gid = @gid;

-- name: WebhookCursor :one
select w.seq as done, c.seq as last from webhook_cursor w, event_counter c where w.id = 1 and c.id = 1;

-- name: LockWebhookCursor :exec
update webhook_cursor set seq = seq where id = 1;

-- name: AdvanceWebhookCursor :execrows
update webhook_cursor set seq = @target where id = 1 and seq = @before;

-- name: DueWebhooks :many
select gid from webhooks
where due_at <= @now and lease_until <= @now and (retries > 0) = cast(@failing as boolean)
order by due_at limit @n;

-- name: LeaseWebhook :one
update webhooks set lease = @lease, lease_until = @lease_until
where gid = @gid and due_at <= @now and lease_until <= @now
returning *;

-- name: SettleWebhook :execrows
update webhooks set
    told = case when told < @told then @told else told end,
    due_at = case when cast(@retry_at as bigint) > 0 then cast(@retry_at as bigint)
                  when wanted > @told then cast(@now as bigint)
                  else @heartbeat_at end,
    heartbeat_at = @heartbeat_at, last_success_at = @last_success_at, last_failure_at = @last_failure_at,
    last_failure_content = @last_failure_content, retries = @retries, failing_since = @failing_since,
    lease = '', lease_until = 0
where gid = @gid and lease = @lease;

-- name: ReleaseWebhook :exec
update webhooks set lease = '', lease_until = 0 where gid = @gid and lease = @lease;

-- name: EndWebhook :execrows
delete from webhooks where gid = @gid and lease = @lease;

-- name: MembershipGID :one
select gid from workspace_members where workspace = @workspace and person = @person;

-- name: CallingRights :one
select exists (select 1 from workspace_members m
               where m.person = @person and m.active and (m.role = 'owner' or m.api_access)) as api_access,
       exists (select 1 from personal_access_tokens t
               where t.person = @person and (t.expires_at = 0 or t.expires_at > @now)) as has_token,
       cast(coalesce((select w.plan from service_accounts s join workspaces w on w.gid = s.workspace
                      where s.person = @person), '') as text) as service_plan;
