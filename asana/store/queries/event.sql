-- name: AdvanceEventCounter :one
update event_counter set seq = seq + @n where id = 1 returning seq;

-- name: InsertEvent :exec
insert into events (seq, created_at, workspace, person, app, action, resource_type, resource, resource_subtype,
                    parent_type, parent, task, projects, field, value, run)
values (@seq, @created_at, @workspace, @person, @app, @action, @resource_type, @resource, @resource_subtype,
        @parent_type, @parent, @task, @projects, @field, @value, @run);

-- name: EventsAfter :many
select * from events where seq > @after order by seq limit @n;

-- name: DeleteOldEvents :execrows
delete from events where events.created_at < @before and events.seq in (select e.seq from events e order by e.seq limit @n);

-- name: EventSpan :one
select cast(coalesce((select min(e.seq) from events e), c.seq + 1) as bigint) as first, c.seq as last
from event_counter c where c.id = 1;
