-- name: InsertState :exec
insert into bridge_states (hash, session, purpose, person, workspace, callback, return_path, verifier, pending, expires_at)
values (@hash, @session, @purpose, @person, @workspace, @callback, @return_path, @verifier, @pending, @expires_at);

-- name: TakeState :one
-- Whoever deletes the row has it: a state is used once, also by two requests at the same moment.
delete from bridge_states
where hash = @hash and session = @session and callback = @callback and expires_at > @now
returning *;

-- name: SweepStates :execrows
delete from bridge_states where hash in (select s.hash from bridge_states s where s.expires_at <= @now limit @most);
